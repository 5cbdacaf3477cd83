// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "desktop/canvas/cvk-canvas-keys.h"
#include "desktop/canvas/cvk-canvas.h"
#include "desktop/canvas/cvk-node-proxy.h"
#include "desktop/cvk-commands.h"
#include "desktop/editing/editing-fixture.h"
#include "desktop/editor/cvk-editing-actions.h"
#include "desktop/editor/cvk-node-search-popover.h"
#include "desktop/editor/cvk-note-editor.h"
#include "desktop/editor/cvk-port-list.h"

/* A page with a canvas, as the editor has it. */
typedef struct
{
  EditingFixture editing;
  GtkWidget *window;
  GtkWidget *page;
  GtkWidget *canvas;
  GtkWidget *search;
  CvkEditingActions *actions;
} Fixture;

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = gtk_overlay_new ();

  editing_set_up (&fixture->editing, data);
  fixture->window = gtk_window_new ();
  fixture->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  fixture->canvas = cvk_canvas_new ();
  fixture->search = cvk_node_search_new ();
  gtk_box_append (GTK_BOX (fixture->page), fixture->search);
  gtk_box_append (GTK_BOX (fixture->page), overlay);
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), fixture->canvas);
  fixture->actions = cvk_editing_actions_install (fixture->page, CVK_CANVAS (fixture->canvas),
                                                  CVK_NODE_SEARCH (fixture->search));
  cvk_canvas_set_session (CVK_CANVAS (fixture->canvas), fixture->editing.session);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (gtk_widget_get_width (fixture->canvas) == 0)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_grab_focus (fixture->canvas);
  iterate ();
}

/* What is closed leaves nothing behind. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->canvas), (gpointer *) &fixture->canvas);
  g_object_add_weak_pointer (G_OBJECT (fixture->actions), (gpointer *) &fixture->actions);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->canvas != NULL || fixture->actions != NULL)
    g_main_context_iteration (NULL, TRUE);
  editing_tear_down (&fixture->editing, data);
}

static void
act (Fixture *fixture, const char *action, const char *target)
{
  g_assert_true (gtk_widget_activate_action_variant (
    fixture->canvas, action, target != NULL ? g_variant_new_string (target) : NULL));
  iterate ();
}

static gboolean
is_enabled (Fixture *fixture, const char *name)
{
  return g_action_group_get_action_enabled (cvk_editing_actions_get_group (fixture->actions), name);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found =
        G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_child (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CvkNodeProxy *
find_proxy (Fixture *fixture, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (CVK_IS_NODE_PROXY (child) &&
        g_strcmp0 (cvk_node_proxy_get_node (CVK_NODE_PROXY (child)), id) == 0)
      return CVK_NODE_PROXY (child);
  return NULL;
}

static void
assert_focus (Fixture *fixture, const char *id)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  g_assert_cmpstr (cvk_canvas_get_focus_node (CVK_CANVAS (fixture->canvas)), ==, id);
  g_assert_true (CVK_IS_NODE_PROXY (focus));
  g_assert_cmpstr (cvk_node_proxy_get_node (CVK_NODE_PROXY (focus)), ==, id);
  g_assert_cmpstr (cvk_selection_get_single_node (fixture->editing.selection), ==, id);
}

/* --- Keys --- */

