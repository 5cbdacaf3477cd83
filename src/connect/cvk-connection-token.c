// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "connect/cvk-connection-private.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)

/* Zoom asks to refresh five minutes ahead; a tenth of a long life, so that a day's work is not lost
 * to a server that is away for a while. */
#define MIN_MARGIN (300 * SECOND)
/* Whatever clocks do, expiry alone refreshes not more often than this. */
#define MIN_INTERVAL (60 * SECOND)
/* Seconds: of what the service says no end. It shows when it is over by refusing it. */
#define LASTING_LIFE (INT64_C (100) * 365 * 86400)
#define MAX_BACKOFF_EXPONENT 6
#define MAX_REJECTIONS 3
/* Nobody whose token still lives waits longer for a new one: the server may hang, or another engine
 * may have been stopped with the lock in its hands. */
#define PATIENCE (5 * SECOND)

int64_t
cvk_connection_get_backoff (unsigned failures)
{
  return MIN ((INT64_C (1) << MIN (failures, MAX_BACKOFF_EXPONENT)) * SECOND / 2, 60 * SECOND);
}

/* Between 90 and 110 of 100, so that those that signed in together do not refresh together. */
static int64_t
jitter (int64_t duration)
{
  uint16_t random;

  if (!cvk_random_fill (&random, sizeof random, NULL))
    return duration;
  return duration / 100 * (90 + random % 21);
}

static int64_t
choose_margin (const CvkTokenReply *reply)
{
  int64_t life = reply->expires_in * SECOND;

  return MIN (jitter (MAX (MIN_MARGIN, life / 10)), life / 2);
}

gboolean
cvk_connection_is_nearly_over (const CvkTokenReply *reply)
{
  return reply->expires_in * SECOND - reply->age <= choose_margin (reply);
}

void
cvk_connection_take_reply (CvkConnection *self, const CvkTokenReply *reply, int64_t generation)
{
  int64_t monotonic = cvk_clock_get_monotonic (self->clock);
  int64_t wall = cvk_clock_get_wall (self->clock);
  int64_t life = reply->expires_in * SECOND - reply->age;
  int64_t margin = choose_margin (reply);

  g_clear_pointer (&self->access_token, cvk_secret_unref);
  self->access_token = cvk_secret_ref (reply->access_token);
  self->is_adopted = FALSE;
  self->generation = generation;
  self->stale_monotonic = monotonic + life - margin;
  self->stale_wall = wall + life - margin;
  self->dead_monotonic = monotonic + life;
  self->dead_wall = wall + life;
  self->refreshed_at = monotonic;
  self->last_success = wall;
  self->refreshed = (wall - reply->age) / SECOND;
  if (reply->refresh_life > 0)
    self->refresh_life = reply->refresh_life;
  if (reply->scopes != NULL)
    {
      g_strfreev (self->scopes);
      self->scopes = g_strsplit (reply->scopes, " ", -1);
    }
  if (reply->api_url != NULL)
    {
      char *url = cvk_connection_choose_api_url (self->api_url, reply->api_url,
                                                 (const char *const *) self->allowed_hosts);

      g_free (self->api_url);
      self->api_url = url;
    }
}

void
cvk_connection_take_lasting (CvkConnection *self, const CvkTokenPayload *payload)
{
  const CvkTokenReply reply = {
    .access_token = payload->access_token,
    .expires_in = LASTING_LIFE,
  };

  cvk_connection_take_reply (self, &reply, payload->generation);
}

gboolean
cvk_connection_may_have_better (CvkConnection *self, const CvkSecret *token)
{
  g_return_val_if_fail (CVK_IS_CONNECTION (self), FALSE);

  if (self->kind != CVK_AUTH_KIND_OAUTH2)
    return FALSE;
  return self->is_adopted || self->access_token == NULL ||
         !cvk_secret_equal (self->access_token, token);
}

static gboolean
is_stale (CvkConnection *self)
{
  int64_t monotonic = cvk_clock_get_monotonic (self->clock);
  int64_t wall = cvk_clock_get_wall (self->clock);
  int64_t keep_alive = cvk_connection_get_keep_alive (self);

  if (monotonic < self->stale_monotonic && wall < self->stale_wall &&
      (keep_alive == 0 || wall < keep_alive))
    return FALSE;
  return monotonic - self->refreshed_at >= MIN_INTERVAL;
}

static gboolean
is_dead (CvkConnection *self)
{
  return cvk_clock_get_monotonic (self->clock) >= self->dead_monotonic ||
         cvk_clock_get_wall (self->clock) >= self->dead_wall;
}

/* Whether a token that is going to expire is still better than this failure. */
static gboolean
is_good_enough (CvkConnection *self, const GError *failure)
{
  return self->access_token != NULL && !is_dead (self) && !cvk_auth_error_ends_grant (failure);
}

