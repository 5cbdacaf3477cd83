// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-json.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-file-task.h"

extern CvkNodeOperations cvk_node_file_write;

/* Whole lines: a text that ends within one gets its end, so that the next begins on its own. */
static GBytes *
format_texts (CvkValue *items, GBytes *existing, CvkValue *settings, GError **error)
{
  const char *name = cvk_value_lookup_string (settings, "name", "text");
  GString *file = NULL;

  if (!cvk_file_task_check_texts (items, error))
    return NULL;
  file = g_string_new (NULL);
  for (size_t i = 0; i < cvk_value_get_length (items); i++)
    {
      CvkValue *value = cvk_value_get_member (cvk_value_get_element (items, i), name);
      g_autofree char *json = NULL;

      if (value == NULL || cvk_value_is_null (value))
        continue;
      if (cvk_value_is_string (value))
        g_string_append (file, cvk_value_get_string (value));
      else
        g_string_append (file, json = cvk_value_to_json (value, CVK_JSON_COMPACT));
      if (file->len > 0 && file->str[file->len - 1] != '\n')
        g_string_append_c (file, '\n');
    }
  return g_string_free_to_bytes (file);
}

static void
start_writing (CvkCall *call)
{
  cvk_file_task_write (call, format_texts);
}

CvkNodeOperations cvk_node_file_write = { .start = start_writing, .look = cvk_file_task_look };
