// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CvkParseOutput:
 *
 * The answer, JSON objects in lines. Members and elements are written in the order of the calls,
 * commas are put between them. In objects the name is wanted, in arrays it is NULL.
 */
typedef struct _CvkParseOutput CvkParseOutput;

/* @write takes whole lines, now and then; @limit: bytes, what goes beyond is not written. */
typedef void (*CvkParseWriteFunction) (const char *data, size_t length, gpointer user_data);

CvkParseOutput *cvk_parse_output_new (CvkParseWriteFunction write, gpointer user_data, size_t limit)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_parse_output_free (CvkParseOutput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkParseOutput, cvk_parse_output_free)

/* A line is an object. */
void cvk_parse_output_begin_line (CvkParseOutput *self);
void cvk_parse_output_end_line (CvkParseOutput *self);
/* Forgets the line that was begun. */
void cvk_parse_output_drop_line (CvkParseOutput *self);

void cvk_parse_output_begin_object (CvkParseOutput *self, const char *name);
void cvk_parse_output_end_object (CvkParseOutput *self);
void cvk_parse_output_begin_array (CvkParseOutput *self, const char *name);
void cvk_parse_output_end_array (CvkParseOutput *self);

/* @text: any bytes up to the first zero; what is not UTF-8 is replaced. NULL writes nothing. */
void cvk_parse_output_string (CvkParseOutput *self, const char *name, const char *text);
void cvk_parse_output_integer (CvkParseOutput *self, const char *name, gint64 value);
void cvk_parse_output_double (CvkParseOutput *self, const char *name, double value);
void cvk_parse_output_boolean (CvkParseOutput *self, const char *name, gboolean value);

/* Nothing more is written once the limit is reached; whoever writes much looks at this. */
gboolean cvk_parse_output_is_full (const CvkParseOutput *self);
/* Hands the rest to the function. */
void cvk_parse_output_flush (CvkParseOutput *self);

/* The last line, see base/cvk-parse-protocol.h. Written even when full. @reason: nullable. */
void cvk_parse_output_done (CvkParseOutput *self);
void cvk_parse_output_fail (CvkParseOutput *self, const char *code, const char *reason);
gboolean cvk_parse_output_has_failed (const CvkParseOutput *self);

G_END_DECLS
