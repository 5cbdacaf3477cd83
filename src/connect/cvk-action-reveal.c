// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "base/cvk-i18n.h"
#include "base/cvk-secret-reference.h"
#include "connect/cvk-action-private.h"

/* Changes whose step writes real start links: what is planned, hashed and matched has references;
 * the links are fetched right before the request is made once more with them, and are taken out of
 * what comes back. */

gboolean
cvk_action_wants_links (const CvkValue *settings)
{
  return cvk_value_lookup_boolean (settings, "start_links", FALSE);
}

typedef struct
{
  CvkExecution *execution;
  GHashTable *secrets;      /* owned, nullable: reference -> CvkSecret */
  CvkActionRequest request; /* with them; the exchange borrows it */
} Reveal;

static void
reveal_free (Reveal *self)
{
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  cvk_action_request_clear (&self->request);
  g_free (self);
}

/* What a service says may repeat what it was told. */
static void
hide (CvkReply *reply, GHashTable *secrets)
{
  if (reply->value != NULL)
    {
      CvkValue *hidden = cvk_secret_reference_hide_value (reply->value, secrets);

      cvk_value_unref (reply->value);
      reply->value = hidden;
    }
  if (reply->problem != NULL)
    {
      g_autoptr (CvkValue) told = cvk_problem_to_value (reply->problem);
      g_autoptr (CvkValue) hidden = cvk_secret_reference_hide_value (told, secrets);

      if (hidden == told)
        return;
      cvk_problem_unref (reply->problem);
      reply->problem = cvk_problem_from_value (hidden);
    }
}

static void
exchanged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reveal *self = g_task_get_task_data (task);
  CvkReply *reply = cvk_exchange_finish (result);

  hide (reply, self->secrets);
  g_task_return_pointer (task, reply, (GDestroyNotify) cvk_reply_free);
}

/* Nothing has left; of a request that is repeated, nobody knows what came of the first. */
static void
return_problem (GTask *task, CvkProblem *problem)
{
  Reveal *self = g_task_get_task_data (task);

  g_task_return_pointer (
    task,
    cvk_reply_new (self->execution->is_repeat ? CVK_REPLY_UNKNOWN : CVK_REPLY_NOT_SENT, problem),
    (GDestroyNotify) cvk_reply_free);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reveal *self = g_task_get_task_data (task);
  CvkExecution *execution = self->execution;
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) settings = NULL;
  CvkExchangeOptions options;

  self->secrets = cvk_call_fetch_secrets_finish (execution->call, result, &problem);
  if (self->secrets == NULL)
    {
      return_problem (task, problem);
      return;
    }
  settings = cvk_secret_reference_replace_value (execution->settings, self->secrets);
  if (execution->fill_in != NULL
        ? !execution->fill_in (execution, settings, &self->request, &problem)
        : !cvk_action_build_request (execution->action, settings, &self->request, &problem))
    {
      return_problem (task, problem);
      return;
    }
  options = cvk_execution_make_options (execution, execution->action, &self->request);
  options.call = execution->call;
  options.is_repeat = execution->is_repeat;
  cvk_exchange_async (&options, exchanged_cb, g_steal_pointer (&task));
}

void
cvk_execution_reveal_and_exchange (CvkExecution *self, GAsyncReadyCallback callback)
{
  GTask *task = g_task_new (NULL, NULL, callback, self);
  Reveal *reveal = g_new0 (Reveal, 1);

  g_task_set_source_tag (task, cvk_execution_reveal_and_exchange);
  reveal->execution = self;
  g_task_set_task_data (task, reveal, (GDestroyNotify) reveal_free);
  cvk_call_fetch_secrets_async (self->call, self->settings, fetched_cb, task);
}
