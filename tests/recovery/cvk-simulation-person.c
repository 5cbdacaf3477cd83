// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulation.h"

#include "base/cvk-json.h"

#define OUTAGE (INT64_C (600) * G_USEC_PER_SEC)
/* So often it is found out what came of a request before somebody is asked about it. */
#define MAX_LOST 3
/* So often it is looked again before another answer is given. */
#define MAX_CHECKS 2
/* After so many questions of one kind something is wrong. */
#define MAX_ASKED 12

/* What the journal has of the effect that a question is about. */
typedef struct
{
  char *request; /* "METHOD /path body" */
  char *topic;   /* nullable */
  CvkEffectState state;
  int64_t sent;
  unsigned n_sent;
  int64_t asked; /* when somebody was asked about it last */
} Effect;

static void
effect_clear (Effect *self)
{
  g_free (self->request);
  g_free (self->topic);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Effect, effect_clear)

static void
read_request (Effect *self, const CvkRecord *record)
{
  g_autoptr (CvkValue) request = cvk_value_from_json (record->payload, -1, CVK_JSON_STRICT, NULL);
  CvkValue *body = cvk_value_get_member (request, "body");
  g_autofree char *json =
    body != NULL && cvk_value_is_object (body) ? cvk_value_to_json (body, CVK_JSON_COMPACT) : NULL;

  g_free (self->request);
  self->request =
    g_strdup_printf ("%s /v2%s %s", cvk_value_lookup_string (request, "method", ""),
                     cvk_value_lookup_string (request, "path", ""), json != NULL ? json : "");
  g_free (self->topic);
  self->topic = json != NULL ? g_strdup (cvk_value_lookup_string (body, "topic", NULL)) : NULL;
}

static void
find_effect (CvkSimulation *self, const CvkQuestion *question, Effect *effect)
{
  GPtrArray *records = cvk_memory_journal_get_records (self->disk);
  const char *id = cvk_question_get_id (question);
  g_autofree char *name = g_strndup (id, (size_t) (strrchr (id, '/') - id));

  *effect = (Effect){ 0 };
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);

      if (record->kind == CVK_RECORD_QUESTION && g_strcmp0 (record->question, id) == 0)
        effect->asked = record->wall;
      if (record->kind != CVK_RECORD_EFFECT || g_strcmp0 (record->effect, name) != 0)
        continue;
      effect->state = record->state;
      if (record->state == CVK_EFFECT_PLANNED && record->payload != NULL)
        read_request (effect, record);
      if (record->state == CVK_EFFECT_SENT)
        {
          effect->sent = record->wall;
          effect->n_sent++;
        }
    }
}

/* --- Whether it had to be asked --- */

/* Whether the process got to know what the service said to it last. */
static gboolean
was_answered (CvkSimulation *self, const char *request)
{
  unsigned life = GPOINTER_TO_UINT (g_hash_table_lookup (self->world.answered, request));

  /* What an earlier process read, it may not have brought to the disk. */
  return life == self->world.n_lives;
}

/* Whether looking in the service could have told, by the rules that hold for it: what comes more
 * than ten minutes later is too late, and of two that are alike nobody knows which is which.
 */
static gboolean
could_be_known (CvkSimulation *self, const Effect *effect)
{
  gboolean is_in_time = effect->asked - effect->sent <= OUTAGE;
  const char *path = strchr (effect->request, ' ') + 1;
  g_autofree char *reading = NULL;

  if (effect->n_sent > MAX_LOST)
    return FALSE;
  if (g_str_has_prefix (effect->request, "POST"))
    return is_in_time && !self->has_twins &&
           !(self->has_decoy && g_strcmp0 (effect->topic, "Wanted 0") == 0);
  if (g_str_has_prefix (effect->request, "DELETE"))
    return FALSE;
  reading = g_strdup_printf ("GET %.*s ", (int) (strchr (path, ' ') - path), path);
  return is_in_time && was_answered (self, reading);
}

