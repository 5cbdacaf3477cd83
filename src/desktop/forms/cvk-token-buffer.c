// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-token-buffer.h"

#include <string.h>

#include "desktop/forms/cvk-token-text.h"

struct _CvkTokenBuffer
{
  GtkTextBuffer parent_instance;

  CvkFieldContext *context;
  GdkRGBA known_color, unknown_color;
  gboolean has_colors;
  gboolean is_plain;

  unsigned changing;  /* the buffer itself is at work */
  gboolean is_acting; /* inside of what the user does */
  gboolean is_edited; /* since the user's action began */
  gboolean is_wanted; /* a variable was asked for in this action */
  char trigger;       /* what asked for it: '{', '/' or none */
  int last_offset;    /* of the cursor, tells the direction it moves in */
  int turned_at;      /* where the cursor was sent on from inside a token */
  gboolean turned_forward;
};

G_DEFINE_FINAL_TYPE (CvkTokenBuffer, cvk_token_buffer, GTK_TYPE_TEXT_BUFFER)

enum
{
  SIGNAL_EDITED,
  SIGNAL_VARIABLE_WANTED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Tokens --- */

static const char *
get_source (GtkTextTag *tag)
{
  return g_object_get_data (G_OBJECT (tag), "cvk-source");
}

/* The tag of the token that the character at @iter belongs to; nullable. */
static GtkTextTag *
get_token (const GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *at = tags; at != NULL; at = at->next)
    if (get_source (at->data) != NULL)
      return at->data;
  return NULL;
}

/* The token around @iter, when that lies inside and not at an edge. */
static gboolean
get_token_around (const GtkTextIter *iter, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextTag *tag = get_token (iter);

  if (tag == NULL || gtk_text_iter_starts_tag (iter, tag))
    return FALSE;
  *start = *iter;
  *end = *iter;
  gtk_text_iter_backward_to_tag_toggle (start, tag);
  gtk_text_iter_forward_to_tag_toggle (end, tag);
  return TRUE;
}

static void
color_tag (CvkTokenBuffer *self, GtkTextTag *tag)
{
  gboolean is_unknown = g_object_get_data (G_OBJECT (tag), "cvk-unknown") != NULL;

  if (self->has_colors)
    g_object_set (tag, "foreground-rgba", is_unknown ? &self->unknown_color : &self->known_color,
                  NULL);
}

/* What a token shows, with the room that its background needs. Spaces that break no line keep it
 * together. */
static char *
dup_label (CvkTokenBuffer *self, const char *expression, gboolean *is_known)
{
  CvkUpstream *upstream =
    self->context != NULL ? cvk_field_context_get_upstream (self->context) : NULL;
  g_autofree char *label = cvk_token_text_dup_label (upstream, expression, is_known);
  g_auto (GStrv) words = g_strsplit_set (label, " \n", -1);
  g_autofree char *joined = g_strjoinv ("\u00a0", words);

  return g_strconcat ("\u00a0", joined, "\u00a0", NULL);
}

static void
insert_token (CvkTokenBuffer *self, GtkTextIter *at, const CvkTokenPart *part)
{
  GtkTextTag *tag =
    gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self), NULL, "weight", PANGO_WEIGHT_MEDIUM, NULL);
  gboolean is_known;
  g_autofree char *label = dup_label (self, part->expression, &is_known);

  g_object_set_data_full (G_OBJECT (tag), "cvk-source", g_strdup (part->source), g_free);
  g_object_set_data_full (G_OBJECT (tag), "cvk-expression", g_strdup (part->expression), g_free);
  g_object_set_data (G_OBJECT (tag), "cvk-unknown", is_known ? NULL : tag);
  color_tag (self, tag);
  gtk_text_buffer_insert_with_tags (GTK_TEXT_BUFFER (self), at, label, -1, tag, NULL);
}

static void
insert_source (CvkTokenBuffer *self, GtkTextIter *at, const char *source)
{
  g_autoptr (GPtrArray) parts = cvk_token_text_split (source);

  for (unsigned i = 0; i < parts->len; i++)
    {
      const CvkTokenPart *part = g_ptr_array_index (parts, i);

      if (part->expression != NULL && !self->is_plain)
        insert_token (self, at, part);
      else
        gtk_text_buffer_insert (GTK_TEXT_BUFFER (self), at, part->source, -1);
    }
}

