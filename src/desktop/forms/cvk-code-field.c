// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-code-field.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-javascript.h"

#define LEAST_HEIGHT 90
#define MOST_HEIGHT 360

/* What scripts get from src/script/prelude.js, and the words of the language that one types most.
 */
static const char script_words[] =
  "item items nodes inputs run started return const let function if else for of true false null "
  "undefined typeof length map filter find reduce includes startsWith endsWith split join trim "
  "replace toLowerCase toUpperCase slice sort Math JSON Number String Object Array keys values "
  "entries date now parse format shift difference convert";

struct _CvkCodeField
{
  CvkField parent_instance;

  gboolean is_json;
  GtkSourceBuffer *buffer; /* borrowed from the view */
  GtkSourceView *view;     /* borrowed from the control */
  GtkTextTag *wrong;       /* borrowed from the buffer: the line that cannot be read */
  char *error;             /* nullable: what is wrong with the text itself */
};

G_DEFINE_FINAL_TYPE (CvkCodeField, cvk_code_field, CVK_TYPE_FIELD)

/* --- What is wrong --- */

static void
mark_line (CvkCodeField *self, int line)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->wrong, &start, &end);
  if (line < 0)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, line);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  gtk_text_buffer_apply_tag (buffer, self->wrong, &start, &end);
}

static void
set_error (CvkCodeField *self, const char *error, int line)
{
  g_free (self->error);
  self->error = g_strdup (error);
  cvk_field_set_error (CVK_FIELD (self), error, !self->is_json);
  mark_line (self, line);
}

/* The checks look at values; a text that is none is known here only. */
static void
cvk_code_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CvkCodeField *self = CVK_CODE_FIELD (field);

  CVK_FIELD_CLASS (cvk_code_field_parent_class)->show_problems (field, problems);
  if (self->error != NULL && problems->len == 0)
    cvk_field_set_error (field, self->error, !self->is_json);
}

static int
count_lines (const char *text, size_t length)
{
  int lines = 0;

  for (size_t i = 0; i < length; i++)
    lines += text[i] == '\n' ? 1 : 0;
  return lines;
}

/* Only what no script can be; its meaning is known when it runs. */
static void
check_script (CvkCodeField *self, const char *text)
{
  g_auto (CvkJavascriptScan) scan = { 0 };
  g_autofree char *error = NULL;
  int line;

  if (cvk_javascript_scan (text, strlen (text), FALSE, &scan))
    {
      set_error (self, NULL, -1);
      return;
    }
  line = count_lines (text, MIN (scan.message_offset, strlen (text)));
  /* Translators: number of a line, and what is wrong there. */
  error = g_strdup_printf (_ ("Line %d: %s"), line + 1, _ (scan.message));
  set_error (self, error, line);
}

/* FALSE for a text that is no JSON. */
static gboolean
read_json (CvkCodeField *self, const char *text, CvkValue **value)
{
  g_autoptr (GError) error = NULL;
  unsigned line = 1;
  unsigned column;
  const char *sentence;

  *value = NULL;
  if (*text != '\0')
    *value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
  if (error == NULL)
    {
      set_error (self, NULL, -1);
      return TRUE;
    }
  cvk_json_error_get_place (error, &line, &column, &sentence);
  set_error (self, error->message, (int) line - 1);
  return FALSE;
}

/* --- Value --- */

static void
changed_cb (CvkCodeField *self)
{
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  CvkValue *value;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  text = gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
  if (!self->is_json)
    {
      check_script (self, text);
      cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
    }
  else if (read_json (self, g_strstrip (text), &value))
    cvk_field_take_value (CVK_FIELD (self), value);
}

static void
cvk_code_field_show (CvkField *field, const CvkValue *value)
{
  CvkCodeField *self = CVK_CODE_FIELD (field);
  g_autofree char *text = NULL;

  if (value != NULL)
    text = self->is_json || !cvk_value_is_string (value)
             ? cvk_value_to_json (value, CVK_JSON_PRETTY)
             : g_strdup (cvk_value_get_string (value));
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text != NULL ? text : "", -1);
}

static gboolean
cvk_code_field_can_show (CvkField *field, const CvkValue *value)
{
  return CVK_CODE_FIELD (field)->is_json || cvk_value_is_string (value);
}

/* --- Words --- */

