// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"
#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/* Removes everything that the data directory knows: connections with their secrets and the sign-ins
 * that were still to be ended, the sandbox's state, trusted pipelines, settings, the history of
 * runs. Each sign-in is ended at its service if that can be reached. Stops at the first connection
 * that the keyring does not let go of; what is removed then stays removed. */
void cvk_host_forget_async (CvkHostConnections *connections,
                            CvkHostRuns *runs,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* @n_unconfirmed: sign-ins that a service may still hold. (transfer full) (nullable): why not
 * everything is gone. */
CvkProblem *cvk_host_forget_finish (CvkHostConnections *connections,
                                    GAsyncResult *result,
                                    unsigned *n_unconfirmed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
