// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-ai.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "connect/cvk-connection.h"

#define CALLS_PER_TURN 2

gboolean
cvk_ai_prepare (CvkStep *step, CvkProblem **problem)
{
  GObject *connection = cvk_step_get_connection (step);

  if (connection != NULL &&
      cvk_language_model_find (cvk_connection_get_connector (CVK_CONNECTION (connection))) != NULL)
    return TRUE;
  *problem = cvk_problem_new (
    "empty-slot", N_ ("No connection to a language model is chosen. Choose one."), NULL);
  return FALSE;
}

unsigned
cvk_ai_get_concurrency (CvkStep *step)
{
  GObject *connection = cvk_step_get_connection (step);

  return connection != NULL
           ? cvk_connection_get_concurrency (CVK_CONNECTION (connection)) * CALLS_PER_TURN
           : 1;
}

CvkValue *
cvk_ai_dup_settings (CvkCall *call)
{
  return cvk_secret_reference_mask_value (cvk_call_get_settings (call));
}

CvkModelQuestion *
cvk_ai_make_question (const CvkValue *settings, const char *system)
{
  CvkModelQuestion *question =
    cvk_model_question_new (cvk_value_lookup_string (settings, "model", ""));
  CvkValue *temperature = cvk_value_get_member (settings, "temperature");

  question->system = g_strdup (system);
  if (temperature != NULL)
    question->temperature = cvk_value_ref (temperature);
  question->max_tokens = cvk_value_lookup_integer (settings, "max_tokens", 0);
  return question;
}

gboolean
cvk_ai_pretend (CvkCall *call, unsigned port, const char *const *fields)
{
  g_auto (CvkObjectBuilder) guesses = { NULL };

  if (!cvk_call_holds_guess (call, cvk_call_get_settings (call)))
    return FALSE;
  cvk_object_builder_init (&guesses);
  for (size_t i = 0; fields[i] != NULL; i++)
    cvk_object_builder_set (&guesses, fields[i], cvk_call_make_guess (call, fields[i]));
  cvk_output_emit_over (cvk_call_get_output (call), port, cvk_call_get_item (call),
                        cvk_object_builder_end (&guesses));
  cvk_call_succeed (call);
  return TRUE;
}

/* --- What it costs --- */

static void
add_tokens (int64_t *sum, const CvkValue *answer, const char *name)
{
  int64_t count = cvk_value_lookup_integer (answer, name, -1);

  *sum = *sum < 0 || count < 0 || count > G_MAXINT64 - *sum ? -1 : *sum + count;
}

void
cvk_ai_cost_add (CvkAiCost *self, const CvkValue *answer)
{
  CvkValue *seconds = cvk_value_get_member (answer, "seconds");

  add_tokens (&self->tokens_in, answer, "tokens_in");
  add_tokens (&self->tokens_out, answer, "tokens_out");
  if (seconds != NULL && cvk_value_is_number (seconds))
    self->seconds += cvk_value_get_double (seconds);
}

static CvkValue *
make_count (int64_t count)
{
  return count >= 0 ? cvk_value_new_integer (count) : cvk_value_new_null ();
}

void
cvk_ai_cost_append (const CvkAiCost *self, CvkObjectBuilder *fields)
{
  cvk_object_builder_set (fields, "tokens_in", make_count (self->tokens_in));
  cvk_object_builder_set (fields, "tokens_out", make_count (self->tokens_out));
  cvk_object_builder_set (fields, "seconds", cvk_value_new_double (self->seconds));
}

/* --- What is answered in JSON --- */

CvkValue *
cvk_ai_read_object (const char *text, CvkProblem **problem)
{
  const char *start = strchr (text, '{');
  const char *end = strrchr (text, '}');
  g_autoptr (GError) error = NULL;
  CvkValue *value = NULL;

  if (start != NULL && end != NULL && end > start)
    value = cvk_value_from_json (start, end - start + 1, CVK_JSON_STRICT, &error);
  if (value != NULL)
    return value;
  *problem = cvk_problem_new ("no-object",
                              error != NULL ? N_ ("The answer is no JSON object: {reason}")
                                            : N_ ("There is no JSON object."),
                              "reason", error != NULL ? error->message : NULL, NULL);
  return NULL;
}
