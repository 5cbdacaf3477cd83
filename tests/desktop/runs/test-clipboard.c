// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-run-bench.h"
#include "desktop/client/cvk-clipboard-copier.h"

#define PIPELINE                                                                                   \
  "{\"convoke\":1,\"name\":\"Copy\",\"nodes\":{"                                                   \
  "\"make\":{\"type\":\"text\",\"settings\":{\"template\":\"<b>é</b>\",\"name\":\"x\"}},"         \
  "\"copy\":{\"type\":\"clipboard\",\"settings\":{\"text\":\"{{ item.x }}\"}}},"                   \
  "\"links\":[\"make.out -> copy.in\"]}"

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);
  g_assert_no_error (error);
}

static char *
read_clipboard (CvkRunBench *bench)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (bench->window);
  char *text = NULL;

  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  return text;
}

/* The engine has no display, so the text lands there by way of the window. */
static void
test_copy (void)
{
  CvkRunBench bench;
  g_autoptr (CvkClipboardCopier) copier = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  cvk_run_bench_init (&bench, PIPELINE, TRUE);
  cvk_run_bench_edit (&bench, "make");
  copier = cvk_clipboard_copier_new (bench.client);
  gtk_window_present (GTK_WINDOW (bench.window));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (bench.window), "before");
  before = read_clipboard (&bench);
  g_assert_cmpstr (before, ==, "before");
  g_assert_cmpstr (cvk_run_model_get_state (cvk_run_bench_run (&bench, "run.start", NULL)), ==,
                   "succeeded");
  after = read_clipboard (&bench);
  g_assert_cmpstr (after, ==, "<b>é</b>");
  g_clear_object (&copier);
  cvk_run_bench_clear (&bench);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_func ("/clipboard/copy", test_copy);
  return g_test_run ();
}
