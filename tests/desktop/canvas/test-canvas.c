// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/canvas/canvas-fixture.h"
#include "desktop/canvas/cvk-canvas-minimap.h"
#include "desktop/canvas/cvk-canvas-scale-bar.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/forms/cvk-file-bindings.h"

/* The canvas under a real pointer: what it does to selection, document and view. */

typedef struct
{
  unsigned count;
  char *id;
  char *port;
  gboolean is_output;
  double x, y;
} Heard;

static void
heard_id_cb (CvkCanvas *canvas, const char *id, Heard *heard)
{
  heard->count++;
  g_free (heard->id);
  heard->id = g_strdup (id);
}

static void
heard_place_cb (CvkCanvas *canvas, double x, double y, Heard *heard)
{
  heard->count++;
  heard->x = x;
  heard->y = y;
}

static void
heard_link_cb (CvkCanvas *canvas,
               const char *node,
               const char *port,
               gboolean is_output,
               double x,
               double y,
               Heard *heard)
{
  heard_id_cb (canvas, node, heard);
  g_free (heard->port);
  heard->port = g_strdup (port);
  heard->is_output = is_output;
  heard->x = x;
  heard->y = y;
}

static const char *
get_undo_name (CanvasFixture *fixture)
{
  return cvk_history_get_undo_name (cvk_session_get_history (fixture->session));
}

/* --- Selecting --- */

static void
test_click (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture, "mousemove 400 120 click 1");
  canvas_assert_selected (fixture, "b");
  g_assert_cmpstr (cvk_canvas_get_focus_node (fixture->canvas), ==, "b");
  canvas_point (fixture, "keydown ctrl mousemove 700 120 click 1 keyup ctrl");
  canvas_assert_selected (fixture, "b,c");
  canvas_point (fixture, "keydown shift mousemove 400 120 click 1 keyup shift");
  canvas_assert_selected (fixture, "c");
  /* One of several, without a drag, is meant alone. */
  canvas_point (fixture, "keydown ctrl mousemove 400 120 click 1 keyup ctrl");
  canvas_point (fixture, "mousemove 700 120 click 1");
  canvas_assert_selected (fixture, "c");
  canvas_point (fixture, "mousemove 280 108 click 1");
  g_assert_true (cvk_selection_contains (fixture->selection, CVK_SELECTION_LINK, "a.out -> b.in"));
  canvas_point (fixture, "mousemove 120 440 click 1");
  g_assert_true (cvk_selection_contains (fixture->selection, CVK_SELECTION_NOTE, "n"));
  canvas_point (fixture, "mousemove 60 56 click 1");
  g_assert_true (cvk_selection_contains (fixture->selection, CVK_SELECTION_FRAME, "f"));
  canvas_point (fixture, "mousemove 900 500 click 1");
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 0);
}

static void
test_band (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 560 220 mousedown 1 mousemove 600 240 mousemove 900 500 mouseup 1");
  canvas_assert_selected (fixture, "d");
  /* With Shift it adds, and what it leaves again is as before. */
  canvas_point (fixture, "keydown shift mousemove 950 300 mousedown 1 mousemove 900 250 "
                         "mousemove 450 60 mousemove 700 130 mouseup 1 keyup shift");
  canvas_assert_selected (fixture, "d,c");
  g_assert_null (get_undo_name (fixture));
}

/* --- Moving --- */

static void
test_move (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 700 350 mousedown 1 mousemove 720 360 mousemove 747 411 mouseup 1");
  canvas_assert_place (fixture, "d", 640, 360);
  g_assert_nonnull (get_undo_name (fixture));
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  canvas_assert_place (fixture, "d", 600, 300);
  g_assert_null (get_undo_name (fixture));
}

/* Two that are selected move together, by one step. */
static void
test_move_several (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 700 120 click 1 keydown ctrl mousemove 700 340 click 1 keyup ctrl");
  canvas_point (fixture,
                "mousemove 700 120 mousedown 1 mousemove 690 130 mousemove 720 160 mouseup 1");
  canvas_assert_place (fixture, "c", 620, 120);
  canvas_assert_place (fixture, "d", 620, 340);
  canvas_assert_selected (fixture, "c,d");
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  canvas_assert_place (fixture, "c", 600, 80);
  canvas_assert_place (fixture, "d", 600, 300);
}

