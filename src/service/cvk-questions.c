// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-questions.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "store/cvk-store-questions.h"

/* The clock that counts stands still while the computer sleeps: it is compared with the other one
 * at least this often. */
#define TICK (60 * G_TIME_SPAN_SECOND)
/* A deadline that is nearer than this is a reason to stay. */
#define NEAR (10 * G_TIME_SPAN_MINUTE)

struct _CvkQuestions
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostRuns *runs;
  CvkValue *open;        /* an array */
  GHashTable *asked;     /* ids of what was asked since the list was loaded */
  GHashTable *handed_on; /* ids of what runs asked although it was answered */
  GHashTable *answered;  /* ids of what was answered and may still stand in the list */
  GHashTable *late;      /* ids of runs that got an answer for which they have to be made again */
  gboolean is_loading;
  gboolean is_stale; /* something has changed since it began to load */
  gboolean holds_host;
  unsigned timeout;
};

G_DEFINE_FINAL_TYPE (CvkQuestions, cvk_questions, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static CvkStore *
get_store (CvkQuestions *self)
{
  return cvk_host_get_store (self->host);
}

/* --- What is open --- */

const CvkValue *
cvk_questions_get_open (CvkQuestions *self)
{
  return self->open;
}

GPtrArray *
cvk_questions_list_waiting (CvkQuestions *self, const char *activation)
{
  GPtrArray *runs = g_ptr_array_new ();

  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->open, i);
      const char *run = cvk_value_lookup_string (entry, "run", "");

      if (g_strcmp0 (cvk_value_lookup_string (entry, "activation", NULL), activation) == 0 &&
          !g_ptr_array_find_with_equal_func (runs, run, g_str_equal, NULL))
        g_ptr_array_add (runs, (char *) run);
    }
  return runs;
}

static gboolean
is_for_person (const CvkValue *entry)
{
  g_autoptr (CvkQuestion) question = cvk_question_from_value (entry);

  return question != NULL && cvk_question_is_for_person (question);
}

unsigned
cvk_questions_count (CvkQuestions *self)
{
  unsigned count = 0;

  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    count += is_for_person (cvk_value_get_element (self->open, i));
  return count;
}

int64_t
cvk_questions_get_next_deadline (CvkQuestions *self)
{
  int64_t next = 0;

  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    {
      int64_t deadline =
        cvk_value_lookup_integer (cvk_value_get_element (self->open, i), "deadline", 0);

      if (deadline != 0 && (next == 0 || deadline < next))
        next = deadline;
    }
  return next;
}

static const CvkValue *
find_open (CvkQuestions *self, const char *id)
{
  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->open, i);

      if (g_str_equal (cvk_value_lookup_string (entry, "id", ""), id))
        return entry;
    }
  return NULL;
}

/* --- Going on --- */

/* Whether the run would come no further with the answer: others of the same step are missing. The
 * list may be older than answers that came together, as those of a deadline do: each would hold the
 * run for the others, and none would make it go on. */
static gboolean
is_still_held (CvkQuestions *self, const CvkQuestion *answered)
{
  CvkQuestionKind kind = cvk_question_get_kind (answered);

  if (kind != CVK_QUESTION_APPROVAL && kind != CVK_QUESTION_WAIT)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->open, i);

      if (g_strcmp0 (cvk_value_lookup_string (entry, "run", NULL),
                     cvk_question_get_run (answered)) == 0 &&
          g_strcmp0 (cvk_value_lookup_string (entry, "node", NULL),
                     cvk_question_get_node (answered)) == 0 &&
          !g_hash_table_contains (self->answered, cvk_value_lookup_string (entry, "id", "")))
        return TRUE;
    }
  return FALSE;
}

static void
resumed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkHostRun) run = cvk_host_runs_resume_finish (CVK_HOST_RUNS (object), result, &error);

  if (run == NULL)
    g_warning ("%s", error->message);
}

static void
resume (CvkQuestions *self, const char *run)
{
  cvk_host_runs_resume_async (self->runs, run, resumed_cb, NULL);
}

/* @answer: (nullable): the run is only to look again */
static void
go_on (CvkQuestions *self, const CvkQuestion *question, const CvkAnswer *answer)
{
  const char *id = cvk_question_get_run (question);
  CvkHostRun *run = cvk_host_runs_get (self->runs, id, NULL);

  if (run != NULL && !cvk_host_run_has_ended (run))
    {
      if (answer == NULL ||
          !cvk_run_answer (cvk_host_run_get_run (run), cvk_question_get_id (question), answer))
        g_hash_table_add (self->late, g_strdup (id));
      return;
    }
  if (answer == NULL || !is_still_held (self, question))
    resume (self, id);
}

