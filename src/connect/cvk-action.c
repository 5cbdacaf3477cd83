// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-secret-reference.h"

/* --- Beginning --- */

static void
execution_free (CvkExecution *self)
{
  if (self->extra_free != NULL)
    self->extra_free (self->extra);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->reply, cvk_reply_free);
  cvk_action_request_clear (&self->request);
  g_free (self);
}

/* A reference would go out as a meaningless text, and the link that it stands for lets whoever
 * reads it in as the host. */
static CvkProblem *
find_secret (const CvkValue *settings)
{
  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;
      g_autoptr (CvkValue) masked = NULL;
      CvkProblem *problem;

      cvk_value_get_member_at (settings, i, &name, &value);
      masked = cvk_secret_reference_mask_value (value);
      if (masked == value)
        continue;
      problem = cvk_problem_new ("secret-in-settings",
                                 N_ ("“{field}” holds a start link or host key, which others would "
                                     "read there. Use the join link instead."),
                                 "field", name, NULL);
      cvk_problem_set_field (problem, name);
      return problem;
    }
  return NULL;
}

static CvkValue *
prepare_settings (const CvkAction *action, CvkValue *settings, int64_t now, CvkProblem **problem)
{
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

  cvk_action_check_rules (action, settings, FALSE, problems);
  if (problems->len > 0)
    {
      *problem = cvk_problem_ref (g_ptr_array_index (problems, 0));
      return NULL;
    }
  *problem = find_secret (settings);
  if (*problem != NULL)
    return NULL;
  if (action->connector->quirks->prepare == NULL)
    return cvk_value_ref (settings);
  return action->connector->quirks->prepare (action, settings, now, problem);
}

CvkExecution *
cvk_execution_begin (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkExecution *self = g_new0 (CvkExecution, 1);
  CvkProblem *problem = NULL;

  self->action = (const CvkAction *) cvk_step_get_operations (step);
  self->call = call;
  cvk_call_set_data (call, self, (GDestroyNotify) execution_free);
  /* A guess is no number of a meeting and no date, and only its place is looked at. */
  if (cvk_call_holds_guess (call, cvk_call_get_settings (call)))
    self->settings = cvk_value_ref (cvk_call_get_settings (call));
  else
    self->settings = prepare_settings (self->action, cvk_call_get_settings (call),
                                       cvk_clock_get_wall (cvk_step_get_clock (step)), &problem);
  if (self->settings != NULL &&
      cvk_action_build_request (self->action, self->settings, &self->request, &problem))
    return self;
  cvk_call_fail (call, problem);
  return NULL;
}

/* How long a limit, or a service that is away, is waited for: who gave a step little time does not
 * want to wait long either. Then the item fails and says when it goes on. */
static int64_t
get_max_wait (CvkStep *step)
{
  const CvkNode *node = cvk_step_get_node (step);

  return node->timeout > 0 ? MIN (node->timeout * G_USEC_PER_SEC, CVK_RETRY_MAX_TIME)
                           : CVK_RETRY_MAX_TIME;
}

void
cvk_execution_exchange (CvkExecution *self,
                        const CvkAction *action,
                        const CvkActionRequest *request,
                        gboolean is_effect,
                        GAsyncReadyCallback callback)
{
  CvkStep *step = cvk_call_get_step (self->call);
  CvkExchangeOptions options = { .action = action,
                                 .connection = CVK_CONNECTION (cvk_step_get_connection (step)),
                                 .clock = cvk_step_get_clock (step),
                                 .pause = cvk_step_get_pause (step),
                                 .owner = self->call,
                                 .call = is_effect ? self->call : NULL,
                                 .reads_only = cvk_call_is_rehearsed (self->call),
                                 .settings = self->settings,
                                 .request = request,
                                 .cancellable = cvk_call_get_cancellable (self->call),
                                 .max_wait = get_max_wait (step) };

  cvk_exchange_async (&options, callback, self);
}

void
cvk_execution_fail (CvkExecution *self)
{
  cvk_call_fail (self->call, g_steal_pointer (&self->reply->problem));
}

gboolean
cvk_execution_build_reading (CvkExecution *self,
                             const CvkAction *reading,
                             CvkActionRequest *request,
                             CvkProblem **problem)
{
  CvkValue *schema = cvk_value_get_member (reading->description, "settings");
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_autoptr (CvkValue) settings = NULL;

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (self->settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (self->settings, i, &name, &value);
      if (cvk_value_get_member (properties, name) != NULL)
        cvk_object_builder_append (&builder, name, cvk_value_ref (value));
    }
  settings = cvk_object_builder_end (&builder);
  return cvk_action_build_request (reading, settings, request, problem);
}

gboolean
cvk_execution_may_use (CvkExecution *self, const CvkAction *action)
{
  GObject *connection = cvk_step_get_connection (cvk_call_get_step (self->call));

  for (size_t i = 0; action->scopes[i] != NULL; i++)
    if (!cvk_connection_has_scope (CVK_CONNECTION (connection), action->scopes[i]))
      return FALSE;
  return TRUE;
}

