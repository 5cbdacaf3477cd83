// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-table-text.h"
#include "nodes/cvk-csv.h"
#include "nodes/cvk-spreadsheet.h"

/* Ten thousand rows fit well. */
#define MAX_FILE_SIZE (16u * 1024 * 1024)

/* --- Reading --- */

static gboolean
check_kind (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, "standard::type,standard::size",
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
      g_file_info_get_size (info) <= MAX_FILE_SIZE)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("The file is no table, or larger than 16 MB. Copy its rows instead."));
  return FALSE;
}

/* An archive of the kind that spreadsheets are. */
static gboolean
is_spreadsheet (const char *content, size_t length)
{
  return length > 4 && memcmp (content, "PK\x03\x04", 4) == 0;
}

/* (transfer full) */
static char *
format_cell (const CvkValue *value)
{
  g_autofree char *text = NULL;

  if (value == NULL || cvk_value_is_null (value))
    return g_strdup ("");
  text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
  return cvk_table_text_quote (text);
}

/* As if its rows had been copied: what comes after that is the same then, the guess whether the
 * first row holds names among it. */
static char *
read_spreadsheet (GBytes *bytes, GError **error)
{
  const CvkSpreadsheetOptions options = { .max_rows = CVK_TABLE_TEXT_MAX_ROWS + 1 };
  g_autoptr (CvkValue) rows = cvk_spreadsheet_read (bytes, &options, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (rows == NULL)
    return NULL;
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);

      for (size_t k = 0; k < cvk_value_get_length (row); k++)
        {
          const char *name;
          CvkValue *value;
          g_autofree char *cell = NULL;

          cvk_value_get_member_at (row, k, &name, &value);
          cell = format_cell (value);
          g_string_append_printf (text, "%s%s", k > 0 ? "\t" : "", cell);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* As spreadsheets of western Europe write it, when it is no UTF-8. (transfer full) (nullable) */
static char *
decode (const char *content, size_t length, GError **error)
{
  g_autofree char *text = NULL;

  if (memchr (content, '\0', length) == NULL)
    text = g_utf8_validate (content, (gssize) length, NULL)
             ? g_strndup (content, length)
             : g_convert (content, (gssize) length, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  if (text == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("The file holds no text. Save the sheet as .xlsx or CSV, or copy its rows."));
  return g_steal_pointer (&text);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GFile *file = source;
  char *content = NULL;
  size_t length = 0;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  char *text = NULL;

  if (check_kind (file, cancellable, &error) &&
      g_file_load_contents (file, cancellable, &content, &length, NULL, &error))
    {
      bytes = g_bytes_new_take (content, length);
      text = is_spreadsheet (content, length) ? read_spreadsheet (bytes, &error)
                                              : decode (content, length, &error);
    }
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

void
cvk_bulk_files_load_async (GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, cvk_bulk_files_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

char *
cvk_bulk_files_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Writing --- */

static gboolean
has_ending (GFile *file, const char *ending)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && g_str_has_suffix (lower, ending);
}

/* Texts stay texts: a meeting's number is none that one counts with. */
static GBytes *
make_spreadsheet (GBytes *csv, GError **error)
{
  const CvkCsvOptions options = { .delimiter = ",", .encoding = "utf-8" };
  const CvkSpreadsheetFormat format = { .sheet = NULL };
  g_autoptr (CvkValue) rows = cvk_csv_read (csv, &options, error);

  return rows != NULL ? cvk_spreadsheet_write (rows, &format, error) : NULL;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GFile *file = source;
  GBytes *csv = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes =
    has_ending (file, ".xlsx") ? make_spreadsheet (csv, &error) : g_bytes_ref (csv);
  size_t size;
  const char *data;

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data = g_bytes_get_data (bytes, &size);
  if (g_file_replace_contents (file, data, size, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                               &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cvk_bulk_files_save_async (GFile *file, char *csv, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_bulk_files_save_async);
  g_task_set_task_data (task, g_bytes_new_take (csv, strlen (csv)), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
cvk_bulk_files_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
