// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"

static GPtrArray **
create_ports (unsigned count)
{
  GPtrArray **ports = g_new (GPtrArray *, count + 1);

  for (unsigned i = 0; i < count; i++)
    ports[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_item_unref);
  ports[count] = NULL;
  return ports;
}

static void
free_ports (GPtrArray **ports)
{
  for (unsigned i = 0; ports != NULL && ports[i] != NULL; i++)
    g_ptr_array_unref (ports[i]);
  g_free (ports);
}

static void
free_slot (gpointer slot)
{
  GArray *emissions = slot;

  if (emissions == NULL)
    return;
  for (unsigned i = 0; i < emissions->len; i++)
    cvk_item_unref (g_array_index (emissions, CvkEmission, i).item);
  g_array_unref (emissions);
}

static void
clear_failure (gpointer data)
{
  CvkRunFailure *failure = data;

  g_clear_pointer (&failure->item, cvk_item_unref);
  g_clear_pointer (&failure->problem, cvk_problem_unref);
}

CvkStep *
cvk_step_new (CvkRun *run, CvkNodeIndex index, CvkNode *node, CvkProblem **problem)
{
  const CvkNodeType *type =
    cvk_node_types_lookup (cvk_run_get_environment (run)->types, node->type);
  g_autoptr (CvkSettings) settings = NULL;
  CvkStep *self = NULL;

  if (type == NULL || type->is_incomplete)
    {
      *problem = cvk_problem_new ("unknown-type",
                                  N_ ("This version of Convoke does not know the step “{type}”."),
                                  "type", node->type, NULL);
      cvk_problem_set_node (*problem, node->id);
      return NULL;
    }
  settings = cvk_settings_new (node->settings, cvk_node_type_get_settings_schema (type), problem);
  if (settings == NULL)
    {
      cvk_problem_set_node (*problem, node->id);
      return NULL;
    }

  self = g_new0 (CvkStep, 1);
  self->run = run;
  self->index = index;
  self->node = node;
  self->operations = (const CvkNodeOperations *) type;
  self->mode = cvk_node_type_get_mode (type, node->settings);
  self->effect = cvk_node_type_get_effect (type, node->settings);
  self->settings = g_steal_pointer (&settings);
  self->input_ports = cvk_node_type_list_inputs (type, node->settings);
  self->output_ports = cvk_node_type_list_outputs (type, node->settings);
  self->n_inputs = g_strv_length (self->input_ports);
  self->n_outputs = g_strv_length (self->output_ports);
  self->linked = g_new0 (gboolean, self->n_outputs + 1);
  self->place = g_strconcat (run->prefix != NULL ? run->prefix : "", node->id, NULL);
  self->inputs = create_ports (self->n_inputs);
  self->outputs = create_ports (self->n_outputs + 1);
  self->calls = g_ptr_array_new ();
  self->slots = g_ptr_array_new_with_free_func (free_slot);
  self->failures = g_array_new (FALSE, FALSE, sizeof (CvkRunFailure));
  g_array_set_clear_func (self->failures, clear_failure);
  self->cut_off = g_array_new (FALSE, FALSE, sizeof (unsigned));
  return self;
}

void
cvk_step_free (CvkStep *self)
{
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  g_clear_pointer (&self->settings, cvk_settings_free);
  g_clear_pointer (&self->script_results, g_ptr_array_unref);
  g_clear_pointer (&self->past_problems, g_hash_table_unref);
  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->slots);
  g_array_unref (self->failures);
  g_array_unref (self->cut_off);
  free_ports (self->inputs);
  free_ports (self->outputs);
  g_clear_pointer (&self->inside, cvk_inside_free);
  g_free (self->linked);
  g_free (self->place);
  g_free (self->origin);
  g_strfreev (self->input_ports);
  g_strfreev (self->output_ports);
  g_free (self);
}

static int
find_port (char **ports, const char *name)
{
  for (int i = 0; ports[i] != NULL; i++)
    if (g_str_equal (ports[i], name))
      return i;
  return -1;
}

