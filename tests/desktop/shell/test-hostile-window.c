// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "desktop/cvk-window-private.h"
#include "desktop/gallery/cvk-library-choice.h"
#include "desktop/gallery/cvk-library-page.h"
#include "shell-fixture.h"
#include "support/cvk-await.h"

/* A window around files of somebody who wishes its user ill: what such a person has written is
 * shown letter by letter, wherever it stands, and no file of theirs that is listed, dropped or
 * offered is more than text. */

#define MARK "MARK"
#define REST "<b>x</b>&amp;<a href='http://x.example'>y</a> _z"
#define EVIL MARK REST

/* A text that takes a label longer than a frame to lay out. */
#define LONG_LENGTH 20000
#define MOST_SHOWN 5000

static const char pipeline[] =
  "{\"convoke\":1,\"name\":\"" EVIL "\",\"description\":\"" EVIL "\","
  "\"slots\":{\"zoom\":{\"connector\":\"zoom\",\"label\":\"" EVIL "\"},"
  "\"other\":{\"connector\":\"" EVIL "\",\"label\":\"" EVIL "\"}},"
  "\"files\":{\"rows\":{\"label\":\"" EVIL "\",\"default\":\"" EVIL ".csv\"}},"
  "\"nodes\":{"
  "\"in\":{\"type\":\"input\",\"label\":\"" EVIL "\",\"settings\":{\"fields\":[{\"name\":\"f\","
  "\"title\":\"" EVIL "\",\"type\":\"choice\",\"choices\":[\"" EVIL "\"],\"default\":\"" EVIL
  "\"}]}},"
  "\"read\":{\"type\":\"csv.read\",\"label\":\"" EVIL "\",\"settings\":{\"file\":\"rows\"}},"
  "\"create\":{\"type\":\"zoom.create-meeting\",\"label\":\"" EVIL
  "\",\"slot\":\"zoom\",\"settings\":{\"topic\":\"" EVIL "\",\"start_time\":\"" EVIL "\",\"" EVIL
  "\":\"" EVIL "\"}},"
  "\"rules\":{\"type\":\"condition\",\"label\":\"" EVIL
  "\",\"settings\":{\"paths\":[{\"name\":\"a\","
  "\"rows\":[{\"field\":\"" EVIL "\",\"operator\":\"equals\",\"value\":\"" EVIL "\"}]}]}},"
  "\"ask\":{\"type\":\"http.request\",\"label\":\"" EVIL "\",\"slot\":\"other\",\"settings\":{"
  "\"url\":\"" EVIL "\",\"headers\":{\"" EVIL "\":\"" EVIL "\"}}},"
  "\"odd\":{\"type\":\"" EVIL "\",\"label\":\"" EVIL "\",\"settings\":{\"" EVIL "\":\"" EVIL "\"}},"
  "\"out\":{\"type\":\"output\",\"label\":\"" EVIL "\",\"settings\":{\"name\":\"" EVIL "\"}}},"
  "\"links\":[\"in.out -> read.in\",\"read.out -> create.in\"],"
  "\"notes\":{\"n\":{\"text\":\"" EVIL "\",\"x\":0,\"y\":0,\"width\":200,\"height\":100}},"
  "\"frames\":{\"f\":{\"title\":\"" EVIL "\",\"nodes\":[\"in\"]}}}";

/* --- Looking --- */

static void
check_text (GtkWidget *widget, const char *text, unsigned *n_found)
{
  const char *mark = text != NULL ? strstr (text, MARK) : NULL;

  if (mark == NULL)
    return;
  ++*n_found;
  if (!g_str_has_prefix (mark, EVIL))
    g_error ("“%s” in a %s was taken for more than text", text, G_OBJECT_TYPE_NAME (widget));
  if (strlen (text) > MOST_SHOWN)
    g_error ("%zu bytes of text are in a %s", strlen (text), G_OBJECT_TYPE_NAME (widget));
}

