// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"
#include "connect/cvk-reconcile.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-secret-reference.h"

/* How often a request may be lost before somebody is asked. */
#define MAX_FOUND_OUT 3

/* --- Beginning --- */

static void
execution_free (CvkExecution *self)
{
  if (self->extra_free != NULL)
    self->extra_free (self->extra);
  g_clear_pointer (&self->reconcile, cvk_reconcile_free);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_pointer (&self->reply, cvk_reply_free);
  cvk_action_request_clear (&self->request);
  if (self->action_free != NULL)
    self->action_free ((gpointer) self->action);
  g_free (self);
}

static gboolean
holds_only_links (const CvkValue *value)
{
  g_autoptr (GHashTable) all = cvk_secret_reference_collect (value, NULL);
  g_autoptr (GHashTable) links =
    cvk_secret_reference_collect (value, CVK_SECRET_REFERENCE_START_LINK);

  return g_hash_table_size (all) == g_hash_table_size (links);
}

/* A reference would go out as a meaningless text, and the link that it stands for lets whoever
 * reads it in as the host. */
CvkProblem *
cvk_action_find_secret (const CvkValue *settings, gboolean may_reveal)
{
  gboolean reveals = may_reveal && cvk_action_wants_links (settings);

  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;
      g_autoptr (CvkValue) masked = NULL;
      CvkProblem *problem;

      cvk_value_get_member_at (settings, i, &name, &value);
      masked = cvk_secret_reference_mask_value (value);
      if (masked == value || (reveals && holds_only_links (value)))
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
  *problem =
    cvk_action_find_secret (settings, action->operations.type.effect == CVK_NODE_EFFECT_CHANGE);
  if (*problem != NULL)
    return NULL;
  if (action->connector->quirks->prepare == NULL)
    return cvk_value_ref (settings);
  return action->connector->quirks->prepare (action, settings, now, problem);
}

/* What was right when it was sent is so when it is gone through again. */
static int64_t
get_time_of_planning (CvkCall *call)
{
  const CvkPastEffect *past = cvk_call_get_past_effect (call);

  return past != NULL ? past->planned
                      : cvk_clock_get_wall (cvk_step_get_clock (cvk_call_get_step (call)));
}

CvkExecution *
cvk_execution_new (CvkCall *call, const CvkAction *action, CvkValue *settings)
{
  CvkExecution *self = g_new0 (CvkExecution, 1);

  self->action = action;
  self->call = call;
  self->settings = settings != NULL ? cvk_value_ref (settings) : NULL;
  cvk_call_set_data (call, self, (GDestroyNotify) execution_free);
  return self;
}

