// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-status-item.h"

#include "service/cvk-status-item-api.h"

#define ITEM_PATH "/StatusNotifierItem"
#define MENU_PATH "/StatusNotifierItem/Menu"
#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"

struct _CvkStatusItem
{
  GObject parent_instance;

  GDBusConnection *bus;
  CvkStatusMenu *menu;
  CvkItemStatusNotifierItem *api;
  GCancellable *cancellable; /* of what the present watcher was asked */
  char *token;               /* nullable */
  unsigned watch_id;
  unsigned subscription_id;
  gboolean is_registered;
  gboolean has_host;
};

G_DEFINE_FINAL_TYPE (CvkStatusItem, cvk_status_item, G_TYPE_OBJECT)

enum
{
  PROP_IS_SHOWN = 1,
  N_PROPS = PROP_IS_SHOWN + 1
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- The watcher --- */

static void
set_shown (CvkStatusItem *self, gboolean is_registered, gboolean has_host)
{
  gboolean was_shown = cvk_status_item_is_shown (self);

  self->is_registered = is_registered;
  self->has_host = has_host;
  if (cvk_status_item_is_shown (self) != was_shown)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

static void
registered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkStatusItem) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL)
    set_shown (self, TRUE, self->has_host);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_info ("The icon was not taken: %s", error->message);
}

static void
host_known_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkStatusItem) self = user_data;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return;
  g_variant_get (reply, "(v)", &value);
  set_shown (self, self->is_registered,
             g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value));
}

static void
ask_for_host (CvkStatusItem *self)
{
  g_dbus_connection_call (self->bus, WATCHER_NAME, WATCHER_PATH, PROPERTIES_INTERFACE, "Get",
                          g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, host_known_cb, g_object_ref (self));
}

/* Of two panels one may go, so the property is asked again. */
static void
hosts_changed_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  CvkStatusItem *self = user_data;

  if (self->cancellable != NULL && g_str_has_prefix (signal, "StatusNotifierHost"))
    ask_for_host (self);
}

static void
watcher_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  CvkStatusItem *self = user_data;

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  /* By our unique name: panels look for the object at its usual place then, and no well-known name
   * is needed, which sandboxes would have to be allowed and whose process ids collide in them. */
  g_dbus_connection_call (
    bus, WATCHER_NAME, WATCHER_PATH, WATCHER_NAME, "RegisterStatusNotifierItem",
    g_variant_new ("(s)", g_dbus_connection_get_unique_name (bus)), NULL,
    G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, registered_cb, g_object_ref (self));
  ask_for_host (self);
}

static void
watcher_vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  CvkStatusItem *self = user_data;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_shown (self, FALSE, FALSE);
}

/* --- What panels call --- */

