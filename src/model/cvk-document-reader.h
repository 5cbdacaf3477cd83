// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-json.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* What reading a pipeline needs at hand; private to the files cvk-document-reader*.c. */
typedef struct
{
  CvkDocument *document; /* borrowed: what is being filled */
  const char *start;     /* of the text, behind a byte order mark */
  unsigned depth;        /* pipelines around it */

  /* how far lines were counted */
  const char *counted;
  unsigned line, column;
} CvkDocumentReader;

typedef gboolean (*CvkReadMember) (CvkDocumentReader *self,
                                   const char *name,
                                   CvkJsonCursor value,
                                   gpointer target,
                                   GError **error);

void cvk_document_reader_get_place (CvkDocumentReader *self,
                                    CvkJsonCursor cursor,
                                    unsigned *line,
                                    unsigned *column);
/* Always FALSE; the message gets line and column in front. */
gboolean cvk_document_reader_fail (CvkJsonCursor cursor,
                                   GError **error,
                                   CvkDocumentError code,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (4, 5);
CvkValue *cvk_document_reader_read_value (CvkJsonCursor cursor, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_document_reader_read_string (CvkJsonCursor cursor,
                                          const char *name,
                                          char **string,
                                          GError **error);
char *cvk_document_reader_dup_source (CvkJsonCursor cursor) G_GNUC_WARN_UNUSED_RESULT;
/* Calls @read for each member of an object; @what names it in messages. A name that stands twice is
 * refused, whether it is known or not. */
gboolean cvk_document_reader_read_members (CvkDocumentReader *self,
                                           CvkJsonCursor object,
                                           const char *what,
                                           CvkReadMember read,
                                           gpointer target,
                                           GError **error);
void cvk_document_reader_keep_unknown (GArray **unknown, const char *name, CvkJsonCursor cursor);
gboolean cvk_document_reader_check_id (CvkJsonCursor cursor, const char *id, GError **error);

/* A CvkReadMember: a member of "nodes". */
gboolean cvk_document_reader_read_node (CvkDocumentReader *self,
                                        const char *name,
                                        CvkJsonCursor value,
                                        gpointer target,
                                        GError **error);

G_END_DECLS
