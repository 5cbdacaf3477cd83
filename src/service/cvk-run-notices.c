// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-notices.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"
#include "service/cvk-problems.h"
#include "service/cvk-run-retry.h"
#include "service/cvk-window.h"

/* What was told of a run, kept under this name and the run's id: a digest of the questions. */
#define SETTING "asked."
/* Ids of notifications: this and the id of a run or of an activation. */
#define ABOUT_QUESTION "question-"
#define ABOUT_FAILURE "failure-"
#define ABOUT_ACTIVATION "activation-"
#define ABOUT_HANDLER "handler-"

#define OPEN "open"
#define RETRY "retry"
/* An answer: this and a choice. */
#define ANSWER "answer-"

struct _CvkRunNotices
{
  GObject parent_instance;

  GDBusConnection *bus;
  CvkRunNoticesSubjects subjects;
  GHashTable *asking;  /* id of a run -> Asking */
  GHashTable *failed;  /* id of an activation -> id of its run that failed last */
  GHashTable *retried; /* id of a run that a button began -> id of the activation */
  gboolean holds_host;
};

G_DEFINE_FINAL_TYPE (CvkRunNotices, cvk_run_notices, G_TYPE_OBJECT)

/* The questions of one run. */
typedef struct
{
  GPtrArray *questions; /* CvkQuestion */
  char *name;           /* of the pipeline */
  char *digest;         /* of their ids */
  char *told;           /* nullable: what the user has heard of */
  gboolean is_recalled; /* @told is known */
} Asking;

static void
free_asking (Asking *asking)
{
  g_ptr_array_unref (asking->questions);
  g_free (asking->name);
  g_free (asking->digest);
  g_free (asking->told);
  g_free (asking);
}

static char *
make_digest (GPtrArray *questions)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (unsigned i = 0; i < questions->len; i++)
    g_checksum_update (checksum,
                       (const guchar *) cvk_question_get_id (g_ptr_array_index (questions, i)), -1);
  return g_strdup (g_checksum_get_string (checksum));
}

/* --- Questions --- */

/* A click on a notification is quick: what may do something twice is left to the window, and so is
 * what does not fit. */
static void
choose_buttons (const CvkQuestion *question,
                CvkNotification *notification,
                char **actions,
                char **labels)
{
  unsigned n_buttons = 0;

  for (unsigned i = 0; i < cvk_question_get_n_choices (question) && n_buttons < 2; i++)
    {
      if (cvk_question_is_risky (question, i))
        continue;
      actions[n_buttons] = g_strconcat (ANSWER, cvk_question_get_choice (question, i), NULL);
      labels[n_buttons++] = cvk_question_dup_label (question, i);
    }
  notification->action = actions[0];
  notification->label = labels[0];
  notification->other_action = actions[1];
  notification->other_label = labels[1];
}

static void
show_question (CvkRunNotices *self, const char *id, const char *name, const CvkQuestion *question)
{
  g_autofree char *body = cvk_local_problem (cvk_question_get_text (question));
  /* Translators: %s is the name of a pipeline. */
  g_autofree char *title = g_strdup_printf (_ ("%s needs an answer"), name);
  g_auto (GStrv) actions = g_new0 (char *, 3);
  g_auto (GStrv) labels = g_new0 (char *, 3);
  CvkNotification notification = {
    .title = title,
    .body = body,
    .hint = _ ("“convokectl answer” takes it."),
    .is_urgent = TRUE,
  };

  choose_buttons (question, &notification, actions, labels);
  cvk_notifier_show (self->subjects.notifier, id, &notification);
}

static void
show_questions (CvkRunNotices *self, const char *id, const char *name, unsigned count)
{
  /* Translators: %s is the name of a pipeline. */
  g_autofree char *title = g_strdup_printf (_ ("%s needs answers"), name);
  g_autofree char *body =
    /* Translators: how many questions of runs wait for an answer. */
    g_strdup_printf (ngettext ("%'u question waits.", "%'u questions wait.", count), count);

  cvk_notifier_show (self->subjects.notifier, id,
                     &(CvkNotification){ .title = title,
                                         .body = body,
                                         .hint = _ ("“convokectl answer” lists them."),
                                         .action = OPEN,
                                         .label = _ ("Open"),
                                         .is_urgent = TRUE });
}

static void
save_told (CvkRunNotices *self, const char *run, const char *digest)
{
  g_autofree char *name = g_strconcat (SETTING, run, NULL);

  cvk_store_save_setting_async (cvk_host_get_store (self->subjects.host), name, digest, NULL, NULL);
}

