// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-print.h"

#define MAX_COLUMNS 8
#define MAX_ROWS 100
#define MAX_CELL 40

unsigned
cvk_text_get_width (const char *text)
{
  unsigned width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }
  return width;
}

static void
print_cell (const char *text, unsigned width, gboolean last)
{
  fputs (text, stdout);
  if (!last)
    printf ("%*s", (int) (width - cvk_text_get_width (text)) + 2, "");
}

static void
print_rule (const unsigned *widths, unsigned n_columns)
{
  for (unsigned i = 0; i < n_columns; i++)
    {
      for (unsigned j = 0; j < widths[i]; j++)
        fputs ("─", stdout);
      fputs (i + 1 < n_columns ? "  " : "\n", stdout);
    }
}

void
cvk_print_table (const char *const *titles, GPtrArray *rows)
{
  unsigned n_columns = g_strv_length ((GStrv) titles);
  g_autofree unsigned *widths = g_new0 (unsigned, n_columns);

  for (unsigned i = 0; i < n_columns; i++)
    {
      widths[i] = cvk_text_get_width (titles[i]);
      for (unsigned row = 0; row < rows->len; row++)
        {
          GPtrArray *cells = g_ptr_array_index (rows, row);

          widths[i] = MAX (widths[i], cvk_text_get_width (g_ptr_array_index (cells, i)));
        }
    }
  for (unsigned i = 0; i < n_columns; i++)
    print_cell (titles[i], widths[i], i + 1 == n_columns);
  putchar ('\n');
  print_rule (widths, n_columns);
  for (unsigned row = 0; row < rows->len; row++)
    {
      GPtrArray *cells = g_ptr_array_index (rows, row);

      for (unsigned i = 0; i < n_columns; i++)
        print_cell (g_ptr_array_index (cells, i), widths[i], i + 1 == n_columns);
      putchar ('\n');
    }
}

/* Links are there to be followed: never cut. */
static char *
make_cell (const CvkValue *value)
{
  g_autofree char *text = NULL;
  g_autofree char *masked = NULL;
  g_autofree char *safe = NULL;

  if (value == NULL || cvk_value_is_null (value))
    return g_strdup ("");
  if (cvk_value_is_string (value))
    text = g_strdup (cvk_value_get_string (value));
  else
    text = cvk_value_to_json (value, CVK_JSON_COMPACT);
  masked = cvk_secret_reference_mask (text);
  safe = cvk_text_for_terminal (masked, FALSE);
  if (g_str_has_prefix (safe, "https://") || g_str_has_prefix (safe, "http://"))
    return g_steal_pointer (&safe);
  return cvk_text_shorten (safe, MAX_CELL);
}

/* Names of fields in the order in which they are first seen. */
static GPtrArray *
list_columns (const CvkValue *items, size_t n_rows)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t row = 0; row < n_rows; row++)
    {
      const CvkValue *item = cvk_value_get_element (items, row);

      for (size_t i = 0; i < cvk_value_get_length (item); i++)
        {
          const char *name = NULL;
          CvkValue *value = NULL;

          cvk_value_get_member_at (item, i, &name, &value);
          if (g_hash_table_contains (seen, name))
            continue;
          g_ptr_array_add (columns, g_strdup (name));
          g_hash_table_add (seen, g_ptr_array_index (columns, columns->len - 1));
        }
    }
  return columns;
}

static gboolean
is_asked_for_first (const char *name)
{
  static const char *const names[] = { "candidate",  "email",    "id",    "join_url", "name",
                                       "start_time", "timezone", "title", "topic",    "when" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i], name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_content (const CvkValue *items, size_t n_rows, const char *name)
{
  for (size_t row = 0; row < n_rows; row++)
    {
      const CvkValue *value = cvk_value_get_member (cvk_value_get_element (items, row), name);

      if (value != NULL && !cvk_value_is_null (value) &&
          !(cvk_value_is_string (value) && cvk_value_get_string_length (value) == 0))
        return TRUE;
    }
  return FALSE;
}

/* When not everything fits: what people look for first, then what is not empty, from the left. The
 * order stays. */
static void
choose_columns (GPtrArray *columns, const CvkValue *items, size_t n_rows)
{
  unsigned room = MAX_COLUMNS;

  if (columns->len <= MAX_COLUMNS)
    return;
  for (unsigned i = 0; i < columns->len; i++)
    {
      if (is_asked_for_first (g_ptr_array_index (columns, i)))
        room -= MIN (room, 1);
    }
  for (unsigned i = 0; i < columns->len;)
    {
      const char *name = g_ptr_array_index (columns, i);
      gboolean stays = is_asked_for_first (name);

      if (!stays && room > 0 && has_content (items, n_rows, name))
        {
          stays = TRUE;
          room--;
        }
      if (stays && i < MAX_COLUMNS)
        i++;
      else
        g_ptr_array_remove_index (columns, i);
    }
}

static GPtrArray *
make_rows (const CvkValue *items, size_t n_rows, GPtrArray *columns)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (size_t row = 0; row < n_rows; row++)
    {
      const CvkValue *item = cvk_value_get_element (items, row);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      for (unsigned i = 0; i < columns->len; i++)
        g_ptr_array_add (cells,
                         make_cell (cvk_value_get_member (item, g_ptr_array_index (columns, i))));
      g_ptr_array_add (rows, cells);
    }
  return rows;
}

void
cvk_print_items (const CvkValue *items)
{
  size_t length = cvk_value_get_length (items);
  size_t n_rows = MIN (length, MAX_ROWS);
  g_autoptr (GPtrArray) columns = list_columns (items, n_rows);
  unsigned n_fields = columns->len;

  choose_columns (columns, items, n_rows);
  if (columns->len == 0)
    return;
  g_autoptr (GPtrArray) rows = make_rows (items, n_rows, columns);
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  for (unsigned i = 0; i < columns->len; i++)
    {
      g_autofree char *safe = cvk_text_for_terminal (g_ptr_array_index (columns, i), FALSE);
      g_autofree char *title = cvk_text_shorten (safe, MAX_CELL);

      g_strv_builder_add (titles, title);
    }
  g_auto (GStrv) names = g_strv_builder_end (titles);
  cvk_print_table ((const char *const *) names, rows);
  if (length > n_rows)
    {
      unsigned more = (unsigned) (length - n_rows);

      printf (ngettext ("… and %'u more item; --json shows all.\n",
                        "… and %'u more items; --json shows all.\n", more),
              more);
    }
  if (n_fields > columns->len)
    {
      unsigned more = n_fields - columns->len;

      printf (ngettext ("… and %'u more field; --json shows all.\n",
                        "… and %'u more fields; --json shows all.\n", more),
              more);
    }
}
