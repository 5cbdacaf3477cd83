// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CvkTableText:
 *
 * A table as people paste it: cells between tabs as spreadsheets copy them (a cell with line ends
 * or quotes stands in quotes), CSV with commas or semicolons, or Markdown. Reads whatever it is
 * given: what is in no good order is looked at by a person next.
 */
typedef enum
{
  CVK_TABLE_HEADER_GUESS,
  CVK_TABLE_HEADER_FIRST_ROW,
  CVK_TABLE_HEADER_NONE, /* columns are called "Column 1", "Column 2", ... in the user's language */
} CvkTableHeader;

typedef struct
{
  GPtrArray *names; /* char *: of the columns, none twice and none empty */
  GPtrArray *rows;  /* GStrv, each as long as @names; empty rows are left out */
  gboolean has_header;
  gboolean is_cut; /* there were more rows than can be taken */
} CvkTableText;

#define CVK_TABLE_TEXT_MAX_ROWS 10000
#define CVK_TABLE_TEXT_MAX_COLUMNS 200

void cvk_table_text_free (CvkTableText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTableText, cvk_table_text_free)

/* @text: valid UTF-8. (transfer full) (nullable): NULL when there is no row below the header. */
CvkTableText *cvk_table_text_read (const char *text, CvkTableHeader header)
  G_GNUC_WARN_UNUSED_RESULT;
/* @cell as it stands between tabs: what a spreadsheet takes as one cell. (transfer full) */
char *cvk_table_text_quote (const char *cell) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