static void
tell (CvkRunNotices *self, const char *run, Asking *asking)
{
  g_autofree char *id = g_strconcat (ABOUT_QUESTION, run, NULL);

  if (!asking->is_recalled || g_strcmp0 (asking->told, asking->digest) == 0)
    return;
  if (asking->questions->len == 1)
    show_question (self, id, asking->name, g_ptr_array_index (asking->questions, 0));
  else
    show_questions (self, id, asking->name, asking->questions->len);
  g_free (asking->told);
  asking->told = g_strdup (asking->digest);
  save_told (self, run, asking->digest);
}

static void
withdraw (CvkRunNotices *self, const char *run)
{
  g_autofree char *id = g_strconcat (ABOUT_QUESTION, run, NULL);

  cvk_notifier_withdraw (self->subjects.notifier, id);
  save_told (self, run, NULL);
}

typedef struct
{
  CvkRunNotices *notices;
  char *run;
} Recall;

static void
recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Recall *recall = user_data;
  g_autoptr (CvkRunNotices) self = recall->notices;
  g_autofree char *run = recall->run;
  g_autofree char *told = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  Asking *asking = g_hash_table_lookup (self->asking, run);

  if (asking == NULL)
    return;
  asking->is_recalled = TRUE;
  asking->told = g_steal_pointer (&told);
  tell (self, run, asking);
}

static Asking *
find_or_begin (CvkRunNotices *self, const char *run, const char *name)
{
  Asking *asking = g_hash_table_lookup (self->asking, run);
  Recall *recall = NULL;
  g_autofree char *setting = g_strconcat (SETTING, run, NULL);

  if (asking != NULL)
    return asking;
  asking = g_new0 (Asking, 1);
  asking->name = g_strdup (name);
  asking->questions = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_question_unref);
  g_hash_table_insert (self->asking, g_strdup (run), asking);
  recall = g_new0 (Recall, 1);
  recall->notices = g_object_ref (self);
  recall->run = g_strdup (run);
  cvk_store_load_setting_async (cvk_host_get_store (self->subjects.host), setting, recalled_cb,
                                recall);
  return asking;
}

static void
collect_questions (CvkRunNotices *self)
{
  const CvkValue *open = cvk_questions_get_open (self->subjects.questions);
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->asking);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_set_size (((Asking *) value)->questions, 0);
  for (size_t i = 0; i < cvk_value_get_length (open); i++)
    {
      const CvkValue *entry = cvk_value_get_element (open, i);
      g_autoptr (CvkQuestion) question = cvk_question_from_value (entry);

      Asking *asking = NULL;

      if (question == NULL || !cvk_question_is_for_person (question))
        continue;
      asking = find_or_begin (self, cvk_question_get_run (question),
                              cvk_value_lookup_string (entry, "run_name", ""));
      g_ptr_array_add (asking->questions, g_steal_pointer (&question));
    }
}

static void
set_hold (CvkRunNotices *self, gboolean hold)
{
  if (self->holds_host == hold)
    return;
  self->holds_host = hold;
  if (hold)
    cvk_host_hold (self->subjects.host);
  else
    cvk_host_release (self->subjects.host);
}

static void
questions_changed_cb (CvkRunNotices *self)
{
  GHashTableIter iter;
  gpointer run = NULL;
  gpointer value = NULL;

  collect_questions (self);
  g_hash_table_iter_init (&iter, self->asking);
  while (g_hash_table_iter_next (&iter, &run, &value))
    {
      Asking *asking = value;

      if (asking->questions->len == 0)
        {
          withdraw (self, run);
          g_hash_table_iter_remove (&iter);
          continue;
        }
      g_free (asking->digest);
      asking->digest = make_digest (asking->questions);
      tell (self, run, asking);
    }
  set_hold (self, g_hash_table_size (self->asking) > 0);
}

/* --- Active pipelines --- */

static void
show_failure (CvkRunNotices *self, const char *id, CvkHostRun *run)
{
  GPtrArray *failures = cvk_host_run_get_failures (run);
  gboolean can_retry = cvk_run_retry_is_possible (run);
  /* Translators: %s is the name of a pipeline. */
  g_autofree char *title = g_strdup_printf (_ ("%s failed"), cvk_host_run_get_name (run));
  g_autofree char *body = cvk_local_problem (g_ptr_array_index (failures, 0));

  cvk_notifier_show (self->subjects.notifier, id,
                     &(CvkNotification){ .title = title,
                                         .body = body,
                                         .action = can_retry ? RETRY : OPEN,
                                         .label = can_retry ? _ ("Retry") : _ ("Open"),
                                         .other_action = can_retry ? OPEN : NULL,
                                         .other_label = can_retry ? _ ("Open") : NULL,
                                         .is_urgent = TRUE });
}