static void
test_move_frame (CanvasFixture *fixture, gconstpointer data)
{
  graphene_rect_t before;
  graphene_rect_t after;

  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &before));
  canvas_point (fixture, "mousemove 60 56 mousedown 1 mousemove 70 80 mousemove 60 116 mouseup 1");
  canvas_assert_place (fixture, "a", 40, 140);
  canvas_assert_place (fixture, "b", 320, 140);
  canvas_assert_place (fixture, "c", 600, 80);
  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &after));
  g_assert_cmpfloat (after.origin.y - before.origin.y, ==, 60);
  g_assert_cmpfloat (after.size.width, ==, before.size.width);
}

static void
assert_frame (CanvasFixture *fixture, const char *node, const char *frame)
{
  g_assert_cmpstr (cvk_editing_find_frame (fixture->session, node), ==, frame);
}

/* A card that is dragged out of its frame leaves it, and the frame does not grow after it. */
static void
test_leave_frame (CanvasFixture *fixture, gconstpointer data)
{
  graphene_rect_t before;
  graphene_rect_t held;

  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &before));
  canvas_point (fixture, "mousemove 400 120 mousedown 1 mousemove 410 160 mousemove 400 460");
  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &held));
  g_assert_true (graphene_rect_equal (&before, &held));
  canvas_point (fixture, "mousemove 400 461 mouseup 1");
  assert_frame (fixture, "a", "f");
  assert_frame (fixture, "b", NULL);
  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &held));
  g_assert_cmpfloat (held.size.width, <, before.size.width);
  /* Moving and leaving are one step. */
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  assert_frame (fixture, "b", "f");
  canvas_assert_place (fixture, "b", 320, 80);
  g_assert_null (get_undo_name (fixture));
}

static void
test_join_frame (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture, "mousemove 700 350 mousedown 1 mousemove 690 340 mousemove 300 150");
  g_assert_cmpstr (fixture->canvas->input->move.frame, ==, "f");
  canvas_point (fixture, "mousemove 300 151 mouseup 1");
  assert_frame (fixture, "d", "f");
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  assert_frame (fixture, "d", NULL);
}

/* Whoever drags all that is in a frame means the frame. */
static void
test_move_all_of_frame (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 120 120 click 1 keydown ctrl mousemove 400 120 click 1 keyup ctrl");
  canvas_point (fixture,
                "mousemove 400 120 mousedown 1 mousemove 410 160 mousemove 400 460 mouseup 1");
  assert_frame (fixture, "a", "f");
  assert_frame (fixture, "b", "f");
  canvas_assert_place (fixture, "b", 320, 420);
}

static void
test_move_cancelled (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture, "mousemove 700 350 mousedown 1 mousemove 720 360 mousemove 800 450");
  g_assert_cmpint (fixture->canvas->input->mode, ==, CVK_CANVAS_DRAG_MOVE);
  cvk_canvas_input_cancel (fixture->canvas->input);
  canvas_point (fixture, "mousemove 800 451 mouseup 1");
  canvas_assert_place (fixture, "d", 600, 300);
  g_assert_null (get_undo_name (fixture));
}

/* A card without links that is dropped on a link goes into it. */
static void
test_move_into_link (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 700 328 mousedown 1 mousemove 690 300 mousemove 568 108 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> d.in, d.out -> c.in");
}

static void
test_resize_note (CanvasFixture *fixture, gconstpointer data)
{
  const CvkAnnotation *note = g_ptr_array_index (cvk_document_get_notes (fixture->document), 0);

  canvas_point (fixture, "mousemove 120 440 click 1");
  canvas_point (fixture,
                "mousemove 236 496 mousedown 1 mousemove 250 510 mousemove 300 560 mouseup 1");
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "width", 0), ==, 260);
  g_assert_cmpint (cvk_value_lookup_integer (note->value, "height", 0), ==, 160);
  g_assert_cmpstr (cvk_value_lookup_string (note->value, "text", NULL), ==, "Note");
  g_assert_cmpstr (get_undo_name (fixture), ==, "Resize Note");
}

