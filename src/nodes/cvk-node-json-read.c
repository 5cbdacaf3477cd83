// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "base/cvk-json.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-file-task.h"

extern CvkNodeOperations cvk_node_json_read;

static CvkValue *
wrap_element (CvkValue *element)
{
  if (cvk_value_is_object (element))
    return cvk_value_ref (element);
  return cvk_value_new_object ("value", cvk_value_ref (element), NULL);
}

static CvkValue *
parse_items (GBytes *bytes, CvkValue *settings, GError **error)
{
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, error);
  g_autoptr (CvkValue) value = NULL;
  g_auto (CvkArrayBuilder) items = { 0 };

  if (json == NULL)
    return NULL;
  value = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_DATA, error);
  if (value == NULL)
    return NULL;
  cvk_array_builder_init (&items);
  if (!cvk_value_is_array (value))
    cvk_array_builder_append (&items, wrap_element (value));
  else
    for (size_t i = 0; i < cvk_value_get_length (value); i++)
      cvk_array_builder_append (&items, wrap_element (cvk_value_get_element (value, i)));
  return cvk_array_builder_end (&items);
}

static void
start_reading (CvkCall *call)
{
  cvk_file_task_read (call, parse_items);
}

CvkNodeOperations cvk_node_json_read = { .start = start_reading };
