// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-sign-in-attempt.h"

G_BEGIN_DECLS

typedef enum
{
  CVK_SIGN_IN_ATTEMPT_WAITING,
  CVK_SIGN_IN_ATTEMPT_QUESTION,
  CVK_SIGN_IN_ATTEMPT_DECIDED, /* the answer is being carried out */
  CVK_SIGN_IN_ATTEMPT_ENDED,
} CvkSignInAttemptState;

struct _CvkSignInAttempt
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkClock *clock;
  CvkSignInPreparation *preparation;

  CvkSignInAttemptState state;
  char *id;
  char *url;
  char *user_code; /* nullable: of a device */
  int64_t deadline;
  int64_t deadline_wall;
  CvkSignIn *sign_in; /* NULL after the end */
  GCancellable *cancellable;
  unsigned question_id; /* the end of waiting for an answer */
  GPtrArray *waiters;   /* GTask */

  CvkConnection *result; /* nullable */
  CvkProblem *problem;   /* nullable: of a question, or of the end */
  CvkProblem *reason;    /* nullable: why it was given up, in place of what comes of that */
};

/* Ends the attempt with @connection or @problem, or with neither; takes them. */
void cvk_sign_in_attempt_end (CvkSignInAttempt *self,
                              CvkConnection *connection,
                              CvkProblem *problem);
/* In cvk-sign-in-attempt-result.c: */
/* Keeps @connection (transfer full) in the host's list, takes back what it replaced, and ends. */
void cvk_sign_in_attempt_keep (CvkSignInAttempt *self, CvkConnection *connection);
void cvk_sign_in_attempt_decide (CvkSignInAttempt *self, CvkSignInDecision decision);

G_END_DECLS
