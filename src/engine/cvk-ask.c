// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"
#include "model/cvk-sub-pipeline.h"

/* Questions that calls ask. The call is held meanwhile: it has no deadline of its own, and when
 * nothing but such calls is left, the run ends as waiting and is made again with the answer. */

static uint64_t
get_descent (CvkCall *call)
{
  return call->item != NULL && !call->speaks_for_step ? cvk_item_get_descent (call->item) : 0;
}

/* What is asked for all of a step is asked for it in all runs of its sub-pipeline. */
static char *
get_place (CvkCall *call)
{
  return call->speaks_for_step ? cvk_place_dup_path (call->step->place)
                               : g_strdup (call->step->place);
}

/* Of a list item numbers say nothing, and neither do they where there is only one. */
static int64_t
get_item_number (CvkCall *call)
{
  return call->speaks_for_step ? -1 : cvk_call_get_known_number (call);
}

/* When what the call sent last left; 0: it has sent nothing. */
static int64_t
get_last_sent (CvkCall *call)
{
  int64_t before = call->effect.past != NULL ? call->effect.past->sent : 0;

  return MAX (before, call->effect.sent);
}

/* What is asked before anything is sent stays answered when it has been. */
static gboolean
is_asked_before (CvkQuestionKind kind)
{
  return kind == CVK_QUESTION_APPROVAL || kind == CVK_QUESTION_MANY_DELETES;
}

/* What was answered before something was sent has been acted on, and says nothing about that; what
 * was answered for the whole step holds for all of it. */
static const CvkAnswer *
find_answer (CvkCall *call, CvkQuestionKind kind, const char *question)
{
  const CvkAnswer *answer = cvk_run_find_answer (call->run, question);

  if (answer == NULL || call->speaks_for_step || is_asked_before (kind))
    return answer;
  return answer->wall >= get_last_sent (call) ? answer : NULL;
}

static void
place_question (CvkCall *call, CvkQuestion *question)
{
  g_autofree char *place = get_place (call);

  if (!is_asked_before (cvk_question_get_kind (question)))
    cvk_question_set_since (question, get_last_sent (call));
  cvk_question_set_place (question, cvk_run_get_id (call->run), place, get_descent (call),
                          get_item_number (call));
}

static CvkRecord *
create_record (CvkRun *run, const CvkQuestion *question)
{
  g_autoptr (CvkValue) value = cvk_question_to_value (question);
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_QUESTION;
  record->run = g_strdup (cvk_run_get_id (run));
  record->node = g_strdup (cvk_question_get_node (question));
  record->question = g_strdup (cvk_question_get_id (question));
  record->payload = cvk_value_to_json (value, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (cvk_run_get_environment (run)->clock);
  return record;
}

/* Nothing acts on the question before the run's end is on the disk, and that comes after it. */
void
cvk_ask_write_question (CvkRun *run, const CvkQuestion *question)
{
  cvk_journal_write (cvk_run_get_environment (run)->journal, create_record (run, question));
}

/* The question as it was asked first, or as it is asked now, when that one is settled. */
static CvkQuestion *
find_or_place (CvkCall *call, CvkQuestion *question)
{
  CvkQuestion *asked = NULL;

  place_question (call, question);
  asked = cvk_run_find_question (call->run, cvk_question_get_id (question));
  if (asked != NULL && cvk_question_get_answer (asked) != NULL &&
      find_answer (call, cvk_question_get_kind (asked), cvk_question_get_id (asked)) == NULL)
    asked = NULL;
  return cvk_question_ref (asked != NULL ? asked : question);
}

const CvkAnswer *
cvk_call_get_answer (CvkCall *self, CvkQuestionKind kind)
{
  g_autofree char *place = get_place (self);
  g_autofree char *id =
    cvk_question_make_id (kind, cvk_run_get_id (self->run), place, get_descent (self));

  return find_answer (self, kind, id);
}

gboolean
cvk_call_has_asked (CvkCall *self, CvkQuestionKind kind)
{
  g_autofree char *place = get_place (self);
  g_autofree char *id =
    cvk_question_make_id (kind, cvk_run_get_id (self->run), place, get_descent (self));

  return cvk_run_find_question (self->run, id) != NULL;
}

void
cvk_call_park (CvkCall *self, CvkQuestion *question)
{
  g_autoptr (CvkQuestion) owned = question;
  g_autoptr (CvkQuestion) asked = find_or_place (self, question);

  cvk_ask_write_question (self->run, asked);
  cvk_run_asked (self->run, asked);
  self->is_parked = TRUE;
  cvk_effect_settle (self);
  cvk_step_call_ended (self->step, self, cvk_problem_copy (cvk_question_get_text (asked)));
  cvk_call_free (self);
}

/* --- Asking and waiting for the answer --- */

/* The others that have asked the same. (transfer container) (nullable) */
static GPtrArray *
take_followers (CvkCall *self)
{
  GPtrArray *followers = g_steal_pointer (&self->followers);

  for (unsigned i = 0; followers != NULL && i < followers->len; i++)
    ((CvkCall *) g_ptr_array_index (followers, i))->leader = NULL;
  return followers;
}

static void
follow (CvkCall *self, CvkCall *leader)
{
  if (leader->followers == NULL)
    leader->followers = g_ptr_array_new ();
  g_ptr_array_add (leader->followers, self);
  self->leader = leader;
}

/* Who has asked first leaves; the next one takes its place. */
static void
hand_over (CvkCall *self)
{
  g_autoptr (GPtrArray) followers = take_followers (self);
  CvkCall *next = followers != NULL ? g_ptr_array_index (followers, 0) : NULL;

  g_hash_table_remove (self->run->asking, cvk_question_get_id (self->question));
  if (next == NULL)
    return;
  g_hash_table_insert (self->run->asking, (gpointer) cvk_question_get_id (next->question), next);
  for (unsigned i = 1; i < followers->len; i++)
    follow (g_ptr_array_index (followers, i), next);
}

static void
stop_holding (CvkCall *self)
{
  g_clear_signal_handler (&self->asking_handler, self->cancellable);
  self->step->n_held--;
  cvk_run_tell_held (self->run);
  if (self->leader == NULL)
    {
      hand_over (self);
      return;
    }
  g_ptr_array_remove (self->leader->followers, self);
  if (self->leader->followers->len == 0)
    g_clear_pointer (&self->leader->followers, g_ptr_array_unref);
  self->leader = NULL;
}

void
cvk_ask_answer (CvkCall *call, const CvkAnswer *answer)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, call);
  for (unsigned i = 0; call->followers != NULL && i < call->followers->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (call->followers, i));
  for (unsigned i = 0; i < all->len; i++)
    {
      CvkCall *each = g_ptr_array_index (all, i);
      g_autoptr (GTask) task = g_steal_pointer (&each->asking);

      /* What the first ones did with it may have stopped the run. */
      if (task == NULL)
        continue;
      stop_holding (each);
      cvk_call_start_deadline (each);
      g_task_return_pointer (task, cvk_answer_copy (answer), (GDestroyNotify) cvk_answer_free);
    }
}

