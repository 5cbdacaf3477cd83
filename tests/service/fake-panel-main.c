// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib-unix.h>
#include <stdio.h>

#include "base/cvk-json.h"
#include "fake-panel.h"

/* A panel on the session bus that does what its standard input says, a command a line, and answers
 * each with a line of JSON. It belongs to tests that are not written in C. */

#define ENGINE "app.convoke.Convoke.Engine"
#define PORTAL "org.freedesktop.portal.Desktop"

static const char portal_xml[] = "<node><interface name='org.freedesktop.portal.Background'>"
                                 "<method name='SetStatus'>"
                                 "<arg name='options' type='a{sv}' direction='in'/></method>"
                                 "<property name='version' type='u' access='read'/>"
                                 "</interface></node>";

#define APPLICATION "app.convoke.Convoke"

static const char application_xml[] = "<node><interface name='org.freedesktop.Application'>"
                                      "<method name='Activate'>"
                                      "<arg name='data' type='a{sv}' direction='in'/></method>"
                                      "</interface></node>";

typedef struct
{
  unsigned version;
  unsigned n_messages;
  char *message; /* nullable: the last one */
} Portal;

static Portal portal;
static char *activation; /* nullable: what the window was brought to the front with */

/* --- The Background portal --- */

static void
status_set_cb (GDBusConnection *bus,
               const char *sender,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *parameters,
               GDBusMethodInvocation *invocation,
               gpointer user_data)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);

  portal.n_messages++;
  g_clear_pointer (&portal.message, g_free);
  g_variant_lookup (options, "message", "s", &portal.message);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_version_cb (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *name,
                GError **error,
                gpointer user_data)
{
  return g_variant_new_uint32 (portal.version);
}

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Puts an object with one interface on the bus, and waits for its name. */
static void
serve (FakePanel *panel,
       const char *name,
       const char *path,
       const char *xml,
       const GDBusInterfaceVTable *vtable)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  gboolean *is_owned = g_new0 (gboolean, 1);

  g_dbus_connection_register_object (panel->bus, path, node->interfaces[0], vtable, NULL, NULL,
                                     NULL);
  g_bus_own_name_on_connection (panel->bus, name, G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb, NULL,
                                is_owned, g_free);
  while (!*is_owned)
    g_main_context_iteration (NULL, TRUE);
}

static void
start_portal (FakePanel *panel, const char *version)
{
  static const GDBusInterfaceVTable vtable = { status_set_cb, get_version_cb, NULL };

  portal.version = (unsigned) g_ascii_strtoull (version, NULL, 10);
  serve (panel, PORTAL, "/org/freedesktop/portal/desktop", portal_xml, &vtable);
}

/* --- The desktop application --- */

static void
activated_cb (GDBusConnection *bus,
              const char *sender,
              const char *path,
              const char *interface,
              const char *method,
              GVariant *parameters,
              GDBusMethodInvocation *invocation,
              gpointer user_data)
{
  g_autoptr (GVariant) data = g_variant_get_child_value (parameters, 0);
  const char *token = "";
  const char *id = "";

  g_variant_lookup (data, "activation-token", "&s", &token);
  g_variant_lookup (data, "desktop-startup-id", "&s", &id);
  g_free (activation);
  activation = g_strconcat (token, "/", id, NULL);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
start_application (FakePanel *panel)
{
  static const GDBusInterfaceVTable vtable = { activated_cb, NULL, NULL };

  serve (panel, APPLICATION, "/app/convoke/Convoke", application_xml, &vtable);
}

/* --- Commands --- */

/* As many calls as the engine can take in one turn of its loop; they are answered in their order,
 * the last one pauses. */
static void
flood (FakePanel *panel, const char *count)
{
  int n_calls = (int) g_ascii_strtoull (count, NULL, 10);

  for (int i = 0; i < n_calls; i++)
    g_dbus_connection_call (panel->bus, ENGINE, "/app/convoke/Convoke/Engine", ENGINE, "SetPaused",
                            g_variant_new ("(b)", i % 2 != n_calls % 2), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static CvkValue *
get_state (FakePanel *panel)
{
  g_auto (CvkArrayBuilder) names = { 0 };

  cvk_array_builder_init (&names);
  for (unsigned i = 0; i < panel->signals->len; i++)
    cvk_array_builder_append (&names, cvk_value_new_string (g_ptr_array_index (panel->signals, i)));
  return cvk_value_new_object (
    "item", panel->item != NULL ? cvk_value_new_string (panel->item) : cvk_value_new_null (),
    "registrations", cvk_value_new_integer (panel->n_registrations), "signals",
    cvk_array_builder_end (&names), "messages", cvk_value_new_integer (portal.n_messages),
    "message", cvk_value_new_string (portal.message != NULL ? portal.message : ""), "activation",
    cvk_value_new_string (activation != NULL ? activation : ""), NULL);
}

/* A dictionary of properties. */
static CvkValue *
convert_properties (GVariant *properties)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  GVariantIter iter;
  const char *name = NULL;
  GVariant *value = NULL;

  cvk_object_builder_init (&builder);
  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                ? g_variant_dup_string (value, NULL)
                                : g_variant_print (value, FALSE);

      cvk_object_builder_append (&builder, name, cvk_value_new_string (text));
    }
  return cvk_object_builder_end (&builder);
}

/* Rows as GNOME's extension reads them: {"id", "properties", "children"}. */
static CvkValue *
convert_layout (FakePanel *panel, GVariant *layout)
{
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) entry = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_auto (CvkArrayBuilder) rows = { 0 };
  int id = 0;

  g_variant_get_child (layout, 0, "i", &id);
  reply =
    fake_panel_call_menu (panel, "GetGroupProperties", g_variant_new_parsed ("([%i], @as [])", id));
  list = g_variant_get_child_value (reply, 0);
  /* The row may have gone since. */
  if (g_variant_n_children (list) > 0)
    entry = g_variant_get_child_value (list, 0);
  properties = entry != NULL ? g_variant_get_child_value (entry, 1)
                             : g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
  cvk_array_builder_init (&rows);
  for (size_t i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      cvk_array_builder_append (&rows, convert_layout (panel, child));
    }
  return cvk_value_new_object ("id", cvk_value_new_integer (id), "properties",
                               convert_properties (properties), "children",
                               cvk_array_builder_end (&rows), NULL);
}

