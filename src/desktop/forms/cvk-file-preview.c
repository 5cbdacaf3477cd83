// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-file-preview.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "nodes/cvk-csv.h"
#include "nodes/cvk-spreadsheet.h"
#include "base/cvk-data-file.h"

/* Larger ones are left to the run. */
#define MAX_SIZE (16 * 1024 * 1024)
/* As many as a narrow line shows. */
#define MAX_COLUMNS 6

typedef struct
{
  char *path;
  CvkFileKind kind;
  char *delimiter;
  char *encoding;
  gboolean has_header;
  char *sheet; /* nullable */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->path);
  g_free (self->delimiter);
  g_free (self->encoding);
  g_free (self->sheet);
  g_free (self);
}

void
cvk_file_preview_free (CvkFilePreview *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->columns);
  g_clear_pointer (&self->first, cvk_value_unref);
  g_free (self->problem);
  g_free (self);
}

static CvkValue *
read_rows (const Request *request, GBytes *bytes, GError **error)
{
  const CvkCsvOptions options = { .delimiter = request->delimiter,
                                  .encoding = request->encoding,
                                  .header = request->has_header };
  const CvkSpreadsheetOptions sheet = { .sheet = request->sheet, .header = request->has_header };
  size_t length;
  const char *text;

  if (request->kind == CVK_FILE_KIND_CSV)
    return cvk_csv_read (bytes, &options, error);
  if (request->kind == CVK_FILE_KIND_SPREADSHEET)
    return cvk_spreadsheet_read (bytes, &sheet, NULL, error);
  text = g_bytes_get_data (bytes, &length);
  return cvk_value_from_json (text, (gssize) length, CVK_JSON_DATA, error);
}

/* An array that is empty has none. */
static CvkValue *
get_first (const CvkValue *rows)
{
  CvkValue *first = cvk_value_is_array (rows) ? cvk_value_get_element (rows, 0) : (CvkValue *) rows;

  return first != NULL && cvk_value_is_object (first) ? first : NULL;
}

static GStrv
list_columns (const CvkValue *first)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (size_t i = 0; i < cvk_value_get_length (first); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (first, i, &name, &value);
      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static void
look_inside (CvkFilePreview *self, const Request *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cvk_data_file_read (request->path, &error);
  g_autoptr (CvkValue) rows = bytes == NULL ? NULL : read_rows (request, bytes, &error);
  CvkValue *first;

  if (rows == NULL)
    {
      self->problem = bytes == NULL ? g_strdup (error->message)
                                    /* Translators: where in a file, and what is wrong there. */
                                    : g_strdup_printf (_ ("Not to be read: %s"), error->message);
      return;
    }
  self->rows = cvk_value_is_array (rows) ? (int64_t) cvk_value_get_length (rows) : 1;
  first = get_first (rows);
  if (first == NULL)
    return;
  self->first = cvk_value_ref (first);
  self->columns = list_columns (first);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  g_autoptr (GFile) file = g_file_new_for_path (request->path);
  g_autoptr (GFileInfo) info =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                       G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  CvkFilePreview *preview = g_new0 (CvkFilePreview, 1);

  preview->rows = -1;
  preview->exists = info != NULL;
  if (info != NULL)
    preview->size = g_file_info_get_size (info);
  if (info != NULL && request->kind != CVK_FILE_KIND_OTHER && preview->size <= MAX_SIZE)
    look_inside (preview, request);
  g_task_return_pointer (task, preview, (GDestroyNotify) cvk_file_preview_free);
}

void
cvk_file_preview_load_async (const char *path,
                             CvkFileKind kind,
                             const char *delimiter,
                             const char *encoding,
                             gboolean has_header,
                             const char *sheet,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (path);
  request->kind = kind;
  request->delimiter = g_strdup (delimiter);
  request->encoding = g_strdup (encoding);
  request->has_header = has_header;
  request->sheet = sheet != NULL && *sheet != '\0' ? g_strdup (sheet) : NULL;
  g_task_set_source_tag (task, cvk_file_preview_load_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, load_in_thread);
}

CvkFilePreview *
cvk_file_preview_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
describe_columns (const CvkFilePreview *self)
{
  unsigned count = self->columns == NULL ? 0 : g_strv_length (self->columns);
  g_autoptr (GString) names = g_string_new (NULL);

  for (unsigned i = 0; i < MIN (count, MAX_COLUMNS); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", self->columns[i]);
  if (count > MAX_COLUMNS)
    g_string_append (names, ", …");
  return g_string_free (g_steal_pointer (&names), FALSE);
}

char *
cvk_file_preview_describe (const CvkFilePreview *self)
{
  g_autofree char *size = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *columns = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->exists)
    return g_strdup (_ ("There is no such file yet."));
  size = g_format_size ((uint64_t) self->size);
  if (self->rows < 0)
    return g_steal_pointer (&size);
  rows = g_strdup_printf (ngettext ("%'ld row", "%'ld rows", (unsigned long) self->rows),
                          (long) self->rows);
  columns = describe_columns (self);
  if (*columns == '\0')
    /* Translators: number of rows, size of a file. */
    return g_strdup_printf (_ ("%s · %s"), rows, size);
  /* Translators: number of rows, size of a file, names of columns. */
  return g_strdup_printf (_ ("%s · %s · %s"), rows, size, columns);
}
