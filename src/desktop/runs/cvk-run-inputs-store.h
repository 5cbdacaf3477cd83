// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * What was put in when a pipeline was run last, so that it need not be typed again: in a file of
 * this user's state, by the place of the pipeline's file, and never in that.
 */

void cvk_run_inputs_store_load_async (GFile *pipeline,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* An object of name and value; NULL when nothing is remembered. (transfer full) (nullable) */
CvkValue *cvk_run_inputs_store_load_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;

/* In a thread; what cannot be kept is typed again. @callback: (nullable) */
void cvk_run_inputs_store_save_async (GFile *pipeline,
                                      const CvkValue *values,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
