// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * CvkTokenBuffer:
 *
 * The buffer behind a CvkTokenView. A token is a stretch of text, its label, under a tag of its own
 * that knows the source; cursor and deletion never stop inside.
 *
 * Signals:
 * "edited" (): the text is different, and not by cvk_token_buffer_set_source().
 * "variable-wanted" (): "{{" or a "/" that begins a word was typed.
 */
#define CVK_TYPE_TOKEN_BUFFER (cvk_token_buffer_get_type ())
G_DECLARE_FINAL_TYPE (CvkTokenBuffer, cvk_token_buffer, CVK, TOKEN_BUFFER, GtkTextBuffer)

CvkTokenBuffer *cvk_token_buffer_new (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Lets go of the context: the view is gone, and a clipboard may hold the buffer longer. */
void cvk_token_buffer_close (CvkTokenBuffer *self);

/* A plain text has no tokens. */
void cvk_token_buffer_set_plain (CvkTokenBuffer *self, gboolean is_plain);
void cvk_token_buffer_set_source (CvkTokenBuffer *self, const char *source);
/* (transfer full) */
char *cvk_token_buffer_dup_source (CvkTokenBuffer *self) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when nothing is selected. (transfer full) (nullable) */
char *cvk_token_buffer_dup_selection (CvkTokenBuffer *self) G_GNUC_WARN_UNUSED_RESULT;

/* Takes away the "{{" or "/" in front of the cursor that asked for a variable. */
void cvk_token_buffer_remove_trigger (CvkTokenBuffer *self);
void cvk_token_buffer_set_colors (CvkTokenBuffer *self,
                                  const GdkRGBA *known,
                                  const GdkRGBA *unknown);

typedef void (*CvkTokenFunc) (const GtkTextIter *start,
                              const GtkTextIter *end,
                              gboolean is_known,
                              gpointer user_data);
/* Calls @func for each token, in order. It changes nothing. */
void cvk_token_buffer_foreach (CvkTokenBuffer *self, CvkTokenFunc func, gpointer user_data);

G_END_DECLS
