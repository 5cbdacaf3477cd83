// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Tables as RFC 4180 writes them, with what people's files add: other separators, line ends of
 * every kind, a byte order mark, Latin-1.
 */
#define CVK_CSV_ERROR (cvk_csv_error_quark ())
GQuark cvk_csv_error_quark (void);

typedef enum
{
  CVK_CSV_ERROR_ENCODING,
  CVK_CSV_ERROR_QUOTES,    /* a quote that is never closed, or text after a closing one */
  CVK_CSV_ERROR_COLUMNS,   /* a row with more values than there are columns; two of one name */
  CVK_CSV_ERROR_SEPARATOR, /* not one character */
} CvkCsvError;

typedef struct
{
  const char *delimiter; /* one character, or "auto" */
  const char *encoding;  /* "auto", "utf-8", "latin-1" */
  gboolean header;       /* else the columns are called column1, column2, ... */
} CvkCsvOptions;

/* Any thread. Errors name line and column. (transfer full) (nullable): an array of objects with
 * the columns' texts; empty lines are passed over, a short row is filled up with empty texts. */
CvkValue *cvk_csv_read (GBytes *bytes, const CvkCsvOptions *options, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* @columns (nullable): names in order; NULL for all, in order of first appearance. Values that
 * need it are quoted; lines end with CR LF. (transfer full) */
char *cvk_csv_write (const CvkValue *rows,
                     const char *const *columns,
                     char delimiter,
                     gboolean header) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
