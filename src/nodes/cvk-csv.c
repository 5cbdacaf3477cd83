// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nodes/cvk-compare.h"
#include "nodes/cvk-text-file.h"

G_DEFINE_QUARK (cvk_csv_error, cvk_csv_error)

typedef struct
{
  const char *at;
  const char *end;
  const char *line_start;
  unsigned line;
  char delimiter;
  GString *cell;
} Reader;

static unsigned
get_column (const Reader *self)
{
  return (unsigned) g_utf8_strlen (self->line_start, self->at - self->line_start) + 1;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

static void
skip_line_end (Reader *self)
{
  if (self->at < self->end && *self->at == '\r')
    self->at++;
  if (self->at < self->end && *self->at == '\n')
    self->at++;
  self->line++;
  self->line_start = self->at;
}

static gboolean
read_quoted (Reader *self, GError **error)
{
  unsigned line = self->line;
  unsigned column = get_column (self);

  self->at++;
  for (;;)
    {
      if (self->at >= self->end)
        {
          g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_QUOTES,
                       _ ("line %u, column %u: this quotation mark is never closed."), line,
                       column);
          return FALSE;
        }
      if (*self->at == '"' && self->at + 1 < self->end && self->at[1] == '"')
        {
          g_string_append_c (self->cell, '"');
          self->at += 2;
        }
      else if (*self->at == '"')
        {
          self->at++;
          break;
        }
      else if (is_line_end (*self->at))
        {
          const char *start = self->at;

          skip_line_end (self);
          g_string_append_len (self->cell, start, self->at - start);
        }
      else
        g_string_append_c (self->cell, *self->at++);
    }
  if (self->at < self->end && *self->at != self->delimiter && !is_line_end (*self->at))
    {
      g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_QUOTES,
                   _ ("line %u, column %u: there is text after a closing quotation mark. Write "
                      "a quotation mark inside a value twice."),
                   self->line, get_column (self));
      return FALSE;
    }
  return TRUE;
}

/* One row into @cells. Returns FALSE at the end of the text, or with @error. */
static gboolean
read_row (Reader *self, GPtrArray *cells, GError **error)
{
  g_ptr_array_set_size (cells, 0);
  while (self->at < self->end && is_line_end (*self->at))
    skip_line_end (self);
  if (self->at >= self->end)
    return FALSE;
  for (;;)
    {
      g_string_truncate (self->cell, 0);
      if (self->at < self->end && *self->at == '"')
        {
          if (!read_quoted (self, error))
            return FALSE;
        }
      else
        {
          const char *start = self->at;

          while (self->at < self->end && *self->at != self->delimiter && !is_line_end (*self->at))
            self->at++;
          g_string_append_len (self->cell, start, self->at - start);
        }
      g_ptr_array_add (cells, cvk_value_new_string_length (self->cell->str, self->cell->len));
      if (self->at >= self->end)
        return TRUE;
      if (*self->at != self->delimiter)
        break;
      self->at++;
    }
  skip_line_end (self);
  return TRUE;
}

