// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-change.h"

static const char *const list_names[] = {
  "nodes", "links", "slots", "files", "notes", "frames", "pipeline",
};
static const char *const action_names[] = { "insert", "remove", "replace" };

G_STATIC_ASSERT (G_N_ELEMENTS (list_names) == CVK_N_LISTS + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (action_names) == CVK_CHANGE_REPLACE + 1);

/* --- Elements --- */

/* The same swap that a change makes lends the element to an empty document. */
static void
lend (CvkDocument *document, CvkListKind kind, gpointer element)
{
  if (kind == CVK_LIST_PIPELINE)
    {
      CvkChange change = { kind, CVK_CHANGE_REPLACE, 0, element, 0 };

      cvk_change_swap (document, &change);
    }
  else
    g_ptr_array_add (cvk_change_get_list (document, kind), element);
}

static void
take_back (CvkDocument *document, CvkListKind kind, gpointer element)
{
  if (kind == CVK_LIST_PIPELINE)
    lend (document, kind, element);
  else
    g_ptr_array_steal_index (cvk_change_get_list (document, kind), 0);
}

void
cvk_element_write (CvkListKind kind, gpointer element, GString *json)
{
  g_autoptr (CvkDocument) document = cvk_document_new ();
  g_autoptr (GBytes) bytes = NULL;
  size_t length;
  const char *text;

  lend (document, kind, element);
  bytes = cvk_document_to_bytes (document);
  take_back (document, kind, element);
  text = g_bytes_get_data (bytes, &length);
  g_string_append_len (json, text, (gssize) length - 1);
}

/* Where it stands in the file that it was read from says nothing. */
static void
forget_place (CvkListKind kind, gpointer element)
{
  if (kind == CVK_LIST_NODES)
    {
      CvkNode *node = element;

      node->line = node->column = node->settings_line = node->settings_column = 0;
    }
  else if (kind == CVK_LIST_LINKS)
    ((CvkLink *) element)->line = ((CvkLink *) element)->column = 0;
  else if (kind == CVK_LIST_FILE_SLOTS)
    ((CvkFileSlot *) element)->line = ((CvkFileSlot *) element)->column = 0;
}

gpointer
cvk_element_read (CvkListKind kind, GBytes *json)
{
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (json, NULL);
  CvkChange change = { kind, CVK_CHANGE_REMOVE, 0, NULL, 0 };

  if (document == NULL)
    return NULL;
  if (kind == CVK_LIST_PIPELINE)
    return cvk_pipeline_new (document);
  if (cvk_change_get_list (document, kind)->len != 1)
    return NULL;
  cvk_change_swap (document, &change);
  forget_place (kind, change.element);

  return change.element;
}

/* --- Changes --- */

void
cvk_change_write (const CvkChange *self, GString *json)
{
  g_string_append_printf (json, "{\"list\":\"%s\",\"action\":\"%s\",\"index\":%u,\"parts\":%u",
                          list_names[self->list], action_names[self->action], self->index,
                          (unsigned) self->parts);
  if (self->element != NULL)
    {
      g_string_append (json, ",\"element\":");
      cvk_element_write (self->list, self->element, json);
    }
  g_string_append_c (json, '}');
}

static gboolean
read_number (CvkJsonCursor json, const char *name, unsigned *number)
{
  CvkJsonCursor cursor;
  g_autoptr (CvkValue) value = NULL;

  if (!cvk_json_cursor_find (json, name, &cursor))
    return FALSE;
  value = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, NULL);
  if (value == NULL || !cvk_value_is_integer (value) || cvk_value_get_integer (value) < 0 ||
      cvk_value_get_integer (value) > INT_MAX)
    return FALSE;
  *number = (unsigned) cvk_value_get_integer (value);

  return TRUE;
}

static gboolean
read_choice (CvkJsonCursor json,
             const char *name,
             const char *const *choices,
             unsigned n_choices,
             unsigned *choice)
{
  CvkJsonCursor cursor;
  const char *source;
  size_t length;

  if (!cvk_json_cursor_find (json, name, &cursor))
    return FALSE;
  source = cvk_json_cursor_get_source (cursor, &length);
  for (*choice = 0; *choice < n_choices; (*choice)++)
    if (length == strlen (choices[*choice]) + 2 &&
        strncmp (source + 1, choices[*choice], length - 2) == 0)
      return TRUE;

  return FALSE;
}

gboolean
cvk_change_read (CvkChange *self, CvkJsonCursor json)
{
  unsigned list, action, parts;
  CvkJsonCursor element;

  *self = (CvkChange){ 0 };
  if (cvk_json_cursor_get_kind (json) != CVK_VALUE_OBJECT ||
      !read_choice (json, "list", list_names, G_N_ELEMENTS (list_names), &list) ||
      !read_choice (json, "action", action_names, G_N_ELEMENTS (action_names), &action) ||
      !read_number (json, "index", &self->index) || !read_number (json, "parts", &parts))
    return FALSE;
  self->list = list;
  self->action = action;
  self->parts = parts;
  if (cvk_json_cursor_find (json, "element", &element))
    {
      size_t length;
      const char *source = cvk_json_cursor_get_source (element, &length);
      g_autoptr (GBytes) bytes = g_bytes_new (source, length);

      self->element = cvk_element_read (self->list, bytes);
      if (self->element == NULL)
        return FALSE;
    }

  return TRUE;
}
