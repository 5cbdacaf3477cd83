// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Spreadsheets as Office Open XML has them (.xlsx). Any thread; reading blocks, in convoke-parse.
 */
#define CVK_SPREADSHEET_ERROR (cvk_spreadsheet_error_quark ())
GQuark cvk_spreadsheet_error_quark (void);

typedef enum
{
  CVK_SPREADSHEET_ERROR_SHEET,   /* there is none of that name, or it cannot be the name of one */
  CVK_SPREADSHEET_ERROR_CONTENT, /* more, or longer texts, than such a file can hold */
  CVK_SPREADSHEET_ERROR_WRITE,   /* it could not be made */
} CvkSpreadsheetError;

typedef struct
{
  const char *sheet; /* nullable: the first one */
  gboolean header;   /* else the columns are called column1, column2, ... */
  int64_t skip;      /* rows at the top that are left out */
  int64_t max_rows;  /* 0: all */
} CvkSpreadsheetOptions;

/* Errors: of this domain and CVK_PARSE_ERROR, sentences without the name of the file. @warnings:
 * (nullable) (out) (transfer full) (element-type utf8): cells whose values were left out, as
 * sentences. (transfer full) (nullable): an array of objects with all columns, null where a cell is
 * empty. */
CvkValue *cvk_spreadsheet_read (GBytes *bytes,
                                const CvkSpreadsheetOptions *options,
                                GPtrArray **warnings,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  const char *sheet; /* nullable: "Sheet1" */
  gboolean header;
  gboolean dates;             /* texts that are dates become dates of the spreadsheet */
  const char *const *columns; /* nullable: all, in order of first appearance */
} CvkSpreadsheetFormat;

/* Texts stay texts, also those that look like formulas. (transfer full) (nullable) */
GBytes *cvk_spreadsheet_write (const CvkValue *rows,
                               const CvkSpreadsheetFormat *format,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