/* Scripts name nodes by their ids. */
static char *
list_words (CvkCodeField *self)
{
  GString *words = g_string_new (script_words);
  CvkSession *session = cvk_field_context_get_session (cvk_field_get_context (CVK_FIELD (self)));
  GPtrArray *nodes =
    session == NULL ? NULL : cvk_document_get_nodes (cvk_session_get_document (session));

  for (unsigned i = 0; nodes != NULL && i < nodes->len; i++)
    g_string_append_printf (words, " %s", ((CvkNode *) g_ptr_array_index (nodes, i))->id);
  return g_string_free (words, FALSE);
}

static void
add_completion (CvkCodeField *self)
{
  g_autoptr (GtkSourceCompletionWords) provider =
    gtk_source_completion_words_new (_ ("Words of scripts"));
  g_autoptr (GtkTextBuffer) words = gtk_text_buffer_new (NULL);
  g_autofree char *text = list_words (self);

  gtk_text_buffer_set_text (words, text, -1);
  gtk_source_completion_words_register (provider, words);
  gtk_source_completion_words_register (provider, GTK_TEXT_BUFFER (self->buffer));
  gtk_source_completion_add_provider (gtk_source_view_get_completion (self->view),
                                      GTK_SOURCE_COMPLETION_PROVIDER (provider));
  /* The provider looks at the words as long as it is there, and does not keep them. */
  g_object_set_data_full (G_OBJECT (self->view), "cvk-words", g_steal_pointer (&words),
                          g_object_unref);
}

/* --- Field --- */

static void
follow_style (CvkCodeField *self)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
    gtk_source_style_scheme_manager_get_default (), is_dark ? "Adwaita-dark" : "Adwaita");

  if (scheme != NULL)
    gtk_source_buffer_set_style_scheme (self->buffer, scheme);
}

/* Ctrl+Return is done, and gives the keyboard back to the form. */
static gboolean
key_pressed_cb (CvkCodeField *self, unsigned keyval, unsigned keycode, GdkModifierType state)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  if (root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_view (CvkCodeField *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkSourceLanguage *language = gtk_source_language_manager_get_language (
    gtk_source_language_manager_get_default (), self->is_json ? "json" : "js");
  GtkTextView *view;

  self->view = GTK_SOURCE_VIEW (gtk_source_view_new ());
  view = GTK_TEXT_VIEW (self->view);
  self->buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (view));
  gtk_source_buffer_set_language (self->buffer, language);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, TRUE);
  /* Undoing is the document's, as everywhere in a form. */
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->buffer), FALSE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (view, 6);
  gtk_text_view_set_bottom_margin (view, 6);
  gtk_source_view_set_show_line_numbers (self->view, TRUE);
  gtk_source_view_set_auto_indent (self->view, TRUE);
  gtk_source_view_set_indent_width (self->view, 2);
  gtk_source_view_set_tab_width (self->view, 2);
  gtk_source_view_set_insert_spaces_instead_of_tabs (self->view, TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  return GTK_WIDGET (self->view);
}

static void
cvk_code_field_build (CvkField *field)
{
  CvkCodeField *self = CVK_CODE_FIELD (field);
  const char *widget =
    cvk_value_lookup_string (cvk_field_get_schema (field), "x-widget", "javascript");
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->is_json = g_str_equal (widget, "json");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_view (self));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LEAST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MOST_HEIGHT);
  gtk_widget_add_css_class (scrolled, "cvk-code");
  self->wrong = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "underline",
                                            PANGO_UNDERLINE_ERROR, NULL);
  if (!self->is_json)
    add_completion (self);
  follow_style (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (follow_style), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, scrolled, CVK_FIELD_BELOW);
  cvk_field_label (field, GTK_WIDGET (self->view));
}

static void
cvk_code_field_finalize (GObject *object)
{
  g_free (CVK_CODE_FIELD (object)->error);
  G_OBJECT_CLASS (cvk_code_field_parent_class)->finalize (object);
}

static void
cvk_code_field_class_init (CvkCodeFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_code_field_finalize;
  field_class->build = cvk_code_field_build;
  field_class->show = cvk_code_field_show;
  field_class->can_show = cvk_code_field_can_show;
  field_class->show_problems = cvk_code_field_show_problems;
  field_class->shows_expressions = TRUE;
}

static void
cvk_code_field_init (CvkCodeField *self)
{
}
