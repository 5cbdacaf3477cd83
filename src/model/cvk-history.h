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

/* A document that can be looked at only: what is pushed is taken back at once. */
void cvk_history_set_read_only (CvkHistory *self, gboolean read_only);
gboolean cvk_history_get_read_only (CvkHistory *self);

/* All steps as a JSON text, to be kept beside the document; the oldest ones are left out when it
 * would be longer than @max_size. Steps are written once, so this is cheap to do after each edit.
 * (transfer full) */
GBytes *cvk_history_to_bytes (CvkHistory *self, size_t max_size) G_GNUC_WARN_UNUSED_RESULT;
/* The history of @document as it was when @bytes were made. Everything in it is tried out on a copy
 * first: a text that does not belong to this document, or was damaged, is refused. Errors:
 * CVK_DOCUMENT_ERROR_FORMAT. (transfer full) (nullable) */
CvkHistory *cvk_history_new_from_bytes (CvkDocument *document, GBytes *bytes, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* The document as it is now is what the file holds. */
void cvk_history_mark_saved (CvkHistory *self);
gboolean cvk_history_is_saved (CvkHistory *self);

G_END_DECLS
