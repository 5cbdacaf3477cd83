// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-xlsx-archive.h"
#include "parse/cvk-xlsx-dates.h"

G_BEGIN_DECLS

/* What a workbook says outside of its sheets. */
typedef struct
{
  GPtrArray *names;   /* of char *: the sheets, in order */
  GPtrArray *targets; /* of char *: the parts they are in; NULL where that is not said */
  GPtrArray *strings; /* of char *: those that cells share */
  GArray *kinds;      /* of CvkXlsxKind, by style */
  gboolean is_1904;
} CvkXlsxBook;

/* FALSE: it is no workbook, or damaged. */
gboolean cvk_xlsx_book_read (CvkXlsxBook *self, CvkXlsxArchive *archive);
void cvk_xlsx_book_clear (CvkXlsxBook *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkXlsxBook, cvk_xlsx_book_clear)

/* Text with its runs put together, up to the end of @element, without what says how it is spoken.
 * (transfer full) */
char *cvk_xlsx_read_text (CvkXlsxPart *part, const char *element) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
