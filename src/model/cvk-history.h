// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"

G_BEGIN_DECLS

/**
 * CvkHistory:
 *
 * What was done to a document and can be undone, and what was undone and can be done again. The
 * oldest steps are forgotten beyond a thousand.
 *
 * Signal "changed" (): what can be undone or redone, or whether the document is saved, is
 * different.
 */
#define CVK_TYPE_HISTORY (cvk_history_get_type ())
G_DECLARE_FINAL_TYPE (CvkHistory, cvk_history, CVK, HISTORY, GObject)

CvkHistory *cvk_history_new (CvkDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* Takes @command and lets the document tell of it. Steps that set the same single thing one after
 * the other become one, until cvk_history_seal() ends that. An empty command leaves no trace. */
void cvk_history_push (CvkHistory *self, CvkCommand *command);
/* What comes next is a step of its own: the field lost the focus, the pointer was released. */
void cvk_history_seal (CvkHistory *self);

/* The translated name of what would be undone or redone; NULL when there is nothing. */
const char *cvk_history_get_undo_name (CvkHistory *self);
const char *cvk_history_get_redo_name (CvkHistory *self);
/* FALSE when there is nothing to do. */
gboolean cvk_history_undo (CvkHistory *self);
gboolean cvk_history_redo (CvkHistory *self);

/* The document as it is now is what the file holds. */
void cvk_history_mark_saved (CvkHistory *self);
gboolean cvk_history_is_saved (CvkHistory *self);

G_END_DECLS
