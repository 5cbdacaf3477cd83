// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/**
 * Asks the service of a connection who the account is, with a token refreshed when it has to be.
 * Never fails as a request: what is wrong is the answer.
 */
void cvk_health_check_async (CvkConnection *connection,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* {"id", "name", "state", "problem"}. (transfer full) */
CvkValue *cvk_health_check_finish (CvkConnection *connection, GAsyncResult *result)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