/* --- Links --- */

static void
test_link (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 540 108 mousedown 1 mousemove 550 140 mousemove 602 330 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> c.in, b.out -> d.in");
  /* From an input back to an output, and let go over the card instead of its port. */
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  canvas_point (fixture,
                "mousemove 600 328 mousedown 1 mousemove 560 300 mousemove 400 130 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> c.in, b.out -> d.in");
}

/* The failed port is there to drag from, though the card shows it only under the pointer. */
static void
test_link_failed (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 540 140 mousedown 1 mousemove 550 170 mousemove 602 330 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> c.in, b.failed -> d.in");
}

/* Back to where the items come from would be a circle: it is said, and nothing happens. */
static void
test_link_refused (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture, "mousemove 540 108 mousedown 1 mousemove 500 130 mousemove 42 110");
  g_assert_nonnull (fixture->canvas->input->link.reason);
  g_assert_null (fixture->canvas->input->link.target);
  canvas_point (fixture, "mousemove 42 109 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> c.in");
  g_assert_null (get_undo_name (fixture));
}

static void
test_link_rerouted (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 600 108 mousedown 1 mousemove 590 150 mousemove 602 330 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> d.in");
  /* Let go in empty space, it comes off. */
  canvas_point (fixture,
                "mousemove 600 328 mousedown 1 mousemove 590 350 mousemove 480 520 mouseup 1");
  canvas_assert_links (fixture, "a.out -> b.in");
}

static void
test_link_dropped (CanvasFixture *fixture, gconstpointer data)
{
  Heard heard = { 0 };

  g_signal_connect (fixture->canvas, "link-dropped", G_CALLBACK (heard_link_cb), &heard);
  canvas_point (fixture,
                "mousemove 540 108 mousedown 1 mousemove 550 200 mousemove 480 500 mouseup 1");
  g_assert_cmpuint (heard.count, ==, 1);
  g_assert_cmpstr (heard.id, ==, "b");
  g_assert_cmpstr (heard.port, ==, "out");
  g_assert_true (heard.is_output);
  g_assert_cmpfloat_with_epsilon (heard.x, 480, 1);
  g_assert_cmpfloat_with_epsilon (heard.y, 500, 1);
  g_free (heard.id);
  g_free (heard.port);
}

/* --- Dropping --- */

static void
test_drop_node (CanvasFixture *fixture, gconstpointer data)
{
  g_autoptr (CvkNodeDrag) drag = cvk_node_drag_new ("text");

  g_assert_true (cvk_canvas_drop_node (fixture->canvas->input, drag, 500, 500));
  canvas_assert_selected (fixture, "text");
  canvas_assert_place (fixture, "text", 400, 480);
  /* On a link that is lit, it goes into it. */
  fixture->canvas->input->drop_link = g_strdup ("b.out -> c.in");
  g_assert_true (cvk_canvas_drop_node (fixture->canvas->input, drag, 570, 108));
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> text-2.in, text-2.out -> c.in");
  g_assert_null (fixture->canvas->input->drop_link);
}

/* Files with data become nodes that read them; what is neither data nor pipeline is refused. */
static void
test_drop_files (CanvasFixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) csv = g_file_new_for_path ("/srv/data/People.CSV");
  g_autoptr (GFile) json = g_file_new_for_path ("/srv/data/x.json");
  g_autoptr (GFile) other = g_file_new_for_path ("/srv/data/x.odt");
  GSList last = { other, NULL };
  GSList middle = { json, &last };
  GSList files = { csv, &middle };
  const CvkNode *node;
  g_autofree char *path = NULL;

  g_assert_false (cvk_canvas_drop_files (fixture->canvas->input, &last, 500, 400));
  g_assert_null (get_undo_name (fixture));
  g_assert_true (cvk_canvas_drop_files (fixture->canvas->input, &files, 500, 400));
  node = cvk_document_get_node (fixture->document, "csv-read");
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "file", NULL), ==, "People.CSV");
  node = cvk_document_get_node (fixture->document, "json-read");
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "file", NULL), ==, "x.json");
  g_assert_cmpfloat (node->y, ==, cvk_document_get_node (fixture->document, "csv-read")->y + 120);
  /* The pipeline has the name only. */
  path = cvk_file_bindings_dup_choice (fixture->session, "People.CSV");
  g_assert_cmpstr (path, ==, "/srv/data/People.CSV");
}

