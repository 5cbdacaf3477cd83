// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <stdint.h>

#include "fake-panel.h"
#include "service/cvk-status-item.h"
#include "service/cvk-status-pixmaps.h"

/* An icon and its menu on one connection of a private bus, a panel on another. */

#define HEALTHY "app.convoke.Convoke-healthy-symbolic"
#define ERROR "app.convoke.Convoke-error-symbolic"

typedef struct
{
  GSubprocess *daemon;
  char *address;
  GDBusConnection *bus;
  FakePanel *panel;
  CvkStatusMenu *menu;
  CvkStatusItem *item;
  GString *actions; /* what was clicked */
} Fixture;

/* Three rows and a line; @mood changes how one looks, @is_longer adds one. */
static CvkStatusRow *
make_rows (const char *mood, gboolean is_longer)
{
  CvkStatusRow *root = cvk_status_row_new ("", NULL, NULL);
  CvkStatusRow *parent = cvk_status_row_append (root, cvk_status_row_new ("account", mood, NULL));

  cvk_status_row_append (parent, cvk_status_row_new ("check", "Check now", "check::a_b"));
  if (is_longer)
    cvk_status_row_append (root, cvk_status_row_new ("mend", "Reconnect", "reconnect::a_b"));
  cvk_status_row_append (root, cvk_status_row_new ("line", NULL, NULL));
  cvk_status_row_set_toggle (
    cvk_status_row_append (root, cvk_status_row_new ("pause", "Pause", "pause")),
    is_longer ? CVK_STATUS_TOGGLE_ON : CVK_STATUS_TOGGLE_OFF);
  return root;
}

static void
set_look (Fixture *fixture, const char *icon, const char *text, CvkStatus status)
{
  g_autoptr (GVariant) pixmaps = cvk_status_pixmaps_new (icon);

  cvk_status_item_set_look (
    fixture->item,
    &(CvkStatusLook){
      .icon_name = icon, .pixmaps = pixmaps, .description = text, .text = text, .status = status });
}

static void
activated_cb (CvkStatusMenu *menu, const char *action, gpointer user_data)
{
  g_string_append_printf (user_data, "%s;", action);
}

static void
opened_cb (CvkStatusItem *item, const char *token, gpointer user_data)
{
  g_string_append_printf (user_data, "open %s;", token != NULL ? token : "-");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->daemon = private_bus_new (&fixture->address);
  fixture->actions = g_string_new (NULL);
  fixture->bus = private_bus_connect (fixture->address);
  fixture->panel = fake_panel_new (fixture->address);
  fixture->menu = cvk_status_menu_new ();
  cvk_status_menu_take_rows (fixture->menu, make_rows ("ana: <fine> & calm_", FALSE));
  fixture->item = cvk_status_item_new (fixture->bus, "app.convoke.Convoke", "Convoke", "/icons",
                                       fixture->menu, &error);
  g_assert_no_error (error);
  set_look (fixture, HEALTHY, "All is <well>", CVK_STATUS_ACTIVE);
  g_signal_connect (fixture->menu, "activated", G_CALLBACK (activated_cb), fixture->actions);
  g_signal_connect (fixture->item, "activate", G_CALLBACK (opened_cb), fixture->actions);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->item);
  g_clear_object (&fixture->menu);
  fake_panel_free (fixture->panel);
  g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_clear_object (&fixture->bus);
  private_bus_free (fixture->daemon);
  g_free (fixture->address);
  g_string_free (fixture->actions, TRUE);
}

static void
ask_bus (GDBusConnection *bus)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", NULL,
    NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  g_assert_nonnull (reply);
}

/* Until everything that was said has been heard: the bus keeps the order of what one says. */
static void
settle (Fixture *fixture)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ask_bus (fixture->bus);
  ask_bus (fixture->panel->bus);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
show (Fixture *fixture)
{
  fake_panel_appear (fixture->panel, TRUE);
  fake_panel_await_item (fixture->panel);
  while (!cvk_status_item_is_shown (fixture->item))
    g_main_context_iteration (NULL, TRUE);
  settle (fixture);
  fake_panel_forget_signals (fixture->panel);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(unsigned *) user_data)++;
}

