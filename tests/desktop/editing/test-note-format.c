// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "desktop/editor/cvk-note-format.h"

/* In texts, "[" and "]" are the ends of the selection, and "|" is the cursor. */

static int
take_sign (GString *text, char sign)
{
  const char *place = strchr (text->str, sign);
  int offset = place != NULL ? (int) (place - text->str) : -1;

  if (place != NULL)
    g_string_erase (text, offset, 1);
  return offset;
}

static GtkTextBuffer *
make_buffer (const char *marked)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);
  g_autoptr (GString) text = g_string_new (marked);
  int cursor = take_sign (text, '|');
  int start = cursor >= 0 ? cursor : take_sign (text, '[');
  int end = cursor >= 0 ? cursor : take_sign (text, ']');
  GtkTextIter first;
  GtkTextIter last;

  gtk_text_buffer_set_text (buffer, text->str, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &first, start);
  gtk_text_buffer_get_iter_at_offset (buffer, &last, end);
  gtk_text_buffer_select_range (buffer, &last, &first);
  return buffer;
}

static char *
dup_marked (GtkTextBuffer *buffer)
{
  GtkTextIter start, end, first, last;
  g_autofree char *plain = NULL;
  GString *text;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  plain = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  text = g_string_new (plain);
  if (gtk_text_buffer_get_selection_bounds (buffer, &first, &last))
    {
      g_string_insert_c (text, gtk_text_iter_get_offset (&last), ']');
      g_string_insert_c (text, gtk_text_iter_get_offset (&first), '[');
    }
  else
    {
      g_string_insert_c (text, gtk_text_iter_get_offset (&first), '|');
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  void (*act) (GtkTextBuffer *buffer);
  const char *before;
  const char *after;
} Case;

static const Case cases[] = {
  { "selected", cvk_note_format_toggle_bold, "a [word] b", "a *[word]* b" },
  { "selected-back", cvk_note_format_toggle_bold, "a *[word]* b", "a [word] b" },
  { "word", cvk_note_format_toggle_bold, "a wo|rd b", "a *[word]* b" },
  { "word-behind", cvk_note_format_toggle_bold, "a word|", "a *[word]*" },
  { "nothing", cvk_note_format_toggle_bold, "a | b", "a *|* b" },
  { "empty", cvk_note_format_toggle_bold, "|", "*|*" },
  { "line", cvk_note_format_toggle_list, "one\ntw|o", "one\n- tw|o" },
  { "line-back", cvk_note_format_toggle_list, "one\n- tw|o", "one\ntw|o" },
  { "lines", cvk_note_format_toggle_list, "o[ne\n- two\nth]ree", "- o[ne\n- two\n- th]ree" },
  { "lines-back", cvk_note_format_toggle_list, "- o[ne\n- t]wo", "o[ne\nt]wo" },
};

/* Each can be undone at once. */
static void
test_case (gconstpointer data)
{
  const Case *each = data;
  g_autoptr (GtkTextBuffer) buffer = make_buffer (each->before);
  g_autoptr (GtkTextBuffer) untouched = make_buffer (each->before);
  g_autofree char *after = NULL;
  g_autofree char *before = NULL;
  g_autofree char *undone = NULL;

  each->act (buffer);
  after = dup_marked (buffer);
  g_assert_cmpstr (after, ==, each->after);
  gtk_text_buffer_undo (buffer);
  g_object_get (untouched, "text", &before, NULL);
  g_object_get (buffer, "text", &undone, NULL);
  g_assert_cmpstr (undone, ==, before);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/note-format/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
