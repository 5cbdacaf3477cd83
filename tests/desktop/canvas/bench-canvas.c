// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "desktop/canvas/cvk-canvas-input-private.h"

/* What a large pipeline costs: processor time of this process for each frame that is drawn, next to
 * what a frame of an empty window of the same size costs in the same run. */

#define COLUMNS 100
#define ROWS 100
#define N_LINKS 12000
#define FRAMES 60
#define WIDTH 1440
#define HEIGHT 900

static unsigned frames;
static gboolean has_targets;
static gboolean is_failed;

static double
get_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    pages = strtol (strchr (text, ' '), NULL, 10);
  return (double) pages * (double) sysconf (_SC_PAGESIZE) / 1e6;
}

static void
report (const char *name, double value, const char *unit, double target, double baseline)
{
  gboolean is_met = value <= target;

  if (!has_targets)
    {
      printf ("%-28s %8.3f %s (empty window %.3f)\n", name, value, unit, baseline);
      return;
    }
  printf ("%-28s %8.3f %s (at most %g; empty window %.3f)%s\n", name, value, unit, target, baseline,
          is_met ? "" : "  MISSED");
  is_failed |= !is_met;
}

/* --- A pipeline --- */

static GBytes *
make_pipeline (void)
{
  static const char *const types[] = { "set", "filter", "zoom.create-meeting", "csv.read", "text" };
  GString *text = g_string_new ("{\"convoke\": 1, \"name\": \"Large\", \"nodes\": {");
  unsigned n_links = 0;

  for (unsigned i = 0; i < COLUMNS * ROWS; i++)
    g_string_append_printf (text,
                            "%s\"n%u\": {\"type\": \"%s\", \"label\": \"Step number %u\", "
                            "\"settings\": {}}",
                            i > 0 ? "," : "", i, types[i % G_N_ELEMENTS (types)], i);
  g_string_append (text, "}, \"links\": [");
  for (unsigned i = 0; i + COLUMNS + 1 < COLUMNS * ROWS && n_links < N_LINKS; i++)
    {
      if (i % COLUMNS != COLUMNS - 1)
        g_string_append_printf (text, "%s\"n%u.out -> n%u.in\"", n_links++ > 0 ? "," : "", i,
                                i + 1);
      if (i % 4 == 0 || i % 100 == 99)
        g_string_append_printf (text, "%s\"n%u.out -> n%u.in\"", n_links++ > 0 ? "," : "", i,
                                i + COLUMNS + 1);
    }
  g_string_append (text, "], \"layout\": {");
  for (unsigned i = 0; i < COLUMNS * ROWS; i++)
    g_string_append_printf (text, "%s\"n%u\": [%u, %u]", i > 0 ? "," : "", i, i % COLUMNS * 280,
                            i / COLUMNS * 160);
  g_string_append (text, "}}");
  printf ("# %u nodes, %u links\n", COLUMNS * ROWS, n_links);
  return g_string_free_to_bytes (text);
}

/* --- An empty window --- */

/* All of it is drawn anew with each frame, and nothing but a colour. */
#define BENCH_TYPE_GROUND (bench_ground_get_type ())
G_DECLARE_FINAL_TYPE (BenchGround, bench_ground, BENCH, GROUND, GtkWidget)

struct _BenchGround
{
  GtkWidget parent_instance;
  unsigned shade;
};

G_DEFINE_FINAL_TYPE (BenchGround, bench_ground, GTK_TYPE_WIDGET)

static void
bench_ground_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const GdkRGBA color = { 1, 1, (float) (BENCH_GROUND (widget)->shade++ % 100) / 100, 1 };

  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                  (float) gtk_widget_get_height (widget)));
}

static void
bench_ground_class_init (BenchGroundClass *class)
{
  GTK_WIDGET_CLASS (class)->snapshot = bench_ground_snapshot;
}

static void
bench_ground_init (BenchGround *self)
{
}

/* --- Frames --- */

static void
painted_cb (void)
{
  frames++;
}

