// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-browser-unit.h"

#include <sys/prctl.h>

#include "base/cvk-secret.h"

#define MANAGER_NAME "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"

gboolean
cvk_browser_unit_is_needed (void)
{
  return prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* What opens an address as the desktop says: GLib's, which knows D-Bus activation, else the script
 * that most desktops have. It ends when the browser is there. (transfer full) (array
 * zero-terminated=1) (nullable) */
static char **
find_opener (const char *url)
{
  g_autofree char *gio = g_find_program_in_path ("gio");
  g_autofree char *script = g_find_program_in_path ("xdg-open");
  g_autoptr (GStrvBuilder) line = g_strv_builder_new ();

  if (gio == NULL && script == NULL)
    return NULL;
  g_strv_builder_add (line, gio != NULL ? gio : script);
  if (gio != NULL)
    g_strv_builder_add (line, "open");
  g_strv_builder_add (line, url);
  return g_strv_builder_end (line);
}

static void
add (GVariantBuilder *properties, const char *name, GVariant *value)
{
  g_variant_builder_add (properties, "(sv)", name, value);
}

/* The arguments of StartTransientUnit (org.freedesktop.systemd1(5)). */
static GVariant *
make_call (char *const *line)
{
  g_autofree char *unit = g_strdup_printf ("convoke-browser-%08x.service", g_random_int ());
  static const char *const as_it_is[] = { "no-env-expand", NULL };
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));
  GVariant *command = g_variant_new ("(s^as^as)", line[0], line, as_it_is);

  add (&properties, "Description", g_variant_new_string ("Browser, opened by Convoke"));
  add (&properties, "Slice", g_variant_new_string ("app.slice"));
  /* "$" is a sign of addresses like any other. */
  add (&properties, "ExecStartEx", g_variant_new_array (NULL, &command, 1));
  /* For as long as the browser is there, and not what has opened it. */
  add (&properties, "ExitType", g_variant_new_string ("cgroup"));
  /* What cannot open an address says which: that of a sign-in has no business in the journal. */
  add (&properties, "StandardOutput", g_variant_new_string ("null"));
  add (&properties, "StandardError", g_variant_new_string ("null"));
  add (&properties, "CollectMode", g_variant_new_string ("inactive-or-failed"));
  return g_variant_new ("(ss@a(sv)@a(sa(sv)))", unit, "fail", g_variant_builder_end (&properties),
                        g_variant_new_array (G_VARIANT_TYPE ("(sa(sv))"), NULL, 0));
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", error->message);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", error->message);
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_auto (GStrv) line = find_opener (g_task_get_task_data (task));

  if (bus == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", error->message);
  else if (line == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             "Neither gio nor xdg-open is installed");
  else
    g_dbus_connection_call (bus, MANAGER_NAME, MANAGER_PATH, MANAGER_INTERFACE,
                            "StartTransientUnit", make_call (line), G_VARIANT_TYPE ("(o)"),
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, g_task_get_cancellable (task),
                            started_cb, g_object_ref (task));
}

static void
handler_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAppInfo) handler = g_app_info_get_default_for_uri_scheme_finish (result, &error);

  if (handler == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", error->message);
  else
    g_bus_get (G_BUS_TYPE_SESSION, g_task_get_cancellable (task), bus_cb, g_object_ref (task));
}

static void
free_address (gpointer data)
{
  char *url = data;

  cvk_wipe_string (&url);
}

void
cvk_browser_unit_open_async (const char *url,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *scheme = g_uri_parse_scheme (url);

  g_task_set_source_tag (task, cvk_browser_unit_open_async);
  g_task_set_task_data (task, g_strdup (url), free_address);
  /* Whoever starts a unit hears nothing of what becomes of it. */
  g_app_info_get_default_for_uri_scheme_async (scheme, cancellable, handler_cb, task);
}

gboolean
cvk_browser_unit_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