/* Runs that were answered in the middle of other work are made again when that is done. */
static void
resume_late_runs (CvkQuestions *self)
{
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, self->late);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      CvkHostRun *run = cvk_host_runs_get (self->runs, id, NULL);

      if (run != NULL && !cvk_host_run_has_ended (run))
        continue;
      if (run == NULL || g_str_equal (cvk_host_run_get_state (run), "waiting"))
        g_ptr_array_add (ready, g_strdup (id));
      g_hash_table_iter_remove (&iter);
    }
  for (unsigned i = 0; i < ready->len; i++)
    resume (self, g_ptr_array_index (ready, i));
}

/* --- Answering --- */

typedef struct
{
  char *id;
  CvkAnswer *answer;
  CvkQuestion *question; /* once it is known */
} Answering;

static void
free_answering (Answering *answering)
{
  g_free (answering->id);
  cvk_answer_free (answering->answer);
  g_clear_pointer (&answering->question, cvk_question_unref);
  g_free (answering);
}

static void load (CvkQuestions *self);

static void
return_problem (GTask *task, CvkProblem *problem)
{
  g_task_return_pointer (task, problem, (GDestroyNotify) cvk_problem_unref);
}

static CvkProblem *
explain_closed (const CvkQuestion *question)
{
  const CvkAnswer *answer = cvk_question_get_answer (question);
  int index = answer != NULL ? cvk_question_find_choice (question, answer->choice) : -1;
  g_autofree char *label = index >= 0 ? cvk_question_dup_label (question, (unsigned) index) : NULL;

  if (answer == NULL)
    return cvk_problem_new ("withdrawn-question",
                            N_ ("This question is not open any more: its run has ended."), NULL);
  return cvk_problem_new ("already-answered",
                          N_ ("This question was answered before, with “{answer}”. The first "
                              "answer stays."),
                          "answer", label != NULL ? label : answer->choice, NULL);
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  g_autoptr (CvkValue) value =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL) : NULL;
  g_autoptr (CvkQuestion) question = cvk_question_from_value (value);
  const Answering *answering = g_task_get_task_data (task);

  return_problem (task, explain_closed (question != NULL ? question : answering->question));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkQuestions *self = g_task_get_source_object (task);
  const Answering *answering = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  load (self);
  if (cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    {
      g_hash_table_add (self->answered, g_strdup (answering->id));
      go_on (self, answering->question, answering->answer);
      return_problem (task, NULL);
    }
  else if (g_error_matches (error, CVK_STORE_ERROR, CVK_STORE_ERROR_CONFLICT))
    /* Somebody was faster. */
    cvk_store_load_question_async (CVK_STORE (object), answering->id, closed_cb,
                                   g_steal_pointer (&task));
  else
    return_problem (task, cvk_problem_new_from_error ("journal", error));
}

static void
question_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkQuestions *self = g_task_get_source_object (task);
  Answering *answering = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) value =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, &error) : NULL;
  int choice = -1;

  answering->question = cvk_question_from_value (value);
  if (error != NULL)
    return_problem (task, cvk_problem_new_from_error ("journal", error));
  else if (answering->question == NULL)
    return_problem (task,
                    cvk_problem_new ("unknown-question", N_ ("There is no question “{question}”."),
                                     "question", answering->id, NULL));
  else if (!g_str_equal (cvk_value_lookup_string (value, "state", ""), "open"))
    return_problem (task, explain_closed (answering->question));
  else if ((choice = cvk_question_find_choice (answering->question, answering->answer->choice)) < 0)
    return_problem (task, cvk_problem_new ("unknown-choice",
                                           N_ ("This question cannot be answered with “{choice}”."),
                                           "choice", answering->answer->choice, NULL));
  else if (!cvk_question_is_final (answering->question, (unsigned) choice))
    {
      go_on (self, answering->question, NULL);
      return_problem (task, NULL);
    }
  else
    cvk_store_answer_question_async (CVK_STORE (object), answering->id, answering->answer,
                                     written_cb, g_steal_pointer (&task));
}

static void
begin_answer (CvkQuestions *self,
              const char *id,
              CvkAnswer *answer,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Answering *answering = g_new0 (Answering, 1);

  g_task_set_source_tag (task, cvk_questions_answer_async);
  answering->id = g_strdup (id);
  answering->answer = answer;
  g_task_set_task_data (task, answering, (GDestroyNotify) free_answering);
  cvk_host_touch (self->host);
  cvk_store_load_question_async (get_store (self), id, question_loaded_cb, task);
}

void
cvk_questions_answer_async (CvkQuestions *self,
                            const char *id,
                            const char *choice,
                            const char *text,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  int64_t now = cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);

  begin_answer (self, id, cvk_answer_new (choice, text, FALSE, now), callback, user_data);
}

