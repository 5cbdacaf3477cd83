// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-parse-format.h"

G_BEGIN_DECLS

/**
 * Spreadsheets of Office Open XML (ECMA-376), "xlsx". Values only: what a formula came to when it
 * was saved, no formula is computed; of merged cells the first one has the value.
 *
 * Options:
 *   sheet    its name; the first one without it
 *   header   0: there is no row of names, columns are called column1, column2, ...
 *   skip     so many rows at the top are left out
 *   rows     at most so many rows
 *
 * Lines:
 *   {"sheets":[NAME...]}          first
 *   {"missing":"sheet"}           there is no sheet of that name
 *   {"column":NAME}               a column, when it is met first; names differ
 *   {"row":{NAME:VALUE...}}       cells that hold something; rows without any are left out
 *   {"more":true}                 there are more rows than were asked for
 *   {"warning":CODE,"cell","text"} "error-value": the cell shows an error; "no-value": a formula
 * was saved without what it came to
 *
 * Values are texts, numbers, booleans; dates and times are texts as cvk-xlsx-dates.h has them.
 */
extern const CvkParseFormat cvk_xlsx_format;

#define CVK_XLSX_MAX_SIZE ((size_t) 64 * 1024 * 1024)
/* What the parts may be unpacked to. */
#define CVK_XLSX_MAX_UNPACKED ((guint64) 512 * 1024 * 1024)
/* As Excel has them. */
#define CVK_XLSX_MAX_COLUMNS 16384
#define CVK_XLSX_MAX_WARNINGS 20

G_END_DECLS
