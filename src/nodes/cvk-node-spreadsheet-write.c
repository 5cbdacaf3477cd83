// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-file-task.h"
#include "nodes/cvk-spreadsheet.h"

extern CvkNodeOperations cvk_node_spreadsheet_write;

static GStrv
list_columns (CvkValue *settings)
{
  CvkValue *columns = cvk_value_get_member (settings, "columns");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (columns == NULL || cvk_value_get_length (columns) == 0)
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (columns); i++)
    g_strv_builder_add (names, cvk_value_get_string (cvk_value_get_element (columns, i)));
  return g_strv_builder_end (names);
}

static GBytes *
format_rows (CvkValue *items, GBytes *before, CvkValue *settings, GError **error)
{
  g_auto (GStrv) columns = list_columns (settings);
  const char *sheet = cvk_value_lookup_string (settings, "sheet", NULL);
  CvkSpreadsheetFormat format = {
    .sheet = sheet != NULL && *sheet != '\0' ? sheet : NULL,
    .header = cvk_value_lookup_boolean (settings, "header", TRUE),
    .dates = cvk_value_lookup_boolean (settings, "dates", TRUE),
    .columns = (const char *const *) columns,
  };

  return cvk_file_task_check_texts (items, error) ? cvk_spreadsheet_write (items, &format, error)
                                                  : NULL;
}

static void
start_writing (CvkCall *call)
{
  cvk_file_task_write (call, format_rows);
}

CvkNodeOperations cvk_node_spreadsheet_write = { .start = start_writing,
                                                 .look = cvk_file_task_look };
