// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "connect/cvk-webhook-head.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkWebhookListener:
 *
 * Takes JSON by HTTP on 127.0.0.1, at one path that nobody can guess. One request a connection, ten
 * seconds for it, and not more than ten a second in the long run: what comes faster is told to come
 * again (429). It answers nothing that would tell a stranger what it is.
 *
 * Signals: "request" (CvkWebhookCall): a body that may be taken; cvk_webhook_call_answer() is to be
 * called once.
 */
#define CVK_TYPE_WEBHOOK_LISTENER (cvk_webhook_listener_get_type ())
G_DECLARE_FINAL_TYPE (CvkWebhookListener, cvk_webhook_listener, CVK, WEBHOOK_LISTENER, GObject)

/* One request on its way to an answer. */
#define CVK_TYPE_WEBHOOK_CALL (cvk_webhook_call_get_type ())
G_DECLARE_FINAL_TYPE (CvkWebhookCall, cvk_webhook_call, CVK, WEBHOOK_CALL, GObject)

/* @path: "/" and what nobody can guess; @hosts: (nullable): more names than that of this computer
 * under which it may be called, as a tunnel does. */
CvkWebhookListener *cvk_webhook_listener_new (CvkClock *clock,
                                              const char *path,
                                              const char *const *hosts) G_GNUC_WARN_UNUSED_RESULT;
/* @port 0: the kernel chooses. Errors as of cvk_loopback_socket_open(). */
gboolean cvk_webhook_listener_listen (CvkWebhookListener *self, uint16_t port, GError **error);
uint16_t cvk_webhook_listener_get_port (CvkWebhookListener *self);
void cvk_webhook_listener_close (CvkWebhookListener *self);

/* (transfer none), not empty; a header's value is NULL when it is not there. */
GBytes *cvk_webhook_call_get_body (CvkWebhookCall *self);
const char *cvk_webhook_call_get_header (CvkWebhookCall *self, const char *name);
/* @json: (nullable): the body of the answer. */
void cvk_webhook_call_answer (CvkWebhookCall *self, unsigned status, const char *json);

G_END_DECLS