/* With those that it is inside of. */
static void
set_run_aside (CvkRun *run)
{
  for (; run != NULL; run = run->outer != NULL ? run->outer->run : NULL)
    run->set_aside = TRUE;
}

void
cvk_ask_set_aside (CvkCall *call)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, call);
  for (unsigned i = 0; call->followers != NULL && i < call->followers->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (call->followers, i));
  for (unsigned i = 0; i < all->len; i++)
    {
      CvkCall *each = g_ptr_array_index (all, i);
      g_autoptr (GTask) task = g_steal_pointer (&each->asking);

      if (task == NULL)
        continue;
      stop_holding (each);
      each->is_set_aside = TRUE;
      set_run_aside (each->run);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                               _ ("Not answered yet."));
    }
}

static gboolean
return_cancelled_cb (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  return G_SOURCE_REMOVE;
}

/* Whoever cancels is in the middle of a step, and is not to meet the end of another call there. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  CvkCall *self = user_data;
  GTask *task = g_steal_pointer (&self->asking);

  stop_holding (self);
  g_idle_add (return_cancelled_cb, task);
}

/* The question is on the disk. Takes @task. */
static void
hold (CvkCall *self, GTask *task)
{
  const CvkAnswer *answer = find_answer (self, cvk_question_get_kind (self->question),
                                         cvk_question_get_id (self->question));
  CvkCall *leader = g_hash_table_lookup (self->run->asking, cvk_question_get_id (self->question));

  self->asking = task;
  self->asking_handler =
    g_signal_connect (self->cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
  self->step->n_held++;
  if (leader != NULL)
    follow (self, leader);
  else
    g_hash_table_insert (self->run->asking, (gpointer) cvk_question_get_id (self->question), self);
  cvk_run_wake (self->run);
  if (answer != NULL)
    cvk_ask_answer (self, answer);
  else if (leader == NULL)
    cvk_run_asked (self->run, self->question);
}

static void
question_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkCall *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!cvk_journal_write_durably_finish (CVK_JOURNAL (object), result, &error))
    g_task_return_new_error (task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_JOURNAL,
                             _ ("The journal could not be written, so nothing was asked: %s"),
                             error->message);
  else if (g_cancellable_is_cancelled (self->cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  else
    hold (self, g_steal_pointer (&task));
}

void
cvk_call_ask_async (CvkCall *self,
                    CvkQuestion *question,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (CvkQuestion) owned = question;
  g_autoptr (CvkQuestion) asked = find_or_place (self, question);
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  const CvkAnswer *answer =
    find_answer (self, cvk_question_get_kind (asked), cvk_question_get_id (asked));

  g_task_set_source_tag (task, cvk_call_ask_async);
  g_task_set_task_data (task, self, NULL);
  if (answer != NULL)
    {
      g_task_return_pointer (task, cvk_answer_copy (answer), (GDestroyNotify) cvk_answer_free);
      g_object_unref (task);
      return;
    }
  cvk_call_stop_deadline (self);
  g_clear_pointer (&self->question, cvk_question_unref);
  self->question = g_steal_pointer (&asked);
  cvk_journal_write_durably (cvk_run_get_environment (self->run)->journal,
                             create_record (self->run, self->question), question_written_cb, task);
}

CvkAnswer *
cvk_call_ask_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