static void
test_watcher_and_host (Fixture *fixture, gconstpointer data)
{
  unsigned n_changes = 0;

  g_signal_connect (fixture->item, "notify::is-shown", G_CALLBACK (count_cb), &n_changes);
  /* A watcher alone shows nothing. */
  fake_panel_appear (fixture->panel, FALSE);
  fake_panel_await_item (fixture->panel);
  settle (fixture);
  g_assert_false (cvk_status_item_is_shown (fixture->item));
  fake_panel_set_host (fixture->panel, TRUE);
  while (!cvk_status_item_is_shown (fixture->item))
    g_main_context_iteration (NULL, TRUE);
  fake_panel_set_host (fixture->panel, FALSE);
  while (cvk_status_item_is_shown (fixture->item))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (fixture->panel->n_registrations, ==, 1);

  /* Whoever starts the panel again sees the icon again. */
  for (unsigned i = 2; i < 5; i++)
    {
      fake_panel_vanish (fixture->panel);
      while (cvk_status_item_is_shown (fixture->item))
        g_main_context_iteration (NULL, TRUE);
      show (fixture);
      g_assert_cmpuint (fixture->panel->n_registrations, ==, i);
    }
}

static void
assert_text (FakePanel *panel, const char *property, const char *expected)
{
  g_autoptr (GVariant) value = fake_panel_get (panel, property);

  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, expected);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[][2] = {
    { "Category", "ApplicationStatus" },
    { "Id", "app.convoke.Convoke" },
    { "Title", "Convoke" },
    { "Status", "Active" },
    { "IconName", HEALTHY },
    { "IconThemePath", "/icons" },
    { "IconAccessibleDesc", "All is <well>" },
    { "AttentionIconName", HEALTHY },
    { "AttentionAccessibleDesc", "All is <well>" },
    { "AttentionMovieName", "" },
    { "OverlayIconName", "" },
    { "Menu", "/StatusNotifierItem/Menu" },
  };
  static const int sizes[] = { 16, 22, 24, 32, 48 };
  g_autoptr (GVariant) pixmaps = NULL;
  g_autoptr (GVariant) overlay = NULL;
  g_autoptr (GVariant) tool_tip = NULL;
  g_autoptr (GVariant) is_menu = NULL;
  g_autoptr (GVariant) window = NULL;
  const char *text = NULL;

  show (fixture);
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_text (fixture->panel, texts[i][0], texts[i][1]);
  pixmaps = fake_panel_get (fixture->panel, "IconPixmap");
  g_assert_cmpuint (g_variant_n_children (pixmaps), ==, G_N_ELEMENTS (sizes));
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GVariant) bytes = NULL;
      int width = 0;
      int height = 0;
      gsize length = 0;
      const uint8_t *pixels = NULL;
      unsigned n_white = 0;
      unsigned n_clear = 0;

      g_variant_get_child (pixmaps, i, "(ii@ay)", &width, &height, &bytes);
      g_assert_cmpint (width, ==, sizes[i]);
      g_assert_cmpint (height, ==, sizes[i]);
      pixels = g_variant_get_fixed_array (bytes, &length, 1);
      g_assert_cmpuint (length, ==, (gsize) (width * height * 4));
      for (gsize k = 0; k < length; k += 4)
        {
          n_white += pixels[k] == 255 && pixels[k + 1] == 255 && pixels[k + 3] == 255;
          n_clear += pixels[k] == 0;
        }
      g_assert_cmpuint (n_white, >, length / 40);
      g_assert_cmpuint (n_clear, >, length / 40);
    }
  overlay = fake_panel_get (fixture->panel, "OverlayIconPixmap");
  g_assert_cmpuint (g_variant_n_children (overlay), ==, 0);
  is_menu = fake_panel_get (fixture->panel, "ItemIsMenu");
  g_assert_false (g_variant_get_boolean (is_menu));
  window = fake_panel_get (fixture->panel, "WindowId");
  g_assert_cmpint (g_variant_get_int32 (window), ==, 0);
  tool_tip = fake_panel_get (fixture->panel, "ToolTip");
  g_variant_get_child (tool_tip, 3, "&s", &text);
  g_assert_cmpstr (text, ==, "All is &lt;well&gt;");
}

