// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/canvas/canvas-fixture.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/runs/cvk-run-model.h"

/* The scene follows document, selection, problems and run, and paints anew only what they change.
 */

static CvkCanvasCard *
get_card (CanvasFixture *fixture, const char *id)
{
  return cvk_canvas_scene_get_card (fixture->canvas->scene, id);
}

static void
assert_painted (CanvasFixture *fixture, const char *painted, const char *not_painted)
{
  for (const char *c = painted; *c != '\0'; c++)
    g_assert_nonnull (get_card (fixture, (char[]){ *c, '\0' })->item.painted);
  for (const char *c = not_painted; *c != '\0'; c++)
    g_assert_null (get_card (fixture, (char[]){ *c, '\0' })->item.painted);
}

static void
test_dirty (CanvasFixture *fixture, gconstpointer data)
{
  CvkHistory *history = cvk_session_get_history (fixture->session);

  assert_painted (fixture, "abcd", "");
  g_assert_true (cvk_editing_rename_node (fixture->session, "b", "Other"));
  assert_painted (fixture, "acd", "b");
  canvas_await_frame (fixture);
  assert_painted (fixture, "abcd", "");
  /* A card that moves looks as before. */
  cvk_selection_set_only (fixture->selection, CVK_SELECTION_NODE, "d");
  canvas_await_frame (fixture);
  cvk_canvas_pan (fixture->canvas, 30, 10);
  canvas_await_frame (fixture);
  assert_painted (fixture, "abcd", "");
  g_assert_true (cvk_history_undo (history));
  assert_painted (fixture, "acd", "b");
}

static void
test_nodes (CanvasFixture *fixture, gconstpointer data)
{
  CvkHistory *history = cvk_session_get_history (fixture->session);
  g_autofree char *id = cvk_editing_add_node (fixture->session, "text", 0, 520, NULL);

  g_assert_nonnull (get_card (fixture, id));
  g_assert_true (get_card (fixture, id)->item.is_selected);
  cvk_selection_set_only (fixture->selection, CVK_SELECTION_NODE, "b");
  g_assert_true (cvk_editing_delete_selection (fixture->session));
  g_assert_null (get_card (fixture, "b"));
  canvas_assert_links (fixture, "");
  g_assert_true (cvk_history_undo (history));
  g_assert_nonnull (get_card (fixture, "b"));
  canvas_assert_links (fixture, "a.out -> b.in, b.out -> c.in");
  g_assert_true (cvk_history_undo (history));
  g_assert_null (get_card (fixture, id));
  canvas_await_frame (fixture);
}

/* Another id, the same card with the same links. */
static void
test_rename_id (CanvasFixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);

  g_assert_true (cvk_command_rename_node (command, "b", "middle", NULL));
  cvk_history_push (cvk_session_get_history (fixture->session), command);
  g_assert_null (get_card (fixture, "b"));
  g_assert_nonnull (get_card (fixture, "middle")->first_in);
  g_assert_nonnull (get_card (fixture, "middle")->first_out);
  g_assert_cmpstr (get_card (fixture, "middle")->frame->id, ==, "f");
  canvas_await_frame (fixture);
}

/* Ports follow the settings, and links the ports. */
static void
test_ports (CanvasFixture *fixture, gconstpointer data)
{
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  const CvkCanvasLink *link;

  g_assert_true (cvk_command_set_node_type (command, "b", "filter",
                                            cvk_session_get_types (fixture->session), NULL));
  cvk_history_push (cvk_session_get_history (fixture->session), command);
  g_assert_cmpuint (get_card (fixture, "b")->n_outputs, ==, 2);
  link = cvk_canvas_scene_get_link (fixture->canvas->scene, "b.out -> c.in");
  g_assert_cmpfloat (link->route.points[0].y, ==, 80 + 60);
  command = cvk_command_new (fixture->document, NULL);
  g_assert_true (cvk_command_set_node_type (command, "b", "merge",
                                            cvk_session_get_types (fixture->session), NULL));
  cvk_history_push (cvk_session_get_history (fixture->session), command);
  g_assert_cmpuint (get_card (fixture, "b")->n_inputs, >=, 2);
  g_assert_cmpuint (get_card (fixture, "b")->n_inputs, <, 4);
}

