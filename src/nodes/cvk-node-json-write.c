// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-node-operations.h"
#include "nodes/cvk-file-task.h"

extern CvkNodeOperations cvk_node_json_write;

static GBytes *
format_items (CvkValue *items, GBytes *existing, CvkValue *settings, GError **error)
{
  g_autofree char *json = cvk_value_to_json (items, CVK_JSON_PRETTY);
  char *text = g_strconcat (json, "\n", NULL);

  return g_bytes_new_take (text, strlen (text));
}

static void
start_writing (CvkCall *call)
{
  cvk_file_task_write (call, format_items);
}

CvkNodeOperations cvk_node_json_write = { .start = start_writing, .look = cvk_file_task_look };
