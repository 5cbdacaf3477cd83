// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "desktop/forms/cvk-token-view.h"
#include "desktop/forms/cvk-variable-picker.h"

/* A view at the node "text", which comes behind "read"; "else" leads nowhere. */
typedef struct
{
  CvkSession *session;
  GtkWidget *window;
  CvkTokenView *view;
  GtkTextBuffer *buffer;
  unsigned n_changes;
} Fixture;

static const char PIPELINE[] =
  "{\"convoke\":1,\"name\":\"Test\",\"nodes\":{"
  "\"read\":{\"type\":\"csv.read\",\"label\":\"Read people\",\"settings\":{\"file\":\"a.csv\"},"
  "\"pinned\":[{\"name\":\"Mara\",\"age\":31}]},"
  "\"else\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"b.csv\"}},"
  "\"text\":{\"type\":\"text\",\"settings\":{\"template\":\"\"}}},"
  "\"links\":[\"read.out -> text.in\"]}";

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
changed_cb (CvkTokenView *view, gpointer user_data)
{
  ((Fixture *) user_data)->n_changes++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (PIPELINE, strlen (PIPELINE));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkFieldContext) context = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  self->session = cvk_session_new (document);
  context = cvk_field_context_new (self->session, "text");
  self->view = CVK_TOKEN_VIEW (cvk_token_view_new (context));
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  g_signal_connect (self->view, "changed", G_CALLBACK (changed_cb), self);
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->view));
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  settle ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->view), (gpointer *) &self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  settle ();
  g_assert_null (self->view);
  /* Those who wait for the session's idle work hold it for a moment. */
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  g_object_unref (self->session);
  while (self->session != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* As a keyboard does: one character after the other, each a user action. */
static void
type (Fixture *self, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *character = g_strndup (at, (size_t) (g_utf8_next_char (at) - at));

      g_signal_emit_by_name (self->view, "insert-at-cursor", character);
    }
}

static void
move (Fixture *self, int steps, gboolean extend)
{
  g_signal_emit_by_name (self->view, "move-cursor", GTK_MOVEMENT_VISUAL_POSITIONS, steps, extend);
}

static void
assert_text (Fixture *self, const char *text, const char *shown)
{
  g_autofree char *source = cvk_token_view_dup_text (self->view);
  g_autofree char *words = cvk_token_view_dup_shown_text (self->view);
  g_auto (GStrv) parts = g_strsplit (words, "\u00a0", -1);
  g_autofree char *plain = g_strjoinv (" ", parts);

  g_assert_cmpstr (source, ==, text);
  g_assert_cmpstr (plain, ==, shown);
}

/* What is typed becomes a token when its braces close, named in words. */
static void
test_typing (Fixture *self, gconstpointer data)
{
  type (self, "Dear {{ item.name }}, hello");
  assert_text (self, "Dear {{ item.name }}, hello", "Dear  name , hello");
  g_assert_cmpuint (self->n_changes, >, 0);
}

/* Giving a text to show is no edit. */
static void
test_showing (Fixture *self, gconstpointer data)
{
  cvk_token_view_set_text (self->view, "{{ nodes[\"read\"].age }}!");
  assert_text (self, "{{ nodes[\"read\"].age }}!", " Read people › age !");
  g_assert_cmpuint (self->n_changes, ==, 0);
}

/* The cursor, deleting and selecting take a token as one thing. */
static void
test_atomic (Fixture *self, gconstpointer data)
{
  GtkTextIter cursor;

  cvk_token_view_set_text (self->view, "a{{ item.name }}b");
  gtk_text_buffer_get_start_iter (self->buffer, &cursor);
  gtk_text_buffer_place_cursor (self->buffer, &cursor);
  move (self, 1, FALSE);
  move (self, 1, FALSE);
  type (self, "X");
  assert_text (self, "a{{ item.name }}Xb", "a name Xb");
  move (self, -1, FALSE);
  move (self, -1, FALSE);
  type (self, "Y");
  assert_text (self, "aY{{ item.name }}Xb", "aY name Xb");
  g_signal_emit_by_name (self->view, "delete-from-cursor", GTK_DELETE_CHARS, 1);
  assert_text (self, "aYXb", "aYXb");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* Copied, a token is its text; pasted, the text is a token. */
static void
test_clipboard (Fixture *self, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->view));
  g_autofree char *text = NULL;

  cvk_token_view_set_text (self->view, "a{{ item.name }}b");
  g_signal_emit_by_name (self->view, "select-all", TRUE);
  g_signal_emit_by_name (self->view, "cut-clipboard");
  assert_text (self, "", "");
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text, ==, "a{{ item.name }}b");
  self->n_changes = 0;
  g_signal_emit_by_name (self->view, "paste-clipboard");
  while (self->n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_text (self, "a{{ item.name }}b", "a name b");
}

/* Texts that are no expressions, or broken ones, stay as they are. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "{{",
    "{{ }}",
    "}}",
    "{{ item.",
    "{{ \"}}\" }}",
    "{{ 1 + }} x {{",
    "a {{{{b",
    "{{ item }}",
    "\u00a0 é 日本 🎉",
    "line\nbreak",
    "{{ nodes[x] }}",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *source = NULL;

      cvk_token_view_set_text (self->view, texts[i]);
      source = cvk_token_view_dup_text (self->view);
      g_assert_cmpstr (source, ==, texts[i]);
    }
}

static CvkVariablePicker *
find_picker (Fixture *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (CVK_IS_VARIABLE_PICKER (child))
      return CVK_VARIABLE_PICKER (child);
  return NULL;
}

/* Two braces ask for a variable; the one that is picked takes their place. */
static void
test_picking (Fixture *self, gconstpointer data)
{
  type (self, "For {{");
  settle ();
  g_assert_nonnull (find_picker (self));
  g_signal_emit_by_name (find_picker (self), "picked", "item.name");
  assert_text (self, "For {{ item.name }}", "For  name ");
  cvk_token_view_set_text (self->view, "and/or");
  type (self, "/");
  assert_text (self, "and/or/", "and/or/");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/token-view/typing", test_typing }, { "/token-view/showing", test_showing },
    { "/token-view/atomic", test_atomic }, { "/token-view/clipboard", test_clipboard },
    { "/token-view/kept", test_kept },     { "/token-view/picking", test_picking },
  };

  gtk_test_init (&argc, &argv);
  adw_init ();
  for (unsigned i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