int
cvk_step_find_input (CvkStep *self, const char *port)
{
  return find_port (self->input_ports, port);
}

int
cvk_step_find_output (CvkStep *self, const char *port)
{
  return g_str_equal (port, "failed") ? (int) self->n_outputs
                                      : find_port (self->output_ports, port);
}

void
cvk_step_init_scope (CvkStep *self, CvkItem *item, CvkScope *scope)
{
  scope->item = item;
  scope->inputs = cvk_run_get_inputs (self->run);
  scope->run = cvk_run_get_run_value (self->run);
  scope->indices = cvk_run_get_indices (self->run);
}

/* What stands in for the node's own work: pinned items, or its input when it is muted. */
static void
emit_substitute (CvkStep *self)
{
  CvkOutput output = { 0 };

  cvk_output_init (&output, self);
  if (self->node->pinned != NULL)
    for (size_t i = 0; i < cvk_value_get_length (self->node->pinned); i++)
      cvk_output_emit_new (&output, 0, NULL,
                           cvk_value_ref (cvk_value_get_element (self->node->pinned, i)));
  else
    for (unsigned port = 0; port < self->n_inputs; port++)
      for (unsigned i = 0; i < self->inputs[port]->len; i++)
        cvk_output_pass (&output, 0, g_ptr_array_index (self->inputs[port], i));
  cvk_output_deliver (&output);
  cvk_output_clear (&output);
}

/* A step that nothing leads to works on one empty item. */
static void
add_first_item (CvkStep *self)
{
  if (self->mode != CVK_NODE_MODE_EACH || self->n_links_in > 0)
    return;
  if (self->n_inputs == 0)
    {
      g_free (g_steal_pointer (&self->inputs));
      self->inputs = create_ports (1);
    }
  g_ptr_array_add (self->inputs[0], cvk_item_new (CVK_NODE_INDEX_NONE, NULL, NULL, FALSE));
}

/* What is pinned to a trigger stands in for what happened while one tries the pipeline, and not
 * when something has happened. */
gboolean
cvk_step_is_pinned (CvkStep *self)
{
  if (self->node->muted)
    return FALSE;
  /* Nor what was put in by hand, when it comes from outside. */
  if (self->run->arrivals != NULL && g_hash_table_contains (self->run->arrivals, self->node->id))
    return FALSE;
  if (self->n_outputs == 0 || self->node->pinned == NULL)
    return FALSE;
  return !self->operations->type.is_trigger || self->run->trigger == NULL;
}

void
cvk_step_begin (CvkStep *self)
{
  CvkProblem *problem = NULL;
  CvkStepState state = CVK_STEP_SUCCEEDED;

  self->state = CVK_STEP_RUNNING;
  self->started = cvk_clock_get_monotonic (cvk_step_get_clock (self));
  cvk_run_changed (self->run);

  if (self->node->muted || cvk_step_is_pinned (self))
    {
      if (self->n_outputs > 0)
        emit_substitute (self);
      cvk_step_end (self, CVK_STEP_SUCCEEDED);
      return;
    }
  add_first_item (self);
  if (cvk_step_restore_output (self, &state))
    {
      cvk_step_end (self, state);
      return;
    }
  if (cvk_step_is_looked_at (self))
    {
      cvk_step_begin_look (self);
      return;
    }
  if (self->operations->prepare != NULL && !self->operations->prepare (self, &problem))
    {
      cvk_problem_set_node (problem, self->node->id);
      cvk_step_note_failure (self, NULL, 0, problem, FALSE);
      cvk_run_add_failure (self->run, problem, FALSE);
      if (self->node->on_error == CVK_ON_ERROR_STOP)
        cvk_run_stop (self->run);
      cvk_step_end (self, CVK_STEP_FAILED);
      return;
    }

  self->total = self->mode == CVK_NODE_MODE_ALL ? 1 : self->inputs[0]->len;
  self->concurrency =
    self->operations->get_concurrency != NULL ? self->operations->get_concurrency (self) : 1;
  if (self->operations->start != NULL)
    g_ptr_array_set_size (self->slots, (int) self->total);
  cvk_run_wake (self->run);
}