/* The candidate that stands most often outside quotation marks in the first line with text. */
static char
find_delimiter (const char *text, const char *end)
{
  static const char candidates[] = { ',', ';', '\t', '|' };
  unsigned counts[G_N_ELEMENTS (candidates)] = { 0 };
  size_t best = 0;
  gboolean quoted = FALSE;

  while (text < end && is_line_end (*text))
    text++;
  for (const char *p = text; p < end && (quoted || !is_line_end (*p)); p++)
    {
      if (*p == '"')
        quoted = !quoted;
      for (size_t i = 0; !quoted && i < G_N_ELEMENTS (candidates); i++)
        if (*p == candidates[i])
          counts[i]++;
    }
  for (size_t i = 1; i < G_N_ELEMENTS (candidates); i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

static gboolean
read_header (Reader *reader, GPtrArray *cells, GPtrArray *names, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned line = reader->line;

  if (!read_row (reader, cells, error))
    return *error == NULL;
  for (unsigned i = 0; i < cells->len; i++)
    {
      const char *text = cvk_value_get_string (g_ptr_array_index (cells, i));
      g_autofree char *name = g_strstrip (g_strdup (text));

      if (*name == '\0')
        {
          g_free (name);
          name = g_strdup_printf ("column%u", i + 1);
        }
      g_ptr_array_add (names, g_ref_string_new (name));
      if (!g_hash_table_add (seen, g_ptr_array_index (names, i)))
        {
          g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_COLUMNS,
                       _ ("line %u: two columns are called “%s”. Give each its own name."), line,
                       name);
          return FALSE;
        }
    }
  return TRUE;
}

static CvkValue *
create_row (GPtrArray *cells, GPtrArray *names)
{
  g_auto (CvkObjectBuilder) row = { 0 };

  cvk_object_builder_init (&row);
  for (unsigned i = 0; i < names->len; i++)
    cvk_object_builder_append_key (&row, g_ptr_array_index (names, i),
                                   i < cells->len ? cvk_value_ref (g_ptr_array_index (cells, i))
                                                  : cvk_value_new_string (""));
  return cvk_object_builder_end (&row);
}

/* Spreadsheets like to end rows with separators: what is empty is no value too many. */
static void
drop_empty_cells (GPtrArray *cells, unsigned n_columns)
{
  while (cells->len > n_columns && cvk_value_is_empty (g_ptr_array_index (cells, cells->len - 1)))
    g_ptr_array_set_size (cells, (int) cells->len - 1);
}

CvkValue *
cvk_csv_read (GBytes *bytes, const CvkCsvOptions *options, GError **error)
{
  gsize length = 0;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = cvk_text_file_decode (bytes, options->encoding, &length, error);
  g_autoptr (GString) cell = g_string_new (NULL);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_autoptr (GPtrArray) names =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_ref_string_release);
  g_auto (CvkArrayBuilder) rows = { 0 };
  Reader reader = { text, text + length, text, 1, ',', cell };
  unsigned line = 1;

  if (text == NULL)
    return NULL;
  if (g_str_equal (options->delimiter, "auto"))
    reader.delimiter = find_delimiter (text, text + length);
  else if (strlen (options->delimiter) == 1 && strchr ("\"\r\n", *options->delimiter) == NULL)
    reader.delimiter = *options->delimiter;
  else
    {
      g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_SEPARATOR,
                   _ ("“%s” cannot be the separator. Give one character, such as ; or ,."),
                   options->delimiter);
      return NULL;
    }

  cvk_array_builder_init (&rows);
  if (options->header && !read_header (&reader, cells, names, &local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (line = reader.line; read_row (&reader, cells, &local_error); line = reader.line)
    {
      while (!options->header && names->len < cells->len)
        {
          g_autofree char *name = g_strdup_printf ("column%u", names->len + 1);

          g_ptr_array_add (names, g_ref_string_new (name));
        }
      drop_empty_cells (cells, names->len);
      if (cells->len > names->len)
        {
          g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_COLUMNS,
                       ngettext ("line %u: there are more values than the one column. Is the "
                                 "separator right?",
                                 "line %u: there are more values than the %u columns. Put values "
                                 "that hold the separator into quotation marks.",
                                 names->len),
                       line, names->len);
          return NULL;
        }
      cvk_array_builder_append (&rows, create_row (cells, names));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return cvk_array_builder_end (&rows);
}

/* @alone: the only cell of its row, which would be an empty line when it is empty. A byte order
 * mark is not taken for that of the file behind a quotation mark. */
static void
append_cell (GString *text, const char *cell, gboolean alone, char delimiter)
{
  const char special[] = { delimiter, '"', '\r', '\n', '\0' };
  size_t length = strlen (cell);

  if (strpbrk (cell, special) == NULL && !g_str_has_prefix (cell, "\357\273\277") &&
      ((length == 0 && !alone) || (length > 0 && cell[0] != ' ' && cell[length - 1] != ' ')))
    {
      g_string_append (text, cell);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

static GPtrArray *
collect_columns (const CvkValue *rows)
{
  GPtrArray *columns = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const CvkValue *row = cvk_value_get_element (rows, i);

      for (size_t k = 0; k < cvk_value_get_length (row); k++)
        {
          const char *name = NULL;
          CvkValue *value = NULL;

          cvk_value_get_member_at (row, k, &name, &value);
          if (g_hash_table_add (seen, (gpointer) name))
            g_ptr_array_add (columns, (gpointer) name);
        }
    }
  return columns;
}

char *
cvk_csv_write (const CvkValue *rows, const char *const *columns, char delimiter, gboolean header)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) names = NULL;

  if (columns != NULL)
    {
      names = g_ptr_array_new ();
      for (size_t i = 0; columns[i] != NULL; i++)
        g_ptr_array_add (names, (gpointer) columns[i]);
    }
  else
    names = collect_columns (rows);

  for (unsigned i = 0; header && i < names->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, delimiter);
      append_cell (text, g_ptr_array_index (names, i), names->len == 1, delimiter);
    }
  if (header && names->len > 0)
    g_string_append (text, "\r\n");
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      for (unsigned k = 0; k < names->len; k++)
        {
          g_autofree char *cell = cvk_value_dup_text (
            cvk_value_get_member (cvk_value_get_element (rows, i), g_ptr_array_index (names, k)));

          if (k > 0)
            g_string_append_c (text, delimiter);
          append_cell (text, cell, names->len == 1, delimiter);
        }
      g_string_append (text, "\r\n");
    }
  return g_string_free (text, FALSE);
}