static void
test_signals (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  set_look (fixture, HEALTHY, "All is <well>", CVK_STATUS_ACTIVE);
  set_look (fixture, ERROR, "Trouble", CVK_STATUS_NEEDS_ATTENTION);
  fake_panel_await_signal (fixture->panel, "NewStatus");
  g_assert_cmpuint (fixture->panel->n_signals, ==, 4);
  g_assert_cmpuint (fake_panel_count (fixture->panel, "NewIcon"), ==, 1);
  g_assert_cmpuint (fake_panel_count (fixture->panel, "NewAttentionIcon"), ==, 1);
  g_assert_cmpuint (fake_panel_count (fixture->panel, "NewToolTip"), ==, 1);
  assert_text (fixture->panel, "Status", "NeedsAttention");
  assert_text (fixture->panel, "AttentionIconName", ERROR);
  assert_text (fixture->panel, "IconName", ERROR);
}

static void
test_clicks_on_the_icon (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *parameters;
  } calls[] = {
    { "Activate", "(3, 4)" },          { "ProvideXdgActivationToken", "('leave-1',)" },
    { "Activate", "(3, 4)" },          { "SecondaryActivate", "(3, 4)" },
    { "Scroll", "(120, 'vertical')" }, { "Activate", "(3, 4)" },
  };

  show (fixture);
  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GVariant) reply = fake_panel_call_item (
        fixture->panel, calls[i].method, g_variant_new_parsed (calls[i].parameters));
      g_assert_nonnull (reply);
    }
  g_assert_cmpstr (fixture->actions->str, ==, "open -;open leave-1;open -;");
}

static GVariant *
get_layout (FakePanel *panel, int parent, int depth, const char *name, unsigned *revision)
{
  const char *const names[] = { name, name != NULL ? "children-display" : NULL, NULL };
  g_autoptr (GVariant) reply =
    fake_panel_call_menu (panel, "GetLayout", g_variant_new ("(ii^as)", parent, depth, names));

  g_variant_get_child (reply, 0, "u", revision);
  return g_variant_get_child_value (reply, 1);
}

static void
assert_layout (GVariant *layout, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) parsed =
    g_variant_parse (g_variant_get_type (layout), expected, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpvariant (layout, parsed);
}

static void
test_layouts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) whole = NULL;
  g_autoptr (GVariant) kinds = NULL;
  g_autoptr (GVariant) root = NULL;
  g_autoptr (GVariant) below = NULL;
  unsigned revision = 0;

  show (fixture);
  whole = get_layout (fixture->panel, 0, -1, NULL, &revision);
  assert_layout (whole,
                 "(0, {'children-display': <'submenu'>}, [<(1, {'children-display': <'submenu'>, "
                 "'label': <'ana: <fine> & calm__'>}, [<(2, {'label': <'Check now'>}, @av [])>])>, "
                 "<(3, {'type': <'separator'>}, @av [])>, <(4, {'label': <'Pause'>, "
                 "'toggle-type': <'checkmark'>, 'toggle-state': <0>}, @av [])>])");
  kinds = get_layout (fixture->panel, 0, 1, "type", &revision);
  assert_layout (kinds,
                 "(0, {'children-display': <'submenu'>}, [<(1, {'children-display': <'submenu'>}, "
                 "@av [])>, <(3, {'type': <'separator'>}, @av [])>, <(4, @a{sv} {}, @av [])>])");
  root = get_layout (fixture->panel, 0, 0, "label", &revision);
  assert_layout (root, "(0, {'children-display': <'submenu'>}, @av [])");
  below = get_layout (fixture->panel, 1, -1, "label", &revision);
  assert_layout (below, "(1, {'children-display': <'submenu'>, 'label': <'ana: <fine> & calm__'>}, "
                        "[<(2, {'label': <'Check now'>}, @av [])>])");
}

