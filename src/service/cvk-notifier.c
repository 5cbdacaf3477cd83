// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-notifier.h"

#include <stdint.h>

/* Desktop Notifications Specification 1.2. */
#define SERVICE_NAME "org.freedesktop.Notifications"
#define SERVICE_PATH "/org/freedesktop/Notifications"
#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"

#define MAX_BUTTONS 2
#define URGENCY_NORMAL 1
#define URGENCY_CRITICAL 2

struct _CvkNotifier
{
  GObject parent_instance;

  GDBusConnection *bus;
  gboolean use_portal;
  GHashTable *shown; /* id -> Shown */
  unsigned action_signal;
  unsigned closed_signal;
};

G_DEFINE_FINAL_TYPE (CvkNotifier, cvk_notifier, G_TYPE_OBJECT)

enum
{
  SIGNAL_ACTION,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* A notification that the service has a number for, or is about to give one. */
typedef struct
{
  uint32_t number; /* 0: not known yet */
  unsigned n_pending;
  gboolean is_withdrawn;
} Shown;

/* One on its way to the service. */
typedef struct
{
  CvkNotifier *notifier;
  char *id;
  char *title;
  char *body;
  char *hint;
  char *actions[MAX_BUTTONS]; /* the first ones, as many as there are */
  char *labels[MAX_BUTTONS];
  gboolean is_urgent;
  CvkNotifierTold told; /* nullable */
  gpointer told_data;
} Delivery;

static void
free_delivery (Delivery *delivery)
{
  g_object_unref (delivery->notifier);
  g_free (delivery->id);
  g_free (delivery->title);
  g_free (delivery->body);
  g_free (delivery->hint);
  for (unsigned i = 0; i < MAX_BUTTONS; i++)
    {
      g_free (delivery->actions[i]);
      g_free (delivery->labels[i]);
    }
  g_free (delivery);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, free_delivery)

/* --- The notification service --- */

static void
call_service (CvkNotifier *self,
              const char *method,
              GVariant *parameters,
              const char *reply,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_dbus_connection_call (self->bus, SERVICE_NAME, SERVICE_PATH, SERVICE_NAME, method, parameters,
                          reply != NULL ? G_VARIANT_TYPE (reply) : NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, callback, user_data);
}

static void
close_number (CvkNotifier *self, uint32_t number)
{
  call_service (self, "CloseNotification", g_variant_new ("(u)", number), NULL, NULL, NULL);
}

static void
notified_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  CvkNotifier *self = delivery->notifier;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  Shown *shown = g_hash_table_lookup (self->shown, delivery->id);

  shown->n_pending--;
  if (reply != NULL)
    g_variant_get (reply, "(u)", &shown->number);
  else
    g_info ("Nobody was notified: %s", error->message);
  if (shown->is_withdrawn && shown->n_pending == 0)
    {
      if (shown->number != 0)
        close_number (self, shown->number);
      g_hash_table_remove (self->shown, delivery->id);
    }
  /* Last: who is told may withdraw it, and it is forgotten then. */
  if (delivery->told != NULL)
    delivery->told (reply != NULL, delivery->told_data);
}

static GVariant *
make_actions (const Delivery *delivery, gboolean can_act)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (unsigned i = 0; can_act && i < MAX_BUTTONS && delivery->actions[i] != NULL; i++)
    {
      g_variant_builder_add (&builder, "s", delivery->actions[i]);
      g_variant_builder_add (&builder, "s", delivery->labels[i]);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
make_hints (const Delivery *delivery)
{
  g_auto (GVariantBuilder) hints = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sv}"));

  g_variant_builder_add (&hints, "{sv}", "desktop-entry",
                         g_variant_new_string (CVK_APPLICATION_ID));
  g_variant_builder_add (
    &hints, "{sv}", "urgency",
    g_variant_new_byte (delivery->is_urgent ? URGENCY_CRITICAL : URGENCY_NORMAL));
  return g_variant_builder_end (&hints);
}

static gboolean
has_capability (GVariant *reply, const char *name)
{
  g_autofree const char **names = NULL;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(^a&s)", &names);
  return g_strv_contains (names, name);
}

