// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "desktop/forms/cvk-field-context.h"

G_BEGIN_DECLS

/* The data tables that there are, asked of the engine. Only with a client. */
void cvk_data_table_read_async (CvkFieldContext *context,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* As ListTables names them. Errors: G_IO_ERROR and those of D-Bus, with a sentence for the user.
 * (transfer full) (nullable) */
CvkValue *cvk_data_table_read_finish (CvkFieldContext *context,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
