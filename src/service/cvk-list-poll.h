// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"
#include "service/cvk-host.h"

G_BEGIN_DECLS

/* Asks a service for a list, by an action of its connector: with the connection's turns, limits and
 * retries, as a run of that one step that nobody sees and that no journal keeps.
 * @action: "zoom.list-meetings"; @settings: of the action. */
void cvk_list_poll_async (CvkHost *host,
                          CvkConnection *connection,
                          const char *action,
                          const CvkValue *settings,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* Returns: (transfer full) (nullable): an array of items; NULL with @problem (transfer full) set.
 */
CvkValue *cvk_list_poll_finish (CvkHost *host, GAsyncResult *result, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