static void
wait_for_frame (void)
{
  unsigned before = frames;

  while (frames == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
settle (GtkWidget *widget)
{
  for (unsigned i = 0; i < 20; i++)
    {
      gtk_widget_queue_draw (widget);
      wait_for_frame ();
    }
}

typedef void (*Step) (gpointer data, unsigned i);

static int
compare (const void *a, const void *b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* The middle one of all frames: others who need the processor make single ones dearer. */
static double
measure (GtkWidget *widget, Step step, gpointer data)
{
  double costs[FRAMES];

  settle (widget);
  for (unsigned i = 0; i < FRAMES; i++)
    {
      double start = get_cpu ();

      step (data, i);
      wait_for_frame ();
      costs[i] = get_cpu () - start;
    }
  qsort (costs, FRAMES, sizeof costs[0], compare);
  return costs[FRAMES / 2];
}

static void
redraw_step (gpointer data, unsigned i)
{
  gtk_widget_queue_draw (data);
}

/* There and back, across the edge of what is kept. */
static void
pan_step (gpointer data, unsigned i)
{
  double pixels = i < FRAMES / 2 ? 13 : -13;

  cvk_canvas_pan (data, pixels, pixels / 2);
}

static void
drag_step (gpointer data, unsigned i)
{
  CvkCanvasInput *input = ((CvkCanvas *) data)->input;

  cvk_canvas_move_update (input, input->press_x + 20 * (i % 10 + 1), input->press_y + 20 * (i % 7));
}

static double
measure_drag (GtkWidget *window, CvkCanvas *canvas, const char *id)
{
  const CvkCanvasPick pick = { CVK_CANVAS_PICK_NODE, id, NULL, FALSE };
  double result;

  cvk_selection_set_only (cvk_session_get_selection (canvas->session), CVK_SELECTION_NODE, id);
  cvk_canvas_target_set (&canvas->input->pressed, &pick);
  g_assert_true (cvk_canvas_move_begin (canvas->input));
  result = measure (window, drag_step, canvas);
  cvk_canvas_move_end (canvas->input, FALSE);
  cvk_selection_clear (cvk_session_get_selection (canvas->session));
  return result;
}

static double
measure_pick (CvkCanvas *canvas)
{
  const unsigned count = 20000;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  double start = get_cpu ();

  for (unsigned i = 0; i < count; i++)
    cvk_canvas_pick (canvas, g_rand_double_range (random, 0, WIDTH),
                     g_rand_double_range (random, 0, HEIGHT));
  return (get_cpu () - start) / count;
}

static double
measure_theme (GtkWidget *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  double start;

  settle (window);
  start = get_cpu ();
  for (unsigned i = 0; i < 6; i++)
    {
      adw_style_manager_set_color_scheme (manager, i % 2 == 0 ? ADW_COLOR_SCHEME_FORCE_DARK
                                                              : ADW_COLOR_SCHEME_FORCE_LIGHT);
      wait_for_frame ();
    }
  return (get_cpu () - start) / 6;
}

static GtkWidget *
make_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window))
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    NULL);
  settle (child);
  return window;
}

static void
measure_canvas (CvkCanvas *canvas, GtkWidget *window, double empty, double empty_theme)
{
  cvk_canvas_set_scale (canvas, 1, 0, 0);
  canvas->camera.x = canvas->camera.y = 5000;
  cvk_canvas_camera_changed (canvas);
  report ("pan at 100 %", measure (window, pan_step, canvas), "ms", 8, empty);
  report ("drag of one node", measure_drag (window, canvas, "n3220"), "ms", 4, empty);
  report ("hit test at 100 %", measure_pick (canvas), "ms", 0.1, 0);
  cvk_canvas_fit (canvas);
  report ("pan with all in view", measure (window, pan_step, canvas), "ms", 14, empty);
  report ("hit test with all in view", measure_pick (canvas), "ms", 0.1, 0);
  report ("theme switch", measure_theme (window), "ms", 100 + empty_theme, empty_theme);
}

int
main (int argc, char **argv)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkSession) session = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *scrolled = gtk_init_check () ? gtk_scrolled_window_new () : NULL;
  GtkWidget *ground;
  GtkWidget *canvas;
  GtkWidget *window;
  CvkDocument *document;
  const char *renderer;
  double empty;
  double empty_theme;
  double memory;
  double start;

  adw_init ();
  canvas = cvk_canvas_new ();
  ground = g_object_new (BENCH_TYPE_GROUND, NULL);
  window = make_window (ground);
  renderer = G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (window)));
  printf ("# %s\n", renderer);
  /* Without a graphics card, GL is the processor too, and its time says nothing of ours. */
  has_targets = g_str_equal (renderer, "GskCairoRenderer");
  bytes = make_pipeline ();
  empty = measure (window, redraw_step, ground);
  empty_theme = measure_theme (window);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), canvas);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  settle (canvas);
  memory = get_memory ();
  start = get_cpu ();
  document = cvk_document_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  session = cvk_session_new (document);
  cvk_canvas_set_session (CVK_CANVAS (canvas), session);
  wait_for_frame ();
  report ("load", (get_cpu () - start) / 1000, "s", 1, empty / 1000);
  measure_canvas (CVK_CANVAS (canvas), window, empty, empty_theme);
  report ("memory", get_memory () - memory, "MB", 60, memory);
  gtk_window_destroy (GTK_WINDOW (window));
  return is_failed ? 1 : 0;
}