/* Goes over the buffer in stretches that are one token, or have none. */
static gboolean
next_stretch (GtkTextIter *start, GtkTextIter *end, const GtkTextIter *limit, GtkTextTag **token)
{
  if (gtk_text_iter_compare (start, limit) >= 0)
    return FALSE;
  *token = get_token (start);
  *end = *start;
  if (!gtk_text_iter_forward_to_tag_toggle (end, *token) || gtk_text_iter_compare (end, limit) > 0)
    *end = *limit;
  return TRUE;
}

static char *
dup_range (const GtkTextIter *from, const GtkTextIter *limit)
{
  g_autoptr (GString) source = g_string_new (NULL);
  GtkTextIter start = *from;
  GtkTextIter end;
  GtkTextTag *token;

  for (; next_stretch (&start, &end, limit, &token); start = end)
    {
      g_autofree char *text = gtk_text_iter_get_slice (&start, &end);

      g_string_append (source, token != NULL ? get_source (token) : text);
    }
  return g_string_free (g_steal_pointer (&source), FALSE);
}

char *
cvk_token_buffer_dup_source (CvkTokenBuffer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self), &start, &end);
  return dup_range (&start, &end);
}

char *
cvk_token_buffer_dup_selection (CvkTokenBuffer *self)
{
  GtkTextIter start, end;

  if (!gtk_text_buffer_get_selection_bounds (GTK_TEXT_BUFFER (self), &start, &end))
    return NULL;
  return dup_range (&start, &end);
}

void
cvk_token_buffer_foreach (CvkTokenBuffer *self, CvkTokenFunc func, gpointer user_data)
{
  GtkTextIter start, end, limit;
  GtkTextTag *token;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self), &start, &limit);
  for (; next_stretch (&start, &end, &limit, &token); start = end)
    if (token != NULL)
      func (&start, &end, g_object_get_data (G_OBJECT (token), "cvk-unknown") == NULL, user_data);
}

/* The place of the cursor in the source, so that it can be found again. */
static size_t
get_source_offset (CvkTokenBuffer *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self);
  GtkTextIter start, cursor;
  g_autofree char *before = NULL;

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  before = dup_range (&start, &cursor);
  return strlen (before);
}

static void
move_to_source_offset (CvkTokenBuffer *self, size_t offset)
{
  GtkTextIter start, end, limit;
  GtkTextTag *token;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self), &start, &limit);
  for (; next_stretch (&start, &end, &limit, &token); start = end)
    {
      g_autofree char *text = gtk_text_iter_get_slice (&start, &end);
      size_t length = strlen (token != NULL ? get_source (token) : text);

      if (offset < length && token == NULL)
        {
          gtk_text_iter_forward_chars (&start,
                                       (int) g_utf8_pointer_to_offset (text, text + offset));
          break;
        }
      if (offset < length)
        {
          start = offset * 2 < length ? start : end;
          break;
        }
      offset -= length;
    }
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self), &start);
}

static void
forget_tag (GtkTextTag *tag, gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (tag));
}

void
cvk_token_buffer_set_plain (CvkTokenBuffer *self, gboolean is_plain)
{
  self->is_plain = is_plain;
}

void
cvk_token_buffer_set_source (CvkTokenBuffer *self, const char *source)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self);
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_object_unref);
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  /* Whoever comes to a text that was put in goes on at its end. */
  size_t offset =
    gtk_text_buffer_get_char_count (buffer) == 0 ? G_MAXSIZE : get_source_offset (self);
  GtkTextIter start, end;

  self->changing++;
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_tag_table_foreach (table, forget_tag, tags);
  for (unsigned i = 0; i < tags->len; i++)
    gtk_text_tag_table_remove (table, g_ptr_array_index (tags, i));
  insert_source (self, &start, source);
  gtk_text_buffer_end_irreversible_action (buffer);
  move_to_source_offset (self, offset);
  self->changing--;
}

/* --- What the user does --- */

