// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-csv.h"
#include "nodes/cvk-file-task.h"

extern CvkNodeOperations cvk_node_csv_read;

static CvkValue *
parse_rows (GBytes *bytes, CvkValue *settings, GError **error)
{
  CvkCsvOptions options = {
    .delimiter = cvk_value_lookup_string (settings, "delimiter", "auto"),
    .encoding = cvk_value_lookup_string (settings, "encoding", "auto"),
    .header = cvk_value_lookup_boolean (settings, "header", TRUE),
  };

  return cvk_csv_read (bytes, &options, error);
}

static void
start_reading (CvkCall *call)
{
  cvk_file_task_read (call, parse_rows);
}

CvkNodeOperations cvk_node_csv_read = { .start = start_reading };
