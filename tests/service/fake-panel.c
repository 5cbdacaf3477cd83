// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "fake-panel.h"

#include <signal.h>
#include <sys/prctl.h>

#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"
#define ITEM "org.kde.StatusNotifierItem"
#define ITEM_PATH "/StatusNotifierItem"
#define MENU "com.canonical.dbusmenu"
#define MENU_PATH "/StatusNotifierItem/Menu"

static void
die_with_parent_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocess *
private_bus_new (char **address)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  GSubprocess *daemon = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent_cb, NULL, NULL);
  daemon = g_subprocess_launcher_spawn (launcher, &error, "dbus-daemon", "--session", "--nofork",
                                        "--print-address", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (daemon));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  *address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (*address);
  return daemon;
}

void
private_bus_free (GSubprocess *daemon)
{
  g_subprocess_force_exit (daemon);
  g_subprocess_wait (daemon, NULL, NULL);
  g_object_unref (daemon);
}

GDBusConnection *
private_bus_connect (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

static const char watcher_xml[] =
  "<node><interface name='" WATCHER "'>"
  "<method name='RegisterStatusNotifierItem'><arg name='service' type='s' direction='in'/></method>"
  "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
  "<signal name='StatusNotifierHostRegistered'/><signal name='StatusNotifierHostUnregistered'/>"
  "</interface></node>";

static void
called_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  FakePanel *self = user_data;

  g_free (self->item);
  g_variant_get (parameters, "(s)", &self->item);
  g_assert_cmpstr (self->item, ==, sender);
  self->n_registrations++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_property_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  FakePanel *self = user_data;

  return g_variant_new_boolean (self->has_host);
}

static void
signalled_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GVariant *parameters,
              gpointer user_data)
{
  FakePanel *self = user_data;

  if (g_strcmp0 (sender, self->item) != 0)
    return;
  self->n_signals++;
  g_ptr_array_add (self->signals, g_strdup (name));
  if (!g_str_equal (name, "ItemsPropertiesUpdated"))
    return;
  g_clear_pointer (&self->updated, g_variant_unref);
  self->updated = g_variant_ref (parameters);
}

FakePanel *
fake_panel_new (const char *address)
{
  static const char *const interfaces[] = { ITEM, MENU };
  static const GDBusInterfaceVTable vtable = { called_cb, get_property_cb, NULL };
  FakePanel *self = g_new0 (FakePanel, 1);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (watcher_xml, NULL);
  g_autoptr (GError) error = NULL;

  self->signals = g_ptr_array_new_with_free_func (g_free);
  self->bus = private_bus_connect (address);
  for (size_t i = 0; i < G_N_ELEMENTS (interfaces); i++)
    self->subscription_ids[i] =
      g_dbus_connection_signal_subscribe (self->bus, NULL, interfaces[i], NULL, NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, signalled_cb, self, NULL);
  self->object_id = g_dbus_connection_register_object (self->bus, WATCHER_PATH, node->interfaces[0],
                                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_panel_free (FakePanel *self)
{
  fake_panel_vanish (self);
  for (size_t i = 0; i < G_N_ELEMENTS (self->subscription_ids); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription_ids[i]);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->updated, g_variant_unref);
  g_ptr_array_unref (self->signals);
  g_free (self);
}

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
fake_panel_appear (FakePanel *self, gboolean has_host)
{
  gboolean is_owned = FALSE;

  self->has_host = has_host;
  self->name_id = g_bus_own_name_on_connection (self->bus, WATCHER, G_BUS_NAME_OWNER_FLAGS_NONE,
                                                owned_cb, NULL, &is_owned, NULL);
  while (!is_owned)
    g_main_context_iteration (NULL, TRUE);
}

void
fake_panel_vanish (FakePanel *self)
{
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_dbus_connection_flush_sync (self->bus, NULL, NULL);
  g_clear_pointer (&self->item, g_free);
}

void
fake_panel_set_host (FakePanel *self, gboolean has_host)
{
  g_autoptr (GError) error = NULL;

  self->has_host = has_host;
  g_dbus_connection_emit_signal (
    self->bus, NULL, WATCHER_PATH, WATCHER,
    has_host ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered", NULL, &error);
  g_assert_no_error (error);
}

void
fake_panel_await_item (FakePanel *self)
{
  while (self->item == NULL)
    g_main_context_iteration (NULL, TRUE);
}

unsigned
fake_panel_count (FakePanel *self, const char *name)
{
  unsigned count = 0;

  for (unsigned i = 0; i < self->signals->len; i++)
    count += g_str_equal (g_ptr_array_index (self->signals, i), name);
  return count;
}

void
fake_panel_await_signal (FakePanel *self, const char *name)
{
  while (fake_panel_count (self, name) == 0)
    g_main_context_iteration (NULL, TRUE);
}

void
fake_panel_forget_signals (FakePanel *self)
{
  self->n_signals = 0;
  g_ptr_array_set_size (self->signals, 0);
  g_clear_pointer (&self->updated, g_variant_unref);
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GVariant **reply = user_data;

  *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_assert_no_error (error);
}

/* Not the synchronous call: the icon may live in this very process. */
static GVariant *
call (FakePanel *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  GVariant *reply = NULL;

  g_assert_nonnull (self->item);
  g_dbus_connection_call (self->bus, self->item, path, interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, &reply);
  while (reply == NULL)
    g_main_context_iteration (NULL, TRUE);
  return reply;
}

GVariant *
fake_panel_call_item (FakePanel *self, const char *method, GVariant *parameters)
{
  return call (self, ITEM_PATH, ITEM, method, parameters);
}

GVariant *
fake_panel_call_menu (FakePanel *self, const char *method, GVariant *parameters)
{
  return call (self, MENU_PATH, MENU, method, parameters);
}

GVariant *
fake_panel_get (FakePanel *self, const char *property)
{
  g_autoptr (GVariant) reply = call (self, ITEM_PATH, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", ITEM, property));
  GVariant *value = NULL;

  g_variant_get (reply, "(v)", &value);
  return value;
}

static int
find_label (GVariant *layout, const char *label, GVariant **properties)
{
  g_autoptr (GVariant) dictionary = g_variant_get_child_value (layout, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);
  const char *text = NULL;
  int id = 0;

  if (g_variant_lookup (dictionary, "label", "&s", &text) && strstr (text, label) != NULL)
    {
      if (properties != NULL)
        *properties = g_variant_ref (dictionary);
      g_variant_get_child (layout, 0, "i", &id);
      return id;
    }
  for (size_t i = 0; i < g_variant_n_children (children) && id == 0; i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      id = find_label (child, label, properties);
    }
  return id;
}

int
fake_panel_find_row (FakePanel *self, const char *label, GVariant **properties)
{
  g_autoptr (GVariant) reply = fake_panel_call_menu (
    self, "GetLayout", g_variant_new ("(ii@as)", 0, -1, g_variant_new_strv (NULL, 0)));
  g_autoptr (GVariant) layout = g_variant_get_child_value (reply, 1);

  return find_label (layout, label, properties);
}

void
fake_panel_click (FakePanel *self, const char *label)
{
  int id = fake_panel_find_row (self, label, NULL);
  g_autoptr (GVariant) reply = NULL;

  g_assert_cmpint (id, >, 0);
  reply = fake_panel_call_menu (
    self, "Event", g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), 0));
}