static gboolean
activate_cb (CvkStatusItem *self, GDBusMethodInvocation *invocation, int x, int y)
{
  g_autofree char *token = cvk_status_item_take_token (self);

  cvk_item_status_notifier_item_complete_activate (self->api, invocation);
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, token);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The middle button, for which some panels and some people have no use. */
static gboolean
secondary_activate_cb (CvkStatusItem *self, GDBusMethodInvocation *invocation, int x, int y)
{
  cvk_item_status_notifier_item_complete_secondary_activate (self->api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Panels that draw the menu themselves do not ask; an error tells the others that we do not. */
static gboolean
context_menu_cb (CvkStatusItem *self, GDBusMethodInvocation *invocation, int x, int y)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD,
                                         "The menu is at %s.", MENU_PATH);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
scroll_cb (CvkStatusItem *self,
           GDBusMethodInvocation *invocation,
           int delta,
           const char *orientation)
{
  cvk_item_status_notifier_item_complete_scroll (self->api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
token_cb (CvkStatusItem *self, GDBusMethodInvocation *invocation, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
  cvk_item_status_notifier_item_complete_provide_xdg_activation_token (self->api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

char *
cvk_status_item_take_token (CvkStatusItem *self)
{
  return g_steal_pointer (&self->token);
}

/* --- How it looks --- */

static gboolean
change_icon (CvkStatusItem *self, const CvkStatusLook *look)
{
  CvkItemStatusNotifierItem *api = self->api;

  if (g_strcmp0 (cvk_item_status_notifier_item_get_icon_name (api), look->icon_name) == 0 &&
      g_strcmp0 (cvk_item_status_notifier_item_get_icon_accessible_desc (api), look->description) ==
        0)
    return FALSE;
  cvk_item_status_notifier_item_set_icon_name (api, look->icon_name);
  cvk_item_status_notifier_item_set_icon_pixmap (api, look->pixmaps);
  cvk_item_status_notifier_item_set_icon_accessible_desc (api, look->description);
  /* The same, because some panels show only one of the two and others blink between them. */
  cvk_item_status_notifier_item_set_attention_icon_name (api, look->icon_name);
  cvk_item_status_notifier_item_set_attention_icon_pixmap (api, look->pixmaps);
  cvk_item_status_notifier_item_set_attention_accessible_desc (api, look->description);
  return TRUE;
}

/* Panels read both texts of the tooltip as markup. */
static gboolean
change_tool_tip (CvkStatusItem *self, const char *text)
{
  g_autofree char *title =
    g_markup_escape_text (cvk_item_status_notifier_item_get_title (self->api), -1);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autoptr (GVariant) no_pixmaps = g_variant_ref_sink (g_variant_new ("a(iiay)", NULL));
  g_autoptr (GVariant) tool_tip =
    g_variant_ref_sink (g_variant_new ("(s@a(iiay)ss)", "", no_pixmaps, title, escaped));
  GVariant *old = cvk_item_status_notifier_item_get_tool_tip (self->api);

  if (old != NULL && g_variant_equal (old, tool_tip))
    return FALSE;
  cvk_item_status_notifier_item_set_tool_tip (self->api, tool_tip);
  return TRUE;
}

void
cvk_status_item_set_look (CvkStatusItem *self, const CvkStatusLook *look)
{
  static const char *const statuses[] = {
    [CVK_STATUS_PASSIVE] = "Passive",
    [CVK_STATUS_ACTIVE] = "Active",
    [CVK_STATUS_NEEDS_ATTENTION] = "NeedsAttention",
  };
  CvkItemStatusNotifierItem *api = self->api;
  const char *status = statuses[look->status];
  gboolean has_icon = change_icon (self, look);
  gboolean has_tool_tip = change_tool_tip (self, look->text);
  gboolean has_status = g_strcmp0 (cvk_item_status_notifier_item_get_status (api), status) != 0;

  cvk_item_status_notifier_item_set_status (api, status);
  /* All is in place before the first panel hears of any of it. */
  if (has_icon)
    {
      cvk_item_status_notifier_item_emit_new_icon (api);
      cvk_item_status_notifier_item_emit_new_attention_icon (api);
    }
  if (has_tool_tip)
    cvk_item_status_notifier_item_emit_new_tool_tip (api);
  if (has_status)
    cvk_item_status_notifier_item_emit_new_status (api, status);
}

gboolean
cvk_status_item_is_shown (CvkStatusItem *self)
{
  return self->is_registered && self->has_host;
}

/* --- The object --- */

static void
cvk_status_item_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_SHOWN)
    g_value_set_boolean (value, cvk_status_item_is_shown (CVK_STATUS_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cvk_status_item_dispose (GObject *object)
{
  CvkStatusItem *self = CVK_STATUS_ITEM (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->subscription_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription_id);
  self->subscription_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->api != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->api));
  g_clear_object (&self->api);
  g_clear_object (&self->menu);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->token, g_free);
  G_OBJECT_CLASS (cvk_status_item_parent_class)->dispose (object);
}

static void
cvk_status_item_class_init (CvkStatusItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = cvk_status_item_get_property;
  object_class->dispose = cvk_status_item_dispose;
  properties[PROP_IS_SHOWN] =
    g_param_spec_boolean ("is-shown", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", CVK_TYPE_STATUS_ITEM, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cvk_status_item_init (CvkStatusItem *self)
{
  self->api = cvk_item_status_notifier_item_skeleton_new ();
}

static void
fill_in (CvkStatusItem *self, const char *id, const char *title, const char *icon_theme_path)
{
  CvkItemStatusNotifierItem *api = self->api;
  GVariant *no_pixmaps = g_variant_new ("a(iiay)", NULL);

  cvk_item_status_notifier_item_set_category (api, "ApplicationStatus");
  cvk_item_status_notifier_item_set_id (api, id);
  cvk_item_status_notifier_item_set_title (api, title);
  cvk_item_status_notifier_item_set_status (api, "Active");
  cvk_item_status_notifier_item_set_icon_theme_path (api, icon_theme_path != NULL ? icon_theme_path
                                                                                  : "");
  cvk_item_status_notifier_item_set_menu (api, MENU_PATH);
  cvk_item_status_notifier_item_set_overlay_icon_name (api, "");
  cvk_item_status_notifier_item_set_overlay_icon_pixmap (api, no_pixmaps);
  cvk_item_status_notifier_item_set_attention_movie_name (api, "");
}

static void
connect_methods (CvkStatusItem *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } methods[] = {
    { "handle-activate", G_CALLBACK (activate_cb) },
    { "handle-secondary-activate", G_CALLBACK (secondary_activate_cb) },
    { "handle-context-menu", G_CALLBACK (context_menu_cb) },
    { "handle-scroll", G_CALLBACK (scroll_cb) },
    { "handle-provide-xdg-activation-token", G_CALLBACK (token_cb) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    g_signal_connect_object (self->api, methods[i].signal, methods[i].callback, self,
                             G_CONNECT_SWAPPED);
}

CvkStatusItem *
cvk_status_item_new (GDBusConnection *bus,
                     const char *id,
                     const char *title,
                     const char *icon_theme_path,
                     CvkStatusMenu *menu,
                     GError **error)
{
  g_autoptr (CvkStatusItem) self = g_object_new (CVK_TYPE_STATUS_ITEM, NULL);

  self->bus = g_object_ref (bus);
  self->menu = g_object_ref (menu);
  fill_in (self, id, title, icon_theme_path);
  connect_methods (self);
  if (!cvk_status_menu_export (menu, bus, MENU_PATH, error) ||
      !g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->api), bus, ITEM_PATH,
                                         error))
    return NULL;
  self->subscription_id =
    g_dbus_connection_signal_subscribe (bus, WATCHER_NAME, WATCHER_NAME, NULL, WATCHER_PATH, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, hosts_changed_cb, self, NULL);
  self->watch_id =
    g_bus_watch_name_on_connection (bus, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                    watcher_appeared_cb, watcher_vanished_cb, self, NULL);
  return g_steal_pointer (&self);
}
