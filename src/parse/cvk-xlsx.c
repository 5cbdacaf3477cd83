// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-xlsx.h"

#include <math.h>
#include <string.h>

#include "base/cvk-parse-protocol.h"
#include "parse/cvk-xlsx-book.h"

typedef struct
{
  CvkXlsxBook book;
  CvkParseOutput *output;
  CvkXlsxPart *part;
  gboolean has_header;
  gboolean has_names;
  gint64 skip;
  gint64 max_rows;
  gint64 n_rows;
  gint64 row;         /* number, from 1 */
  gint64 column;      /* of the last cell, from 1 */
  GPtrArray *names;   /* of char *, nullable elements: a column that was not met */
  GHashTable *taken;  /* names */
  GHashTable *counts; /* wanted name -> the last number behind it */
  unsigned n_warnings;
} Reader;

/* One cell, as the file has it. */
typedef struct
{
  char *type;  /* nullable */
  char *value; /* nullable */
  gint64 style;
  gboolean has_formula;
} Cell;

static void
clear_cell (Cell *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->value, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cell, clear_cell)

static void
free_cell (gpointer data)
{
  Cell *cell = data;

  if (cell == NULL)
    return;
  clear_cell (cell);
  g_free (cell);
}

/* --- Columns --- */

static const char *
name_column (Reader *self, gint64 column, const char *wanted)
{
  g_autofree char *base = NULL;
  char *name = NULL;
  unsigned count = 0;

  while ((gint64) self->names->len < column)
    g_ptr_array_add (self->names, NULL);
  if (g_ptr_array_index (self->names, column - 1) != NULL)
    return g_ptr_array_index (self->names, column - 1);
  base = wanted != NULL ? g_strstrip (g_strdup (wanted)) : NULL;
  if (base == NULL || *base == '\0')
    {
      g_free (base);
      base = g_strdup_printf ("column%" G_GINT64_FORMAT, column);
    }
  name = g_strdup (base);
  /* Thousands of columns may want one name. */
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, base));
  while (g_hash_table_contains (self->taken, name))
    {
      g_free (name);
      count = MAX (count + 1, 2);
      name = g_strdup_printf ("%s %u", base, count);
    }
  g_hash_table_insert (self->counts, g_strdup (base), GUINT_TO_POINTER (count));
  g_ptr_array_index (self->names, column - 1) = name;
  g_hash_table_add (self->taken, name);
  cvk_parse_output_begin_line (self->output);
  cvk_parse_output_string (self->output, "column", name);
  cvk_parse_output_end_line (self->output);
  return name;
}

/* "BC12" -> 55; 0: none. */
static gint64
read_column (const char *reference)
{
  gint64 column = 0;

  for (; g_ascii_isalpha (*reference) && column <= CVK_XLSX_MAX_COLUMNS; reference++)
    column = column * 26 + g_ascii_toupper (*reference) - 'A' + 1;
  return column <= CVK_XLSX_MAX_COLUMNS ? column : 0;
}

/* --- Values --- */

static void
warn (Reader *self, const char *code, const char *text)
{
  g_autofree char *cell = NULL;

  if (self->n_warnings++ >= CVK_XLSX_MAX_WARNINGS)
    return;
  cell = g_strdup_printf ("R%" G_GINT64_FORMAT "C%" G_GINT64_FORMAT, self->row, self->column);
  cvk_parse_output_begin_line (self->output);
  cvk_parse_output_string (self->output, "warning", code);
  cvk_parse_output_string (self->output, "cell", cell);
  cvk_parse_output_string (self->output, "text", text);
  cvk_parse_output_end_line (self->output);
}

static CvkXlsxKind
get_kind (const Reader *self, gint64 style)
{
  return style >= 0 && style < self->book.kinds->len
           ? g_array_index (self->book.kinds, CvkXlsxKind, style)
           : CVK_XLSX_NUMBER;
}

static void
put_number (Reader *self, const char *name, const Cell *cell)
{
  char *end = NULL;
  double number = g_ascii_strtod (cell->value, &end);
  CvkXlsxKind kind = get_kind (self, cell->style);
  g_autofree char *date = NULL;

  if (end == cell->value || *end != '\0' || !isfinite (number))
    {
      cvk_parse_output_string (self->output, name, cell->value);
      return;
    }
  if (kind != CVK_XLSX_NUMBER)
    date = cvk_xlsx_format_serial (number, kind, self->book.is_1904);
  if (date != NULL)
    cvk_parse_output_string (self->output, name, date);
  else if (number == floor (number) && fabs (number) <= 9007199254740992.0)
    cvk_parse_output_integer (self->output, name, (gint64) number);
  else
    cvk_parse_output_double (self->output, name, number);
}

