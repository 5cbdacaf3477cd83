// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-language-model.h"

G_BEGIN_DECLS

/**
 * CvkModelStream:
 *
 * Reads an answer while it comes, in pieces of any size. What comes is hostile: a line, an answer
 * and the whole are bounded, and after the first thing that is wrong nothing more is read.
 */
typedef struct _CvkModelStream CvkModelStream;

/* Bytes of a line or an event; of all text. */
#define CVK_MODEL_STREAM_MAX_EVENT ((size_t) 1024 * 1024)
#define CVK_MODEL_STREAM_MAX_TEXT ((size_t) 1024 * 1024)

typedef enum
{
  CVK_MODEL_STREAM_READING,
  CVK_MODEL_STREAM_DONE,     /* the service has said that this is all, or what went wrong */
  CVK_MODEL_STREAM_DAMAGED,  /* what came is not what it should be */
  CVK_MODEL_STREAM_TOO_LONG, /* over the bounds */
} CvkModelStreamState;

CvkModelStream *cvk_model_stream_new (const CvkLanguageModel *model) G_GNUC_WARN_UNUSED_RESULT;
void cvk_model_stream_free (CvkModelStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkModelStream, cvk_model_stream_free)
/* Whether more is wanted. */
gboolean cvk_model_stream_feed (CvkModelStream *self, const char *data, size_t length);
/* Nothing more comes. An answer that says why it stopped is whole then, also without the mark of
 * the end, which some leave out. */
void cvk_model_stream_end (CvkModelStream *self);
CvkModelStreamState cvk_model_stream_get_state (const CvkModelStream *self);
/* What has come so far. (transfer none) */
const CvkModelAnswer *cvk_model_stream_get_answer (const CvkModelStream *self);

G_END_DECLS