static void
test_a_hundred_changes_are_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) layout = NULL;
  unsigned before = 0;
  unsigned after = 0;

  show (fixture);
  /* Looks only: the numbers stay, no layout. */
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *mood = g_strdup_printf ("mood %d", i);

      cvk_status_menu_take_rows (fixture->menu, make_rows (mood, FALSE));
    }
  fake_panel_await_signal (fixture->panel, "ItemsPropertiesUpdated");
  settle (fixture);
  g_assert_cmpuint (fixture->panel->n_signals, ==, 1);
  assert_layout (fixture->panel->updated, "([(1, {'label': <'mood 99'>})], @a(ias) [])");
  fake_panel_forget_signals (fixture->panel);

  /* Rows that come and go: one layout, and one message for those that stay. */
  layout = get_layout (fixture->panel, 0, 0, NULL, &before);
  for (int i = 0; i < 100; i++)
    cvk_status_menu_take_rows (fixture->menu, make_rows ("other", i % 2 != 0));
  fake_panel_await_signal (fixture->panel, "LayoutUpdated");
  settle (fixture);
  g_assert_cmpuint (fixture->panel->n_signals, ==, 2);
  assert_layout (fixture->panel->updated,
                 "([(1, {'label': <'other'>}), (4, {'toggle-state': <1>})], @a(ias) [])");
  g_clear_pointer (&layout, g_variant_unref);
  layout = get_layout (fixture->panel, 0, 0, NULL, &after);
  g_assert_cmpuint (after, ==, before + 1);
  g_assert_cmpint (fake_panel_find_row (fixture->panel, "Reconnect", NULL), ==, 5);

  /* The same again tells nobody anything; the row that comes back has its old number. */
  fake_panel_forget_signals (fixture->panel);
  cvk_status_menu_take_rows (fixture->menu, make_rows ("other", TRUE));
  settle (fixture);
  cvk_status_menu_take_rows (fixture->menu, make_rows ("other", FALSE));
  fake_panel_await_signal (fixture->panel, "LayoutUpdated");
  cvk_status_menu_take_rows (fixture->menu, make_rows ("other", TRUE));
  g_assert_cmpint (fake_panel_find_row (fixture->panel, "Reconnect", NULL), ==, 5);
  g_assert_cmpuint (fake_panel_count (fixture->panel, "LayoutUpdated"), <=, 2);
}

static GVariant *
call_menu (FakePanel *panel, const char *method, const char *parameters)
{
  return fake_panel_call_menu (panel, method, g_variant_new_parsed (parameters));
}

/* GNOME's extension: the shape first, then the texts. */
static void
test_gnome (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) layout = NULL;
  g_autoptr (GVariant) some = NULL;
  g_autoptr (GVariant) about = NULL;
  g_autoptr (GVariant) label = NULL;
  g_autoptr (GVariant) missing = NULL;
  g_autoptr (GVariant) every = NULL;
  unsigned revision = 0;

  show (fixture);
  all = fake_panel_call_menu (fixture->panel, "GetGroupProperties",
                              g_variant_new_parsed ("(@ai [], ['label'])"));
  every = g_variant_get_child_value (all, 0);
  g_assert_cmpuint (g_variant_n_children (every), ==, 5);
  layout = get_layout (fixture->panel, 0, -1, "type", &revision);
  some =
    call_menu (fixture->panel, "GetGroupProperties", "([1, 4, 99], ['label', 'toggle-state'])");
  assert_layout (some, "([(1, {'label': <'ana: <fine> & calm__'>}), (4, {'label': <'Pause'>, "
                       "'toggle-state': <0>})],)");
  about = call_menu (fixture->panel, "AboutToShow", "(1,)");
  assert_layout (about, "(false,)");
  label = call_menu (fixture->panel, "GetProperty", "(4, 'label')");
  assert_layout (label, "(<'Pause'>,)");
  missing = call_menu (fixture->panel, "GetProperty", "(4, 'visible')");
  assert_layout (missing, "(<true>,)");
}

