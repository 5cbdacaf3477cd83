// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-autostart.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-programs.h"
#include "base/cvk-random.h"
#include "service/cvk-address.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define FILE_NAME CVK_ENGINE_NAME ".desktop"

gboolean
cvk_is_in_flatpak (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* --- The autostart folder (Desktop Application Autostart Specification) --- */

/* A word of an Exec line (Desktop Entry Specification, "The Exec key"). */
static char *
quote_word (const char *word)
{
  g_autoptr (GString) text = g_string_new ("\"");

  for (const char *p = word; *p != '\0'; p++)
    {
      if (strchr ("\"`$\\", *p) != NULL)
        g_string_append (text, *p == '\\' ? "\\\\\\" : "\\\\");
      if (*p == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
make_desktop_file (void)
{
  /* Not what /proc calls this process: an update has deleted that file, and put another there. */
  g_autofree char *program = cvk_program_find ("convoke-engine");
  g_autofree char *word = quote_word (program);

  return g_strdup_printf ("[Desktop Entry]\n"
                          "Type=Application\n"
                          "Name=" CVK_APPLICATION_NAME "\n"
                          "Icon=" CVK_APPLICATION_ID "\n"
                          "Exec=%s\n"
                          "NoDisplay=true\n",
                          word);
}

/* In a thread. */
static void
write_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  gboolean is_on = GPOINTER_TO_INT (task_data);
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = make_desktop_file ();
  GError *error = NULL;

  if (is_on)
    {
      g_mkdir_with_parents (folder, 0700);
      g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                               NULL, &error);
    }
  else if (!g_file_delete (file, NULL, &error) &&
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- The Background portal --- */

typedef struct
{
  GDBusConnection *bus;
  gboolean is_on;
  unsigned response; /* subscription */
} Request;

static void
free_request (Request *request)
{
  if (request->response != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->response);
  g_object_unref (request->bus);
  g_free (request);
}

static void
responded_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  unsigned response = 2;
  gboolean granted = FALSE;

  g_dbus_connection_signal_unsubscribe (bus, request->response);
  request->response = 0;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &granted);
  if (response == 0 && granted == request->is_on)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                             _ ("The desktop does not let Convoke start at login. Allow it in the "
                                "desktop's settings for applications."));
}

static void
requested_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL || request->response == 0)
    return;
  g_dbus_connection_signal_unsubscribe (request->bus, request->response);
  request->response = 0;
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("This desktop has no way to start Convoke at login (%s). Start it "
                              "yourself after logging in."),
                           error->message);
}

/* The answer's path is known before the question, so that it cannot be missed
 * (org.freedesktop.portal.Request). */
static char *
make_handle (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strconcat (PORTAL_PATH "/request/", sender, "/", token, NULL);
}

static GVariant *
make_options (gboolean is_on, const char *token)
{
  g_autofree char *program = cvk_program_find ("convoke-engine");
  const char *const command[] = { program, NULL };
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "reason", "s",
                         _ ("Convoke keeps your connections working in the background."));
  g_variant_dict_insert (&options, "autostart", "b", is_on);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  return g_variant_ref_sink (g_variant_dict_end (&options));
}

static void
ask_portal (GTask *task, GDBusConnection *bus, gboolean is_on)
{
  Request *request = g_new0 (Request, 1);
  g_autofree char *random = cvk_random_base64url (9, NULL);
  g_autofree char *token = g_strdup_printf ("convoke_%s", random != NULL ? random : "1");
  g_autofree char *handle = make_handle (bus, g_strdelimit (token, "-", '_'));
  g_autoptr (GVariant) options = make_options (is_on, token);

  request->bus = g_object_ref (bus);
  request->is_on = is_on;
  g_task_set_task_data (task, request, (GDestroyNotify) free_request);
  request->response = g_dbus_connection_signal_subscribe (
    bus, PORTAL_NAME, "org.freedesktop.portal.Request", "Response", handle, NULL,
    G_DBUS_SIGNAL_FLAGS_NONE, responded_cb, g_object_ref (task), g_object_unref);
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(s@a{sv})", "", options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, requested_cb, g_object_ref (task));
}

void
cvk_autostart_set_async (GDBusConnection *portal,
                         gboolean is_on,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_autostart_set_async);
  if (portal != NULL)
    {
      ask_portal (task, portal, is_on);
      return;
    }
  g_task_set_task_data (task, GINT_TO_POINTER (is_on), NULL);
  g_task_run_in_thread (task, write_file);
}

gboolean
cvk_autostart_set_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