/* Text that holds an expression now becomes a token. */
static void
make_tokens (CvkTokenBuffer *self)
{
  GtkTextIter start, end, limit;
  GtkTextTag *token;
  gboolean is_found = FALSE;

  if (self->is_plain)
    return;
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self), &start, &limit);
  for (; !is_found && next_stretch (&start, &end, &limit, &token); start = end)
    {
      g_autofree char *text = gtk_text_iter_get_slice (&start, &end);

      if (token == NULL && strstr (text, "{{") != NULL && strstr (text, "}}") != NULL)
        {
          g_autoptr (GPtrArray) parts = cvk_token_text_split (text);

          for (unsigned i = 0; i < parts->len; i++)
            is_found |= ((CvkTokenPart *) g_ptr_array_index (parts, i))->expression != NULL;
        }
    }
  if (is_found)
    {
      g_autofree char *source = cvk_token_buffer_dup_source (self);

      cvk_token_buffer_set_source (self, source);
    }
}

static char
find_trigger (CvkTokenBuffer *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self);
  GtkTextIter start, cursor;
  g_autofree char *before = NULL;
  size_t length;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  start = cursor;
  gtk_text_iter_backward_chars (&start, 2);
  before = gtk_text_iter_get_slice (&start, &cursor);
  length = strlen (before);
  if (g_str_has_suffix (before, "{{"))
    return '{';
  return length > 0 && before[length - 1] == '/' && (length == 1 || g_ascii_isspace (before[0]))
           ? '/'
           : '\0';
}

void
cvk_token_buffer_remove_trigger (CvkTokenBuffer *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self);
  GtkTextIter start, cursor;

  if (self->trigger == '\0' || find_trigger (self) != self->trigger)
    return;
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  start = cursor;
  gtk_text_iter_backward_chars (&start, self->trigger == '{' ? 2 : 1);
  self->changing++;
  gtk_text_buffer_delete (buffer, &start, &cursor);
  self->changing--;
  self->trigger = '\0';
}

/* GtkTextBuffer has no handler of its own to call, for this and for the end of it. */
static void
cvk_token_buffer_begin_user_action (GtkTextBuffer *buffer)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);

  self->is_acting = TRUE;
  self->is_edited = FALSE;
  self->is_wanted = FALSE;
}

static void
finish_edit (CvkTokenBuffer *self)
{
  if (!self->is_edited)
    return;
  self->is_edited = FALSE;
  self->trigger = self->is_wanted ? find_trigger (self) : '\0';
  make_tokens (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
  if (self->trigger != '\0')
    g_signal_emit (self, signals[SIGNAL_VARIABLE_WANTED], 0);
}

static void
cvk_token_buffer_end_user_action (GtkTextBuffer *buffer)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);

  self->is_acting = FALSE;
  finish_edit (self);
}

/* Assistive technology edits without an action around it. */
static void
cvk_token_buffer_changed (GtkTextBuffer *buffer)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);

  GTK_TEXT_BUFFER_CLASS (cvk_token_buffer_parent_class)->changed (buffer);
  if (!self->is_acting && self->changing == 0)
    finish_edit (self);
}

static void
cvk_token_buffer_insert_text (GtkTextBuffer *buffer, GtkTextIter *at, const char *text, int length)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);

  if (self->changing == 0)
    {
      self->is_edited = TRUE;
      self->is_wanted = length == 1 && (text[0] == '{' || text[0] == '/');
    }
  GTK_TEXT_BUFFER_CLASS (cvk_token_buffer_parent_class)->insert_text (buffer, at, text, length);
}

static void
cvk_token_buffer_delete_range (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);
  GtkTextIter first, last;

  if (self->changing == 0)
    {
      self->is_edited = TRUE;
      if (get_token_around (start, &first, &last))
        *start = first;
      if (get_token_around (end, &first, &last))
        *end = last;
    }
  GTK_TEXT_BUFFER_CLASS (cvk_token_buffer_parent_class)->delete_range (buffer, start, end);
}

/* The cursor goes around tokens, on in the direction in which it came. Placing it sets two marks
 * one after the other; the second then goes where the first went. */