/* Every key of the canvas has an action that is there, and no key means two things. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n_commands;
  const CvkCommandInfo *commands = cvk_commands_list (&n_commands);
  GActionGroup *group = cvk_editing_actions_get_group (fixture->actions);
  unsigned count = 0;

  for (unsigned i = 0; i < n_commands; i++)
    {
      if (g_str_has_prefix (commands[i].action, "edit."))
        g_assert_true (g_action_group_has_action (group, commands[i].action + strlen ("edit.")));
      for (unsigned j = 0; commands[i].accels[j] != NULL; j++)
        {
          GtkShortcutTrigger *trigger = gtk_shortcut_trigger_parse_string (commands[i].accels[j]);

          g_assert_nonnull (trigger);
          g_object_unref (trigger);
          g_assert_true (g_hash_table_add (seen, (gpointer) commands[i].accels[j]));
          count += commands[i].is_canvas_key;
        }
    }
  g_assert_cmpuint (count, >, 30);
}

static void
test_walk (Fixture *fixture, gconstpointer data)
{
  act (fixture, "edit.go", "right");
  assert_focus (fixture, "read");
  act (fixture, "edit.go", "right");
  assert_focus (fixture, "create");
  act (fixture, "edit.follow-out", NULL);
  assert_focus (fixture, "results");
  act (fixture, "edit.follow-in", NULL);
  assert_focus (fixture, "create");
  act (fixture, "edit.go", "last");
  assert_focus (fixture, "results");
  act (fixture, "edit.go", "first");
  assert_focus (fixture, "read");
  /* There is nothing at the left of it. */
  act (fixture, "edit.go", "left");
  assert_focus (fixture, "read");
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
  CvkSelection *selection = fixture->editing.selection;

  act (fixture, "edit.go", "first");
  act (fixture, "edit.extend", "right");
  g_assert_cmpuint (cvk_selection_get_count (selection), ==, 2);
  act (fixture, "edit.toggle", NULL);
  g_assert_cmpuint (cvk_selection_get_count (selection), ==, 1);
  g_assert_false (cvk_selection_contains (selection, CVK_SELECTION_NODE, "create"));
  act (fixture, "edit.select-all", NULL);
  g_assert_cmpuint (cvk_selection_get_count (selection), ==, 5);
  act (fixture, "edit.select-none", NULL);
  g_assert_cmpuint (cvk_selection_get_count (selection), ==, 0);
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  act (fixture, "edit.go", "first");
  editing_remember (&fixture->editing);
  act (fixture, "edit.move", "down");
  editing_assert_place (&fixture->editing, "read", 0, 20);
  editing_assert_one_step (&fixture->editing, "Move");
}

static void
test_enabled (Fixture *fixture, gconstpointer data)
{
  g_assert_false (is_enabled (fixture, "delete"));
  g_assert_false (is_enabled (fixture, "align-left"));
  g_assert_true (is_enabled (fixture, "paste"));
  act (fixture, "edit.go", "first");
  g_assert_true (is_enabled (fixture, "delete"));
  g_assert_false (is_enabled (fixture, "align-left"));
  act (fixture, "edit.extend", "right");
  g_assert_true (is_enabled (fixture, "align-left"));
  g_assert_false (is_enabled (fixture, "insert"));
  cvk_selection_set_only (fixture->editing.selection, CVK_SELECTION_LINK, "read.out -> create.in");
  g_assert_true (is_enabled (fixture, "insert"));
  g_assert_false (is_enabled (fixture, "copy"));
}

/* The keyboard goes on where a node was deleted: at the canvas. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  act (fixture, "edit.go", "first");
  act (fixture, "edit.delete", NULL);
  g_assert_null (cvk_document_get_node (fixture->editing.document, "read"));
  g_assert_null (find_proxy (fixture, "read"));
  editing_assert_one_step (&fixture->editing, "Delete Node");
}

/* --- The clipboard --- */