static void
test_collapsed (CanvasFixture *fixture, gconstpointer data)
{
  CvkObjectBuilder builder;
  const CvkAnnotation *frame = g_ptr_array_index (cvk_document_get_frames (fixture->document), 0);
  g_autoptr (CvkValue) value = NULL;
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  CvkCanvasPick pick;
  graphene_rect_t area;

  cvk_object_builder_init_from (&builder, frame->value);
  cvk_object_builder_set (&builder, "collapsed", cvk_value_new_boolean (TRUE));
  value = cvk_object_builder_end (&builder);
  cvk_command_set_frame (command, "f", value, NULL);
  cvk_history_push (cvk_session_get_history (fixture->session), command);

  g_assert_true (get_card (fixture, "a")->item.is_hidden);
  g_assert_false (cvk_canvas_get_node_area (fixture->canvas, "a", &area));
  g_assert_true (
    cvk_canvas_scene_get_link (fixture->canvas->scene, "a.out -> b.in")->item.is_hidden);
  g_assert_true (cvk_canvas_get_frame_area (fixture->canvas, "f", &area));
  /* The link that leads out begins at the card that stands for both. */
  g_assert_cmpfloat (
    cvk_canvas_scene_get_link (fixture->canvas->scene, "b.out -> c.in")->route.points[0].x, ==,
    area.origin.x + area.size.width);
  pick = cvk_canvas_pick (fixture->canvas, area.origin.x + 100, area.origin.y + 40);
  g_assert_cmpint (pick.kind, ==, CVK_CANVAS_PICK_FRAME);
  canvas_await_frame (fixture);
  g_assert_true (cvk_history_undo (cvk_session_get_history (fixture->session)));
  g_assert_true (cvk_canvas_get_node_area (fixture->canvas, "a", &area));
  g_assert_cmpfloat (
    cvk_canvas_scene_get_link (fixture->canvas->scene, "b.out -> c.in")->route.points[0].x, ==,
    540);
}

static gboolean
has_warning (gpointer data)
{
  return get_card (data, "d")->n_warnings + get_card (data, "d")->n_errors > 0;
}

/* Nothing leads to d: the checks say so a moment later, and its card shows it. */
static void
test_problems (CanvasFixture *fixture, gconstpointer data)
{
  cvk_await ("the checks have been made", has_warning, fixture);
  canvas_await_frame (fixture);
  assert_painted (fixture, "abcd", "");
}

static void
test_run (CanvasFixture *fixture, gconstpointer data)
{
  g_autoptr (CvkRunModel) run = cvk_run_model_new ("r");
  const CvkCanvasLink *link;

  canvas_await_frame (fixture);
  cvk_run_model_describe (
    run,
    "{\"run\":\"r\",\"state\":\"running\",\"steps\":{"
    "\"a\":{\"state\":\"succeeded\",\"done\":1,\"total\":1,\"counts\":{\"out\":24,\"failed\":0}},"
    "\"b\":{\"state\":\"running\",\"done\":6,\"total\":24,\"counts\":{\"in\":24,\"out\":5,"
    "\"failed\":1}},"
    "\"c\":{\"state\":\"pending\",\"counts\":{\"in\":0}}},\"failures\":[],\"warnings\":[]}");
  cvk_session_set_run (fixture->session, G_OBJECT (run));
  g_assert_cmpint (get_card (fixture, "a")->progress.state, ==, CVK_CANVAS_STATE_DONE);
  g_assert_cmpint (get_card (fixture, "a")->progress.done, ==, 24);
  g_assert_cmpint (get_card (fixture, "b")->progress.state, ==, CVK_CANVAS_STATE_RUNNING);
  g_assert_cmpint (get_card (fixture, "b")->progress.failed, ==, 1);
  g_assert_cmpfloat (get_card (fixture, "b")->progress.fraction, ==, 0.25);
  assert_painted (fixture, "cd", "ab");
  link = cvk_canvas_scene_get_link (fixture->canvas->scene, "a.out -> b.in");
  g_assert_cmpint (link->count, ==, 24);
  link = cvk_canvas_scene_get_link (fixture->canvas->scene, "b.out -> c.in");
  g_assert_cmpint (link->count, ==, 5);
  canvas_await_frame (fixture);
  cvk_session_set_run (fixture->session, NULL);
  g_assert_cmpint (get_card (fixture, "a")->progress.state, ==, CVK_CANVAS_STATE_NONE);
  g_assert_cmpint (link->count, ==, -1);
  assert_painted (fixture, "cd", "ab");
}

