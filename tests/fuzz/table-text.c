// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A table that somebody pastes. */

#include "config.h"

#include "fuzz.h"
#include "model/cvk-table-text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autoptr (CvkTableText) table = NULL;

  if (text == NULL)
    return 0;
  table = cvk_table_text_read (text, CVK_TABLE_HEADER_GUESS);
  if (table == NULL)
    return 0;
  g_assert_cmpuint (table->names->len, <=, CVK_TABLE_TEXT_MAX_COLUMNS);
  g_assert_cmpuint (table->rows->len, <=, CVK_TABLE_TEXT_MAX_ROWS);
  for (unsigned i = 0; i < table->names->len; i++)
    g_assert_true (*(const char *) table->names->pdata[i] != '\0');
  for (unsigned i = 0; i < table->rows->len; i++)
    {
      GStrv row = table->rows->pdata[i];

      g_assert_cmpuint (g_strv_length (row), ==, table->names->len);
      for (unsigned k = 0; row[k] != NULL; k++)
        {
          g_autofree char *quoted = cvk_table_text_quote (row[k]);

          g_assert_true (g_utf8_validate (quoted, -1, NULL));
        }
    }
  return 0;
}
