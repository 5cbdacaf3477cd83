// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* How long it takes from the start of the process to the first frame: our window, and an empty one
 * of libadwaita in the same run, taking turns. */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "desktop/cvk-application.h"

#define ROUNDS 9

static void
painted_cb (GdkFrameClock *clock, GtkWindow *window)
{
  int64_t begun = g_ascii_strtoll (g_getenv ("CVK_BENCH_BEGUN"), NULL, 10);

  g_print ("%" G_GINT64_FORMAT "\n", g_get_monotonic_time () - begun);
  exit (0);
}

static void
realized_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    window);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

static void
activate_empty_cb (GtkApplication *application)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, "application", application,
                                    "default-width", 1440, "default-height", 900, NULL);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

static int
run_one (gboolean is_empty)
{
  GApplication *application =
    is_empty ? G_APPLICATION (adw_application_new ("app.convoke.Empty", G_APPLICATION_NON_UNIQUE))
             : G_APPLICATION (cvk_application_new ());

  if (is_empty)
    g_signal_connect (application, "activate", G_CALLBACK (activate_empty_cb), NULL);
  else
    g_application_set_flags (application, G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (application, 0, NULL);
}

static int64_t
measure (const char *program, const char *kind)
{
  g_autofree char *begun = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *argv[] = { program, kind, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("CVK_BENCH_BEGUN", begun, TRUE);
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output,
                     NULL, NULL, &error))
    g_error ("%s", error->message);
  return g_ascii_strtoll (output, NULL, 10);
}

static int
compare (const void *a, const void *b)
{
  const int64_t *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

int
main (int argc, char **argv)
{
  int64_t empty[ROUNDS], ours[ROUNDS];

  if (argc > 1)
    return run_one (g_str_equal (argv[1], "empty"));
  /* What is in no cache yet is nobody's fault. */
  measure (argv[0], "empty");
  measure (argv[0], "ours");
  for (unsigned i = 0; i < ROUNDS; i++)
    {
      empty[i] = measure (argv[0], "empty");
      ours[i] = measure (argv[0], "ours");
    }
  qsort (empty, ROUNDS, sizeof *empty, compare);
  qsort (ours, ROUNDS, sizeof *ours, compare);
  g_print ("# figure: first frame %.0f ms (at best %.0f), an empty window %.0f ms (at best %.0f): "
           "%.2f times (at best %.2f)\n",
           (double) ours[ROUNDS / 2] / 1000, (double) ours[0] / 1000,
           (double) empty[ROUNDS / 2] / 1000, (double) empty[0] / 1000,
           (double) ours[ROUNDS / 2] / (double) empty[ROUNDS / 2],
           (double) ours[0] / (double) empty[0]);
  return 0;
}
