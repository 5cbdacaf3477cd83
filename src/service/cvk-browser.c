// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-browser.h"

#include <stdint.h>

#include "base/cvk-i18n.h"
#include "base/cvk-secret.h"
#include "service/cvk-browser-unit.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.OpenURI"

/* What comes from a server's description is given to other programs here. */
static gboolean
is_openable (const char *url, gboolean is_link)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  const char *host;

  for (const char *p = url; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    return FALSE;
  scheme = g_uri_get_scheme (uri);
  host = g_uri_get_host (uri);
  if (g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  if (is_link && g_str_equal (scheme, "mailto"))
    return TRUE;
  return (g_str_equal (scheme, "https") || g_str_equal (scheme, "http") ||
          (is_link && g_str_equal (scheme, "zoommtg"))) &&
         host != NULL && *host != '\0';
}

static void
return_no_browser (GTask *task, const char *cause)
{
  g_info ("No browser: %s", cause);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _ ("No browser could be opened. Open the address yourself."));
}

/* --- The portal --- */

/* A request to the portal, whose answer comes as a signal of its own. */
typedef struct
{
  GDBusConnection *bus; /* nullable */
  char *url;
  unsigned subscription;
} Opening;

static void
opening_free (Opening *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_clear_object (&self->bus);
  cvk_wipe_string (&self->url);
  g_free (self);
}

static void
stop_listening (Opening *self)
{
  unsigned subscription = self->subscription;

  self->subscription = 0;
  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, subscription);
}

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Opening *self = g_task_get_task_data (task);
  uint32_t response = 2;

  if (self->subscription == 0)
    return;
  stop_listening (self);
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(ua{sv})", &response, NULL);
  if (response == 0)
    g_task_return_boolean (task, TRUE);
  else
    return_no_browser (task, "the portal opened nothing");
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL || self->subscription == 0)
    return;
  stop_listening (self);
  return_no_browser (task, error->message);
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  self->bus = g_bus_get_finish (result, &error);
  if (self->bus == NULL)
    {
      return_no_browser (task, error->message);
      return;
    }
  /* The answer may be there before the call has returned, so its place is agreed on before. */
  token = g_strdup_printf ("convoke%u", g_random_int ());
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1), ".", '_');
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  self->subscription = g_dbus_connection_signal_subscribe (
    self->bus, PORTAL_NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, response_cb, g_object_ref (task), g_object_unref);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_dbus_connection_call (
    self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "OpenURI",
    g_variant_new ("(ss@a{sv})", "", self->url, g_variant_dict_end (&options)),
    G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), asked_cb,
    g_object_ref (task));
}

/* --- The desktop --- */

static void
launched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_no_browser (task, error->message);
}

static void
launch (GTask *task)
{
  const Opening *self = g_task_get_task_data (task);
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();

  g_app_info_launch_default_for_uri_async (self->url, context, g_task_get_cancellable (task),
                                           launched_cb, g_object_ref (task));
}

static void
unit_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_browser_unit_open_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    launch (task);
  else
    return_no_browser (task, error->message);
}

static void
open_address (const char *url,
              gboolean is_link,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, cvk_browser_open_async);
  opening->url = g_strdup (url);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  if (!is_openable (url, is_link))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _ ("This is no address that a browser may be sent to."));
      return;
    }
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_bus_get (G_BUS_TYPE_SESSION, cancellable, bus_cb, g_steal_pointer (&task));
      return;
    }
  if (cvk_browser_unit_is_needed ())
    cvk_browser_unit_open_async (url, cancellable, unit_cb, g_steal_pointer (&task));
  else
    launch (task);
}

void
cvk_browser_open_async (const char *url,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  open_address (url, FALSE, cancellable, callback, user_data);
}

void
cvk_browser_open_link_async (const char *url,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  open_address (url, TRUE, cancellable, callback, user_data);
}

gboolean
cvk_browser_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
