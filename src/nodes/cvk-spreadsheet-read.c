// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nodes/cvk-parse-process.h"
#include "nodes/cvk-spreadsheet.h"

G_DEFINE_QUARK (cvk_spreadsheet_error, cvk_spreadsheet_error)

/* What convoke-parse has told so far. */
typedef struct
{
  const CvkSpreadsheetOptions *options;
  CvkValue *sheets;    /* nullable */
  GPtrArray *columns;  /* of GRefString */
  GPtrArray *rows;     /* of CvkValue, each with the cells that hold something */
  GPtrArray *warnings; /* nullable */
} Reading;

static char *
join_names (const CvkValue *names)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; names != NULL && i < cvk_value_get_length (names); i++)
    g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "",
                            cvk_value_get_string (cvk_value_get_element (names, i)));
  return g_string_free (text, FALSE);
}

static void
take_warning (Reading *self, const CvkValue *line)
{
  const char *cell = cvk_value_lookup_string (line, "cell", "");

  if (self->warnings == NULL)
    return;
  if (g_str_equal (cvk_value_lookup_string (line, "warning", ""), "error-value"))
    g_ptr_array_add (self->warnings,
                     /* Translators: a cell such as B4, and what a spreadsheet shows there, such as
                      * #DIV/0!. */
                     g_strdup_printf (_ ("The cell %s shows the error %s, so it was left empty."),
                                      cell, cvk_value_lookup_string (line, "text", "")));
  else
    g_ptr_array_add (self->warnings,
                     g_strdup_printf (_ ("The cell %s has a formula that was saved without its "
                                         "result, so it was left empty. Open the file in a "
                                         "spreadsheet and save it again."),
                                      cell));
}

static gboolean
line_cb (CvkValue *line, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  CvkValue *row = cvk_value_get_member (line, "row");
  CvkValue *sheets = cvk_value_get_member (line, "sheets");
  const char *column = cvk_value_lookup_string (line, "column", NULL);

  if (row != NULL && cvk_value_is_object (row))
    g_ptr_array_add (self->rows, cvk_value_ref (row));
  else if (column != NULL)
    g_ptr_array_add (self->columns, g_ref_string_new (column));
  else if (sheets != NULL && cvk_value_is_array (sheets))
    {
      g_clear_pointer (&self->sheets, cvk_value_unref);
      self->sheets = cvk_value_ref (sheets);
    }
  else if (cvk_value_lookup_string (line, "warning", NULL) != NULL)
    take_warning (self, line);
  else if (cvk_value_lookup_string (line, "missing", NULL) != NULL)
    {
      g_autofree char *names = join_names (self->sheets);

      g_set_error (error, CVK_SPREADSHEET_ERROR, CVK_SPREADSHEET_ERROR_SHEET,
                   /* Translators: the name of a sheet, and the names of those that there are. */
                   _ ("There is no sheet “%s”. The file has %s."), self->options->sheet, names);
      return FALSE;
    }
  return TRUE;
}

static CvkValue *
complete_row (const CvkValue *row, GPtrArray *columns)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < columns->len; i++)
    {
      GRefString *name = g_ptr_array_index (columns, i);
      CvkValue *value = cvk_value_get_member (row, name);

      cvk_object_builder_append_key (&builder, name,
                                     value != NULL ? cvk_value_ref (value) : cvk_value_new_null ());
    }
  return cvk_object_builder_end (&builder);
}

static CvkValue *
complete_rows (Reading *self)
{
  g_auto (CvkArrayBuilder) rows = { 0 };

  cvk_array_builder_init (&rows);
  for (unsigned i = 0; i < self->rows->len; i++)
    cvk_array_builder_append (&rows,
                              complete_row (g_ptr_array_index (self->rows, i), self->columns));
  return cvk_array_builder_end (&rows);
}

/* A descriptor with the content, which nobody else knows. -1 with @error. */
static int
make_file (GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = memfd_create ("spreadsheet", MFD_CLOEXEC);

  while (fd >= 0 && length > 0)
    {
      ssize_t count = write (fd, data, length);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        {
          close (fd);
          fd = -1;
          break;
        }
      data += count;
      length -= count;
    }
  if (fd >= 0 && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  g_set_error (error, CVK_PARSE_ERROR, CVK_PARSE_ERROR_READ,
               _ ("There is no memory left for the file: %s."), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
run_parser (Reading *self, int fd, GError **error)
{
  const CvkSpreadsheetOptions *options = self->options;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  CvkParseRequest request = { .format = "xlsx", .fd = fd };
  g_autofree char *sheet =
    options->sheet != NULL ? g_strconcat ("sheet=", options->sheet, NULL) : NULL;
  g_autofree char *skip = g_strdup_printf ("skip=%" G_GINT64_FORMAT, options->skip);
  g_autofree char *rows = g_strdup_printf ("rows=%" G_GINT64_FORMAT, options->max_rows);

  g_strv_builder_add (builder, options->header ? "header=1" : "header=0");
  g_strv_builder_add (builder, skip);
  if (options->max_rows > 0)
    g_strv_builder_add (builder, rows);
  if (sheet != NULL)
    g_strv_builder_add (builder, sheet);
  texts = g_strv_builder_end (builder);
  request.options = (const char *const *) texts;
  return cvk_parse_process_run (&request, line_cb, self, NULL, error);
}

CvkValue *
cvk_spreadsheet_read (GBytes *bytes,
                      const CvkSpreadsheetOptions *options,
                      GPtrArray **warnings,
                      GError **error)
{
  g_autoptr (GPtrArray) columns =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func (g_free);
  Reading self = { .options = options, .columns = columns, .rows = rows, .warnings = remarks };
  int fd = make_file (bytes, error);
  gboolean is_read = fd >= 0 && run_parser (&self, fd, error);

  if (fd >= 0)
    close (fd);
  g_clear_pointer (&self.sheets, cvk_value_unref);
  if (!is_read)
    return NULL;
  if (warnings != NULL)
    *warnings = g_steal_pointer (&remarks);
  return complete_rows (&self);
}
