// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * What the service of the node's connection says while a form is open: an action that only reads is
 * carried out for it. Nothing is run and nothing is kept.
 */

/* The id of the connection that the node's slot is filled with; NULL while there is none.
 * (transfer full) (nullable) */
char *cvk_connection_read_dup_connection (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* @action: "zoom.get-meeting". @settings: of it. Only with a connection. */
void cvk_connection_read_async (CvkFieldContext *context,
                                const char *action,
                                const CvkValue *settings,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* The list of items. Errors: G_IO_ERROR, with a sentence for the user. (transfer full) (nullable)
 */
CvkValue *cvk_connection_read_finish (CvkFieldContext *context,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
