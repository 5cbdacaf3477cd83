// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-engine"

#include "config.h"

#include "engine/cvk-script-job.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "engine/cvk-script-text.h"

CvkScriptJob *
cvk_script_job_new (GTask *task, const CvkScriptRequest *request)
{
  CvkScriptJob *self = g_rc_box_new0 (CvkScriptJob);

  self->task = g_object_ref (task);
  self->kind = request->kind;
  self->text = cvk_script_request_to_text (request);
  self->run = cvk_value_to_json (request->run, CVK_JSON_COMPACT);
  self->scopes = g_ptr_array_ref (request->scopes);
  self->first_index = request->first_index;
  self->time_limit = request->time_limit > 0 ? request->time_limit : CVK_SCRIPT_DEFAULT_TIME_LIMIT;
  self->memory_limit =
    request->memory_limit > 0 ? request->memory_limit : CVK_SCRIPT_DEFAULT_MEMORY_LIMIT;
  self->results =
    g_ptr_array_new_full (request->scopes->len, (GDestroyNotify) cvk_script_result_free);
  return self;
}

static void
clear_job (CvkScriptJob *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_object (&self->task);
  g_free (self->text);
  g_free (self->run);
  g_ptr_array_unref (self->scopes);
  g_clear_pointer (&self->results, g_ptr_array_unref);
}

CvkScriptJob *
cvk_script_job_ref (CvkScriptJob *self)
{
  return g_rc_box_acquire (self);
}

void
cvk_script_job_unref (CvkScriptJob *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) clear_job);
}

gboolean
cvk_script_job_is_complete (const CvkScriptJob *self)
{
  return self->results->len == self->scopes->len;
}

/* Both are taken. */
static void
add_result (CvkScriptJob *self, CvkValue *value, CvkProblem *problem)
{
  CvkScriptResult *result = g_new0 (CvkScriptResult, 1);

  result->value = value;
  result->problem = problem;
  g_ptr_array_add (self->results, result);
  self->retrying = FALSE;
}

gboolean
cvk_script_job_add_value (CvkScriptJob *self, const char *text, size_t length)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (text, length, CVK_JSON_DATA, &error);

  if (value != NULL)
    add_result (self, value, NULL);
  else if (g_error_matches (error, CVK_JSON_ERROR, CVK_JSON_ERROR_ENCODING))
    add_result (self, NULL, cvk_script_broken_text_problem ());
  else
    return FALSE;
  return TRUE;
}

void
cvk_script_job_add_problem (CvkScriptJob *self, CvkProblem *problem)
{
  add_result (self, NULL, problem);
}

void
cvk_script_job_add_syntax_problems (CvkScriptJob *self, const char *text, size_t length)
{
  while (!cvk_script_job_is_complete (self))
    add_result (self, NULL,
                cvk_script_problem_from_text (self->kind, CVK_SCRIPT_FRAME_SYNTAX, text, length,
                                              self->memory_limit));
}

void
cvk_script_job_add_unavailable_problems (CvkScriptJob *self, const char *reason)
{
  while (!cvk_script_job_is_complete (self))
    add_result (self, NULL, cvk_script_unavailable_problem (reason));
}

void
cvk_script_job_finish (CvkScriptJob *self)
{
  g_task_return_pointer (self->task, g_steal_pointer (&self->results),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
cvk_script_job_cancel (CvkScriptJob *self)
{
  g_task_return_new_error (self->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                           _ ("The evaluation was cancelled."));
}
