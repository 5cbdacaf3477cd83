// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-sign-in-private.h"

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"

/* RFC 8628, section 3.5: what "slow_down" adds. */
#define SLOWER 5
#define LONGEST_INTERVAL 60

const char *
cvk_sign_in_get_verification_url (CvkSignIn *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);

  return self->device != NULL ? self->device->verification_url : NULL;
}

const char *
cvk_sign_in_get_user_code (CvkSignIn *self)
{
  g_return_val_if_fail (CVK_IS_SIGN_IN (self), NULL);

  return self->device != NULL ? self->device->user_code : NULL;
}

/* --- The code --- */

static void
code_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignIn *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->device = cvk_token_request_device_finish (CVK_HTTP (source), result, &error);
  if (self->device != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cvk_sign_in_begin_device_async (CvkSignIn *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *scopes = NULL;
  GError *error = NULL;

  g_return_if_fail (CVK_IS_SIGN_IN (self));
  g_return_if_fail (self->url == NULL && self->device == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cvk_sign_in_begin_device_async);
  if (self->request.device_url == NULL)
    {
      g_task_return_new_error (task, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                               _ ("This service has no sign-in by a code. Sign in with a browser "
                                  "of this computer."));
      return;
    }
  if (!cvk_sign_in_check_addresses (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  scopes = g_strjoinv (" ", (GStrv) self->request.scopes);

  /* Zoom, which reads the address, has the scopes of the app's registration. */
  const CvkTokenField fields[] = {
    { *scopes != '\0' && !self->request.device_in_query ? "scope" : NULL, scopes },
    { NULL, NULL },
  };
  CvkTokenRequest request = cvk_sign_in_make_token_request (self, self->request.device_url);
  request.in_query = self->request.device_in_query;
  cvk_token_request_send_async (&request, fields, cancellable, code_cb, g_object_ref (task));
}

gboolean
cvk_sign_in_begin_device_finish (CvkSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Asking whether the user has decided --- */

typedef struct
{
  CvkSignIn *sign_in;
  GTask *task;
  CvkSecret *device_code;
  int64_t interval; /* seconds */
  int64_t end;      /* monotonic */
  unsigned timeout_id;
  GSource *cancel_watch; /* while nothing is under way */
} Poll;

static void
poll_free (Poll *self)
{
  g_object_unref (self->sign_in);
  g_object_unref (self->task);
  cvk_secret_unref (self->device_code);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Poll, poll_free)

static void wait_for_turn (Poll *self);

static void
end_wait (Poll *self)
{
  cvk_clock_remove_timeout (self->sign_in->clock, self->timeout_id);
  self->timeout_id = 0;
  if (self->cancel_watch != NULL)
    g_source_destroy (self->cancel_watch);
  g_clear_pointer (&self->cancel_watch, g_source_unref);
}

/* @error: (transfer full) */
static void
fail (Poll *poll, GError *error)
{
  g_autoptr (Poll) self = poll;

  cvk_sign_in_end (self->sign_in, self->task, NULL, error);
}

/* Whether asking again makes sense, and how much later. */
static gboolean
may_ask_again (Poll *self, const GError *error)
{
  if (error->domain != CVK_AUTH_ERROR)
    return FALSE;
  switch (error->code)
    {
    case CVK_AUTH_ERROR_PENDING:
      return TRUE;
    case CVK_AUTH_ERROR_SLOW_DOWN:
    case CVK_AUTH_ERROR_BUSY:
      self->interval += SLOWER;
      return TRUE;
    case CVK_AUTH_ERROR_OFFLINE:
      /* A connection that is away for a moment is no answer. */
      self->interval = MAX (MIN (self->interval * 2, LONGEST_INTERVAL), self->interval);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Poll *self = user_data;
  GError *error = NULL;
  CvkTokenReply *reply = cvk_token_request_send_finish (CVK_HTTP (source), result, &error);

  if (reply != NULL)
    {
      cvk_sign_in_take_reply (self->sign_in, reply, self->task);
      poll_free (self);
      return;
    }
  if (may_ask_again (self, error))
    {
      g_error_free (error);
      wait_for_turn (self);
      return;
    }
  /* There is no connection yet that could be reconnected. */
  if (cvk_auth_error_ends_grant (error))
    error->code = CVK_AUTH_ERROR_REFUSED;
  fail (self, error);
}

static gboolean
ask_cb (gpointer user_data)
{
  Poll *self = user_data;
  const CvkTokenField fields[] = {
    { "grant_type", GRANT_TYPE },
    { "device_code", cvk_secret_peek (self->device_code) },
    { NULL, NULL },
  };
  const CvkTokenRequest request =
    cvk_sign_in_make_token_request (self->sign_in, self->sign_in->request.token_url);

  end_wait (self);
  cvk_token_request_send_async (&request, fields, g_task_get_cancellable (self->task), answer_cb,
                                self);
  return G_SOURCE_REMOVE;
}

static gboolean
too_late_cb (gpointer user_data)
{
  Poll *self = user_data;

  end_wait (self);
  fail (self, g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_TIMEOUT,
                                   _ ("Nobody entered the code in time. Sign in again to get a new "
                                      "one.")));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Poll *self = user_data;

  end_wait (self);
  fail (self,
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The sign-in was stopped.")));
  return G_SOURCE_REMOVE;
}

static void
wait_for_turn (Poll *self)
{
  CvkClock *clock = self->sign_in->clock;
  GCancellable *cancellable = g_task_get_cancellable (self->task);
  int64_t left = self->end - cvk_clock_get_monotonic (clock);
  int64_t pause = self->interval * G_USEC_PER_SEC;

  if (pause < left)
    self->timeout_id = cvk_clock_add_timeout (clock, pause, ask_cb, self, NULL);
  else
    self->timeout_id = cvk_clock_add_timeout (clock, MAX (left, 0), too_late_cb, self, NULL);
  if (cancellable == NULL)
    return;
  self->cancel_watch = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancel_watch, g_task_get_context (self->task));
}

void
cvk_sign_in_poll (CvkSignIn *sign_in, int64_t timeout, GTask *task)
{
  const CvkDeviceCode *device = sign_in->device;
  Poll *self = g_new0 (Poll, 1);

  self->sign_in = g_object_ref (sign_in);
  self->task = g_object_ref (task);
  self->device_code = cvk_secret_ref (device->device_code);
  self->interval = device->interval;
  self->end =
    cvk_clock_get_monotonic (sign_in->clock) + MIN (timeout, device->expires_in * G_USEC_PER_SEC);
  wait_for_turn (self);
}
