// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/**
 * The language models that there are, asked of the service that the node's connection leads to.
 * Nothing is run and nothing is kept.
 */

/* Who is asked: the host of the connection's address. NULL while none is chosen, or nobody knows
 * which. (transfer full) (nullable) */
char *cvk_model_read_dup_host (CvkFieldContext *context) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the service is on this computer, so that no text leaves it. */
gboolean cvk_model_read_is_local (const char *host);

void cvk_model_read_async (CvkFieldContext *context,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* [{"id", "title"}]. Errors: G_IO_ERROR, with a sentence for the user. (transfer full) (nullable)
 */
CvkValue *cvk_model_read_finish (CvkFieldContext *context, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
