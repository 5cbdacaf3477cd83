// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <libxml/xmlreader.h>

G_BEGIN_DECLS

/**
 * CvkXlsxArchive:
 *
 * The parts of an .xlsx file, a ZIP archive in memory, as XML one after the other. Nothing is
 * unpacked as a whole, archives in archives are parts like others, and what all parts come to is
 * bounded, so that a file of a few kilobytes cannot become gigabytes.
 */
typedef struct
{
  const char *data; /* borrowed */
  size_t length;
  guint64 left; /* bytes that may still be unpacked */
  gboolean is_too_large;
} CvkXlsxArchive;

typedef struct _CvkXlsxPart CvkXlsxPart;

/* The part named @name, from its start; nothing of the outside is read for it, and entities are not
 * known. NULL: there is none, or it cannot be opened. */
CvkXlsxPart *cvk_xlsx_part_open (CvkXlsxArchive *archive, const char *name)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_xlsx_part_close (CvkXlsxPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkXlsxPart, cvk_xlsx_part_close)

/* The next node; FALSE at the end, and when the rest is damaged or too large. */
gboolean cvk_xlsx_part_read (CvkXlsxPart *self);
/* Whether it got to its end. */
gboolean cvk_xlsx_part_is_whole (const CvkXlsxPart *self);
/* Whether the node begins, or ends, an element of that name in any namespace. An empty element
 * begins only. */
gboolean cvk_xlsx_part_begins (CvkXlsxPart *self, const char *element);
gboolean cvk_xlsx_part_ends (CvkXlsxPart *self, const char *element);
gboolean cvk_xlsx_part_is_empty (CvkXlsxPart *self);
/* Of an element; @name without its namespace. (transfer full) (nullable) */
char *cvk_xlsx_part_dup_attribute (CvkXlsxPart *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* @fallback when it is missing or no number from 0 on. */
gint64 cvk_xlsx_part_get_number (CvkXlsxPart *self, const char *name, gint64 fallback);
/* Text of the node, NULL when it is none. (nullable), valid until the next one. */
const char *cvk_xlsx_part_get_text (CvkXlsxPart *self);

G_END_DECLS
