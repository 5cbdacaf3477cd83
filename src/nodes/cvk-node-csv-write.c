// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-node-operations.h"
#include "nodes/cvk-csv.h"
#include "nodes/cvk-file-task.h"

extern CvkNodeOperations cvk_node_csv_write;

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
format_rows (CvkValue *items, CvkValue *settings, GError **error)
{
  const char *delimiter = cvk_value_lookup_string (settings, "delimiter", ",");
  const char *encoding = cvk_value_lookup_string (settings, "encoding", "utf-8");
  g_auto (GStrv) columns = list_columns (settings);
  g_autofree char *text = NULL;
  char *encoded = NULL;
  gsize length = 0;

  if (strlen (delimiter) != 1 || strchr ("\"\r\n", *delimiter) != NULL)
    {
      g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_SEPARATOR,
                   _ ("“%s” cannot be the separator. Give one character, such as ; or ,."),
                   delimiter);
      return NULL;
    }
  text = cvk_csv_write (items, (const char *const *) columns, *delimiter,
                        cvk_value_lookup_boolean (settings, "header", TRUE));
  if (g_str_equal (encoding, "utf-8-bom"))
    {
      encoded = g_strconcat ("\xef\xbb\xbf", text, NULL);
      length = strlen (encoded);
    }
  else if (g_str_equal (encoding, "latin-1"))
    {
      encoded = g_convert (text, -1, "ISO-8859-1", "UTF-8", NULL, &length, NULL);
      if (encoded == NULL)
        {
          g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_ENCODING,
                       _ ("A value has characters that Latin-1 does not have. Choose UTF-8."));
          return NULL;
        }
    }
  else
    {
      encoded = g_steal_pointer (&text);
      length = strlen (encoded);
    }
  return g_bytes_new_take (encoded, length);
}

static void
start_writing (CvkCall *call)
{
  cvk_file_task_write (call, format_rows);
}

CvkNodeOperations cvk_node_csv_write = { .start = start_writing, .look = cvk_file_task_look };
