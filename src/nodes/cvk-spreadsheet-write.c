// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <xlsxwriter.h>

#include "nodes/cvk-compare.h"
#include "nodes/cvk-spreadsheet.h"

/* The narrowest and the widest column, in characters, and where a text is cut by every program. */
#define MIN_WIDTH 8
#define MAX_WIDTH 60
#define MAX_TEXT 32767
/* Digits of a number beyond which a spreadsheet forgets some. */
#define MAX_EXACT INT64_C (999999999999999)

typedef struct
{
  const CvkSpreadsheetFormat *options;
  lxw_workbook *workbook;
  lxw_worksheet *sheet;
  lxw_format *date;
  lxw_format *date_time;
  lxw_format *bold;
  GPtrArray *columns; /* of const char * */
  unsigned *widths;   /* one for each column */
  lxw_row_t row;
  lxw_error problem; /* the first one */
} Writer;

static void
note (Writer *self, lxw_error result)
{
  if (self->problem == LXW_NO_ERROR)
    self->problem = result;
}

static void
widen (Writer *self, unsigned column, const char *text)
{
  unsigned width = (unsigned) g_utf8_strlen (text, -1) + 1;

  self->widths[column] = MAX (self->widths[column], MIN (width, MAX_WIDTH));
}

/* Dates of RFC 3339 and RFC 9557, and those without a time or a zone: the wall time as it is
 * written. FALSE: it is none. */
static gboolean
read_date (const char *text, lxw_datetime *date, gboolean *has_time)
{
  int length = 0;
  int seconds = 0;
  const char *rest = NULL;

  *date = (lxw_datetime){ 0 };
  if (sscanf (text, "%4d-%2d-%2d%n", &date->year, &date->month, &date->day, &length) != 3 ||
      length != 10 || date->year < 1900 || !g_date_valid_dmy (date->day, date->month, date->year))
    return FALSE;
  rest = text + length;
  *has_time = *rest != '\0';
  if (!*has_time)
    return TRUE;
  if (sscanf (rest, "T%2d:%2d%n", &date->hour, &date->min, &length) != 2 || length != 6)
    return FALSE;
  rest += length;
  if (sscanf (rest, ":%2d%n", &seconds, &length) == 1 && length == 3)
    {
      date->sec = seconds;
      rest += length;
      if (*rest == '.')
        rest += 1 + strspn (rest + 1, "0123456789");
    }
  return strchr ("Z+-[", *rest) != NULL && date->hour < 24 && date->min < 60 && seconds < 60;
}

/* What the library lets pass: two characters that may stand in no XML, written as it writes control
 * characters (ST_Xstring: ECMA-376, part 1, 22.9.2.19), and texts that would be read as such a
 * thing. (transfer full) */
static char *
dup_for_cell (const char *text)
{
  GString *cell = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      size_t digits = 0;

      if (text[0] == '_' && text[1] == 'x')
        while (digits < 4 && g_ascii_isxdigit (text[2 + digits]))
          digits++;
      if (digits == 4 && text[6] == '_')
        g_string_append (cell, "_x005F_");
      else
        g_string_append_c (cell, *text);
    }
  g_string_replace (cell, "\xef\xbf\xbe", "_xFFFE_", 0);
  g_string_replace (cell, "\xef\xbf\xbf", "_xFFFF_", 0);
  return g_string_free (cell, FALSE);
}

static void
write_text (Writer *self, unsigned column, const char *text, lxw_format *format)
{
  lxw_datetime date;
  gboolean has_time = FALSE;
  g_autofree char *cell = dup_for_cell (text);

  if (format == NULL && self->options->dates && read_date (text, &date, &has_time))
    {
      widen (self, column, has_time ? "2026-03-03 14:00" : "2026-03-03");
      note (self, worksheet_write_datetime (self->sheet, self->row, column, &date,
                                            has_time ? self->date_time : self->date));
      return;
    }
  widen (self, column, text);
  if (*text != '\0')
    note (self, g_utf8_strlen (text, -1) > MAX_TEXT
                  ? LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED
                  : worksheet_write_string (self->sheet, self->row, column, cell, format));
}

static void
write_value (Writer *self, unsigned column, const CvkValue *value)
{
  g_autofree char *text = NULL;

  if (value == NULL || cvk_value_is_null (value))
    return;
  text = cvk_value_dup_text (value);
  if (cvk_value_is_boolean (value))
    note (self, worksheet_write_boolean (self->sheet, self->row, column,
                                         cvk_value_get_boolean (value), NULL));
  else if (cvk_value_is_double (value) ||
           (cvk_value_is_integer (value) && cvk_value_get_integer (value) <= MAX_EXACT &&
            cvk_value_get_integer (value) >= -MAX_EXACT))
    {
      widen (self, column, text);
      note (self, worksheet_write_number (self->sheet, self->row, column,
                                          cvk_value_get_double (value), NULL));
    }
  else
    write_text (self, column, text, NULL);
}

static GPtrArray *
list_columns (const CvkValue *rows, const CvkSpreadsheetFormat *options)
{
  GPtrArray *columns = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; options->columns != NULL && options->columns[i] != NULL; i++)
    g_ptr_array_add (columns, (gpointer) options->columns[i]);
  for (size_t i = 0; options->columns == NULL && i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);

      for (size_t k = 0; k < cvk_value_get_length (row); k++)
        {
          const char *name;
          CvkValue *value;

          cvk_value_get_member_at (row, k, &name, &value);
          if (g_hash_table_add (known, (gpointer) name))
            g_ptr_array_add (columns, (gpointer) name);
        }
    }
  return columns;
}

