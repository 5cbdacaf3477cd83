// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-datetime.h"
#include "service/cvk-sign-in-attempt-private.h"

/* --- Keeping --- */

typedef struct
{
  CvkSignInAttempt *attempt;
  CvkConnection *connection;
  CvkConnection *before; /* nullable: whose place it takes */
} Keeping;

static void
keeping_free (Keeping *self)
{
  g_object_unref (self->attempt);
  g_clear_object (&self->connection);
  g_clear_object (&self->before);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keeping, keeping_free)

static void
revoked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Keeping) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The new connection works, whatever became of the old sign-in. */
  if (!cvk_connection_remove_finish (CVK_CONNECTION (object), result, NULL, &error))
    g_warning ("%s", error->message);
  cvk_sign_in_attempt_end (self->attempt, g_steal_pointer (&self->connection), NULL);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Keeping) self = user_data;
  CvkHostConnections *connections = CVK_HOST_CONNECTIONS (object);
  CvkConnection *before = self->before;
  g_autoptr (GError) error = NULL;

  if (!cvk_host_connections_add_finish (connections, result, &error))
    cvk_sign_in_attempt_end (self->attempt, NULL, cvk_problem_new_from_error ("journal", error));
  else if (before != NULL &&
           cvk_host_connections_find_item (connections, cvk_connection_get_item (before)) == NULL)
    /* Nobody uses the account any more that was here before. */
    cvk_connection_remove_async (before, CVK_REMOVE_ANYWAY, revoked_cb, g_steal_pointer (&self));
  else
    cvk_sign_in_attempt_end (self->attempt, g_steal_pointer (&self->connection), NULL);
}

void
cvk_sign_in_attempt_keep (CvkSignInAttempt *attempt, CvkConnection *connection)
{
  CvkConnection *before =
    cvk_host_connections_find (attempt->connections, cvk_connection_get_id (connection));
  Keeping *self = g_new0 (Keeping, 1);

  self->attempt = g_object_ref (attempt);
  self->connection = connection;
  self->before = before != NULL ? g_object_ref (before) : NULL;
  cvk_host_connections_add_async (attempt->connections, connection, added_cb, self);
}

/* --- Deciding --- */

static void
decided_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkSignInAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  CvkConnection *connection = cvk_sign_in_decide_finish (CVK_SIGN_IN (object), result, &error);

  if (error != NULL)
    cvk_sign_in_attempt_end (self, NULL, cvk_problem_new_from_auth_error (error));
  else if (connection != NULL)
    cvk_sign_in_attempt_keep (self, connection);
  else
    cvk_sign_in_attempt_end (self, NULL, NULL);
}

void
cvk_sign_in_attempt_decide (CvkSignInAttempt *self, CvkSignInDecision decision)
{
  self->state = CVK_SIGN_IN_ATTEMPT_DECIDED;
  g_clear_pointer (&self->problem, cvk_problem_unref);
  cvk_clock_remove_timeout (self->clock, self->question_id);
  self->question_id = 0;
  cvk_sign_in_decide_async (self->sign_in, decision, decided_cb, g_object_ref (self));
}

void
cvk_sign_in_attempt_answer_async (CvkSignInAttempt *self,
                                  gboolean replace,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  const char *before = self->preparation->request.item;
  g_autofree char *item = NULL;
  CvkSignInDecision decision = CVK_SIGN_IN_REPLACE;

  g_return_if_fail (self->state == CVK_SIGN_IN_ATTEMPT_QUESTION);

  if (!replace)
    {
      item = cvk_sign_in_dup_item (self->sign_in);
      /* Who nobody knows would be stored as the one that must not be replaced. */
      decision = g_strcmp0 (item, before) != 0 &&
                     cvk_host_connections_find_item (self->connections, item) != NULL
                   ? CVK_SIGN_IN_ADD
                   : CVK_SIGN_IN_DROP;
    }
  cvk_sign_in_attempt_decide (self, decision);
  if (callback != NULL)
    cvk_sign_in_attempt_wait_async (self, callback, user_data);
}

/* --- What can be seen --- */

const char *
cvk_sign_in_attempt_get_id (CvkSignInAttempt *self)
{
  return self->id;
}

const char *
cvk_sign_in_attempt_get_key (CvkSignInAttempt *self)
{
  return self->preparation->key;
}

const char *
cvk_sign_in_attempt_get_url (CvkSignInAttempt *self)
{
  return self->url != NULL ? self->url : "";
}

CvkConnection *
cvk_sign_in_attempt_get_connection (CvkSignInAttempt *self)
{
  return self->preparation->connection;
}

gboolean
cvk_sign_in_attempt_has_ended (CvkSignInAttempt *self)
{
  return self->state == CVK_SIGN_IN_ATTEMPT_ENDED;
}

gboolean
cvk_sign_in_attempt_is_question (CvkSignInAttempt *self)
{
  return self->state == CVK_SIGN_IN_ATTEMPT_QUESTION;
}

CvkProblem *
cvk_sign_in_attempt_get_problem (CvkSignInAttempt *self)
{
  return self->problem;
}

gboolean
cvk_sign_in_attempt_is_past (CvkSignInAttempt *self)
{
  return cvk_clock_get_monotonic (self->clock) >= self->deadline;
}

static CvkValue *
make_text (const char *text)
{
  return cvk_value_new_string (text != NULL ? text : "");
}

CvkValue *
cvk_sign_in_attempt_describe (CvkSignInAttempt *self)
{
  static const char *const states[] = {
    [CVK_SIGN_IN_ATTEMPT_WAITING] = "waiting",
    [CVK_SIGN_IN_ATTEMPT_QUESTION] = "question",
    [CVK_SIGN_IN_ATTEMPT_DECIDED] = "waiting",
    [CVK_SIGN_IN_ATTEMPT_ENDED] = "ended",
  };
  int64_t left = self->deadline - cvk_clock_get_monotonic (self->clock);
  gboolean is_device = self->user_code != NULL;

  return cvk_value_new_object (
    "state", cvk_value_new_string (states[self->state]), "url", make_text (self->url), "deadline",
    cvk_value_take_string (cvk_instant_to_utc_string (self->deadline_wall)), "remaining",
    cvk_value_new_integer (MAX (left, 0) / G_USEC_PER_SEC), "user_code",
    make_text (self->user_code), "verification_url", make_text (is_device ? self->url : ""),
    "problem", self->problem != NULL ? cvk_problem_to_value (self->problem) : cvk_value_new_null (),
    NULL);
}