/* The last thing that is told of a run is its end. */
static void
run_delta_cb (CvkRunNotices *self, CvkHostRun *run)
{
  const char *activation = cvk_host_run_get_activation (run);
  g_autofree char *id = NULL;

  if (activation == NULL)
    activation = g_hash_table_lookup (self->retried, cvk_host_run_get_id (run));
  if (activation == NULL || !cvk_host_run_has_ended (run))
    return;
  id = g_strconcat (ABOUT_FAILURE, activation, NULL);
  if (g_str_equal (cvk_host_run_get_state (run), "failed") &&
      cvk_host_run_get_failures (run)->len > 0)
    {
      g_hash_table_insert (self->failed, g_strdup (activation),
                           g_strdup (cvk_host_run_get_id (run)));
      show_failure (self, id, run);
    }
  /* It works again. */
  else if (g_str_equal (cvk_host_run_get_state (run), "succeeded") &&
           g_hash_table_remove (self->failed, activation))
    cvk_notifier_withdraw (self->subjects.notifier, id);
}

/* Told of the last run only: one reason keeps them all from being dealt with. */
static void
handler_blocked_cb (CvkRunNotices *self, CvkHostRun *failed, CvkProblem *problem)
{
  const char *name = cvk_host_run_get_name (failed);
  g_autofree char *id = g_strconcat (ABOUT_HANDLER, name, NULL);
  /* Translators: %s is the name of a pipeline. */
  g_autofree char *title = g_strdup_printf (_ ("Nothing was done about a failure of %s"), name);
  g_autofree char *reason = cvk_local_problem (problem);
  /* Translators: %s is a whole sentence that says why. */
  g_autofree char *body =
    g_strdup_printf (_ ("The pipeline that it names for this case cannot run: %s"), reason);

  cvk_notifier_show (
    self->subjects.notifier, id,
    &(CvkNotification){
      .title = title, .body = body, .action = OPEN, .label = _ ("Open"), .is_urgent = TRUE });
}

static void
blocked_cb (CvkRunNotices *self, CvkActivation *activation, CvkProblem *problem)
{
  g_autofree char *id = g_strconcat (ABOUT_ACTIVATION, cvk_activation_get_id (activation), NULL);
  /* Translators: %s is the name of a pipeline. */
  g_autofree char *title =
    g_strdup_printf (_ ("%s cannot run"), cvk_activation_get_name (activation));
  g_autofree char *body = cvk_local_problem (problem);

  cvk_notifier_show (
    self->subjects.notifier, id,
    &(CvkNotification){
      .title = title, .body = body, .action = OPEN, .label = _ ("Open"), .is_urgent = TRUE });
}

static void
missed_cb (CvkRunNotices *self, CvkActivation *activation, int64_t count)
{
  g_autofree char *id = g_strconcat (ABOUT_ACTIVATION, cvk_activation_get_id (activation), NULL);
  unsigned shown = (unsigned) CLAMP (count, 0, G_MAXINT);
  g_autofree char *title =
    /* Translators: %s is the name of a pipeline. */
    g_strdup_printf (_ ("%s missed its time"), cvk_activation_get_name (activation));
  g_autofree char *body =
    g_strdup_printf (ngettext ("%'u time passed while this computer was asleep or off.",
                               "%'u times passed while this computer was asleep or off.", shown),
                     shown);

  cvk_notifier_show (
    self->subjects.notifier, id,
    &(CvkNotification){ .title = title, .body = body, .action = OPEN, .label = _ ("Open") });
}

/* --- Buttons --- */

static void
window_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunNotices) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_window_open_finish (result, &error))
    cvk_notifier_show (
      self->subjects.notifier, "window",
      &(CvkNotification){ .title = _ ("Convoke could not be opened"), .body = error->message });
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunNotices) self = user_data;
  g_autoptr (CvkProblem) problem = cvk_questions_answer_finish (CVK_QUESTIONS (object), result);
  g_autofree char *body = problem != NULL ? cvk_local_problem (problem) : NULL;

  if (problem != NULL)
    cvk_notifier_show (self->subjects.notifier, "answer",
                       &(CvkNotification){ .title = _ ("The answer was not taken"), .body = body });
}

/* A press of a button, until it is known what came of it. */
typedef struct
{
  CvkRunNotices *notices; /* owned */
  char *activation;       /* owned */
} Retry;

static void
say_not_retried (CvkRunNotices *self, const char *reason)
{
  cvk_notifier_show (self->subjects.notifier, "retry",
                     &(CvkNotification){ .title = _ ("Nothing was tried again"), .body = reason });
}

static void
retried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Retry *retry = user_data;
  g_autoptr (CvkRunNotices) self = retry->notices;
  g_autofree char *activation = retry->activation;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = cvk_run_retry_finish (result, &error);

  if (runs == NULL)
    {
      say_not_retried (self, error->message);
      return;
    }
  for (unsigned i = 0; i < runs->len; i++)
    g_hash_table_insert (self->retried,
                         g_strdup (cvk_host_run_get_id (g_ptr_array_index (runs, i))),
                         g_strdup (activation));
}

