// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-sign-in-preparation.h"

G_BEGIN_DECLS

/**
 * CvkSignInAttempt:
 *
 * One press of Connect, from the address for the browser to a connection that is kept, or to a
 * problem. It has ten minutes. When another account than before signs in, it becomes a question:
 * those who wait hear "another-account", and it goes on with answer_async(), or is dropped when its
 * time is over. It holds the host until its end.
 *
 * Signals: "question"; "ended", with the CvkProblem (nullable).
 */
#define CVK_TYPE_SIGN_IN_ATTEMPT (cvk_sign_in_attempt_get_type ())
G_DECLARE_FINAL_TYPE (CvkSignInAttempt, cvk_sign_in_attempt, CVK, SIGN_IN_ATTEMPT, GObject)

/* Takes @preparation. */
CvkSignInAttempt *cvk_sign_in_attempt_new (CvkHost *host,
                                           CvkHostConnections *connections,
                                           CvkSignInPreparation *preparation)
  G_GNUC_WARN_UNUSED_RESULT;
/* Opens the listener, or asks for a code, and waits from then on. */
void cvk_sign_in_attempt_begin_async (CvkSignInAttempt *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* FALSE sets @problem; there is nothing to wait for then. */
gboolean cvk_sign_in_attempt_begin_finish (CvkSignInAttempt *self,
                                           GAsyncResult *result,
                                           CvkProblem **problem);

const char *cvk_sign_in_attempt_get_id (CvkSignInAttempt *self);
/* Attempts with equal keys stand in each other's way. */
const char *cvk_sign_in_attempt_get_key (CvkSignInAttempt *self);
/* What the browser has to open; empty after the end. (transfer none) */
const char *cvk_sign_in_attempt_get_url (CvkSignInAttempt *self);
/* The connection that is renewed. (nullable) */
CvkConnection *cvk_sign_in_attempt_get_connection (CvkSignInAttempt *self);
gboolean cvk_sign_in_attempt_has_ended (CvkSignInAttempt *self);
/* Whether its ten minutes are over. */
gboolean cvk_sign_in_attempt_is_past (CvkSignInAttempt *self);
/* For the API's GetConnect. (transfer full) */
CvkValue *cvk_sign_in_attempt_describe (CvkSignInAttempt *self) G_GNUC_WARN_UNUSED_RESULT;

/* Answers when it has ended, or has become a question. Of several who wait each gets the answer. */
void cvk_sign_in_attempt_wait_async (CvkSignInAttempt *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) (nullable): NULL sets @problem. */
CvkConnection *cvk_sign_in_attempt_wait_finish (CvkSignInAttempt *self,
                                                GAsyncResult *result,
                                                CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;

gboolean cvk_sign_in_attempt_is_question (CvkSignInAttempt *self);
/* The question's problem, or the end's. (transfer none) (nullable) */
CvkProblem *cvk_sign_in_attempt_get_problem (CvkSignInAttempt *self);
/* Decides a question: whether the new account takes the connection over. When it does not, its
 * grant is taken back, unless that account has a connection of its own, which is renewed instead:
 * the service has just ended the grant that it had. Its result comes from wait_finish(): NULL
 * without a problem when it was dropped. */
void cvk_sign_in_attempt_answer_async (CvkSignInAttempt *self,
                                       gboolean replace,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* Gives it up; who comes back from the browser is told so for a moment. A question is answered with
 * no. */
void cvk_sign_in_attempt_cancel (CvkSignInAttempt *self);
/* The same, and nobody listens from now on; those who wait hear @problem (transfer full). */
void cvk_sign_in_attempt_supersede (CvkSignInAttempt *self, CvkProblem *problem);

G_END_DECLS
