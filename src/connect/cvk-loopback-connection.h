// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "connect/cvk-loopback-page.h"

G_BEGIN_DECLS

/**
 * CvkLoopbackConnection:
 *
 * One connection to the loopback listener, for one request. It has five seconds to send its head
 * and five to take the answer; then it is dropped.
 */
typedef struct _CvkLoopbackConnection CvkLoopbackConnection;

/* @head: the head up to and with its empty line, to be changed at will; it is wiped when the answer
 * leaves. NULL when it is too large. Answered, held or dropped from inside. */
typedef void (*CvkLoopbackRequestFunc) (CvkLoopbackConnection *connection,
                                        char *head,
                                        size_t length,
                                        gpointer user_data);
/* It is over; the connection must not be touched afterwards. */
typedef void (*CvkLoopbackDroppedFunc) (CvkLoopbackConnection *connection, gpointer user_data);

/* (transfer none): it lives until it is dropped, which it does by itself in the end. */
CvkLoopbackConnection *cvk_loopback_connection_new (GSocketConnection *stream,
                                                    CvkClock *clock,
                                                    CvkLoopbackRequestFunc request,
                                                    CvkLoopbackDroppedFunc dropped,
                                                    gpointer user_data);
void cvk_loopback_connection_answer (CvkLoopbackConnection *self, CvkLoopbackPage page);
/* Keeps the browser waiting, without a limit. */
void cvk_loopback_connection_hold (CvkLoopbackConnection *self);
gboolean cvk_loopback_connection_is_held (CvkLoopbackConnection *self);
void cvk_loopback_connection_drop (CvkLoopbackConnection *self);

G_END_DECLS
