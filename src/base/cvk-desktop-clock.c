// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-desktop-clock.h"

#include <gio/gio.h>
#include <string.h>

#include "base/cvk-local-text.h"

#define NAMESPACE "org.gnome.desktop.interface"
#define KEY "clock-format"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Settings"

static void
take (const char *format)
{
  cvk_local_set_clock_format (g_str_equal (format, "12h")   ? CVK_CLOCK_12_HOURS
                              : g_str_equal (format, "24h") ? CVK_CLOCK_24_HOURS
                                                            : CVK_CLOCK_OF_LOCALE);
}

/* --- The settings of this computer --- */

static void
changed_cb (GSettings *settings)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  gboolean is_gnome = desktop != NULL && strstr (desktop, "GNOME") != NULL;
  g_autoptr (GVariant) chosen = g_settings_get_user_value (settings, KEY);
  g_autofree char *format = g_settings_get_string (settings, KEY);

  take (chosen != NULL || is_gnome ? format : "");
}

static void
follow_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
    source != NULL ? g_settings_schema_source_lookup (source, NAMESPACE, TRUE) : NULL;
  static GSettings *settings; /* for as long as the process lives */

  if (schema == NULL || !g_settings_schema_has_key (schema, KEY))
    return;
  settings = g_settings_new (NAMESPACE);
  g_signal_connect (settings, "changed::" KEY, G_CALLBACK (changed_cb), NULL);
  changed_cb (settings);
}

/* --- The portal --- */

/* The value may lie in several variants: Read() puts one more around it than the signal. */
static void
take_variant (GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) outer = g_steal_pointer (&inner);

      inner = g_variant_get_variant (outer);
    }
  if (g_variant_is_of_type (inner, G_VARIANT_TYPE_STRING))
    take (g_variant_get_string (inner, NULL));
}

static void
signal_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  const char *namespace = NULL;
  const char *key = NULL;
  g_autoptr (GVariant) value = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &namespace, &key, &value);
  if (g_str_equal (namespace, NAMESPACE) && g_str_equal (key, KEY))
    take_variant (value);
}

static void
read_cb (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    {
      g_debug ("Nobody says how this desktop counts hours: %s", error->message);
      return;
    }
  value = g_variant_get_child_value (reply, 0);
  take_variant (value);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static GDBusConnection *bus; /* for as long as the process lives */

  bus = g_bus_get_finish (result, NULL);
  if (bus == NULL)
    return;
  g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, PORTAL_INTERFACE, "SettingChanged",
                                      PORTAL_PATH, NAMESPACE, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb,
                                      NULL, NULL);
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "Read",
                          g_variant_new ("(ss)", NAMESPACE, KEY), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, read_cb, NULL);
}

void
cvk_desktop_clock_follow (gboolean is_sandboxed)
{
  static gboolean has_begun;

  if (has_begun)
    return;
  has_begun = TRUE;
  if (is_sandboxed)
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, NULL);
  else
    follow_settings ();
}
