// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"
#include "service/cvk-health-state.h"

G_BEGIN_DECLS

/* Whether there is anything to ask the service of @connection by: a sign-in has a token to get, and
 * what the user gave needs a read that the connector names. */
gboolean cvk_health_probe_can_ask (CvkConnection *connection);
/* Asks the service of @connection who the account is, with a token renewed when it has to be, once
 * more when it was refused. Never asks the user anything. @clock: for what the service says about
 * waiting. */
void cvk_health_probe_async (CvkConnection *connection,
                             CvkClock *clock,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* Never fails: what is wrong is the answer. UNKNOWN: there was no token to ask with, and the
 * connection says why, or there is nothing to ask by. */
void cvk_health_probe_finish (CvkConnection *connection,
                              GAsyncResult *result,
                              CvkHealthAnswer *answer);

G_END_DECLS