void
cvk_step_end (CvkStep *self, CvkStepState state)
{
  self->state = state;
  self->ended = cvk_clock_get_monotonic (cvk_step_get_clock (self));
  g_clear_pointer (&self->script_results, g_ptr_array_unref);
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  self->data = NULL;
  self->data_destroy = NULL;
  cvk_run_step_ended (self->run, self);
}

CvkNodeIndex
cvk_step_get_index (CvkStep *self)
{
  return self->index;
}

const CvkNode *
cvk_step_get_node (CvkStep *self)
{
  return self->node;
}

const CvkNodeOperations *
cvk_step_get_operations (CvkStep *self)
{
  return self->operations;
}

CvkValue *
cvk_step_get_raw_settings (CvkStep *self)
{
  return self->node->settings;
}

CvkClock *
cvk_step_get_clock (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->clock;
}

CvkPause *
cvk_step_get_pause (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->pause;
}

int64_t
cvk_step_get_settle_time (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->settle_time;
}

int64_t
cvk_step_get_now (CvkStep *self)
{
  return cvk_run_get_now (self->run);
}

CvkValue *
cvk_step_get_inputs (CvkStep *self)
{
  return cvk_run_get_inputs (self->run);
}

GPtrArray *
cvk_step_get_arrivals (CvkStep *self)
{
  GHashTable *arrivals = self->run->arrivals;

  return arrivals != NULL ? g_hash_table_lookup (arrivals, self->node->id) : NULL;
}

CvkValue *
cvk_step_get_trigger_items (CvkStep *self)
{
  CvkValue *trigger = self->run->trigger;

  if (trigger == NULL)
    return NULL;
  return g_str_equal (cvk_value_lookup_string (trigger, "node", ""), self->node->id)
           ? cvk_value_get_member (trigger, "items")
           : self->run->no_items;
}

GPtrArray *
cvk_step_get_items (CvkStep *self, unsigned port)
{
  g_return_val_if_fail (port < self->n_inputs, NULL);
  return self->inputs[port];
}

unsigned
cvk_step_get_n_inputs (CvkStep *self)
{
  return self->n_inputs;
}

gboolean
cvk_step_has_links (CvkStep *self)
{
  return self->n_links_in > 0;
}

CvkDesk *
cvk_step_get_desk (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->desk;
}

GObject *
cvk_step_get_network (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->network;
}

GObject *
cvk_step_get_connection (CvkStep *self)
{
  return self->node->slot != NULL ? cvk_run_get_connection (self->run, self->node->slot) : NULL;
}

char *
cvk_step_resolve_file (CvkStep *self, const char *file, CvkProblem **problem)
{
  return cvk_run_resolve_file (self->run, file, problem);
}

gpointer
cvk_step_get_state (CvkStep *self)
{
  return self->data;
}

void
cvk_step_set_state (CvkStep *self, gpointer state, GDestroyNotify destroy)
{
  if (self->data_destroy != NULL)
    self->data_destroy (self->data);
  self->data = state;
  self->data_destroy = destroy;
}

CvkScriptHost *
cvk_step_get_scripts (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->scripts;
}

CvkValue *
cvk_step_get_run_value (CvkStep *self)
{
  return cvk_run_get_run_value (self->run);
}

uint64_t
cvk_step_get_seed (CvkStep *self)
{
  return cvk_run_get_seed (self->run);
}

CvkValue *
cvk_step_dup_script_scope (CvkStep *self,
                           CvkItem *item,
                           const char *const *nodes,
                           gboolean all_nodes)
{
  CvkScope scope = { 0 };

  cvk_step_init_scope (self, item, &scope);
  return cvk_scope_to_value (&scope, nodes, all_nodes);
}

void
cvk_step_warn (CvkStep *self, CvkProblem *problem)
{
  cvk_problem_set_node (problem, self->node->id);
  cvk_problem_set_warning (problem, TRUE);
  cvk_run_add_warning (self->run, problem);
}