/* All that is written in @widget and its children. */
static void
look (GtkWidget *widget, unsigned *n_found)
{
  const char *markup = gtk_widget_get_tooltip_markup (widget);

  if (GTK_IS_LABEL (widget))
    check_text (widget, gtk_label_get_text (GTK_LABEL (widget)), n_found);
  if (markup != NULL && strstr (markup, MARK "<") != NULL)
    g_error ("The tooltip “%s” of a %s is markup", markup, G_OBJECT_TYPE_NAME (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look (child, n_found);
}

static unsigned
count_found (CvkWindow *window)
{
  unsigned n_found = 0;

  look (GTK_WIDGET (window), &n_found);
  return n_found;
}

static gboolean
shows_mark (gpointer user_data)
{
  return count_found (user_data) > 0;
}

/* --- The tests --- */

/* The pipeline with long names of itself and its nodes. (transfer full) */
static char *
make_long (void)
{
  /* Of the pipeline, of nodes, and a setting. */
  static const char *const places[] = {
    "{\"convoke\":1,\"name\":\"",    "\"description\":\"",      "csv.read\",\"label\":\"",
    "create-meeting\",\"label\":\"", "\"output\",\"label\":\"", "\"topic\":\""
  };
  g_autofree char *filler = g_strnfill (LONG_LENGTH, 'x');
  GString *text = g_string_new (pipeline);

  for (size_t i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *from = g_strconcat (places[i], EVIL, NULL);
      g_autofree char *to = g_strconcat (from, filler, NULL);

      g_string_replace (text, from, to, 0);
    }
  return g_string_free (text, FALSE);
}

static void
show_pipeline (const char *text)
{
  static const char *const ids[] = { "in", "read", "create", "rules", "ask", "odd", "out" };
  CvkWindow *window = shell_open_window ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (CvkSession) session = NULL;

  g_assert_no_error (error);
  session = cvk_session_new (document);
  cvk_window_add_session (window, session);
  cvk_await ("the name", shows_mark, window);
  for (size_t i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      unsigned before = count_found (window);

      cvk_selection_set_only (cvk_session_get_selection (session), CVK_SELECTION_NODE, ids[i]);
      for (unsigned turn = 0; turn < 50; turn++)
        cvk_drain_main_context ();
      g_test_message ("%s: %u, %u before", ids[i], count_found (window), before);
    }
  g_assert_cmpuint (count_found (window), >, 3);
  cvk_selection_clear (cvk_session_get_selection (session));
  cvk_drain_main_context ();
  g_assert_cmpuint (count_found (window), >, 3);
  /* Looking changes nothing. */
  g_assert_cmpstr (cvk_history_get_undo_name (cvk_session_get_history (session)), ==, NULL);
  shell_close_window (window);
}

static void
test_pipeline_names_are_text (void)
{
  show_pipeline (pipeline);
}

static void
test_long_names_are_shortened (void)
{
  g_autofree char *text = make_long ();

  show_pipeline (text);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* What stands in a folder that is shown as the library. */
static GFile *
make_library (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hostile-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "pipe.convoke", NULL);
  g_autofree char *link = g_build_filename (folder, "link.convoke", NULL);
  g_autofree char *inner = g_build_filename (folder, "folder.convoke", NULL);
  g_autofree char *text = make_long ();

  write_file (folder, "named.convoke", pipeline);
  write_file (folder, "long.convoke", text);
  write_file (folder, "<b>x&amp;.convoke", "{\"convoke\":1,\"nodes\":{},\"links\":[]}");
  write_file (folder, "\x1b[31m\xe2\x80\xae.convoke", "[");
  write_file (folder, "\xff\xfe.convoke", "null");
  write_file (folder, "newer.convoke", "{\"convoke\":2,\"name\":\"" EVIL "\"}");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", link), ==, 0);
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  return g_file_new_for_path (folder);
}

static void
test_library_names_are_text (void)
{
  CvkWindow *window = shell_open_window ();
  g_autoptr (GFile) folder = make_library ();

  cvk_library_choice_take (folder);
  cvk_window_show_page (window, "pipelines");
  cvk_await ("the library", shows_mark, window);
  g_assert_cmpuint (count_found (window), >, 0);
  shell_close_window (window);
}

/* What is no file of this computer, or none at all, ends in a sentence. */
static void
test_dropped_is_only_read (void)
{
  static const char *const addresses[] = {
    "file:///nowhere/" MARK ".convoke", "file:///dev/zero/x.convoke", "file:///proc/self/environ",
    "http://127.0.0.1:1/x.convoke",     "x-unknown:" MARK ".convoke", "file:///tmp",
  };
  CvkWindow *window = shell_open_window ();
  GtkWidget *tabs = shell_find (GTK_WIDGET (window), ADW_TYPE_TAB_VIEW, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (addresses[i]);
      g_autoptr (GSList) files = g_slist_append (NULL, file);

      if (cvk_window_drop_files (window, files))
        {
          AdwMessageDialog *question = shell_await_question ();

          adw_message_dialog_response (question, "close");
          gtk_window_destroy (GTK_WINDOW (question));
        }
      cvk_drain_main_context ();
      g_assert_cmpint (adw_tab_view_get_n_pages (ADW_TAB_VIEW (tabs)), ==, 0);
    }
  shell_close_window (window);
}

/* The control: a label that takes the same text for markup is found. */
static void
test_markup_is_found (void)
{
  unsigned n_found = 0;

  if (g_test_subprocess ())
    {
      GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));

      gtk_label_set_markup (GTK_LABEL (label), MARK "<b>x</b>");
      look (label, &n_found);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*was taken for more than text*");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/hostile-window/pipeline-names-are-text", test_pipeline_names_are_text);
  g_test_add_func ("/hostile-window/long-names-are-shortened", test_long_names_are_shortened);
  g_test_add_func ("/hostile-window/library-names-are-text", test_library_names_are_text);
  g_test_add_func ("/hostile-window/dropped-is-only-read", test_dropped_is_only_read);
  g_test_add_func ("/hostile-window/markup-is-found", test_markup_is_found);
  return g_test_run ();
}