/* The text of a cell, where it has one. (nullable) */
static const char *
get_text (const Reader *self, const Cell *cell)
{
  guint64 index = 0;

  if (cell->type == NULL || g_str_equal (cell->type, "n") || g_str_equal (cell->type, "b"))
    return NULL;
  if (!g_str_equal (cell->type, "s"))
    return cell->value;
  if (!g_ascii_string_to_unsigned (cell->value, 10, 0, G_MAXUINT32, &index, NULL) ||
      index >= self->book.strings->len)
    return NULL;
  return g_ptr_array_index (self->book.strings, index);
}

static void
put_cell (Reader *self, const Cell *cell)
{
  const char *text = get_text (self, cell);
  gboolean is_shared = g_strcmp0 (cell->type, "s") == 0;
  const char *name = NULL;

  if (text != NULL ? *text == '\0' : is_shared)
    return;
  name = g_ptr_array_index (self->names, self->column - 1);
  if (text != NULL)
    cvk_parse_output_string (self->output, name, text);
  else if (g_strcmp0 (cell->type, "b") == 0)
    cvk_parse_output_boolean (self->output, name, g_str_equal (cell->value, "1"));
  else
    put_number (self, name, cell);
}

/* --- Rows --- */

/* Cells of a row, before it is put out: a column's name is a line of its own. */
static void
take_cell (Reader *self, GPtrArray *cells, Cell *cell)
{
  Cell *kept = NULL;

  if (cell->value == NULL && cell->has_formula)
    warn (self, "no-value", NULL);
  if (g_strcmp0 (cell->type, "e") == 0)
    {
      warn (self, "error-value", cell->value);
      return;
    }
  if (cell->value == NULL)
    return;
  while ((gint64) cells->len < self->column)
    g_ptr_array_add (cells, NULL);
  free_cell (g_ptr_array_index (cells, self->column - 1));
  kept = g_new0 (Cell, 1);
  kept->type = g_steal_pointer (&cell->type);
  kept->value = g_steal_pointer (&cell->value);
  kept->style = cell->style;
  g_ptr_array_index (cells, self->column - 1) = kept;
}

static void
read_cell (Reader *self, GPtrArray *cells)
{
  g_autofree char *reference = cvk_xlsx_part_dup_attribute (self->part, "r");
  gint64 column = reference != NULL ? read_column (reference) : 0;
  g_auto (Cell) cell = { .type = cvk_xlsx_part_dup_attribute (self->part, "t"),
                         .style = cvk_xlsx_part_get_number (self->part, "s", 0) };
  gboolean is_value = FALSE;

  self->column = column > 0 ? column : self->column + 1;
  if (self->column > CVK_XLSX_MAX_COLUMNS || cvk_xlsx_part_is_empty (self->part))
    return;
  while (cvk_xlsx_part_read (self->part) && !cvk_xlsx_part_ends (self->part, "c"))
    {
      const char *text = cvk_xlsx_part_get_text (self->part);

      if (cvk_xlsx_part_begins (self->part, "is"))
        {
          g_free (cell.value);
          cell.value = cvk_xlsx_read_text (self->part, "is");
        }
      else if (cvk_xlsx_part_begins (self->part, "f"))
        cell.has_formula = TRUE;
      else if (cvk_xlsx_part_begins (self->part, "v"))
        is_value = !cvk_xlsx_part_is_empty (self->part);
      else if (cvk_xlsx_part_ends (self->part, "v"))
        is_value = FALSE;
      else if (text != NULL && is_value)
        {
          char *longer = g_strconcat (cell.value != NULL ? cell.value : "", text, NULL);

          g_free (cell.value);
          cell.value = longer;
        }
    }
  take_cell (self, cells, &cell);
}

static char *
dup_header (Reader *self, const Cell *cell)
{
  const char *text = get_text (self, cell);

  return g_strdup (text != NULL ? text : cell->value);
}

static void
put_row (Reader *self, GPtrArray *cells)
{
  gboolean is_header = self->has_header && !self->has_names;
  gboolean is_empty = TRUE;

  for (unsigned i = 0; i < cells->len; i++)
    {
      const Cell *cell = g_ptr_array_index (cells, i);
      g_autofree char *header = cell != NULL && is_header ? dup_header (self, cell) : NULL;

      is_empty = is_empty && cell == NULL;
      if (cell != NULL)
        name_column (self, i + 1, header);
    }
  if (is_empty || is_header)
    {
      self->has_names = self->has_names || !is_empty;
      return;
    }
  self->n_rows++;
  cvk_parse_output_begin_line (self->output);
  cvk_parse_output_begin_object (self->output, "row");
  for (unsigned i = 0; i < cells->len; i++)
    {
      self->column = i + 1;
      if (g_ptr_array_index (cells, i) != NULL)
        put_cell (self, g_ptr_array_index (cells, i));
    }
  cvk_parse_output_end_object (self->output);
  cvk_parse_output_end_line (self->output);
}