CvkProblem *
cvk_questions_answer_finish (CvkQuestions *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Deadlines --- */

static void watch_deadlines (CvkQuestions *self);

static gboolean
tick_cb (gpointer user_data)
{
  CvkQuestions *self = user_data;

  self->timeout = 0;
  watch_deadlines (self);
  return G_SOURCE_REMOVE;
}

static void
answer_due (CvkQuestions *self, int64_t now)
{
  for (size_t i = 0; i < cvk_value_get_length (self->open); i++)
    {
      const CvkValue *entry = cvk_value_get_element (self->open, i);
      int64_t deadline = cvk_value_lookup_integer (entry, "deadline", 0);

      if (deadline != 0 && deadline <= now)
        begin_answer (
          self, cvk_value_lookup_string (entry, "id", ""),
          cvk_answer_new (cvk_value_lookup_string (entry, "on_deadline", ""), NULL, TRUE, now),
          NULL, NULL);
    }
}

static void
set_hold (CvkQuestions *self, gboolean hold)
{
  if (self->holds_host == hold)
    return;
  self->holds_host = hold;
  if (hold)
    cvk_host_hold (self->host);
  else
    cvk_host_release (self->host);
}

static void
watch_deadlines (CvkQuestions *self)
{
  CvkClock *clock = cvk_host_get_environment (self->host)->clock;
  int64_t now = cvk_clock_get_wall (clock);
  int64_t next = cvk_questions_get_next_deadline (self);

  cvk_clock_remove_timeout (clock, self->timeout);
  self->timeout = 0;
  set_hold (self, next != 0 && next - now < NEAR);
  if (next == 0)
    return;
  if (next <= now)
    answer_due (self, now);
  /* Also when it was due: one that could not be written is tried again. */
  self->timeout =
    cvk_clock_add_timeout (clock, next <= now ? TICK : MIN (next - now, TICK), tick_cb, self, NULL);
}

/* --- Following --- */

/* It was answered while the run, which did not know, was made again. */
static void
answered_before_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkQuestions) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  g_autoptr (CvkValue) value =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL) : NULL;
  g_autoptr (CvkQuestion) question = cvk_question_from_value (value);

  if (question != NULL && cvk_question_get_answer (question) != NULL)
    go_on (self, question, cvk_question_get_answer (question));
}

static void
compare_asked (CvkQuestions *self)
{
  GHashTableIter iter;
  gpointer id = NULL;

  g_hash_table_iter_init (&iter, self->asked);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      /* Once: an answer that does not help must not keep the run going round. */
      if (find_open (self, id) == NULL && g_hash_table_add (self->handed_on, g_strdup (id)))
        cvk_store_load_question_async (get_store (self), id, answered_before_cb,
                                       g_object_ref (self));
      g_hash_table_iter_remove (&iter);
    }
}

static gboolean
is_not_open_cb (gpointer id, gpointer unused, gpointer user_data)
{
  return find_open (user_data, id) == NULL;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkQuestions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, &error);
  g_autoptr (CvkValue) open =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_DATA, &error) : NULL;
  gboolean has_changed = FALSE;

  self->is_loading = FALSE;
  if (self->is_stale)
    {
      load (self);
      return;
    }
  if (open == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  has_changed = !cvk_value_equal (open, self->open);
  cvk_value_unref (self->open);
  self->open = g_steal_pointer (&open);
  g_hash_table_foreach_remove (self->answered, is_not_open_cb, self);
  compare_asked (self);
  watch_deadlines (self);
  if (has_changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
load (CvkQuestions *self)
{
  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;
  self->is_loading = TRUE;
  cvk_store_load_questions_async (get_store (self), NULL, loaded_cb, g_object_ref (self));
}

static void
asked_cb (CvkQuestions *self, CvkHostRun *run, CvkQuestion *question)
{
  g_hash_table_add (self->asked, g_strdup (cvk_question_get_id (question)));
  load (self);
}

/* With the end of a run, what it has left open is withdrawn. */
static void
runs_changed_cb (CvkQuestions *self)
{
  load (self);
  resume_late_runs (self);
}

/* --- The object --- */

static void
cvk_questions_dispose (GObject *object)
{
  CvkQuestions *self = CVK_QUESTIONS (object);

  if (self->host != NULL)
    {
      cvk_clock_remove_timeout (cvk_host_get_environment (self->host)->clock, self->timeout);
      self->timeout = 0;
      set_hold (self, FALSE);
    }
  g_clear_object (&self->runs);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_questions_parent_class)->dispose (object);
}

static void
cvk_questions_finalize (GObject *object)
{
  CvkQuestions *self = CVK_QUESTIONS (object);

  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->handed_on);
  g_hash_table_unref (self->answered);
  g_hash_table_unref (self->late);
  cvk_value_unref (self->open);
  G_OBJECT_CLASS (cvk_questions_parent_class)->finalize (object);
}

static void
cvk_questions_class_init (CvkQuestionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_questions_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_questions_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_QUESTIONS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_questions_init (CvkQuestions *self)
{
  self->open = cvk_value_new_array (NULL, 0);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->handed_on = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->late = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CvkQuestions *
cvk_questions_new (CvkHost *host, CvkHostRuns *runs)
{
  CvkQuestions *self = g_object_new (CVK_TYPE_QUESTIONS, NULL);

  self->host = g_object_ref (host);
  self->runs = g_object_ref (runs);
  g_signal_connect_object (runs, "asked", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (runs, "changed", G_CALLBACK (runs_changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}
