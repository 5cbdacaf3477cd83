// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkSignInFlow:
 *
 * One attempt to sign in, from asking the host for an address to the health check of the new
 * connection. No widgets: whoever shows it listens to "changed". The last reference gives up an
 * attempt that is under way. Main thread.
 *
 * Signal "changed" (): the state is another, or what belongs to it.
 */
#define CVK_TYPE_SIGN_IN_FLOW (cvk_sign_in_flow_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignInFlow, cvk_sign_in_flow, CVK, SIGN_IN_FLOW, GObject)

typedef enum
{
  CVK_SIGN_IN_IDLE,
  CVK_SIGN_IN_STARTING, /* the keyring may ask for its password now */
  CVK_SIGN_IN_WAITING,  /* for the answer in the browser, or on another device */
  CVK_SIGN_IN_QUESTION, /* another account came back: the problem says so */
  CVK_SIGN_IN_CHECKING, /* signed in; the service is asked whether it works */
  CVK_SIGN_IN_DONE,     /* with the connection */
  CVK_SIGN_IN_FAILED,   /* with the problem */
} CvkSignInState;

CvkSignInFlow *cvk_sign_in_flow_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;

/* Begins, or begins anew. @options: (transfer floating) as Connect takes them, without
 * "client_secret"; @secret: (nullable) the client's secret, which travels through a pipe and
 * stands in no message. */
void cvk_sign_in_flow_start (CvkSignInFlow *self,
                             const char *connector,
                             GVariant *options,
                             const char *secret);
/* Gives up; idle again. */
void cvk_sign_in_flow_cancel (CvkSignInFlow *self);
/* To a question. */
void cvk_sign_in_flow_answer (CvkSignInFlow *self, gboolean replace);
/* Opens the address in the browser once more. */
void cvk_sign_in_flow_open_browser (CvkSignInFlow *self);

CvkSignInState cvk_sign_in_flow_get_state (CvkSignInFlow *self);
/* Of a question or a failure. (nullable) (transfer none) */
const CvkProblem *cvk_sign_in_flow_get_problem (CvkSignInFlow *self);
/* What to open; of a device, what to open there. (nullable) (transfer none) */
const char *cvk_sign_in_flow_get_url (CvkSignInFlow *self);
/* What to enter there. (nullable) (transfer none) */
const char *cvk_sign_in_flow_get_user_code (CvkSignInFlow *self);
/* Whether no browser could be opened. */
gboolean cvk_sign_in_flow_needs_address (CvkSignInFlow *self);
/* Seconds until it is given up. */
int64_t cvk_sign_in_flow_get_time_left (CvkSignInFlow *self);
/* The id of the connection, once there is one. (nullable) (transfer none) */
const char *cvk_sign_in_flow_get_connection (CvkSignInFlow *self);

G_END_DECLS
