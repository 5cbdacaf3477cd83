// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-connection-info.h"

G_BEGIN_DECLS

/**
 * What a connection's state is called, and what is said of it. No widgets. Texts that are given out
 * are translated; those made from data are (transfer full).
 */

/* "Healthy", "Reconnect needed". */
const char *cvk_connection_words_state (CvkConnectionState state);
/* The style class for it: "success", "warning", "error" or "dim-label". */
const char *cvk_connection_words_class (CvkConnectionState state);
/* How bad it is, for the worst of several: 0 is well. */
unsigned cvk_connection_words_rank (CvkConnectionState state);
/* The button that does what can be done: "Reconnect", "Unlock"; NULL: there is nothing to do. */
const char *cvk_connection_words_button (CvkConnectionAction action);
/* Its action's name on a widget that has the connection's actions: "connection.reconnect". */
const char *cvk_connection_words_button_action (CvkConnectionAction action);

/* The one line under the name: "Healthy · checked 2 minutes ago". @now: microseconds. */
char *cvk_connection_words_line (CvkConnectionInfo *info, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* What stands under the name where there is room: that of a sandbox says in a line of its own that
 * it is one. */
char *cvk_connection_words_lines (CvkConnectionInfo *info, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* The sentence for why; NULL when all is well. */
char *cvk_connection_words_reason (CvkConnectionInfo *info) G_GNUC_WARN_UNUSED_RESULT;
/* What mends it, in a sentence; NULL: there is nothing to be done. */
const char *cvk_connection_words_advice (CvkConnectionState state);
/* "2 minutes ago", "on 3 March 2026"; @time: microseconds. */
char *cvk_connection_words_ago (int64_t time, int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* Whose it is: "Zoom", "Sandbox on this computer". */
char *cvk_connection_words_place (CvkConnectionInfo *info) G_GNUC_WARN_UNUSED_RESULT;
/* Where its requests go: "api.zoom.us". */
char *cvk_connection_words_server (CvkConnectionInfo *info) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