/* --- Asking others --- */

static void
test_signals (CanvasFixture *fixture, gconstpointer data)
{
  Heard node = { 0 };
  Heard note = { 0 };
  Heard search = { 0 };
  Heard menu = { 0 };

  g_signal_connect (fixture->canvas, "node-activated", G_CALLBACK (heard_id_cb), &node);
  g_signal_connect (fixture->canvas, "edit-note", G_CALLBACK (heard_id_cb), &note);
  g_signal_connect (fixture->canvas, "search-requested", G_CALLBACK (heard_place_cb), &search);
  g_signal_connect (fixture->canvas, "menu-requested", G_CALLBACK (heard_place_cb), &menu);
  canvas_point (fixture, "mousemove 400 120 click --repeat 2 1");
  g_assert_cmpuint (node.count, ==, 1);
  g_assert_cmpstr (node.id, ==, "b");
  /* GTK takes the first two of three clicks far from the last double click for single ones. */
  canvas_point (fixture, "mousemove 120 440 click --repeat 3 1");
  g_assert_cmpstr (note.id, ==, "n");
  canvas_point (fixture, "mousemove 900 500 click --repeat 3 1");
  g_assert_cmpuint (search.count, ==, 1);
  g_assert_cmpfloat_with_epsilon (search.x, 900, 1);
  canvas_point (fixture, "mousemove 700 340 click 3");
  g_assert_cmpuint (menu.count, ==, 1);
  canvas_assert_selected (fixture, "d");
  g_free (node.id);
  g_free (note.id);
}

/* --- View --- */

static void
test_pan (CanvasFixture *fixture, gconstpointer data)
{
  canvas_point (fixture,
                "mousemove 700 350 mousedown 2 mousemove 690 340 mousemove 600 300 mouseup 2");
  g_assert_cmpfloat_with_epsilon (fixture->canvas->camera.x, 100, 1);
  g_assert_cmpfloat_with_epsilon (fixture->canvas->camera.y, 50, 1);
  canvas_assert_place (fixture, "d", 600, 300);
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 0);
}

/* With the space bar the pointer takes hold of the canvas, also over a card. */
static void
test_pan_with_space (CanvasFixture *fixture, gconstpointer data)
{
  gtk_window_set_title (GTK_WINDOW (fixture->window), "The canvas under test");
  gtk_widget_grab_focus (GTK_WIDGET (fixture->canvas));
  canvas_await_frame (fixture);
  canvas_point (fixture, "search --name \"The canvas under test\" windowfocus");
  canvas_point (fixture, "keydown space mousemove 700 340 mousedown 1 mousemove 690 330 "
                         "mousemove 640 300 mouseup 1 keyup space");
  g_assert_cmpfloat_with_epsilon (fixture->canvas->camera.x, 60, 1);
  canvas_assert_place (fixture, "d", 600, 300);
  g_assert_cmpuint (cvk_selection_get_count (fixture->selection), ==, 0);
  g_assert_false (fixture->canvas->input->has_space);
}

static void
test_scale (CanvasFixture *fixture, gconstpointer data)
{
  double x;
  double y;

  canvas_point (fixture, "mousemove 400 300 keydown ctrl click 4 keyup ctrl");
  g_assert_cmpfloat_with_epsilon (cvk_canvas_get_scale (fixture->canvas), 1.25, 0.001);
  cvk_canvas_to_document (fixture->canvas, 400, 300, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 400, 1);
  g_assert_cmpfloat_with_epsilon (y, 300, 1);
  canvas_point (fixture, "keydown ctrl click 5 click 5 keyup ctrl");
  g_assert_cmpfloat_with_epsilon (cvk_canvas_get_scale (fixture->canvas), 0.8, 0.001);
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), "canvas.scale-reset", NULL));
  g_assert_cmpfloat_with_epsilon (cvk_canvas_get_scale (fixture->canvas), 1, 0.001);
}