/* Asked each time: another service may have taken the name since the last notification. */
static void
capabilities_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Delivery *delivery = user_data;
  CvkNotifier *self = delivery->notifier;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  gboolean can_act = has_capability (reply, "actions");
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;
  Shown *shown = g_hash_table_lookup (self->shown, delivery->id);

  text = can_act || delivery->hint == NULL
           ? g_strdup (delivery->body)
           : g_strconcat (delivery->body, "\n", delivery->hint, NULL);
  body = has_capability (reply, "body-markup") ? g_markup_escape_text (text, -1)
                                               : g_steal_pointer (&text);
  call_service (self, "Notify",
                g_variant_new ("(susss@as@a{sv}i)", "Convoke", shown->number, CVK_APPLICATION_ID,
                               delivery->title, body, make_actions (delivery, can_act),
                               make_hints (delivery), -1),
                "(u)", notified_cb, delivery);
}

/* Takes @delivery. */
static void
show_by_service (CvkNotifier *self, Delivery *delivery)
{
  Shown *shown = g_hash_table_lookup (self->shown, delivery->id);

  if (shown == NULL)
    {
      shown = g_new0 (Shown, 1);
      g_hash_table_insert (self->shown, g_strdup (delivery->id), shown);
    }
  shown->is_withdrawn = FALSE;
  shown->n_pending++;
  call_service (self, "GetCapabilities", NULL, "(as)", capabilities_cb, delivery);
}

static void
withdraw_from_service (CvkNotifier *self, const char *id)
{
  Shown *shown = g_hash_table_lookup (self->shown, id);

  if (shown == NULL)
    return;
  if (shown->n_pending > 0)
    {
      shown->is_withdrawn = TRUE;
      return;
    }
  if (shown->number != 0)
    close_number (self, shown->number);
  g_hash_table_remove (self->shown, id);
}

static const char *
find_id (CvkNotifier *self, uint32_t number)
{
  GHashTableIter iter;
  gpointer id, shown;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, &shown))
    if (number != 0 && ((Shown *) shown)->number == number)
      return id;
  return NULL;
}

/* The service tells everybody about everybody's notifications. */
static void
service_action_cb (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  CvkNotifier *self = user_data;
  const char *action = NULL;
  uint32_t number = 0;
  g_autofree char *id = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;
  g_variant_get (parameters, "(u&s)", &number, &action);
  id = g_strdup (find_id (self, number));
  if (id != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTION], 0, id, action);
}

static void
service_closed_cb (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  CvkNotifier *self = user_data;
  uint32_t number = 0;
  const char *id;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(uu)")))
    return;
  g_variant_get (parameters, "(uu)", &number, NULL);
  id = find_id (self, number);
  if (id != NULL && ((Shown *) g_hash_table_lookup (self->shown, id))->n_pending == 0)
    g_hash_table_remove (self->shown, id);
}

/* --- The portal --- */

static void
call_portal (CvkNotifier *self,
             const char *method,
             GVariant *parameters,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, method, parameters,
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, callback, user_data);
}

static void
portal_notified_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Delivery) delivery = user_data;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);

  if (delivery->told != NULL)
    delivery->told (reply != NULL, delivery->told_data);
}

static GVariant *
make_buttons (const Delivery *delivery)
{
  g_auto (GVariantBuilder) buttons = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (unsigned i = 0; i < MAX_BUTTONS && delivery->actions[i] != NULL; i++)
    {
      g_variant_builder_open (&buttons, G_VARIANT_TYPE ("a{sv}"));
      g_variant_builder_add (&buttons, "{sv}", "label", g_variant_new_string (delivery->labels[i]));
      g_variant_builder_add (&buttons, "{sv}", "action",
                             g_variant_new_string (delivery->actions[i]));
      g_variant_builder_close (&buttons);
    }
  return g_variant_builder_end (&buttons);
}