gboolean
cvk_connection_must_wait_after (const GError *failure)
{
  return !cvk_auth_error_ends_grant (failure) &&
         !g_error_matches (failure, CVK_AUTH_ERROR, CVK_AUTH_ERROR_KEYRING_LOCKED) &&
         !g_error_matches (failure, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING);
}

static void
note_failure (CvkConnection *self, const GError *error)
{
  int64_t backoff = jitter (cvk_connection_get_backoff (++self->failures));
  int64_t told = self->told_retry_at - cvk_clock_get_wall (self->clock);

  g_clear_error (&self->failure);
  self->failure = g_error_copy (error);
  self->retry_at = cvk_clock_get_monotonic (self->clock) + MAX (backoff, told);
}

static void
note_success (CvkConnection *self)
{
  g_clear_error (&self->failure);
  self->failures = 0;
  self->last_success = cvk_clock_get_wall (self->clock);
}

static void
answer (CvkConnection *self, GTask *task, const GError *error)
{
  if (self->access_token != NULL && (error == NULL || is_good_enough (self, error)))
    g_task_return_pointer (task, cvk_secret_ref (self->access_token),
                           (GDestroyNotify) cvk_secret_unref);
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE,
                             _ ("The access token was refused meanwhile. Try again."));
}

static void
answer_all (CvkConnection *self, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GTask *task;

  while ((task = cvk_waiters_pop (&self->token_waiters)) != NULL)
    g_ptr_array_add (tasks, task);
  for (unsigned i = 0; i < tasks->len; i++)
    answer (self, g_ptr_array_index (tasks, i), error);
}

static gboolean
slow_cb (gpointer user_data)
{
  CvkConnection *self = user_data;

  self->slow_timeout_id = 0;
  self->is_slow = TRUE;
  if (self->access_token != NULL && !is_dead (self))
    answer_all (self, NULL);
  return G_SOURCE_REMOVE;
}

static void
refresh_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkConnection *self = CVK_CONNECTION (source);
  g_autoptr (CvkConnection) kept = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  if (cvk_connection_refresh_finish (self, result, &error))
    note_success (self);
  else
    note_failure (self, error);
  self->is_refreshing = FALSE;
  self->is_slow = FALSE;
  cvk_clock_remove_timeout (self->clock, self->slow_timeout_id);
  self->slow_timeout_id = 0;
  cvk_wipe_traces ();
  cvk_connection_emit_changed (self);

  /* All of those who waited for this one; who asks from now on gets another. */
  answer_all (self, error);
}

static void
note_rejection (CvkConnection *self)
{
  int64_t age = cvk_clock_get_monotonic (self->clock) - self->refreshed_at;

  self->rejections = age < MIN_INTERVAL ? self->rejections + 1 : 1;
  g_clear_pointer (&self->rejected, cvk_secret_unref);
  self->rejected = g_steal_pointer (&self->access_token);
}

/* What to answer without asking the server; FALSE when it has to be asked. */
static gboolean
answer_now (CvkConnection *self, GTask *task)
{
  if (self->access_token != NULL && (!is_stale (self) || (self->is_slow && !is_dead (self))))
    {
      answer (self, task, NULL);
      return TRUE;
    }
  if (self->is_refreshing)
    return FALSE;
  if (self->access_token == NULL && self->rejections > MAX_REJECTIONS &&
      cvk_clock_get_monotonic (self->clock) - self->refreshed_at < MIN_INTERVAL)
    {
      g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL,
                               _ ("The service gives out access tokens and refuses them at once. "
                                  "Check this computer's date and time, then try again."));
      return TRUE;
    }
  if (self->failure != NULL && cvk_clock_get_monotonic (self->clock) < self->retry_at &&
      cvk_connection_must_wait_after (self->failure))
    {
      answer (self, task, self->failure);
      return TRUE;
    }
  return FALSE;
}

GError *
cvk_connection_make_removed_error (void)
{
  return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REMOVED,
                              _ ("The connection was deleted. Connect the account again, then run "
                                 "the pipeline again."));
}

void
cvk_connection_get_token_async (CvkConnection *self,
                                CvkSecret *rejected,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CVK_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_connection_get_token_async);
  /* An older one than the current says nothing about the current. */
  if (rejected != NULL && self->access_token != NULL &&
      cvk_secret_equal (rejected, self->access_token))
    note_rejection (self);

  /* A run may still have it in its hands. */
  if (self->is_removed)
    {
      g_task_return_error (task, cvk_connection_make_removed_error ());
      g_object_unref (task);
      return;
    }
  if (answer_now (self, task))
    {
      g_object_unref (task);
      return;
    }
  cvk_waiters_push (&self->token_waiters, task);
  if (self->is_refreshing)
    return;
  self->is_refreshing = TRUE;
  self->told_retry_at = 0;
  self->slow_timeout_id = cvk_clock_add_timeout (self->clock, PATIENCE, slow_cb, self, NULL);
  cvk_connection_emit_changed (self);
  cvk_connection_refresh_async (self, refresh_cb, NULL);
}

CvkSecret *
cvk_connection_get_token_finish (CvkConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
