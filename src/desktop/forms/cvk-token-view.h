// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/forms/cvk-field-context.h"
#include "desktop/forms/cvk-growing-view.h"

G_BEGIN_DECLS

/**
 * CvkTokenView:
 *
 * A text in which {{ expressions }} are tokens: one thing for the cursor, for deleting and for
 * selecting, named in words. Copied, they are text again, and pasted or typed text becomes tokens.
 *
 * "{{", "/" at the beginning of a word and Ctrl+Space ask for a variable: the view shows a list of
 * what is upstream, unless the context has no pipeline.
 *
 * Signal "changed" (): the user changed the text.
 */
#define CVK_TYPE_TOKEN_VIEW (cvk_token_view_get_type ())
G_DECLARE_FINAL_TYPE (CvkTokenView, cvk_token_view, CVK, TOKEN_VIEW, CvkGrowingView)

GtkWidget *cvk_token_view_new (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Shows another text, keeping the cursor near; emits nothing. */
void cvk_token_view_set_text (CvkTokenView *self, const char *text);
/* With expressions in braces. (transfer full) */
char *cvk_token_view_dup_text (CvkTokenView *self) G_GNUC_WARN_UNUSED_RESULT;
/* With the tokens in words, as people see it. (transfer full) */
char *cvk_token_view_dup_shown_text (CvkTokenView *self) G_GNUC_WARN_UNUSED_RESULT;

/* Without it, Enter goes to the next field, and pasted line breaks are spaces. */
void cvk_token_view_set_multiline (CvkTokenView *self, gboolean is_multiline);
/* Nullable. */
void cvk_token_view_set_placeholder (CvkTokenView *self, const char *placeholder);
/* Braces mean nothing in a plain text, and nobody is asked for a variable. */
void cvk_token_view_set_plain (CvkTokenView *self, gboolean is_plain);
/* What the list of variables is filtered by; nullable: everything fits. */
void cvk_token_view_set_wanted (CvkTokenView *self, const CvkValue *schema);
/* Puts a token in place of the selection, or at the cursor. */
void cvk_token_view_insert_expression (CvkTokenView *self, const char *expression);
/* Shows the list of variables. */
void cvk_token_view_pick_variable (CvkTokenView *self);

G_END_DECLS