/* The adjustments follow the camera, and the camera them. */
static void
test_scroll (CanvasFixture *fixture, gconstpointer data)
{
  GtkAdjustment *across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (fixture->canvas));
  double x;
  double y;

  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (across), 0, 0.1);
  gtk_adjustment_set_value (across, 60);
  cvk_canvas_to_document (fixture->canvas, 0, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 60, 0.1);
  cvk_canvas_reveal_node (fixture->canvas, "a");
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (across), 0, 0.1);
}

static void
click_button (GtkWidget *bar, unsigned index)
{
  GtkWidget *button = gtk_widget_get_first_child (bar);

  while (index-- > 0)
    button = gtk_widget_get_next_sibling (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_scale_bar (CanvasFixture *fixture, gconstpointer data)
{
  GtkWidget *bar = g_object_ref_sink (cvk_canvas_scale_bar_new ());
  GtkWidget *percent = gtk_widget_get_next_sibling (gtk_widget_get_first_child (bar));

  cvk_canvas_scale_bar_set_canvas (CVK_CANVAS_SCALE_BAR (bar), fixture->canvas);
  click_button (bar, 2);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (percent)), ==, "125 %");
  click_button (bar, 1);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (percent)), ==, "100 %");
  click_button (bar, 0);
  g_assert_cmpfloat_with_epsilon (cvk_canvas_get_scale (fixture->canvas), 0.8, 0.001);
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (bar),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Smaller");
  g_object_add_weak_pointer (G_OBJECT (bar), (gpointer *) &bar);
  g_object_unref (bar);
  g_assert_null (bar);
}

/* A click in the overview brings there. */
static void
test_minimap (CanvasFixture *fixture, gconstpointer data)
{
  GtkWidget *map = cvk_canvas_minimap_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *scrolled = g_object_ref (gtk_window_get_child (GTK_WINDOW (fixture->window)));
  double before = fixture->canvas->camera.x;

  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  g_object_unref (scrolled);
  gtk_widget_set_halign (map, GTK_ALIGN_END);
  gtk_widget_set_valign (map, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), map);
  cvk_canvas_minimap_set_canvas (CVK_CANVAS_MINIMAP (map), fixture->canvas);
  g_object_add_weak_pointer (G_OBJECT (map), (gpointer *) &map);
  canvas_await_frame (fixture);
  canvas_await_frame (fixture);
  canvas_point (fixture, "mousemove 980 540 click 1");
  g_assert_cmpfloat (fixture->canvas->camera.x, >, before + 50);
  gtk_overlay_remove_overlay (GTK_OVERLAY (overlay), map);
  g_assert_null (map);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (CanvasFixture *, gconstpointer);
  } tests[] = {
    { "click", test_click },
    { "band", test_band },
    { "move", test_move },
    { "move-several", test_move_several },
    { "move-frame", test_move_frame },
    { "leave-frame", test_leave_frame },
    { "join-frame", test_join_frame },
    { "move-all-of-frame", test_move_all_of_frame },
    { "move-cancelled", test_move_cancelled },
    { "move-into-link", test_move_into_link },
    { "resize-note", test_resize_note },
    { "link", test_link },
    { "link-failed", test_link_failed },
    { "link-refused", test_link_refused },
    { "link-rerouted", test_link_rerouted },
    { "link-dropped", test_link_dropped },
    { "drop-node", test_drop_node },
    { "drop-files", test_drop_files },
    { "signals", test_signals },
    { "pan", test_pan },
    { "pan-with-space", test_pan_with_space },
    { "scale", test_scale },
    { "scroll", test_scroll },
    { "scale-bar", test_scale_bar },
    { "minimap", test_minimap },
  };

  gtk_test_init (&argc, &argv);
  adw_init ();
  for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/canvas/", tests[i].name, NULL);

      g_test_add (path, CanvasFixture, NULL, canvas_set_up, tests[i].test, canvas_tear_down);
    }
  return g_test_run ();
}