/* Plasma: everything at once, and a report of each opening and closing. */
static void
test_plasma (Fixture *fixture, gconstpointer data)
{
  static const char *const events[] = {
    "(0, 'opened', <''>, uint32 0)",  "(4, 'hovered', <''>, uint32 0)",
    "(4, 'clicked', <''>, uint32 7)", "(1, 'clicked', <''>, uint32 8)",
    "(3, 'clicked', <''>, uint32 8)", "(2, 'clicked', <''>, uint32 9)",
    "(0, 'closed', <''>, uint32 0)"
  };
  g_autoptr (GVariant) about = NULL;

  show (fixture);
  cvk_status_menu_take_rows (fixture->menu, make_rows ("other", TRUE));
  about = call_menu (fixture->panel, "AboutToShow", "(0,)");
  for (size_t i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (GVariant) reply = call_menu (fixture->panel, "Event", events[i]);

      g_assert_nonnull (reply);
    }
  /* A line and a row that only tells something do nothing. */
  g_assert_cmpstr (fixture->actions->str, ==, "pause;check::a_b;");
}

/* XApp, as in Cinnamon: groups of everything. */
static void
test_xapp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) about = NULL;
  g_autoptr (GVariant) events = NULL;

  show (fixture);
  about = call_menu (fixture->panel, "AboutToShowGroup", "([0, 1, 77],)");
  assert_layout (about, "(@ai [], [77])");
  events = call_menu (fixture->panel, "EventGroup",
                      "([(77, 'clicked', <0>, uint32 0), (0, 'opened', <0>, uint32 0), (4, "
                      "'clicked', <0>, uint32 0)],)");
  assert_layout (events, "([77],)");
  g_assert_cmpstr (fixture->actions->str, ==, "pause;");
}

static void
about_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GVariant **) user_data =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
}

/* Rows that a panel has not heard of are told before it shows them, and it hears that they are
 * others. */
static void
test_about_to_show (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;

  show (fixture);
  /* After these two the question has come in, and waits for the main loop. */
  g_dbus_connection_call (fixture->panel->bus, fixture->panel->item, "/StatusNotifierItem/Menu",
                          "com.canonical.dbusmenu", "AboutToShow", g_variant_new ("(i)", 0), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, about_cb, &first);
  ask_bus (fixture->panel->bus);
  ask_bus (fixture->bus);
  cvk_status_menu_take_rows (fixture->menu, make_rows ("other", TRUE));
  while (first == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_layout (first, "(true,)");
  second = call_menu (fixture->panel, "AboutToShow", "(0,)");
  assert_layout (second, "(false,)");
  settle (fixture);
  g_assert_cmpuint (fake_panel_count (fixture->panel, "LayoutUpdated"), ==, 1);
}

static void
refused_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, user_data);

  g_assert_null (reply);
}

static void
test_unknown_rows (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *parameters;
  } calls[] = {
    { "GetLayout", "(99, -1, @as [])" }, { "GetProperty", "(99, 'label')" },
    { "GetProperty", "(1, 'colour')" },  { "Event", "(99, 'clicked', <0>, uint32 0)" },
    { "AboutToShow", "(99,)" },
  };

  show (fixture);
  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GError) error = NULL;

      g_dbus_connection_call (fixture->panel->bus, fixture->panel->item, "/StatusNotifierItem/Menu",
                              "com.canonical.dbusmenu", calls[i].method,
                              g_variant_new_parsed (calls[i].parameters), NULL,
                              G_DBUS_CALL_FLAGS_NONE, -1, NULL, refused_cb, &error);
      while (error == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/status-item/watcher-and-host", test_watcher_and_host },
    { "/status-item/properties", test_properties },
    { "/status-item/signals", test_signals },
    { "/status-item/clicks-on-the-icon", test_clicks_on_the_icon },
    { "/status-menu/layouts", test_layouts },
    { "/status-menu/a-hundred-changes-are-one", test_a_hundred_changes_are_one },
    { "/status-menu/gnome", test_gnome },
    { "/status-menu/plasma", test_plasma },
    { "/status-menu/xapp", test_xapp },
    { "/status-menu/about-to-show", test_about_to_show },
    { "/status-menu/unknown-rows", test_unknown_rows },
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
