// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-window.h"

#include <gio/gdesktopappinfo.h>

#include "base/cvk-i18n.h"

#define DESKTOP_FILE CVK_APPLICATION_ID ".desktop"

static void
launched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_uris_finish (G_APP_INFO (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
launch (GTask *task)
{
  const char *token = g_task_get_task_data (task);
  g_autoptr (GDesktopAppInfo) info = g_desktop_app_info_new (DESKTOP_FILE);
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();

  if (info == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                               _ ("The window of Convoke is not installed here. “convokectl” does "
                                  "the same in a terminal."));
      return;
    }
  if (token != NULL)
    {
      g_app_launch_context_setenv (context, "XDG_ACTIVATION_TOKEN", token);
      g_app_launch_context_setenv (context, "DESKTOP_STARTUP_ID", token);
    }
  g_app_info_launch_uris_async (G_APP_INFO (info), NULL, context, NULL, launched_cb,
                                g_object_ref (task));
}

static void
activated_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_debug ("Not activated on the bus: %s", error->message);
  launch (task);
}

/* (transfer floating) */
static GVariant *
make_call (const char *run, GVariantBuilder *data)
{
  GVariantBuilder parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  if (run == NULL)
    return g_variant_new ("(a{sv})", data);
  g_variant_builder_add (&parameters, "v", g_variant_new_string (run));
  return g_variant_new ("(sava{sv})", "open-run", &parameters, data);
}

void
cvk_window_open_async (GDBusConnection *bus,
                       const char *token,
                       const char *run,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (bus, NULL, callback, user_data);
  GVariantBuilder data = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_task_set_source_tag (task, cvk_window_open_async);
  g_task_set_task_data (task, g_strdup (token), g_free);
  /* Both names: the second is what X11 and older toolkits read. */
  if (token != NULL)
    {
      g_variant_builder_add (&data, "{sv}", "activation-token", g_variant_new_string (token));
      g_variant_builder_add (&data, "{sv}", "desktop-startup-id", g_variant_new_string (token));
    }
  g_dbus_connection_call (bus, CVK_APPLICATION_ID, CVK_APPLICATION_PATH,
                          "org.freedesktop.Application",
                          run != NULL ? "ActivateAction" : "Activate", make_call (run, &data), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, activated_cb, g_steal_pointer (&task));
}

gboolean
cvk_window_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