static void
write_rows (Writer *self, const CvkValue *rows)
{
  for (unsigned i = 0; self->options->header && i < self->columns->len; i++)
    write_text (self, i, g_ptr_array_index (self->columns, i), self->bold);
  if (self->options->header)
    {
      self->row++;
      worksheet_freeze_panes (self->sheet, 1, 0);
    }
  for (size_t i = 0; i < cvk_value_get_length (rows) && self->problem == LXW_NO_ERROR; i++)
    {
      for (unsigned k = 0; k < self->columns->len; k++)
        write_value (self, k,
                     cvk_value_get_member (cvk_value_get_element (rows, i),
                                           g_ptr_array_index (self->columns, k)));
      self->row++;
    }
  for (unsigned i = 0; i < self->columns->len; i++)
    note (self, worksheet_set_column (self->sheet, i, i, MAX (self->widths[i], MIN_WIDTH), NULL));
}

static gboolean
check (const CvkValue *rows,
       const CvkSpreadsheetFormat *options,
       GPtrArray *columns,
       GError **error)
{
  const char *bad = options->sheet != NULL ? strpbrk (options->sheet, "[]:*?/\\") : NULL;

  if (options->sheet != NULL &&
      (bad != NULL || *options->sheet == '\0' || g_utf8_strlen (options->sheet, -1) > 31 ||
       *options->sheet == '\'' || g_str_has_suffix (options->sheet, "'")))
    g_set_error (error, CVK_SPREADSHEET_ERROR, CVK_SPREADSHEET_ERROR_SHEET,
                 _ ("“%s” cannot be the name of a sheet. Give one of at most 31 characters without "
                    "[ ] : * ? / \\ in it, and without an apostrophe at its ends."),
                 options->sheet);
  else if (cvk_value_get_length (rows) >= LXW_ROW_MAX || columns->len > LXW_COL_MAX)
    g_set_error (error, CVK_SPREADSHEET_ERROR, CVK_SPREADSHEET_ERROR_CONTENT,
                 _ ("A sheet holds at most 1,048,575 rows under their names and 16,384 columns. "
                    "Write a CSV file, or fewer items."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
fill (const CvkValue *rows,
      const CvkSpreadsheetFormat *options,
      GPtrArray *columns,
      char *path,
      char *folder,
      GError **error)
{
  g_autofree unsigned *widths = g_new0 (unsigned, columns->len + 1);
  lxw_workbook_options how = { .constant_memory = LXW_TRUE, .tmpdir = folder };
  Writer self = { .options = options, .columns = columns, .widths = widths };
  lxw_error closed;

  self.workbook = workbook_new_opt (path, &how);
  self.sheet = workbook_add_worksheet (self.workbook, options->sheet);
  self.bold = workbook_add_format (self.workbook);
  self.date = workbook_add_format (self.workbook);
  self.date_time = workbook_add_format (self.workbook);
  format_set_bold (self.bold);
  format_set_num_format (self.date, "yyyy-mm-dd");
  format_set_num_format (self.date_time, "yyyy-mm-dd hh:mm");
  write_rows (&self, rows);
  closed = workbook_close (self.workbook);
  if (self.problem == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    g_set_error (
      error, CVK_SPREADSHEET_ERROR, CVK_SPREADSHEET_ERROR_CONTENT,
      _ ("A text is longer than the 32,767 characters that a cell holds. Leave it out, or "
         "write a CSV file."));
  else if (self.problem != LXW_NO_ERROR || closed != LXW_NO_ERROR)
    g_set_error (error, CVK_SPREADSHEET_ERROR, CVK_SPREADSHEET_ERROR_WRITE,
                 _ ("The spreadsheet could not be made: %s Make room in the folder for temporary "
                    "files."),
                 lxw_strerror (closed != LXW_NO_ERROR ? closed : self.problem));
  else
    return TRUE;
  return FALSE;
}

/* The library prints numbers as the locale has them, with a comma where people write one, which no
 * spreadsheet reads. */
static gboolean
fill_in_no_locale (const CvkValue *rows,
                   const CvkSpreadsheetFormat *options,
                   GPtrArray *columns,
                   char *path,
                   char *folder,
                   GError **error)
{
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", duplocale (LC_GLOBAL_LOCALE));
  locale_t before = uselocale (plain);
  gboolean is_made = fill (rows, options, columns, path, folder, error);

  uselocale (before);
  freelocale (plain);
  return is_made;
}

GBytes *
cvk_spreadsheet_write (const CvkValue *rows, const CvkSpreadsheetFormat *format, GError **error)
{
  g_autoptr (GPtrArray) columns = list_columns (rows, format);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  char *data = NULL;
  gsize length = 0;
  gboolean is_made = FALSE;

  if (!check (rows, format, columns, error))
    return NULL;
  /* The library writes into a file. */
  folder = g_dir_make_tmp ("convoke-XXXXXX", error);
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "book.xlsx", NULL);
  is_made = fill_in_no_locale (rows, format, columns, path, folder, error) &&
            g_file_get_contents (path, &data, &length, error);
  g_unlink (path);
  g_rmdir (folder);
  return is_made ? g_bytes_new_take (data, length) : NULL;
}
