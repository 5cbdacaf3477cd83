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

/* --- Formulas --- */

/* What a spreadsheet takes for a formula when it opens the file: a stranger's text could send the
 * table's content away, or start a program. */
static gboolean
looks_like_formula (const char *text)
{
  char *end = NULL;

  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;
  (void) g_ascii_strtod (text, &end);
  /* A number is one, also where it is a text; what only C takes for one is none. */
  return *end != '\0' || !g_ascii_isdigit (end[-1]) || strpbrk (text, "xX") != NULL;
}

/* An apostrophe is what spreadsheets have for texts that are to stay texts. (transfer full) */
static char *
dup_guarded (const char *text)
{
  return g_strconcat (looks_like_formula (text) ? "'" : "", text, NULL);
}

static CvkValue *
guard_row (const CvkValue *row)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (row); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;
      g_autofree char *guarded_name = NULL;
      g_autofree char *guarded = NULL;

      cvk_value_get_member_at (row, i, &name, &value);
      guarded_name = dup_guarded (name);
      if (cvk_value_is_string (value) && looks_like_formula (cvk_value_get_string (value)))
        guarded = dup_guarded (cvk_value_get_string (value));
      cvk_object_builder_set (&builder, guarded_name,
                              guarded != NULL ? cvk_value_new_string (guarded)
                                              : cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

/* Changes @columns (nullable) in place. (transfer full) */
static CvkValue *
guard_rows (const CvkValue *rows, GStrv columns)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  for (size_t i = 0; columns != NULL && columns[i] != NULL; i++)
    {
      char *guarded = dup_guarded (columns[i]);

      g_free (columns[i]);
      columns[i] = guarded;
    }
  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    cvk_array_builder_append (&builder, guard_row (cvk_value_get_element (rows, i)));
  return cvk_array_builder_end (&builder);
}

/* --- Adding --- */

/* Rows are alike when their texts are. */
static char *
dup_row_key (CvkValue *row, const char *const *columns)
{
  g_auto (CvkArrayBuilder) single = { 0 };
  g_autoptr (CvkValue) rows = NULL;

  cvk_array_builder_init (&single);
  cvk_array_builder_append (&single, cvk_value_ref (row));
  rows = cvk_array_builder_end (&single);
  return cvk_csv_write (rows, columns, ',', FALSE);
}

/* All columns of both, those of the file first. */
static GStrv
join_columns (CvkValue *const tables[2])
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t table = 0; table < 2; table++)
    {
      CvkValue *first =
        cvk_value_get_length (tables[table]) > 0 ? cvk_value_get_element (tables[table], 0) : NULL;

      for (size_t i = 0; first != NULL && i < cvk_value_get_length (first); i++)
        {
          const char *name = NULL;

          cvk_value_get_member_at (first, i, &name, NULL);
          if (g_hash_table_add (known, (gpointer) name))
            g_strv_builder_add (names, name);
        }
    }
  return g_strv_builder_end (names);
}

/* The rows of the file, and those of @text that it does not have. */
static char *
add_rows (GBytes *existing, const char *text, CvkValue *settings, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  const char *delimiter = cvk_value_lookup_string (settings, "delimiter", ",");
  gboolean header = cvk_value_lookup_boolean (settings, "header", TRUE);
  CvkCsvOptions there = { .delimiter = delimiter, .encoding = "auto", .header = header };
  CvkCsvOptions own = { .delimiter = delimiter, .encoding = "utf-8", .header = header };
  g_autoptr (CvkValue) old = cvk_csv_read (existing, &there, error);
  g_autoptr (CvkValue) new = old != NULL ? cvk_csv_read (bytes, &own, error) : NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CvkValue) rows = NULL;
  g_auto (GStrv) columns = NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  if (new == NULL)
    return NULL;
  columns = join_columns ((CvkValue *const[]){ old, new });
  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (old); i++)
    {
      CvkValue *row = cvk_value_get_element (old, i);

      g_hash_table_add (keys, dup_row_key (row, (const char *const *) columns));
      cvk_array_builder_append (&builder, cvk_value_ref (row));
    }
  for (size_t i = 0; i < cvk_value_get_length (new); i++)
    {
      CvkValue *row = cvk_value_get_element (new, i);
      g_autofree char *key = dup_row_key (row, (const char *const *) columns);

      if (!g_hash_table_contains (keys, key))
        cvk_array_builder_append (&builder, cvk_value_ref (row));
    }
  rows = cvk_array_builder_end (&builder);
  return cvk_csv_write (rows, (const char *const *) columns, *delimiter, header);
}

/* --- Writing --- */

static GBytes *
encode (char *text, const char *encoding, GError **error)
{
  char *encoded = NULL;
  gsize length = 0;

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
    return g_bytes_new (text, strlen (text));
  return g_bytes_new_take (encoded, length);
}

static GBytes *
format_rows (CvkValue *items, GBytes *existing, CvkValue *settings, GError **error)
{
  const char *delimiter = cvk_value_lookup_string (settings, "delimiter", ",");
  const char *encoding = cvk_value_lookup_string (settings, "encoding", "utf-8");
  g_auto (GStrv) columns = list_columns (settings);
  g_autoptr (CvkValue) rows = NULL;
  g_autofree char *text = NULL;

  if (!cvk_file_task_check_texts (items, error))
    return NULL;
  if (strlen (delimiter) != 1 || strchr ("\"\r\n", *delimiter) != NULL)
    {
      g_set_error (error, CVK_CSV_ERROR, CVK_CSV_ERROR_SEPARATOR,
                   _ ("“%s” cannot be the separator. Give one character, such as ; or ,."),
                   delimiter);
      return NULL;
    }
  /* Other programs are to get the texts as they are. */
  rows = g_str_equal (encoding, "utf-8-bom") ? guard_rows (items, columns) : cvk_value_ref (items);
  text = cvk_csv_write (rows, (const char *const *) columns, *delimiter,
                        cvk_value_lookup_boolean (settings, "header", TRUE));
  /* With nothing to add, names of columns without rows would be lost. */
  if (existing != NULL && cvk_value_get_length (items) == 0)
    return g_bytes_ref (existing);
  if (existing != NULL && g_bytes_get_size (existing) > 0)
    {
      char *all = add_rows (existing, text, settings, error);

      if (all == NULL)
        return NULL;
      g_free (text);
      text = all;
    }
  return encode (text, encoding, error);
}

static void
start_writing (CvkCall *call)
{
  cvk_file_task_write (call, format_rows);
}

CvkNodeOperations cvk_node_csv_write = { .start = start_writing, .look = cvk_file_task_look };
