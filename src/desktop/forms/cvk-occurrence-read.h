// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-occurrence-list.h"

G_BEGIN_DECLS

/**
 * The dates of a series, asked of its service: those of the meeting that the setting "meeting_id"
 * names, with the account of the node. Nothing is run and nothing is kept.
 */

/* Why the service cannot be asked, as a sentence; NULL: it can. (transfer full) (nullable) */
char *cvk_occurrence_read_dup_obstacle (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Only without an obstacle. */
void cvk_occurrence_read_async (CvkFieldContext *context,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Errors: G_IO_ERROR, with a sentence for the user. (transfer full) (nullable) (element-type
 * CvkOccurrence) */
GPtrArray *cvk_occurrence_read_finish (CvkFieldContext *context,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