CvkExecution *
cvk_execution_begin (CvkCall *call)
{
  CvkStep *step = cvk_call_get_step (call);
  CvkExecution *self =
    cvk_execution_new (call, (const CvkAction *) cvk_step_get_operations (step), NULL);
  CvkProblem *problem = NULL;

  /* A guess is no number of a meeting and no date, and only its place is looked at. */
  if (cvk_call_holds_guess (call, cvk_call_get_settings (call)))
    self->settings = cvk_value_ref (cvk_call_get_settings (call));
  else
    self->settings = prepare_settings (self->action, cvk_call_get_settings (call),
                                       get_time_of_planning (call), &problem);
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

CvkExchangeOptions
cvk_execution_make_options (CvkExecution *self,
                            const CvkAction *action,
                            const CvkActionRequest *request)
{
  CvkStep *step = cvk_call_get_step (self->call);
  GObject *connection = cvk_step_get_connection (step);
  GObject *network = cvk_step_get_network (step);

  return (CvkExchangeOptions){
    .action = action,
    .connection = connection != NULL ? CVK_CONNECTION (connection) : NULL,
    .http = network != NULL ? CVK_HTTP (network) : NULL,
    .clock = cvk_step_get_clock (step),
    .pause = cvk_step_get_pause (step),
    .owner = self->call,
    .reads_only = cvk_call_is_rehearsed (self->call),
    .settings = self->settings,
    .request = request,
    .follower = action == self->action ? self->follower : NULL,
    .cancellable = cvk_call_get_cancellable (self->call),
    .max_wait = get_max_wait (step),
  };
}

void
cvk_execution_exchange (CvkExecution *self,
                        const CvkAction *action,
                        const CvkActionRequest *request,
                        gboolean is_effect,
                        GAsyncReadyCallback callback)
{
  CvkExchangeOptions options = cvk_execution_make_options (self, action, request);

  if (is_effect && cvk_action_wants_links (self->settings))
    {
      cvk_execution_reveal_and_exchange (self, callback);
      return;
    }
  if (is_effect)
    {
      options.call = self->call;
      options.is_repeat = self->is_repeat;
    }
  cvk_exchange_async (&options, callback, self);
}

void
cvk_execution_exchange_for (CvkExecution *self,
                            const CvkAction *action,
                            const CvkActionRequest *request,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  CvkExchangeOptions options = cvk_execution_make_options (self, action, request);

  options.cancellable = cvk_call_get_run_cancellable (self->call);
  cvk_exchange_async (&options, callback, user_data);
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

/* That there is no such thing is an answer, where the description says what it looks like. */
static void
accept_absent (CvkExecution *self)
{
  CvkValue *absent = cvk_value_get_member (self->action->description, "absent");
  CvkValue *added = cvk_value_get_member (self->action->description, "adds");
  g_autoptr (CvkValue) found = NULL;

  if (self->reply->kind == CVK_REPLY_DONE && added != NULL)
    {
      found = g_steal_pointer (&self->reply->value);
      self->reply->value = cvk_action_add_members (found, added);
    }
  if (absent == NULL || self->reply->kind != CVK_REPLY_REFUSED ||
      g_strcmp0 (cvk_problem_get_code (self->reply->problem),
                 cvk_value_lookup_string (absent, "problem", NULL)) != 0)
    return;
  self->reply->kind = CVK_REPLY_DONE;
  self->reply->value = cvk_action_add_members (NULL, cvk_value_get_member (absent, "adds"));
  g_clear_pointer (&self->reply->problem, cvk_problem_unref);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;

  self->reply = cvk_exchange_finish (result);
  accept_absent (self);
  if (self->reply->kind != CVK_REPLY_DONE)
    {
      cvk_execution_fail (self);
      return;
    }
  if (self->action->operations.type.keeps_input)
    cvk_output_emit_over (cvk_call_get_output (self->call), 0, cvk_call_get_item (self->call),
                          cvk_value_ref (self->reply->value));
  else
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

/* It is open, and so says the journal. */
static void
find_out_or_park (CvkExecution *self)
{
  /* Asking again has been tried by then where it is harmless. */
  if (self->find_out == NULL || self->action->on_unknown == CVK_ON_UNKNOWN_REPEAT ||
      self->n_found_out >= MAX_FOUND_OUT || self->is_given_up)
    cvk_execution_park (self);
  else
    self->find_out (self);
}

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
  else if (self->reply->kind == CVK_REPLY_UNKNOWN)
    find_out_or_park (self);
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
  if (self->reply->sent != 0)
    self->last_sent = self->reply->sent;
  if (self->first_sent == 0)
    self->first_sent = self->last_sent;
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

void
cvk_action_emit_changed (const CvkAction *self,
                         CvkItem *item,
                         const CvkValue *reply,
                         CvkOutput *output)
{
  CvkValue *added = cvk_value_get_member (self->description, "adds");
  CvkValue *fields = cvk_action_add_members (reply, added);

  if (self->operations.type.keeps_input)
    cvk_output_emit_over (output, 0, item, fields);
  else
    cvk_output_emit_new (output, 0, item, fields);
}

static void
emit_changed (CvkExecution *self)
{
  if (self->emit != NULL)
    {
      self->emit (self);
      return;
    }
  cvk_action_emit_changed (self->action, cvk_call_get_item (self->call), self->reply->value,
                           cvk_call_get_output (self->call));
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

static void send_again (CvkExecution *self);

/* Who says that it was done and shows nothing of it contradicts itself: one of the two is wrong,
 * and sending again would be right only if it was the first. Also in a later process. */
static void
remember_claim (CvkExecution *self)
{
  if (self->reply->kind != CVK_REPLY_UNKNOWN || !self->reply->says_done || self->says_done ||
      self->action->on_unknown != CVK_ON_UNKNOWN_RECONCILE)
    return;
  self->says_done = TRUE;
  cvk_call_note_effect (self->call,
                        cvk_value_new_object ("says_done", cvk_value_new_boolean (TRUE), NULL));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;

  g_clear_pointer (&self->reply, cvk_reply_free);
  self->reply = cvk_exchange_finish (result);
  if (cvk_execution_retake_quota (self, send_again))
    return;
  remember_claim (self);
  cvk_execution_accept_gone (self);
  cvk_execution_resolve (self, emit_changed);
}

static void
send_again (CvkExecution *self)
{
  cvk_execution_exchange (self, self->action, &self->request, TRUE, changed_cb);
}

/* Nobody can say: that stands in the journal, and a person is asked. */
void
cvk_execution_give_up (CvkExecution *self)
{
  const CvkPastEffect *past = cvk_call_get_past_effect (self->call);

  self->is_given_up = TRUE;
  if (self->last_sent == 0 && past != NULL && past->state == CVK_EFFECT_SENT)
    cvk_execution_resolve (self, NULL);
  else
    cvk_execution_park (self);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_call_resolve_effect_finish (self->call, result, &error))
    send_again (self);
  else
    cvk_call_fail (self->call, cvk_action_describe_engine_error (error));
}

static void
reconciled_cb (CvkExecution *self, CvkReconcileResult result, CvkValue *found, gpointer user_data)
{
  if (result == CVK_RECONCILE_FOUND)
    {
      self->reply->kind = CVK_REPLY_DONE;
      g_clear_pointer (&self->reply->problem, cvk_problem_unref);
      self->reply->value = cvk_value_ref (found);
      cvk_execution_resolve (self, emit_changed);
    }
  else if (result == CVK_RECONCILE_NOT_THERE && !self->says_done)
    /* That is known now, whatever becomes of sending it again. */
    cvk_call_resolve_effect_async (self->call, CVK_EFFECT_PLANNED, NULL, taken_back_cb, self);
  else
    cvk_execution_give_up (self);
}

static void
find_out (CvkExecution *self)
{
  const CvkPastEffect *past = cvk_call_get_past_effect (self->call);
  CvkReconcileTimes times = {
    .first_sent = past != NULL ? past->first_sent : self->first_sent,
    .last_sent = self->last_sent != 0 || past == NULL ? self->last_sent : past->sent,
    .is_past = self->is_past && self->n_found_out == 0,
  };

  self->n_found_out++;
  if (self->action->on_unknown == CVK_ON_UNKNOWN_REPEAT)
    {
      self->is_repeat = TRUE;
      send_again (self);
    }
  else if (cvk_reconcile_is_possible (self))
    cvk_reconcile_start (self, &times, reconciled_cb, NULL);
  else
    cvk_execution_give_up (self);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CvkExecution *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_plan_effect_finish (self->call, result, &error))
    cvk_execution_fail_plan (self, error, changed_cb);
  else if (!cvk_execution_follow_past (self, emit_changed))
    cvk_execution_exchange (self, self->action, &self->request, TRUE, changed_cb);
}

static void
plan_change (CvkExecution *self)
{
  g_autoptr (CvkValue) request = cvk_action_request_to_value (self->action, &self->request);

  cvk_call_plan_effect_async (self->call, request, self->request.match_key, planned_cb, self);
}

static void
take_quota (CvkExecution *self)
{
  cvk_execution_take_quota (self, plan_change);
}

void
cvk_execution_start_change (CvkExecution *self)
{
  self->find_out = find_out;
  self->send_again = send_again;
  cvk_action_ask_consent (self, take_quota);
}

void
cvk_action_start_change (CvkCall *call)
{
  CvkExecution *self = cvk_execution_begin (call);

  if (self != NULL)
    cvk_execution_start_change (self);
}
