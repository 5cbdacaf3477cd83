// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"

/* How many items one request takes: enough to make the way to convoke-script cheap, few enough that
 * the first results come soon and memory stays bounded. */
#define SLICE 512

typedef struct
{
  CvkRun *run; /* owned: keeps the step */
  CvkStep *step;
  size_t script;
} Request;

static void request_script (CvkStep *self, size_t script);

static void
free_results (gpointer results)
{
  if (results != NULL)
    g_ptr_array_unref (results);
}

static CvkItem *
get_item (CvkStep *self, unsigned number)
{
  if (self->mode == CVK_NODE_MODE_EACH)
    return g_ptr_array_index (self->inputs[0], number);
  if (self->n_inputs == 1 && self->inputs[0]->len == 1)
    return g_ptr_array_index (self->inputs[0], 0);
  return NULL;
}

/* The evaluation as a whole failed: every item of the slice has that problem. */
static GPtrArray *
spread_error (CvkStep *self, const GError *error)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_script_result_free);

  for (unsigned i = 0; i < self->script_count; i++)
    {
      CvkScriptResult *result = g_new0 (CvkScriptResult, 1);

      result->problem = cvk_problem_new_from_error ("script-unavailable", error);
      g_ptr_array_add (results, result);
    }
  return results;
}

static void
evaluate_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (CvkRun) run = request->run;
  CvkStep *self = request->step;
  g_autoptr (GError) error = NULL;
  GPtrArray *results = cvk_script_host_evaluate_finish (CVK_SCRIPT_HOST (object), result, &error);

  if (results == NULL)
    results = spread_error (self, error);
  g_ptr_array_index (self->script_results, request->script) = results;
  if (request->script + 1 < cvk_settings_get_n_scripts (self->settings))
    {
      request_script (self, request->script + 1);
      return;
    }
  self->script_pending = FALSE;
  cvk_run_wake (run);
}

static void
request_script (CvkStep *self, size_t script)
{
  const CvkSettingsScript *expression = cvk_settings_get_script (self->settings, script);
  g_autoptr (GPtrArray) scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_autofree char *place = NULL;
  CvkScriptRequest request = { 0 };
  Request *data = g_new0 (Request, 1);

  request.kind = CVK_SCRIPT_EXPRESSION;
  request.source = expression->source;
  place = g_strdup_printf ("%s/%s/%zu", self->node->id, expression->field, script);
  request.node = place;
  request.run = cvk_step_get_run_value (self);
  request.inputs = cvk_step_get_inputs (self);
  request.seed = cvk_step_get_seed (self);
  request.first_index = self->script_first;
  request.scopes = scopes;
  for (unsigned i = 0; i < self->script_count; i++)
    g_ptr_array_add (scopes,
                     cvk_step_dup_script_scope (self, get_item (self, self->script_first + i),
                                                expression->nodes, expression->all_nodes));

  data->run = g_object_ref (self->run);
  data->step = self;
  data->script = script;
  cvk_script_host_evaluate_async (cvk_step_get_scripts (self), &request,
                                  cvk_run_get_cancellable (self->run), evaluate_cb, data);
}

gboolean
cvk_step_has_script_values (CvkStep *self, unsigned number)
{
  return !self->script_pending && self->script_results != NULL && number >= self->script_first &&
         number < self->script_first + self->script_count;
}

void
cvk_step_request_script_values (CvkStep *self)
{
  if (self->script_pending)
    return;
  g_clear_pointer (&self->script_results, g_ptr_array_unref);
  self->script_results = g_ptr_array_new_with_free_func (free_results);
  g_ptr_array_set_size (self->script_results, (int) cvk_settings_get_n_scripts (self->settings));
  self->script_first = self->next;
  self->script_count = MIN (SLICE, self->total - self->next);
  self->script_pending = TRUE;
  request_script (self, 0);
}

gboolean
cvk_step_get_script_values (CvkStep *self, unsigned number, CvkValue **values, CvkProblem **problem)
{
  for (unsigned i = 0; i < self->script_results->len; i++)
    {
      GPtrArray *results = g_ptr_array_index (self->script_results, i);
      const CvkScriptResult *result = g_ptr_array_index (results, number - self->script_first);

      if (result->problem != NULL)
        {
          *problem = cvk_problem_copy (result->problem);
          cvk_problem_set_field (*problem, cvk_settings_get_script (self->settings, i)->field);
          return FALSE;
        }
      values[i] = result->value;
    }
  return TRUE;
}