static void
read_row (Reader *self)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (free_cell);
  gboolean is_wanted = FALSE;

  self->row = cvk_xlsx_part_get_number (self->part, "r", self->row + 1);
  self->column = 0;
  is_wanted = self->row > self->skip;
  if (cvk_xlsx_part_is_empty (self->part))
    return;
  while (cvk_xlsx_part_read (self->part) && !cvk_xlsx_part_ends (self->part, "row"))
    if (is_wanted && cvk_xlsx_part_begins (self->part, "c"))
      read_cell (self, cells);
  if (is_wanted)
    put_row (self, cells);
}

static gboolean
read_sheet (Reader *self, CvkXlsxArchive *archive, const char *target)
{
  g_autoptr (CvkXlsxPart) part = cvk_xlsx_part_open (archive, target);

  if (part == NULL)
    return FALSE;
  self->part = part;
  while (!cvk_parse_output_is_full (self->output) && cvk_xlsx_part_read (part))
    {
      if (!cvk_xlsx_part_begins (part, "row"))
        continue;
      if (self->n_rows >= self->max_rows)
        {
          cvk_parse_output_begin_line (self->output);
          cvk_parse_output_boolean (self->output, "more", TRUE);
          cvk_parse_output_end_line (self->output);
          return TRUE;
        }
      read_row (self);
    }
  return cvk_xlsx_part_is_whole (part) || cvk_parse_output_is_full (self->output);
}

/* --- The format --- */

static void
put_sheets (const CvkXlsxBook *book, CvkParseOutput *output)
{
  cvk_parse_output_begin_line (output);
  cvk_parse_output_begin_array (output, "sheets");
  for (unsigned i = 0; i < book->names->len; i++)
    cvk_parse_output_string (output, NULL, g_ptr_array_index (book->names, i));
  cvk_parse_output_end_array (output);
  cvk_parse_output_end_line (output);
}

/* Its part; NULL when there is none of that name. */
static const char *
find_sheet (const CvkXlsxBook *book, const char *name)
{
  for (unsigned i = 0; i < book->names->len; i++)
    if (name == NULL || *name == '\0' || strcmp (g_ptr_array_index (book->names, i), name) == 0)
      return g_ptr_array_index (book->targets, i);
  return NULL;
}

static void
parse_book (Reader *self, CvkXlsxArchive *archive, const char *sheet)
{
  const char *target = NULL;
  gboolean is_good = cvk_xlsx_book_read (&self->book, archive) && self->book.names->len > 0;

  if (is_good)
    {
      put_sheets (&self->book, self->output);
      target = find_sheet (&self->book, sheet);
    }
  if (is_good && target == NULL && sheet != NULL && *sheet != '\0')
    {
      cvk_parse_output_begin_line (self->output);
      cvk_parse_output_string (self->output, "missing", "sheet");
      cvk_parse_output_end_line (self->output);
      return;
    }
  is_good = is_good && target != NULL && read_sheet (self, archive, target);
  if (archive->is_too_large)
    cvk_parse_output_fail (self->output, CVK_PARSE_FAILED_TOO_LARGE, NULL);
  else if (!is_good)
    cvk_parse_output_fail (self->output, CVK_PARSE_FAILED_FORMAT, "There is no whole workbook.");
}

static void
parse (const char *data, size_t length, const char *const *options, CvkParseOutput *output)
{
  CvkXlsxArchive archive = { .data = data, .length = length, .left = CVK_XLSX_MAX_UNPACKED };
  Reader self = {
    .output = output,
    .has_header = cvk_parse_option_get_integer (options, "header", 1) != 0,
    .skip = cvk_parse_option_get_integer (options, "skip", 0),
    .max_rows = cvk_parse_option_get_integer (options, "rows", G_MAXINT64),
    .names = g_ptr_array_new_with_free_func (g_free),
    .taken = g_hash_table_new (g_str_hash, g_str_equal),
    .counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  parse_book (&self, &archive, cvk_parse_option_get (options, "sheet"));
  cvk_xlsx_book_clear (&self.book);
  g_hash_table_unref (self.taken);
  g_hash_table_unref (self.counts);
  g_ptr_array_unref (self.names);
}

/* Tables of the XML reader, and what ZIP archives are told by. */
static void
prepare (void)
{
  CvkXlsxArchive archive = { .data = "", .length = 0 };
  CvkXlsxPart *part = cvk_xlsx_part_open (&archive, "none");

  g_assert (part == NULL);
  xmlInitParser ();
}

const CvkParseFormat cvk_xlsx_format = {
  .name = "xlsx",
  .max_size = CVK_XLSX_MAX_SIZE,
  .prepare = prepare,
  .parse = parse,
};
