// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "desktop/editor/cvk-session.h"
#include "desktop/runs/cvk-review-sheet.h"
#include "model/cvk-review.h"

#define STRANGE                                                                                    \
  "{\"convoke\":1,\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},\"nodes\":{"                       \
  "\"a\":{\"type\":\"http.request\",\"settings\":{\"url\":\"https://a.example/\"}},"               \
  "\"b\":{\"type\":\"http.request\",\"settings\":{\"url\":\"{{ item.url }}\"}},"                   \
  "\"s\":{\"type\":\"script\",\"label\":\"<span size='1000000000'>\\u202e\\u001b[31m</b>&\","      \
  "\"settings\":{\"code\":\"return item\"}},"                                                      \
  "\"t\":{\"type\":\"trigger.schedule\",\"settings\":{}},"                                         \
  "\"d\":{\"type\":\"zoom.delete-meeting\",\"slot\":\"zoom\",\"settings\":{\"meeting_id\":\"1\"}}" \
  "%s},\"links\":[]}"

/* The titles and subtitles of its rows, a line each. */
static void
collect (GtkWidget *widget, GString *text)
{
  if (ADW_IS_ACTION_ROW (widget))
    {
      g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (widget)));
      g_string_append_printf (text, "%s|%s\n",
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)),
                              adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

static CvkReviewSheet *
open_sheet (const char *more, CvkReviewDeed deed)
{
  g_autofree char *text = g_strdup_printf (STRANGE, more);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  CvkDocument *document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (CvkSession) session = cvk_session_new (document);
  g_autoptr (GPtrArray) review =
    cvk_review_new (document, cvk_session_get_types (session), NULL, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  CvkReviewSheet *sheet = NULL;

  g_hash_table_insert (names, (gpointer) "zoom", (gpointer) "sam@example.org");
  sheet = cvk_review_sheet_new (NULL, review, names, deed);
  gtk_window_present (GTK_WINDOW (sheet));
  return sheet;
}

static GtkWidget *
find (CvkReviewSheet *sheet, const char *name)
{
  return GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (sheet), CVK_TYPE_REVIEW_SHEET, name));
}

static void
allowed_cb (CvkReviewSheet *sheet, gboolean is_trusted, int *answer)
{
  *answer = is_trusted ? 2 : 1;
}

/* Everything it wants is there, as text, whatever its author has put into names. */
static void
test_rows (void)
{
  CvkReviewSheet *sheet = open_sheet ("", CVK_REVIEW_RUN);
  g_autoptr (GString) text = g_string_new (NULL);

  collect (GTK_WIDGET (sheet), text);
  g_test_message ("%s", text->str);
  g_assert_nonnull (strstr (text->str, "Zoom|sam@example.org\nDelete"));
  g_assert_nonnull (strstr (text->str, "a.example|"));
  g_assert_nonnull (strstr (text->str, "Computed while it runs|"));
  g_assert_nonnull (strstr (text->str, "Script|<span size='1000000000'>"));
  g_assert_nonnull (strstr (text->str, "</b>&"));
  g_assert_nonnull (strstr (text->str, "Schedule|t"));
  g_assert_null (strchr (text->str, '\033'));
  g_assert_null (strstr (text->str, "\u202e"));
  gtk_window_destroy (GTK_WINDOW (sheet));
}

static void
test_answers (void)
{
  static const struct
  {
    CvkReviewDeed deed;
    const char *button; /* NULL: closed */
    int answer;
  } cases[] = {
    { CVK_REVIEW_RUN, "once", 1 },       { CVK_REVIEW_RUN, "trust", 2 },
    { CVK_REVIEW_REHEARSE, "once", 1 },  { CVK_REVIEW_RUN, NULL, 0 },
    { CVK_REVIEW_ACTIVATE, "trust", 2 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CvkReviewSheet *sheet = open_sheet ("", cases[i].deed);
      int answer = 0;

      g_signal_connect (sheet, "allowed", G_CALLBACK (allowed_cb), &answer);
      g_assert_cmpint (gtk_widget_get_visible (find (sheet, "once")), ==,
                       cases[i].deed != CVK_REVIEW_ACTIVATE);
      if (cases[i].button != NULL)
        g_signal_emit_by_name (find (sheet, cases[i].button), "clicked");
      else
        gtk_window_close (GTK_WINDOW (sheet));
      g_assert_cmpint (answer, ==, cases[i].answer);
    }
}

/* A list that nobody looks through says that it is one. */
static void
test_many (void)
{
  g_autoptr (GString) more = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  CvkReviewSheet *sheet = NULL;

  for (unsigned i = 0; i < 2000; i++)
    g_string_append_printf (more,
                            ",\"h%u\":{\"type\":\"http.request\",\"settings\":{\"url\":"
                            "\"https://h%u.example/\"}}",
                            i, i);
  sheet = open_sheet (more->str, CVK_REVIEW_RUN);
  collect (GTK_WIDGET (sheet), text);
  g_assert_nonnull (strstr (text->str, "And 1952 more|"));
  gtk_window_destroy (GTK_WINDOW (sheet));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/review-sheet/rows", test_rows);
  g_test_add_func ("/review-sheet/answers", test_answers);
  g_test_add_func ("/review-sheet/many", test_many);
  return g_test_run ();
}
