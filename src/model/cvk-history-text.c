// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"
#include "model/cvk-history-private.h"

/* --- Writing --- */

static const char *
get_text (CvkCommand *command)
{
  g_autoptr (GString) json = NULL;

  if (command->stored != NULL)
    return command->stored;
  json = g_string_new ("{\"name\":");
  cvk_json_append_string (json, cvk_command_get_name (command),
                          strlen (cvk_command_get_name (command)));
  g_string_append (json, ",\"changes\":[");
  for (unsigned i = 0; i < command->changes->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      cvk_change_write (&g_array_index (command->changes, CvkChange, i), json);
    }
  g_string_append (json, "]}");
  command->stored = g_string_free (g_steal_pointer (&json), FALSE);

  return command->stored;
}

/* The newest steps, as many as fit into @budget. */
static unsigned
find_first (GPtrArray *commands, size_t *budget)
{
  unsigned first = commands->len;

  while (first > 0)
    {
      size_t length = strlen (get_text (g_ptr_array_index (commands, first - 1))) + 1;

      if (length > *budget)
        break;
      *budget -= length;
      first--;
    }

  return first;
}

static void
write_commands (GPtrArray *commands, unsigned first, GString *json)
{
  for (unsigned i = first; i < commands->len; i++)
    {
      if (i > first)
        g_string_append_c (json, ',');
      g_string_append (json, get_text (g_ptr_array_index (commands, i)));
    }
}

GBytes *
cvk_history_to_bytes (CvkHistory *self, size_t max_size)
{
  GString *json;
  unsigned done, undone;

  g_return_val_if_fail (CVK_IS_HISTORY (self), NULL);

  done = find_first (self->done, &max_size);
  undone = find_first (self->undone, &max_size);
  json = g_string_new ("{\"done\":[");
  write_commands (self->done, done, json);
  g_string_append (json, "],\"undone\":[");
  write_commands (self->undone, undone, json);
  g_string_append (json, "]}\n");

  return g_string_free_to_bytes (json);
}

/* --- Reading --- */

static CvkCommand *
read_command (CvkDocument *document, CvkJsonCursor json)
{
  CvkJsonCursor cursor;
  g_autoptr (CvkValue) name = NULL;
  g_autoptr (CvkCommand) command = NULL;

  if (cvk_json_cursor_get_kind (json) != CVK_VALUE_OBJECT ||
      !cvk_json_cursor_find (json, "name", &cursor) ||
      cvk_json_cursor_get_kind (cursor) != CVK_VALUE_STRING)
    return NULL;
  name = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, NULL);
  if (name == NULL || !cvk_json_cursor_find (json, "changes", &cursor) ||
      cvk_json_cursor_get_kind (cursor) != CVK_VALUE_ARRAY ||
      !cvk_json_cursor_first (cursor, &cursor))
    return NULL;
  command = cvk_command_new (document, cvk_value_get_string (name));
  /* What it did is in the document already: freeing it must not take that back. */
  command->is_pushed = TRUE;
  do
    {
      CvkChange change;
      gboolean is_read = cvk_change_read (&change, cursor);

      g_array_append_val (command->changes, change);
      if (!is_read)
        return NULL;
    }
  while (cvk_json_cursor_next (&cursor));

  return g_steal_pointer (&command);
}

static gboolean
read_commands (GPtrArray *commands, CvkDocument *document, CvkJsonCursor root, const char *member)
{
  CvkJsonCursor cursor;

  if (!cvk_json_cursor_find (root, member, &cursor) ||
      cvk_json_cursor_get_kind (cursor) != CVK_VALUE_ARRAY)
    return FALSE;
  if (!cvk_json_cursor_first (cursor, &cursor))
    return TRUE;
  do
    {
      CvkCommand *command = read_command (document, cursor);

      if (command == NULL)
        return FALSE;
      g_ptr_array_add (commands, command);
    }
  while (cvk_json_cursor_next (&cursor));

  return TRUE;
}

/* --- Trying out --- */

static gboolean
try_swap (CvkCommand *command, CvkChange *change)
{
  if (!cvk_change_fits (command->document, change))
    return FALSE;
  cvk_change_swap (command->document, change);

  return TRUE;
}

static gboolean
try_command (CvkCommand *command, gboolean backwards)
{
  for (unsigned i = 0; i < command->changes->len; i++)
    {
      unsigned index = backwards ? command->changes->len - 1 - i : i;

      if (!try_swap (command, &g_array_index (command->changes, CvkChange, index)))
        return FALSE;
    }

  return TRUE;
}

/* To the end of the list and back. */
static gboolean
try_commands (GPtrArray *commands, gboolean backwards)
{
  for (unsigned i = commands->len; i > 0; i--)
    if (!try_command (g_ptr_array_index (commands, i - 1), backwards))
      return FALSE;
  for (unsigned i = 0; i < commands->len; i++)
    if (!try_command (g_ptr_array_index (commands, i), !backwards))
      return FALSE;

  return TRUE;
}

static gboolean
read_history (CvkHistory *self, GBytes *bytes)
{
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, NULL);
  g_autoptr (GBytes) text = cvk_document_to_bytes (self->document);
  g_autoptr (CvkDocument) copy = cvk_document_new_from_bytes (text, NULL);
  g_autoptr (GBytes) text_after = NULL;
  CvkJsonCursor root;

  if (json == NULL || copy == NULL)
    return FALSE;
  root = cvk_json_get_root (json);
  if (cvk_json_cursor_get_kind (root) != CVK_VALUE_OBJECT ||
      !read_commands (self->done, copy, root, "done") ||
      !read_commands (self->undone, copy, root, "undone") || !try_commands (self->done, TRUE) ||
      !try_commands (self->undone, FALSE))
    return FALSE;
  text_after = cvk_document_to_bytes (copy);

  return g_bytes_equal (text, text_after);
}

static void
adopt_commands (GPtrArray *commands, CvkDocument *document)
{
  for (unsigned i = 0; i < commands->len; i++)
    g_set_object (&((CvkCommand *) g_ptr_array_index (commands, i))->document, document);
}

CvkHistory *
cvk_history_new_from_bytes (CvkDocument *document, GBytes *bytes, GError **error)
{
  g_autoptr (CvkHistory) self = NULL;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  self = cvk_history_new (document);
  if (!read_history (self, bytes))
    {
      g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_FORMAT,
                           _ ("What was done before cannot be undone: it was kept for another "
                              "version of the pipeline."));
      return NULL;
    }
  adopt_commands (self->done, document);
  adopt_commands (self->undone, document);
  self->is_sealed = TRUE;
  self->saved = (int) self->done->len;

  return g_steal_pointer (&self);
}
