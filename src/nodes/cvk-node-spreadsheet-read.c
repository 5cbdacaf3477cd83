// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-file-task.h"
#include "nodes/cvk-spreadsheet.h"

extern CvkNodeOperations cvk_node_spreadsheet_read;

static CvkValue *
parse_rows (GBytes *bytes, CvkValue *settings, GPtrArray **warnings, GError **error)
{
  const char *sheet = cvk_value_lookup_string (settings, "sheet", NULL);
  CvkSpreadsheetOptions options = {
    .sheet = sheet != NULL && *sheet != '\0' ? sheet : NULL,
    .header = cvk_value_lookup_boolean (settings, "header", TRUE),
    .skip = cvk_value_lookup_integer (settings, "skip", 0),
  };

  return cvk_spreadsheet_read (bytes, &options, warnings, error);
}

static void
start_reading (CvkCall *call)
{
  cvk_file_task_read_with_warnings (call, parse_rows);
}

CvkNodeOperations cvk_node_spreadsheet_read = { .start = start_reading };