/* The count of a link stands on its end, except where another link ends at the same input. */
static void
test_count_places (CanvasFixture *fixture, gconstpointer data)
{
  CvkHistory *history = cvk_session_get_history (fixture->session);
  CvkCommand *command = cvk_command_new (fixture->document, NULL);
  const CvkCanvasLink *link = cvk_canvas_scene_get_link (fixture->canvas->scene, "b.out -> c.in");

  g_assert_cmpint (link->count_part, ==, CVK_CANVAS_ROUTE_END);
  g_assert_true (cvk_command_add_link (command, "a.out -> c.in", NULL));
  cvk_history_push (history, command);
  g_assert_cmpint (link->count_part, ==, CVK_CANVAS_ROUTE_START);
  /* It shares its start as well, with the link to "b". */
  g_assert_cmpint (cvk_canvas_scene_get_link (fixture->canvas->scene, "a.out -> c.in")->count_part,
                   ==, CVK_CANVAS_ROUTE_MIDDLE);
  g_assert_cmpint (cvk_canvas_scene_get_link (fixture->canvas->scene, "a.out -> b.in")->count_part,
                   ==, CVK_CANVAS_ROUTE_END);
  canvas_await_frame (fixture);
  g_assert_true (cvk_history_undo (history));
  g_assert_cmpint (link->count_part, ==, CVK_CANVAS_ROUTE_END);
}

/* Colours come from the style: another one makes everything anew, with other colours. */
static void
test_theme (CanvasFixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GdkRGBA light = fixture->canvas->palette.colors[CVK_COLOR_CANVAS];

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  canvas_await_frame (fixture);
  g_assert_true (fixture->canvas->palette.is_dark);
  g_assert_cmpfloat (fixture->canvas->palette.colors[CVK_COLOR_CANVAS].red, <, light.red);
  assert_painted (fixture, "abcd", "");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  canvas_await_frame (fixture);
  g_assert_true (gdk_rgba_equal (&fixture->canvas->palette.colors[CVK_COLOR_CANVAS], &light));
}

/* Larger text makes a larger canvas, not larger text in the same cards. */
static void
test_large_text (CanvasFixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->canvas));
  graphene_rect_t before;
  graphene_rect_t after;
  int resolution;

  g_object_get (settings, "gtk-xft-dpi", &resolution, NULL);
  g_assert_true (cvk_canvas_get_node_area (fixture->canvas, "a", &before));
  g_object_set (settings, "gtk-xft-dpi", resolution * 2, NULL);
  canvas_await_frame (fixture);
  g_assert_true (cvk_canvas_get_node_area (fixture->canvas, "a", &after));
  g_assert_cmpfloat (after.size.width, >, before.size.width * 1.4);
  g_assert_cmpfloat_with_epsilon (cvk_canvas_get_scale (fixture->canvas), 1, 0.001);
  g_object_set (settings, "gtk-xft-dpi", resolution, NULL);
  canvas_await_frame (fixture);
}

static void
test_next (CanvasFixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (cvk_canvas_find_next_node (fixture->canvas, "a", GTK_DIR_RIGHT), ==, "b");
  g_assert_cmpstr (cvk_canvas_find_next_node (fixture->canvas, "c", GTK_DIR_DOWN), ==, "d");
  g_assert_null (cvk_canvas_find_next_node (fixture->canvas, "a", GTK_DIR_LEFT));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (CanvasFixture *, gconstpointer);
  } tests[] = {
    { "dirty", test_dirty },
    { "nodes", test_nodes },
    { "rename-id", test_rename_id },
    { "ports", test_ports },
    { "collapsed", test_collapsed },
    { "problems", test_problems },
    { "run", test_run },
    { "theme", test_theme },
    { "large-text", test_large_text },
    { "next", test_next },
    { "count-places", test_count_places },
  };

  gtk_test_init (&argc, &argv);
  adw_init ();
  for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/canvas-scene/", tests[i].name, NULL);

      g_test_add (path, CanvasFixture, NULL, canvas_set_up, tests[i].test, canvas_tear_down);
    }
  return g_test_run ();
}