static void
test_clipboard (Fixture *fixture, gconstpointer data)
{
  GPtrArray *nodes = cvk_document_get_nodes (fixture->editing.document);

  act (fixture, "edit.go", "first");
  act (fixture, "edit.copy", NULL);
  act (fixture, "edit.paste", NULL);
  while (nodes->len == 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (cvk_document_get_node (fixture->editing.document, "read-2"));
  assert_focus (fixture, "read-2");
  editing_assert_one_step (&fixture->editing, "Paste");
}

/* --- What opens over the canvas --- */

static void
test_link (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list;

  act (fixture, "edit.go", "first");
  act (fixture, "edit.link", NULL);
  list = find_child (fixture->canvas, CVK_TYPE_PORT_LIST);
  g_assert_nonnull (list);
  /* From out: results; from failed: create and results. */
  g_assert_cmpuint (cvk_port_list_get_count (CVK_PORT_LIST (list)), ==, 3);
  g_signal_emit_by_name (find_child (list, GTK_TYPE_SEARCH_ENTRY), "activate");
  iterate ();
  editing_assert_links (&fixture->editing, "read.out -> create.in, create.out -> results.in, "
                                           "read.out -> results.in");
  editing_assert_one_step (&fixture->editing, "Add Link");
  g_assert_null (find_child (fixture->canvas, CVK_TYPE_PORT_LIST));
}

static void
test_link_dropped (Fixture *fixture, gconstpointer data)
{
  GtkWidget *popover;
  GtkWidget *entry;

  g_signal_emit_by_name (fixture->canvas, "link-dropped", "create", "failed", TRUE, 500.0, 400.0);
  iterate ();
  popover = find_child (fixture->canvas, CVK_TYPE_NODE_SEARCH_POPOVER);
  g_assert_nonnull (popover);
  entry = find_child (popover, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "output");
  g_signal_emit_by_name (entry, "activate");
  iterate ();
  editing_assert_links (&fixture->editing, "read.out -> create.in, create.out -> results.in, "
                                           "create.failed -> output.in");
  editing_assert_one_step (&fixture->editing, "Add Linked Node");
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = find_child (fixture->search, GTK_TYPE_SEARCH_ENTRY);

  act (fixture, "edit.add-node", NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "zoom");
  g_signal_emit_by_name (entry, "activate");
  iterate ();
  assert_focus (fixture, "zoom");
  editing_assert_one_step (&fixture->editing, "Add Node");
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  act (fixture, "edit.go", "first");
  act (fixture, "edit.rename", NULL);
  entry = find_child (fixture->canvas, GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Name of the node");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Interviews");
  g_signal_emit_by_name (entry, "activate");
  iterate ();
  g_assert_cmpstr (cvk_document_get_node (fixture->editing.document, "read")->label, ==,
                   "Interviews");
  editing_assert_one_step (&fixture->editing, "Rename Node");
}

static void
set_note (GtkWidget *editor, const char *text)
{
  GtkWidget *view = find_child (editor, GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

/* Leaving the text keeps it; a note in which nothing was written goes again. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  GPtrArray *notes = cvk_document_get_notes (fixture->editing.document);
  GtkWidget *editor;

  g_signal_emit_by_name (fixture->canvas, "edit-note", "n");
  editor = find_child (fixture->canvas, CVK_TYPE_NOTE_EDITOR);
  g_assert_nonnull (editor);
  gtk_widget_activate_action (editor, "note.color", "s", "blue");
  g_assert_cmpstr (
    cvk_value_lookup_string (((CvkAnnotation *) notes->pdata[0])->value, "color", ""), ==, "blue");
  g_assert_true (cvk_history_undo (fixture->editing.history));
  set_note (editor, "Other words");
  gtk_popover_popdown (GTK_POPOVER (editor));
  iterate ();
  g_assert_cmpstr (cvk_editing_get_note_text (fixture->editing.session, "n"), ==, "Other words");
  editing_assert_one_step (&fixture->editing, "Edit Note");
  act (fixture, "edit.add-note", NULL);
  g_assert_cmpuint (notes->len, ==, 2);
  gtk_popover_popdown (GTK_POPOVER (find_child (fixture->canvas, CVK_TYPE_NOTE_EDITOR)));
  iterate ();
  g_assert_cmpuint (notes->len, ==, 1);
}

static void
test_menus (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    CvkSelectionKind kind;
    const char *id;
  } things[] = {
    { CVK_SELECTION_NODE, "create" },
    { CVK_SELECTION_LINK, "read.out -> create.in" },
    { CVK_SELECTION_NOTE, "n" },
    { CVK_SELECTION_FRAME, "f" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (things); i++)
    {
      GtkWidget *menu;

      cvk_selection_set_only (fixture->editing.selection, things[i].kind, things[i].id);
      g_signal_emit_by_name (fixture->canvas, "menu-requested", 100.0, 100.0);
      iterate ();
      menu = find_child (fixture->canvas, GTK_TYPE_POPOVER_MENU);
      g_assert_nonnull (menu);
      g_assert_cmpint (
        g_menu_model_get_n_items (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu))), >, 0);
      gtk_popover_popdown (GTK_POPOVER (menu));
      iterate ();
      g_assert_null (find_child (fixture->canvas, GTK_TYPE_POPOVER_MENU));
    }
}

/* --- Screen readers --- */

static void
test_proxies (Fixture *fixture, gconstpointer data)
{
  CvkNodeProxy *read = find_proxy (fixture, "read");
  CvkNodeProxy *create = find_proxy (fixture, "create");
  graphene_rect_t card;
  graphene_rect_t bounds;

  g_assert_nonnull (read);
  g_assert_nonnull (create);
  gtk_test_accessible_assert_role (fixture->canvas, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (fixture->canvas, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Pipeline N, 3 steps");
  gtk_test_accessible_assert_role (create, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (create, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Create meeting, Zoom, step 2 of 3, 1 input");
  gtk_test_accessible_assert_relation (read, GTK_ACCESSIBLE_RELATION_FLOW_TO, create, NULL);
  gtk_test_accessible_assert_relation (create, GTK_ACCESSIBLE_RELATION_POS_IN_SET, 2);
  /* Magnifiers follow: it is where the card is, from the next frame on. */
  while (gtk_widget_get_width (GTK_WIDGET (create)) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cvk_canvas_get_node_area (CVK_CANVAS (fixture->canvas), "create", &card));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (create), fixture->canvas, &bounds));
  g_assert_cmpfloat_with_epsilon (bounds.origin.x, card.origin.x, 1);
  g_assert_cmpfloat_with_epsilon (bounds.size.width, card.size.width, 1.5);
  act (fixture, "edit.go", "first");
  gtk_test_accessible_assert_state (read, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  cvk_editing_rename_node (fixture->editing.session, "read", "Interviews");
  gtk_test_accessible_assert_property (read, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Interviews, Read CSV, step 1 of 3");
}

/* However many cards are in view, the pool has its end, and the focused one is in it. */
static void
test_pool (Fixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->editing.document, "Many");
  unsigned count = 0;

  for (unsigned i = 0; i < 1000; i++)
    cvk_command_add_node (command, NULL, "text", 10 * (i % 40), 10 * (i / 40), NULL);
  cvk_history_push (fixture->editing.history, command);
  cvk_canvas_set_scale (CVK_CANVAS (fixture->canvas), 0.5, 0, 0);
  iterate ();
  act (fixture, "edit.go", "last");
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += CVK_IS_NODE_PROXY (child);
  g_assert_cmpuint (count, <=, 256);
  g_assert_cmpuint (count, >=, 200);
  assert_focus (fixture, cvk_canvas_get_focus_node (CVK_CANVAS (fixture->canvas)));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/editing-actions/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  ADD ("keys", test_keys);
  ADD ("walk", test_walk);
  ADD ("select", test_select);
  ADD ("move", test_move);
  ADD ("enabled", test_enabled);
  ADD ("delete", test_delete);
  ADD ("clipboard", test_clipboard);
  ADD ("link", test_link);
  ADD ("link-dropped", test_link_dropped);
  ADD ("search", test_search);
  ADD ("rename", test_rename);
  ADD ("note", test_note);
  ADD ("menus", test_menus);
  ADD ("proxies", test_proxies);
  ADD ("pool", test_pool);
  return g_test_run ();
}