static gboolean
is_right (CvkSimulation *self, const CvkQuestion *question, const Effect *effect)
{
  return cvk_question_get_kind (question) == CVK_QUESTION_OUTCOME_UNKNOWN &&
         cvk_question_find_choice (question, "check") >= 0 &&
         cvk_question_find_choice (question, "again") >= 0 &&
         cvk_question_find_choice (question, "done") >= 0 && effect->request != NULL &&
         (effect->state == CVK_EFFECT_UNKNOWN || effect->state == CVK_EFFECT_SENT) &&
         (self->has_twins || !was_answered (self, effect->request)) &&
         !could_be_known (self, effect);
}

/* --- Answering --- */

/* Meetings of that topic that the service has and the run does not know. */
static gboolean
is_there_unknown (CvkSimulation *self, const char *topic)
{
  GPtrArray *meetings = cvk_simulated_zoom_get_meetings (self->world.zoom);
  GPtrArray *records = cvk_memory_journal_get_records (self->disk);
  int count = 0;

  for (unsigned i = 0; i < meetings->len; i++)
    {
      const CvkSimulatedMeeting *meeting = g_ptr_array_index (meetings, i);

      count += meeting->is_ours && g_str_equal (meeting->topic, topic);
    }
  for (unsigned i = 0; i < records->len; i++)
    {
      const CvkRecord *record = g_ptr_array_index (records, i);
      g_autoptr (CvkValue) result = NULL;

      if (record->kind != CVK_RECORD_EFFECT || record->state != CVK_EFFECT_CONFIRMED ||
          g_strcmp0 (record->node, "create") != 0)
        continue;
      result = cvk_value_from_json (record->payload, -1, CVK_JSON_STRICT, NULL);
      count -= g_str_equal (cvk_value_lookup_string (result, "topic", ""), topic);
    }
  return count > 0;
}

/* "check" is no answer that stands anywhere: the run only looks again. */
static void
write_answer (CvkSimulation *self, const CvkQuestion *question, const char *choice)
{
  g_autoptr (CvkAnswer) answer =
    cvk_answer_new (choice, NULL, FALSE, cvk_clock_get_wall (CVK_CLOCK (self->life.clock)));
  g_autoptr (CvkValue) value = cvk_answer_to_value (answer);
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_ANSWER;
  record->run = g_strdup (cvk_question_get_run (question));
  record->question = g_strdup (cvk_question_get_id (question));
  record->payload = cvk_value_to_json (value, CVK_JSON_COMPACT);
  cvk_journal_write (CVK_JOURNAL (self->disk), record);
}

/* Somebody looks in the service. What can be found by looking again is left to the run, which gets
 * to know the whole of it that way. */
static void
answer (CvkSimulation *self, const CvkQuestion *question, const Effect *effect)
{
  unsigned n_asked =
    GPOINTER_TO_UINT (g_hash_table_lookup (self->parked, cvk_question_get_id (question)));
  gboolean is_create = g_str_has_prefix (effect->request, "POST");
  const char *choice = "check";

  if (is_create && !is_there_unknown (self, effect->topic))
    choice = "again";
  else if (n_asked > MAX_CHECKS)
    choice = is_create ? "done" : "again";
  cvk_simulated_world_note (&self->world, &self->life, "%s: %s", cvk_question_get_id (question),
                            choice);
  if (!g_str_equal (choice, "check"))
    write_answer (self, question, choice);
}

gboolean
cvk_simulation_answer (CvkSimulation *self)
{
  GPtrArray *questions = cvk_run_get_questions (self->run);

  if (cvk_run_get_state (self->run) != CVK_RUN_WAITING)
    return FALSE;
  cvk_simulated_world_carry_out (&self->world, G_MAXINT64);
  for (unsigned i = 0; i < questions->len; i++)
    {
      const CvkQuestion *question = g_ptr_array_index (questions, i);
      const char *id = cvk_question_get_id (question);
      unsigned n_asked = GPOINTER_TO_UINT (g_hash_table_lookup (self->parked, id)) + 1;
      g_auto (Effect) effect = { 0 };

      find_effect (self, question, &effect);
      if (!is_right (self, question, &effect) || n_asked > MAX_ASKED)
        self->result->misasked++;
      if (effect.request == NULL || n_asked > MAX_ASKED)
        return FALSE;
      g_hash_table_replace (self->parked, g_strdup (id), GUINT_TO_POINTER (n_asked));
      answer (self, question, &effect);
    }
  return questions->len > 0;
}