/* Takes @delivery. */
static void
show_by_portal (CvkNotifier *self, Delivery *delivery)
{
  g_autoptr (GIcon) icon = g_themed_icon_new (CVK_APPLICATION_ID);
  g_autoptr (GVariant) serialized = g_icon_serialize (icon);
  g_auto (GVariantDict) notification = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&notification, "title", "s", delivery->title);
  g_variant_dict_insert (&notification, "body", "s", delivery->body);
  g_variant_dict_insert (&notification, "priority", "s", delivery->is_urgent ? "high" : "normal");
  g_variant_dict_insert_value (&notification, "icon", serialized);
  if (delivery->actions[0] != NULL)
    g_variant_dict_insert_value (&notification, "buttons", make_buttons (delivery));
  call_portal (self, "AddNotification",
               g_variant_new ("(s@a{sv})", delivery->id, g_variant_dict_end (&notification)),
               portal_notified_cb, delivery);
}

static void
portal_action_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  const char *id = NULL;
  const char *action = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssav)")))
    return;
  g_variant_get (parameters, "(&s&sav)", &id, &action, NULL);
  g_signal_emit (user_data, signals[SIGNAL_ACTION], 0, id, action);
}

/* --- Both --- */

void
cvk_notifier_show (CvkNotifier *self, const char *id, const CvkNotification *notification)
{
  cvk_notifier_show_told (self, id, notification, NULL, NULL);
}

void
cvk_notifier_show_told (CvkNotifier *self,
                        const char *id,
                        const CvkNotification *notification,
                        CvkNotifierTold told,
                        gpointer user_data)
{
  g_autoptr (Delivery) delivery = NULL;

  g_return_if_fail (CVK_IS_NOTIFIER (self));

  delivery = g_new0 (Delivery, 1);
  delivery->notifier = g_object_ref (self);
  delivery->id = g_strdup (id);
  delivery->title = g_strdup (notification->title);
  delivery->body = g_strdup (notification->body);
  delivery->hint = g_strdup (notification->hint);
  delivery->actions[0] = g_strdup (notification->action);
  delivery->labels[0] = g_strdup (notification->label);
  if (notification->action != NULL)
    {
      delivery->actions[1] = g_strdup (notification->other_action);
      delivery->labels[1] = g_strdup (notification->other_label);
    }
  delivery->is_urgent = notification->is_urgent;
  delivery->told = told;
  delivery->told_data = user_data;
  if (self->use_portal)
    show_by_portal (self, g_steal_pointer (&delivery));
  else
    show_by_service (self, g_steal_pointer (&delivery));
}

void
cvk_notifier_withdraw (CvkNotifier *self, const char *id)
{
  g_return_if_fail (CVK_IS_NOTIFIER (self));

  if (self->use_portal)
    call_portal (self, "RemoveNotification", g_variant_new ("(s)", id), NULL, NULL);
  else
    withdraw_from_service (self, id);
}

/* --- The object --- */

static unsigned
subscribe (CvkNotifier *self, const char *signal, GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->bus,
                                             self->use_portal ? PORTAL_NAME : SERVICE_NAME,
                                             self->use_portal ? PORTAL_INTERFACE : SERVICE_NAME,
                                             signal, self->use_portal ? PORTAL_PATH : SERVICE_PATH,
                                             NULL, G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

static void
cvk_notifier_dispose (GObject *object)
{
  CvkNotifier *self = CVK_NOTIFIER (object);

  if (self->action_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->action_signal);
  if (self->closed_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->closed_signal);
  self->action_signal = 0;
  self->closed_signal = 0;
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (cvk_notifier_parent_class)->dispose (object);
}

static void
cvk_notifier_finalize (GObject *object)
{
  CvkNotifier *self = CVK_NOTIFIER (object);

  g_clear_pointer (&self->shown, g_hash_table_unref);
  G_OBJECT_CLASS (cvk_notifier_parent_class)->finalize (object);
}

static void
cvk_notifier_class_init (CvkNotifierClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_notifier_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_notifier_finalize;
  signals[SIGNAL_ACTION] = g_signal_new ("action", CVK_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cvk_notifier_init (CvkNotifier *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CvkNotifier *
cvk_notifier_new (GDBusConnection *bus, gboolean use_portal)
{
  CvkNotifier *self = g_object_new (CVK_TYPE_NOTIFIER, NULL);

  self->bus = g_object_ref (bus);
  self->use_portal = use_portal;
  self->action_signal =
    subscribe (self, "ActionInvoked", use_portal ? portal_action_cb : service_action_cb);
  if (!use_portal)
    self->closed_signal = subscribe (self, "NotificationClosed", service_closed_cb);
  return self;
}
