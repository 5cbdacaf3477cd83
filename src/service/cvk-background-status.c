// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-background-status.h"

#include "base/cvk-text.h"
#include "service/cvk-autostart.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Background"
#define FIRST_VERSION_WITH_STATUS 2

typedef enum
{
  PORTAL_UNKNOWN,
  PORTAL_ASKED,
  PORTAL_USABLE,
  PORTAL_USELESS,
} Portal;

struct _CvkBackgroundStatus
{
  GObject parent_instance;

  GDBusConnection *bus;
  char *message; /* nullable */
  Portal portal;
};

G_DEFINE_FINAL_TYPE (CvkBackgroundStatus, cvk_background_status, G_TYPE_OBJECT)

static GDBusCallFlags
get_flags (void)
{
  return cvk_is_in_flatpak () ? G_DBUS_CALL_FLAGS_NONE : G_DBUS_CALL_FLAGS_NO_AUTO_START;
}

static void
told_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBackgroundStatus) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL)
    return;
  g_debug ("No status in the background: %s", error->message);
  self->portal = PORTAL_USELESS;
}

static void
tell (CvkBackgroundStatus *self)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (self->message));
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "SetStatus",
                          g_variant_new ("(a{sv})", &options), NULL, get_flags (), -1, NULL,
                          told_cb, g_object_ref (self));
}

static void
version_known_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBackgroundStatus) self = user_data;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GVariant) version = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &version);
  if (version == NULL || !g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32) ||
      g_variant_get_uint32 (version) < FIRST_VERSION_WITH_STATUS)
    {
      self->portal = PORTAL_USELESS;
      return;
    }
  self->portal = PORTAL_USABLE;
  tell (self);
}

void
cvk_background_status_set (CvkBackgroundStatus *self, const char *message)
{
  if (!cvk_set_string (&self->message, message))
    return;
  if (self->portal == PORTAL_USABLE)
    tell (self);
  if (self->portal != PORTAL_UNKNOWN)
    return;
  self->portal = PORTAL_ASKED;
  /* Outside a sandbox it would refuse, so it is not started for that. */
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties",
                          "Get", g_variant_new ("(ss)", PORTAL_INTERFACE, "version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                          version_known_cb, g_object_ref (self));
}

static void
cvk_background_status_finalize (GObject *object)
{
  CvkBackgroundStatus *self = CVK_BACKGROUND_STATUS (object);

  g_clear_object (&self->bus);
  g_free (self->message);
  G_OBJECT_CLASS (cvk_background_status_parent_class)->finalize (object);
}

static void
cvk_background_status_class_init (CvkBackgroundStatusClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_background_status_finalize;
}

static void
cvk_background_status_init (CvkBackgroundStatus *self)
{
}

CvkBackgroundStatus *
cvk_background_status_new (GDBusConnection *bus)
{
  CvkBackgroundStatus *self = g_object_new (CVK_TYPE_BACKGROUND_STATUS, NULL);

  self->bus = g_object_ref (bus);
  return self;
}