/* --- Reading --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;

  self->reply = cvk_exchange_finish (result);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_fail (self);
      return;
    }
  cvk_output_emit_new (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                       cvk_value_ref (self->reply->value));
  cvk_call_succeed (self->call);
}

void
cvk_action_start_read (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);

  if (self != NULL && !cvk_action_pretend_read (self))
    cvk_execution_exchange (self, self->action, &self->request, FALSE, read_cb);
}

/* --- Changing --- */

typedef struct
{
  CvkExecution *execution;
  CvkExecutionDone done;
} Resolution;

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Resolution *resolution = user_data;
  CvkExecution *self = resolution->execution;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_resolve_effect_finish (self->call, result, &error))
    {
      cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
      return;
    }
  if (self->reply->kind == CVK_REPLY_DONE)
    resolution->done (self);
  else
    cvk_execution_fail (self);
}

void
cvk_execution_resolve (CvkExecution *self, CvkExecutionDone done)
{
  CvkEffectState state = CVK_EFFECT_REFUSED;
  g_autoptr (CvkValue) detail = NULL;
  Resolution *resolution;

  if (!self->reply->is_sent)
    {
      cvk_execution_fail (self);
      return;
    }
  if (self->reply->kind == CVK_REPLY_DONE)
    state = CVK_EFFECT_CONFIRMED;
  else if (self->reply->kind == CVK_REPLY_UNKNOWN)
    state = CVK_EFFECT_UNKNOWN;
  detail = self->reply->problem != NULL ? cvk_problem_to_value (self->reply->problem)
                                        : cvk_value_ref (self->reply->value);
  resolution = g_new0 (Resolution, 1);
  resolution->execution = self;
  resolution->done = done;
  cvk_call_resolve_effect_async (self->call, state, detail, resolved_cb, resolution);
}

CvkValue *
cvk_action_add_members (const CvkValue *base, const CvkValue *added)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, base != NULL && cvk_value_is_object (base) ? base : NULL);
  for (size_t i = 0; added != NULL && i < cvk_value_get_length (added); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (added, i, &name, &value);
      cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static void
emit_changed (CvkExecution *self)
{
  CvkOutput *output = cvk_call_get_output (self->call);
  CvkItem *item = cvk_call_get_item (self->call);
  CvkValue *added = cvk_value_get_member (self->action->description, "adds");
  CvkValue *fields = cvk_action_add_members (self->reply->value, added);

  if (self->action->operations.type.keeps_input)
    cvk_output_emit_over (output, 0, item, fields);
  else
    cvk_output_emit_new (output, 0, item, fields);
  cvk_call_succeed (self->call);
}

/* Whether the reply says that what should go is not there. */
static gboolean
says_gone (CvkExecution *self, CvkValue *gone)
{
  const char *code = cvk_problem_get_code (self->reply->problem);
  CvkValue *repeated = cvk_value_get_member (gone, "repeated");

  if (g_strcmp0 (code, cvk_value_lookup_string (gone, "problem", NULL)) == 0)
    return TRUE;
  for (size_t i = 0; repeated != NULL && i < cvk_value_get_length (repeated); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (repeated, i)), code))
      return self->reply->is_repeated;
  return FALSE;
}

void
cvk_execution_accept_gone (CvkExecution *self)
{
  CvkValue *gone = cvk_value_get_member (self->action->description, "gone");
  const char *setting = cvk_value_lookup_string (gone, "setting", NULL);
  gboolean is_wanted = setting != NULL && cvk_value_lookup_boolean (self->settings, setting, FALSE);

  if (gone == NULL || self->reply->kind != CVK_REPLY_REFUSED || !says_gone (self, gone) ||
      !(is_wanted || self->reply->is_repeated))
    return;
  self->reply->kind = CVK_REPLY_DONE;
  self->reply->value =
    self->reply->is_repeated
      ? cvk_value_new_null ()
      : cvk_value_new_object ("already_gone", cvk_value_new_boolean (TRUE), NULL);
  g_clear_pointer (&self->reply->problem, cvk_problem_unref);
}

static void send_change (CvkExecution *self);

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;

  self->reply = cvk_exchange_finish (result);
  if (cvk_execution_retake_quota (self, send_change))
    return;
  cvk_execution_accept_gone (self);
  cvk_execution_resolve (self, emit_changed);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_plan_effect_finish (self->call, result, &error))
    {
      cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
      return;
    }
  if (!cvk_execution_follow_past (self, emit_changed))
    send_change (self);
}

static void
send_change (CvkExecution *self)
{
  cvk_execution_exchange (self, self->action, &self->request, TRUE, changed_cb);
}

static void
plan_change (CvkExecution *self)
{
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);

  cvk_call_plan_effect_async (self->call, request, self->request.match_key, planned_cb, self);
}

void
cvk_action_start_change (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);

  if (self != NULL)
    cvk_execution_take_quota (self, plan_change);
}
