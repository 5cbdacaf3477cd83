// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dates in spreadsheets are numbers whose format says so (ECMA-376 part 1, 18.8.30 and 18.17.4). */

typedef enum
{
  CVK_XLSX_NUMBER,
  CVK_XLSX_DATE,      /* a day */
  CVK_XLSX_DATE_TIME, /* a day and a time */
  CVK_XLSX_TIME,      /* a time of the day */
  CVK_XLSX_DURATION,  /* hours that go on beyond a day */
} CvkXlsxKind;

/* What a format code shows; of the formats that every program knows by number, @code is NULL. */
CvkXlsxKind cvk_xlsx_kind_of_format (gint64 id, const char *code);

/* @serial as text: "2026-03-03", "2026-03-03T14:00:00", "14:00:00", to the second. NULL when it is
 * no date from 1900 to 9999. (transfer full) (nullable) */
char *cvk_xlsx_format_serial (double serial, CvkXlsxKind kind, gboolean is_1904)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
