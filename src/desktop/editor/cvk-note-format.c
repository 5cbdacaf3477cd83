// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-note-format.h"

#include <string.h>

#define STAR "*"
#define POINT "- "

/* --- Words that stand out --- */

static void
select_word (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  if (gtk_text_buffer_get_selection_bounds (buffer, start, end))
    return;
  if ((gtk_text_iter_inside_word (start) && !gtk_text_iter_starts_word (start)) ||
      gtk_text_iter_ends_word (start))
    gtk_text_iter_backward_word_start (start);
  *end = *start;
  if (gtk_text_iter_starts_word (end))
    gtk_text_iter_forward_word_end (end);
}

static gboolean
has_star_before (const GtkTextIter *place)
{
  GtkTextIter before = *place;

  return gtk_text_iter_backward_char (&before) && gtk_text_iter_get_char (&before) == '*';
}

static void
remove_stars (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextMark *mark = gtk_text_buffer_create_mark (buffer, NULL, start, TRUE);
  GtkTextIter star = *end;

  gtk_text_iter_forward_char (&star);
  gtk_text_buffer_delete (buffer, end, &star);
  gtk_text_buffer_get_iter_at_mark (buffer, &star, mark);
  *start = star;
  gtk_text_iter_backward_char (start);
  gtk_text_buffer_delete (buffer, start, &star);
  gtk_text_buffer_delete_mark (buffer, mark);
}

/* What was selected stays selected, without the stars. */
static void
add_stars (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextMark *mark = gtk_text_buffer_create_mark (buffer, NULL, end, TRUE);
  int offset = gtk_text_iter_get_offset (start);
  GtkTextIter first;
  GtkTextIter last;

  gtk_text_buffer_insert (buffer, end, STAR, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &first, offset);
  gtk_text_buffer_insert (buffer, &first, STAR, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &first, offset + 1);
  gtk_text_buffer_get_iter_at_mark (buffer, &last, mark);
  /* With nothing in between, both are at the same place. */
  if (gtk_text_iter_compare (&last, &first) < 0)
    last = first;
  gtk_text_buffer_select_range (buffer, &last, &first);
  gtk_text_buffer_delete_mark (buffer, mark);
}

void
cvk_note_format_toggle_bold (GtkTextBuffer *buffer)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  gtk_text_buffer_get_iter_at_mark (buffer, &start, gtk_text_buffer_get_insert (buffer));
  end = start;
  select_word (buffer, &start, &end);
  gtk_text_buffer_begin_user_action (buffer);
  if (has_star_before (&start) && gtk_text_iter_get_char (&end) == '*')
    remove_stars (buffer, &start, &end);
  else
    add_stars (buffer, &start, &end);
  gtk_text_buffer_end_user_action (buffer);
}

/* --- Lists --- */

static gboolean
is_point (GtkTextBuffer *buffer, int line)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_iter_at_line (buffer, &start, line);
  end = start;
  gtk_text_iter_forward_chars (&end, (int) strlen (POINT));
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  return g_str_equal (text, POINT);
}

static void
set_point (GtkTextBuffer *buffer, int line, gboolean is_wanted)
{
  GtkTextIter start;
  GtkTextIter end;

  if (is_point (buffer, line) == is_wanted)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, line);
  if (is_wanted)
    {
      gtk_text_buffer_insert (buffer, &start, POINT, -1);
      return;
    }
  end = start;
  gtk_text_iter_forward_chars (&end, (int) strlen (POINT));
  gtk_text_buffer_delete (buffer, &start, &end);
}

void
cvk_note_format_toggle_list (GtkTextBuffer *buffer)
{
  GtkTextIter start;
  GtkTextIter end;
  gboolean are_points = TRUE;
  int first, last;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    {
      gtk_text_buffer_get_iter_at_mark (buffer, &start, gtk_text_buffer_get_insert (buffer));
      end = start;
    }
  first = gtk_text_iter_get_line (&start);
  last = gtk_text_iter_get_line (&end);
  for (int line = first; line <= last; line++)
    are_points &= is_point (buffer, line);
  gtk_text_buffer_begin_user_action (buffer);
  for (int line = first; line <= last; line++)
    set_point (buffer, line, !are_points);
  gtk_text_buffer_end_user_action (buffer);
}