static void
retry_failed (CvkRunNotices *self, const char *activation)
{
  const char *run = g_hash_table_lookup (self->failed, activation);
  CvkActivation *active = cvk_activations_find (self->subjects.activations, activation);
  Retry *retry = NULL;

  if (run == NULL || active == NULL)
    {
      say_not_retried (
        self, _ ("The pipeline is not active any more. Open it and run it, or activate it again."));
      return;
    }
  retry = g_new0 (Retry, 1);
  retry->notices = g_object_ref (self);
  retry->activation = g_strdup (activation);
  cvk_run_retry_async (self->subjects.runs, active, run, retried_cb, retry);
}

/* The run that it is about. (nullable) (transfer none) */
static const char *
find_run (CvkRunNotices *self, const char *notification)
{
  if (g_str_has_prefix (notification, ABOUT_QUESTION))
    return notification + strlen (ABOUT_QUESTION);
  if (g_str_has_prefix (notification, ABOUT_FAILURE))
    return g_hash_table_lookup (self->failed, notification + strlen (ABOUT_FAILURE));
  return NULL;
}

static void
action_cb (CvkRunNotices *self, const char *notification, const char *action)
{
  const Asking *asking = NULL;

  if (g_str_has_prefix (notification, ABOUT_QUESTION))
    asking = g_hash_table_lookup (self->asking, notification + strlen (ABOUT_QUESTION));
  else if (!g_str_has_prefix (notification, ABOUT_FAILURE) &&
           !g_str_has_prefix (notification, ABOUT_ACTIVATION) &&
           !g_str_has_prefix (notification, ABOUT_HANDLER))
    return;
  if (g_str_equal (action, OPEN))
    cvk_window_open_async (self->bus, NULL, find_run (self, notification), window_opened_cb,
                           g_object_ref (self));
  else if (g_str_equal (action, RETRY) && g_str_has_prefix (notification, ABOUT_FAILURE))
    retry_failed (self, notification + strlen (ABOUT_FAILURE));
  else if (asking != NULL && asking->questions->len == 1 && g_str_has_prefix (action, ANSWER))
    cvk_questions_answer_async (self->subjects.questions,
                                cvk_question_get_id (g_ptr_array_index (asking->questions, 0)),
                                action + strlen (ANSWER), NULL, answered_cb, g_object_ref (self));
}

/* --- The object --- */

static void
cvk_run_notices_dispose (GObject *object)
{
  CvkRunNotices *self = CVK_RUN_NOTICES (object);

  if (self->subjects.host != NULL)
    set_hold (self, FALSE);
  g_clear_object (&self->subjects.notifier);
  g_clear_object (&self->subjects.failures);
  g_clear_object (&self->subjects.activations);
  g_clear_object (&self->subjects.questions);
  g_clear_object (&self->subjects.runs);
  g_clear_object (&self->subjects.host);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (cvk_run_notices_parent_class)->dispose (object);
}

static void
cvk_run_notices_finalize (GObject *object)
{
  CvkRunNotices *self = CVK_RUN_NOTICES (object);

  g_hash_table_unref (self->asking);
  g_hash_table_unref (self->failed);
  g_hash_table_unref (self->retried);
  G_OBJECT_CLASS (cvk_run_notices_parent_class)->finalize (object);
}

static void
cvk_run_notices_class_init (CvkRunNoticesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_run_notices_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_run_notices_finalize;
}

static void
cvk_run_notices_init (CvkRunNotices *self)
{
  self->retried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asking =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_asking);
}

CvkRunNotices *
cvk_run_notices_new (GDBusConnection *bus, const CvkRunNoticesSubjects *subjects)
{
  CvkRunNotices *self = g_object_new (CVK_TYPE_RUN_NOTICES, NULL);

  self->bus = g_object_ref (bus);
  self->subjects = *subjects;
  g_object_ref (subjects->host);
  g_object_ref (subjects->runs);
  g_object_ref (subjects->questions);
  g_object_ref (subjects->activations);
  g_object_ref (subjects->failures);
  g_object_ref (subjects->notifier);
  g_signal_connect_object (subjects->questions, "changed", G_CALLBACK (questions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (subjects->runs, "delta", G_CALLBACK (run_delta_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (subjects->activations, "blocked", G_CALLBACK (blocked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (subjects->failures, "blocked", G_CALLBACK (handler_blocked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (subjects->activations, "missed", G_CALLBACK (missed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (subjects->notifier, "action", G_CALLBACK (action_cb), self,
                           G_CONNECT_SWAPPED);
  questions_changed_cb (self);
  return self;
}