static void
cvk_token_buffer_mark_set (GtkTextBuffer *buffer, const GtkTextIter *location, GtkTextMark *mark)
{
  CvkTokenBuffer *self = CVK_TOKEN_BUFFER (buffer);
  gboolean is_cursor = mark == gtk_text_buffer_get_insert (buffer);
  int offset = gtk_text_iter_get_offset (location);
  GtkTextIter start, end;
  gboolean is_forward;

  GTK_TEXT_BUFFER_CLASS (cvk_token_buffer_parent_class)->mark_set (buffer, location, mark);
  if (!is_cursor && mark != gtk_text_buffer_get_selection_bound (buffer))
    return;
  if (!get_token_around (location, &start, &end))
    {
      if (is_cursor)
        self->last_offset = offset;
      return;
    }
  if (is_cursor)
    {
      is_forward = offset > self->last_offset;
      self->turned_at = offset;
      self->turned_forward = is_forward;
    }
  else
    is_forward = offset == self->turned_at ? self->turned_forward : offset > self->last_offset;
  gtk_text_buffer_move_mark (buffer, mark, is_forward ? &end : &start);
}

/* --- Looks --- */

static void
color_tag_cb (GtkTextTag *tag, gpointer user_data)
{
  color_tag (user_data, tag);
}

void
cvk_token_buffer_set_colors (CvkTokenBuffer *self, const GdkRGBA *known, const GdkRGBA *unknown)
{
  if (self->has_colors && gdk_rgba_equal (&self->known_color, known) &&
      gdk_rgba_equal (&self->unknown_color, unknown))
    return;
  self->known_color = *known;
  self->unknown_color = *unknown;
  self->has_colors = TRUE;
  gtk_text_tag_table_foreach (gtk_text_buffer_get_tag_table (GTK_TEXT_BUFFER (self)), color_tag_cb,
                              self);
}

/* A node got another name, or is no longer upstream. */
static void
context_changed_cb (CvkTokenBuffer *self)
{
  GtkTextIter start, end, limit;
  GtkTextTag *token;
  gboolean is_stale = FALSE;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self), &start, &limit);
  for (; !is_stale && next_stretch (&start, &end, &limit, &token); start = end)
    {
      g_autofree char *shown = NULL;
      g_autofree char *label = NULL;
      gboolean is_known;

      if (token == NULL)
        continue;
      shown = gtk_text_iter_get_slice (&start, &end);
      label = dup_label (self, g_object_get_data (G_OBJECT (token), "cvk-expression"), &is_known);
      is_stale = !g_str_equal (shown, label) ||
                 is_known != (g_object_get_data (G_OBJECT (token), "cvk-unknown") == NULL);
    }
  if (is_stale)
    {
      g_autofree char *source = cvk_token_buffer_dup_source (self);

      cvk_token_buffer_set_source (self, source);
    }
}

/* --- Object --- */

void
cvk_token_buffer_close (CvkTokenBuffer *self)
{
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->context);
}

static void
cvk_token_buffer_finalize (GObject *object)
{
  g_clear_object (&CVK_TOKEN_BUFFER (object)->context);
  G_OBJECT_CLASS (cvk_token_buffer_parent_class)->finalize (object);
}

static void
cvk_token_buffer_class_init (CvkTokenBufferClass *class)
{
  GtkTextBufferClass *buffer_class = GTK_TEXT_BUFFER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_token_buffer_finalize;
  buffer_class->begin_user_action = cvk_token_buffer_begin_user_action;
  buffer_class->end_user_action = cvk_token_buffer_end_user_action;
  buffer_class->changed = cvk_token_buffer_changed;
  buffer_class->insert_text = cvk_token_buffer_insert_text;
  buffer_class->delete_range = cvk_token_buffer_delete_range;
  buffer_class->mark_set = cvk_token_buffer_mark_set;
  signals[SIGNAL_EDITED] = g_signal_new ("edited", CVK_TYPE_TOKEN_BUFFER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VARIABLE_WANTED] =
    g_signal_new ("variable-wanted", CVK_TYPE_TOKEN_BUFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
cvk_token_buffer_init (CvkTokenBuffer *self)
{
}

CvkTokenBuffer *
cvk_token_buffer_new (CvkFieldContext *context)
{
  CvkTokenBuffer *self = g_object_new (CVK_TYPE_TOKEN_BUFFER, NULL);

  /* Undoing is the history's part. */
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self), FALSE);
  self->context = g_object_ref (context);
  g_signal_connect_object (context, "changed", G_CALLBACK (context_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
