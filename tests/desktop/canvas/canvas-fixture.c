// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/canvas/canvas-fixture.h"

#include <adwaita.h>
#include <string.h>

#define PIPELINE                                                                                   \
  "{\"convoke\": 1, \"name\": \"Test\", \"nodes\": {"                                              \
  "\"a\": {\"type\": \"csv.read\", \"label\": \"Read\", \"settings\": {\"file\": \"a.csv\"}},"     \
  "\"b\": {\"type\": \"set\", \"label\": \"Set\", \"settings\": {\"fields\": {\"x\": \"1\"}}},"    \
  "\"c\": {\"type\": \"output\", \"label\": \"Put out\", \"settings\": {\"name\": \"Out\"}},"      \
  "\"d\": {\"type\": \"sort\", \"label\": \"Sort\", \"settings\": {\"by\": [\"x\"]}}},"            \
  "\"links\": [\"a.out -> b.in\", \"b.out -> c.in\"],"                                             \
  "\"notes\": {\"n\": {\"text\": \"Note\", \"x\": 40, \"y\": 400, \"width\": 200, \"height\": "    \
  "100}},"                                                                                         \
  "\"frames\": {\"f\": {\"title\": \"Frame\", \"nodes\": [\"a\", \"b\"]}},"                        \
  "\"layout\": {\"a\": [40, 80], \"b\": [320, 80], \"c\": [600, 80], \"d\": [600, 300]}}"

static CvkDocument *
make_document (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (PIPELINE, strlen (PIPELINE));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static gboolean
has_size (gpointer data)
{
  return gtk_widget_get_width (data) == 1000 && gtk_widget_get_mapped (data);
}

void
canvas_set_up (CanvasFixture *fixture, gconstpointer data)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *canvas = cvk_canvas_new ();

  fixture->canvas = CVK_CANVAS (canvas);
  fixture->document = make_document ();
  fixture->session = cvk_session_new (fixture->document);
  fixture->selection = cvk_session_get_selection (fixture->session);
  cvk_canvas_set_session (fixture->canvas, fixture->session);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 600);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), canvas);
  gtk_window_set_child (GTK_WINDOW (fixture->window), scrolled);
  gtk_window_present (GTK_WINDOW (fixture->window));
  cvk_await ("the canvas has its size", has_size, canvas);
  cvk_canvas_set_scale (fixture->canvas, 1, 0, 0);
  fixture->canvas->camera.x = fixture->canvas->camera.y = 0;
  cvk_canvas_camera_changed (fixture->canvas);
  canvas_await_frame (fixture);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
canvas_tear_down (CanvasFixture *fixture, gconstpointer data)
{
  gpointer gone[] = { fixture->window, fixture->canvas, fixture->canvas->scene, fixture->session,
                      fixture->document };

  for (unsigned i = 0; i < G_N_ELEMENTS (gone); i++)
    g_object_add_weak_pointer (gone[i], &gone[i]);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->session);
  for (unsigned i = 0; i < G_N_ELEMENTS (gone); i++)
    cvk_await ("everything is gone", is_gone, &gone[i]);
}

static void
ended_cb (GPid pid, int status, gpointer data)
{
  g_assert_cmpint (status, ==, 0);
  g_spawn_close_pid (pid);
  *(gboolean *) data = TRUE;
}

/* The last motion makes sure that all before has been handled: events come in order. */
void
canvas_point (CanvasFixture *fixture, const char *script)
{
  g_autofree char *line = g_strconcat ("xdotool ", script, NULL);
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_ended = FALSE;
  GPid pid;

  g_shell_parse_argv (line, NULL, &arguments, &error);
  g_assert_no_error (error);
  g_spawn_async (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                 &pid, &error);
  g_assert_no_error (error);
  g_child_watch_add (pid, ended_cb, &has_ended);
  cvk_await_flag ("the pointer has moved", &has_ended);
  gdk_display_sync (gtk_widget_get_display (fixture->window));
  canvas_await_frame (fixture);
}

static void
painted_cb (gboolean *is_painted)
{
  *is_painted = TRUE;
}

void
canvas_await_frame (CanvasFixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (fixture->canvas));

  /* One that may be under way, and one that knows of everything. */
  for (unsigned i = 0; i < 2; i++)
    {
      gboolean is_painted = FALSE;
      unsigned long handler =
        g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &is_painted);

      gtk_widget_queue_draw (GTK_WIDGET (fixture->canvas));
      cvk_await_flag ("a frame is painted", &is_painted);
      g_signal_handler_disconnect (clock, handler);
    }
}

void
canvas_assert_place (CanvasFixture *fixture, const char *node, double x, double y)
{
  const CvkNode *found = cvk_document_get_node (fixture->document, node);
  graphene_rect_t area;

  g_assert_cmpfloat_with_epsilon (found->x, x, 0.01);
  g_assert_cmpfloat_with_epsilon (found->y, y, 0.01);
  /* And the canvas shows it there. */
  g_assert_true (cvk_canvas_get_node_area (fixture->canvas, node, &area));
  cvk_canvas_to_widget (fixture->canvas, x, y, &x, &y);
  g_assert_cmpfloat_with_epsilon (area.origin.x, x, 0.01);
  g_assert_cmpfloat_with_epsilon (area.origin.y, y, 0.01);
}

void
canvas_assert_links (CanvasFixture *fixture, const char *expected)
{
  GPtrArray *links = cvk_document_get_links (fixture->document);
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      g_string_append_printf (text, "%s%s.%s -> %s.%s", i > 0 ? ", " : "", link->source,
                              link->source_port, link->target, link->target_port);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (cvk_canvas_scene_get_links (fixture->canvas->scene)->len, ==, links->len);
}

void
canvas_assert_selected (CanvasFixture *fixture, const char *expected)
{
  GPtrArray *ids = cvk_selection_list (fixture->selection, CVK_SELECTION_NODE);
  g_autoptr (GString) text = g_string_new (NULL);

  for (unsigned i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            (const char *) g_ptr_array_index (ids, i));
  g_assert_cmpstr (text->str, ==, expected);
}
