// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "base/cvk-secret.h"
#include "connect/cvk-auth-error.h"

G_BEGIN_DECLS

/**
 * CvkLoopback:
 *
 * Waits on 127.0.0.1 for the browser to come back from one sign-in (RFC 8252, section 7.3). Every
 * page and program of this computer can send requests there, so whatever does not carry the state
 * is turned away without ending the attempt, and nobody can keep the right one out: a request may
 * have 8 kB and five seconds, and of more than 16 connections the oldest goes.
 */
#define CVK_TYPE_LOOPBACK (cvk_loopback_get_type ())
G_DECLARE_FINAL_TYPE (CvkLoopback, cvk_loopback, CVK, LOOPBACK, GObject)

typedef struct
{
  uint16_t port;             /* 0: the kernel's choice */
  CvkSecret *state;          /* what the callback must carry */
  const char *issuer;        /* nullable: what "iss" is when it comes (RFC 9207) */
  gboolean issuer_is_needed; /* the server said that it sends it */
  gboolean random_path;      /* the server allows any path below the registered one */
} CvkLoopbackOptions;

/* Listens from now on; copies @options. A port that another program has is CVK_AUTH_ERROR_REFUSED,
 * and the message names it. One that an ended attempt of this process still holds, to show its last
 * page, is taken over. */
CvkLoopback *cvk_loopback_new (const CvkLoopbackOptions *options, CvkClock *clock, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* http://127.0.0.1:PORT/callback, or with a random segment more. */
const char *cvk_loopback_get_redirect_uri (CvkLoopback *self);

/* Waits for the callback, at most @timeout microseconds; once. Cancelling and the timeout end the
 * attempt: whoever comes then is told so for half a second, and after that the port is closed. */
void cvk_loopback_wait_async (CvkLoopback *self,
                              int64_t timeout,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Returns: (transfer full) (nullable): the authorization code. */
CvkSecret *cvk_loopback_wait_finish (CvkLoopback *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* How the attempt ended (NULL: well), for the page that the browser shows; the browser waits for
 * it. The port is closed when the page has been fetched, ten seconds later at most. */
void cvk_loopback_finish (CvkLoopback *self, const GError *error);
/* At once, and whoever waits hears that it was stopped. */
void cvk_loopback_close (CvkLoopback *self);

G_END_DECLS