static CvkValue *
get_menu (FakePanel *panel)
{
  static const char *const names[] = { "type", "children-display", NULL };
  g_autoptr (GVariant) reply =
    fake_panel_call_menu (panel, "GetLayout", g_variant_new ("(ii^as)", 0, -1, names));
  g_autoptr (GVariant) layout = g_variant_get_child_value (reply, 1);

  return convert_layout (panel, layout);
}

static CvkValue *
get_property (FakePanel *panel, const char *name)
{
  g_autoptr (GVariant) value = fake_panel_get (panel, name);
  g_autofree char *text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                            ? g_variant_dup_string (value, NULL)
                            : g_variant_print (value, FALSE);

  return cvk_value_new_string (text);
}

/* (transfer full) */
static CvkValue *
obey (FakePanel *panel, const char *command, const char *argument)
{
  if (g_str_equal (command, "appear"))
    fake_panel_appear (panel, g_str_equal (argument, "host"));
  else if (g_str_equal (command, "vanish"))
    fake_panel_vanish (panel);
  else if (g_str_equal (command, "host"))
    fake_panel_set_host (panel, g_str_equal (argument, "on"));
  else if (g_str_equal (command, "forget"))
    fake_panel_forget_signals (panel);
  else if (g_str_equal (command, "flood"))
    flood (panel, argument);
  else if (g_str_equal (command, "portal"))
    start_portal (panel, argument);
  else if (g_str_equal (command, "application"))
    start_application (panel);
  else if (g_str_equal (command, "menu"))
    return get_menu (panel);
  else if (g_str_equal (command, "get"))
    return get_property (panel, argument);
  else if (g_str_equal (command, "activate"))
    {
      g_variant_unref (
        fake_panel_call_item (panel, "ProvideXdgActivationToken", g_variant_new ("(s)", argument)));
      g_variant_unref (fake_panel_call_item (panel, "Activate", g_variant_new ("(ii)", 1, 1)));
    }
  else if (g_str_equal (command, "click"))
    fake_panel_click (panel, argument);
  else if (!g_str_equal (command, "state"))
    g_error ("What is “%s”?", command);
  return get_state (panel);
}

static gboolean
line_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  ssize_t length = getline (&line, &size, stdin);
  g_auto (GStrv) parts = NULL;
  g_autoptr (CvkValue) answer = NULL;
  g_autofree char *text = NULL;

  if (length < 0)
    exit (0);
  parts = g_strsplit (g_strchomp (line), " ", 2);
  answer = obey (user_data, parts[0], parts[1] != NULL ? parts[1] : "");
  text = cvk_value_to_json (answer, CVK_JSON_COMPACT);
  puts (text);
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

int
main (void)
{
  FakePanel *panel = fake_panel_new (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));

  /* A line at a time, so that none waits unseen in the buffer. */
  setvbuf (stdin, NULL, _IONBF, 0);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, line_cb, panel);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
