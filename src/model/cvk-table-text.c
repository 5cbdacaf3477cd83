// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-table-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-column-guess.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void
cvk_table_text_free (CvkTableText *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* --- Cells --- */

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r' || c == '\0';
}

/* The end of a cell in quotes; NULL when they are not closed where a cell ends, and are just a
 * character of it. */
static const char *
find_closing_quote (const char *start, char separator)
{
  for (const char *p = start; *p != '\0'; p++)
    {
      if (*p != '"')
        continue;
      if (p[1] == '"')
        p++;
      else
        return p[1] == separator || is_line_end (p[1]) ? p : NULL;
    }
  return NULL;
}

/* Sets @rest behind the cell, at the separator or the end of the line. */
static char *
read_cell (const char *text, char separator, const char **rest)
{
  const char *end = *text == '"' ? find_closing_quote (text + 1, separator) : NULL;
  const char *p = text;

  if (end != NULL)
    {
      g_autofree char *inside = g_strndup (text + 1, (size_t) (end - text - 1));
      g_auto (GStrv) parts = g_strsplit (inside, "\"\"", -1);

      *rest = end + 1;
      return g_strstrip (g_strjoinv ("\"", parts));
    }
  while (*p != separator && !is_line_end (*p))
    p++;
  *rest = p;
  return g_strstrip (g_strndup (text, (size_t) (p - text)));
}

static const char *
skip_line_end (const char *p)
{
  return *p == '\0' ? p : p + (p[0] == '\r' && p[1] == '\n' ? 2 : 1);
}

/* A row of cells; @rest is the next line. (transfer full) (element-type utf8) */
static GPtrArray *
read_line (const char *line, char separator, const char **rest)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  const char *p = line;

  while (TRUE)
    {
      char *cell = read_cell (p, separator, &p);

      if (cells->len < CVK_TABLE_TEXT_MAX_COLUMNS)
        g_ptr_array_add (cells, cell);
      else
        g_free (cell);
      if (*p != separator || separator == '\0')
        break;
      p++;
    }
  *rest = skip_line_end (p);
  return cells;
}

/* --- Markdown --- */

/* The line below the titles: "|---|:--:|". */
static gboolean
is_rule (GPtrArray *cells)
{
  for (unsigned i = 0; i < cells->len; i++)
    {
      const char *cell = g_ptr_array_index (cells, i);

      if (strchr (cell, '-') == NULL || strspn (cell, "-: ") != strlen (cell))
        return FALSE;
    }
  return cells->len > 0;
}

static GPtrArray *
read_markdown_line (const char *line, const char **rest)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *p = line + strspn (line, " ");

  p += *p == '|';
  for (; !is_line_end (*p); p++)
    {
      if (*p == '\\' && p[1] == '|')
        g_string_append_c (cell, *++p);
      else if (*p != '|')
        g_string_append_c (cell, *p);
      else
        {
          if (cells->len < CVK_TABLE_TEXT_MAX_COLUMNS)
            g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));
          g_string_truncate (cell, 0);
        }
    }
  /* What stands behind the last bar of a closed line is nothing. */
  if (*g_strstrip (cell->str) != '\0' && cells->len < CVK_TABLE_TEXT_MAX_COLUMNS)
    g_ptr_array_add (cells, g_strdup (cell->str));
  *rest = skip_line_end (p);
  return cells;
}

/* --- Which kind of table it is --- */

static unsigned
count_outside_quotes (const char *text, char wanted)
{
  unsigned count = 0;
  gboolean is_quoted = FALSE;

  for (const char *p = text; *p != '\0' && (is_quoted || !is_line_end (*p)); p++)
    {
      is_quoted ^= *p == '"';
      count += *p == wanted && !is_quoted;
    }
  return count;
}

/* '|' for Markdown; '\0' when a line is a cell. */
static char
find_separator (const char *text)
{
  unsigned commas = count_outside_quotes (text, ',');
  unsigned semicolons = count_outside_quotes (text, ';');

  if (text[strspn (text, " ")] == '|')
    return '|';
  if (count_outside_quotes (text, '\t') > 0)
    return '\t';
  if (semicolons > 0 && semicolons >= commas)
    return ';';
  return commas > 0 ? ',' : '\0';
}

static gboolean
is_empty (GPtrArray *cells)
{
  for (unsigned i = 0; i < cells->len; i++)
    if (*(const char *) g_ptr_array_index (cells, i) != '\0')
      return FALSE;
  return TRUE;
}

