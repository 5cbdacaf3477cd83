// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * What the window asks the host to let run by itself, or no longer. No widgets.
 */

/* Saves the pipeline of @session, and publishes it with the connections and files that were chosen
 * for it. @is_trusted: the user has said that it may run. */
void cvk_activation_request_start_async (CvkSession *session,
                                         CvkEngineClient *client,
                                         gboolean is_trusted,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* Whether it is active now. @problems: (out) (transfer full) (element-type CvkProblem): why not, or
 * what the user should know. Errors: CVK_SERVICE_ERROR_NEEDS_REVIEW, why there is no host, or why
 * the pipeline could not be saved. */
gboolean cvk_activation_request_start_finish (GAsyncResult *result,
                                              GPtrArray **problems,
                                              GError **error);

/* @file: of the pipeline. */
void cvk_activation_request_stop_async (GFile *file,
                                        CvkEngineClient *client,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean cvk_activation_request_stop_finish (GAsyncResult *result,
                                             GPtrArray **problems,
                                             GError **error);

G_END_DECLS