static GPtrArray *
read_lines (const char *text, gboolean *is_cut, gboolean *has_rule)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  char separator;
  const char *p = text;

  while (*p == '\n' || *p == '\r')
    p++;
  separator = find_separator (p);
  while (*p != '\0' && !*is_cut)
    {
      g_autoptr (GPtrArray) cells =
        separator == '|' ? read_markdown_line (p, &p) : read_line (p, separator, &p);

      if (separator == '|' && lines->len == 1 && is_rule (cells))
        *has_rule = TRUE;
      else if (!is_empty (cells) && lines->len <= CVK_TABLE_TEXT_MAX_ROWS)
        g_ptr_array_add (lines, g_steal_pointer (&cells));
      else if (!is_empty (cells))
        *is_cut = TRUE;
    }
  return lines;
}

/* --- Names --- */

/* A first row whose cells look like values names nothing. One that could be both is a header when a
 * word is known, or when a value stands below one of its words. */
static gboolean
looks_like_header (GPtrArray *lines)
{
  GPtrArray *first = g_ptr_array_index (lines, 0);
  GPtrArray *second = lines->len > 1 ? g_ptr_array_index (lines, 1) : NULL;
  gboolean has_sign = FALSE;

  for (unsigned i = 0; i < first->len; i++)
    {
      const char *cell = g_ptr_array_index (first, i);

      if (cvk_column_looks_like_value (cell))
        return FALSE;
      has_sign |= cvk_column_is_known (cell);
      has_sign |= second != NULL && i < second->len && *cell != '\0' &&
                  cvk_column_looks_like_value (g_ptr_array_index (second, i));
    }
  return has_sign;
}

static GPtrArray *
make_names (GPtrArray *header, unsigned n_columns)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < n_columns; i++)
    {
      const char *given = header != NULL && i < header->len ? g_ptr_array_index (header, i) : "";
      g_autofree char *base =
        /* Translators: the name of a column that has none. */
        *given != '\0' ? g_strdup (given) : g_strdup_printf (_ ("Column %u"), i + 1);
      char *name = g_strdup (base);

      for (unsigned k = 2; g_hash_table_contains (taken, name); k++)
        {
          g_free (name);
          name = g_strdup_printf ("%s %u", base, k);
        }
      g_hash_table_add (taken, name);
      g_ptr_array_add (names, name);
    }
  return names;
}

static GStrv
make_row (GPtrArray *cells, unsigned n_columns)
{
  GStrv row = g_new0 (char *, n_columns + 1);

  for (unsigned i = 0; i < n_columns; i++)
    row[i] = g_strdup (i < cells->len ? g_ptr_array_index (cells, i) : "");
  return row;
}

CvkTableText *
cvk_table_text_read (const char *text, CvkTableHeader header)
{
  gboolean is_cut = FALSE;
  gboolean has_rule = FALSE;
  g_autoptr (GPtrArray) lines = NULL;
  CvkTableText *self;
  unsigned n_columns = 0;
  gboolean has_header;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);
  lines = read_lines (text, &is_cut, &has_rule);
  has_header = lines->len > 0 &&
               (header == CVK_TABLE_HEADER_FIRST_ROW ||
                (header == CVK_TABLE_HEADER_GUESS && (has_rule || looks_like_header (lines))));
  if (lines->len <= (has_header ? 1 : 0))
    return NULL;
  for (unsigned i = 0; i < lines->len; i++)
    n_columns = MAX (n_columns, ((GPtrArray *) g_ptr_array_index (lines, i))->len);
  self = g_new0 (CvkTableText, 1);
  self->has_header = has_header;
  self->names = make_names (has_header ? g_ptr_array_index (lines, 0) : NULL, n_columns);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (unsigned i = has_header ? 1 : 0; i < lines->len && self->rows->len < CVK_TABLE_TEXT_MAX_ROWS;
       i++)
    g_ptr_array_add (self->rows, make_row (g_ptr_array_index (lines, i), n_columns));
  self->is_cut = is_cut || lines->len > self->rows->len + (has_header ? 1 : 0);
  return self;
}

char *
cvk_table_text_quote (const char *cell)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *doubled = NULL;

  if (strpbrk (cell, "\t\r\n\"") == NULL)
    return g_strdup (cell);
  parts = g_strsplit (cell, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  return g_strconcat ("\"", doubled, "\"", NULL);
}
