// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"

/* What happened in a step's sub-pipeline, over all its runs: for each node in there how it stands,
 * how many items were done and failed, and which were at its ports. Runs that have ended leave
 * their items here; counting the ones under way, which is done often, takes none. */

typedef struct
{
  char *name;   /* owned */
  int64_t n;    /* items, whether they are kept or not */
  GArray *rows; /* owned CvkInsideRow, nullable: none are kept */
} Port;

typedef struct
{
  char *path; /* owned: "create", "rest/create" */
  const char *label;
  const char *type;
  unsigned runs;
  unsigned states[CVK_STEP_WAITING + 1]; /* in how many of them it stands so */
  int64_t done;
  int64_t total;
  int64_t failed;
  unsigned n_outputs; /* without "failed" */
  GPtrArray *ports;   /* owned Port: inputs, outputs, "failed" */
} Count;

struct _CvkInside
{
  GPtrArray *counts; /* owned Count, in the order of the pipeline */
  GHashTable *by_path;
  gboolean keeps_all; /* items */
  const char *wanted; /* nullable: the path of which it keeps them */
};

static void
clear_row (gpointer data)
{
  CvkInsideRow *row = data;

  g_clear_pointer (&row->item, cvk_item_unref);
  g_clear_pointer (&row->problem, cvk_problem_unref);
}

static GArray *
create_rows (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (CvkInsideRow));

  g_array_set_clear_func (rows, clear_row);
  return rows;
}

static void
append_row (GArray *rows, CvkItem *item, CvkProblem *problem, unsigned round)
{
  CvkInsideRow row = { .item = item != NULL ? cvk_item_ref (item) : NULL,
                       .problem = problem != NULL ? cvk_problem_ref (problem) : NULL,
                       .round = round };

  g_array_append_val (rows, row);
}

static void
free_port (gpointer data)
{
  Port *port = data;

  g_clear_pointer (&port->rows, g_array_unref);
  g_free (port->name);
  g_free (port);
}

static void
free_count (gpointer data)
{
  Count *count = data;

  g_ptr_array_unref (count->ports);
  g_free (count->path);
  g_free (count);
}

static CvkInside *
create (void)
{
  CvkInside *self = g_new0 (CvkInside, 1);

  self->counts = g_ptr_array_new_with_free_func (free_count);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
cvk_inside_free (CvkInside *self)
{
  g_ptr_array_unref (self->counts);
  g_hash_table_unref (self->by_path);
  g_free (self);
}

static Count *
ensure_count (CvkInside *self, const char *path, const char *label, const char *type)
{
  Count *count = g_hash_table_lookup (self->by_path, path);

  if (count != NULL)
    return count;
  count = g_new0 (Count, 1);
  count->path = g_strdup (path);
  count->label = label;
  count->type = type;
  count->ports = g_ptr_array_new_with_free_func (free_port);
  g_ptr_array_add (self->counts, count);
  g_hash_table_insert (self->by_path, count->path, count);
  return count;
}

static Port *
find_port (const Count *count, const char *name)
{
  for (unsigned i = 0; i < count->ports->len; i++)
    {
      Port *port = g_ptr_array_index (count->ports, i);

      if (g_str_equal (port->name, name))
        return port;
    }
  return NULL;
}

static Port *
ensure_port (CvkInside *self, Count *count, const char *name)
{
  Port *port = find_port (count, name);

  if (port != NULL)
    return port;
  port = g_new0 (Port, 1);
  port->name = g_strdup (name);
  if (self->keeps_all || g_strcmp0 (self->wanted, count->path) == 0)
    port->rows = create_rows ();
  g_ptr_array_add (count->ports, port);
  return port;
}

/* --- Adding --- */

static void add_run (CvkInside *self, CvkRun *run, const char *prefix, unsigned round);

static void
add_items (CvkInside *self, Count *count, const char *name, GPtrArray *items, unsigned round)
{
  Port *port = ensure_port (self, count, name);

  port->n += items->len;
  for (unsigned i = 0; port->rows != NULL && i < items->len; i++)
    append_row (port->rows, g_ptr_array_index (items, i), NULL, round);
}

static void
add_failures (CvkInside *self, Count *count, GArray *failures, unsigned round)
{
  Port *port = ensure_port (self, count, "failed");

  port->n += failures->len;
  for (unsigned i = 0; port->rows != NULL && i < failures->len; i++)
    {
      const CvkRunFailure *failure = &g_array_index (failures, CvkRunFailure, i);

      append_row (port->rows, failure->item, failure->problem, round);
    }
}

static void
add_ports (CvkInside *self, Count *count, const CvkStep *step, unsigned round)
{
  count->n_outputs = step->n_outputs;
  for (unsigned i = 0; i < step->n_inputs; i++)
    add_items (self, count, step->input_ports[i], step->inputs[i], round);
  for (unsigned i = 0; i < step->n_outputs; i++)
    add_items (self, count, step->output_ports[i], step->outputs[i], round);
  add_failures (self, count, step->failures, round);
}

/* Of pipelines inside of each other the outermost round counts, which people see in the list. */
static void
add_other_ports (CvkInside *self, Count *count, const Count *other, unsigned round)
{
  count->n_outputs = other->n_outputs;
  for (unsigned i = 0; i < other->ports->len; i++)
    {
      const Port *from = g_ptr_array_index (other->ports, i);
      Port *to = ensure_port (self, count, from->name);

      to->n += from->n;
      for (unsigned k = 0; to->rows != NULL && from->rows != NULL && k < from->rows->len; k++)
        {
          const CvkInsideRow *row = &g_array_index (from->rows, CvkInsideRow, k);

          append_row (to->rows, row->item, row->problem, round != 0 ? round : row->round);
        }
    }
}

static void
add_inside (CvkInside *self, const CvkInside *other, const char *prefix, unsigned round)
{
  for (unsigned i = 0; i < other->counts->len; i++)
    {
      const Count *from = g_ptr_array_index (other->counts, i);
      g_autofree char *path = g_strconcat (prefix, from->path, NULL);
      Count *to = ensure_count (self, path, from->label, from->type);

      to->runs += from->runs;
      to->done += from->done;
      to->total += from->total;
      to->failed += from->failed;
      for (unsigned state = 0; state <= CVK_STEP_WAITING; state++)
        to->states[state] += from->states[state];
      add_other_ports (self, to, from, round);
    }
}

/* Of a call for one item; 0 for a whole list. */
static unsigned
get_round (const CvkCall *call)
{
  return call->item != NULL && call->step->n_links_in > 0 ? call->number + 1 : 0;
}

/* What has ended in there, and what is under way. */
static void
add_step_inside (CvkInside *self, const CvkStep *step, const char *prefix, unsigned round)
{
  if (step->inside != NULL)
    add_inside (self, step->inside, prefix, round);
  for (unsigned i = 0; i < step->calls->len; i++)
    {
      const CvkCall *call = g_ptr_array_index (step->calls, i);

      if (call->inner != NULL)
        add_run (self, call->inner, prefix, round != 0 ? round : get_round (call));
    }
}

static void
add_run (CvkInside *self, CvkRun *run, const char *prefix, unsigned round)
{
  for (CvkNodeIndex i = 0; i < cvk_graph_get_n_steps (run->graph); i++)
    {
      const CvkStep *step = cvk_graph_get_step (run->graph, i);
      g_autofree char *path = NULL;
      g_autofree char *below = NULL;
      Count *count = NULL;

      if (step == NULL)
        continue;
      path = g_strconcat (prefix, step->node->id, NULL);
      below = g_strconcat (path, "/", NULL);
      count = ensure_count (self, path, step->node->label, step->node->type);
      count->runs++;
      count->states[step->state]++;
      count->done += step->done;
      count->total += step->total;
      count->failed += step->failures->len;
      add_ports (self, count, step, round);
      add_step_inside (self, step, below, round);
    }
}

void
cvk_inside_add_run (CvkCall *call)
{
  CvkStep *step = call->step;

  if (step->inside == NULL)
    {
      step->inside = create ();
      step->inside->keeps_all = TRUE;
    }
  add_run (step->inside, call->inner, "", get_round (call));
}

/* --- Asking --- */

static const CvkStep *
get_step (CvkRun *run, CvkNodeIndex node)
{
  const CvkStep *step =
    node < cvk_graph_get_n_steps (run->graph) ? cvk_graph_get_step (run->graph, node) : NULL;

  return step != NULL && step->operations->runs_pipeline ? step : NULL;
}

static int
compare_rounds (gconstpointer a, gconstpointer b)
{
  const CvkInsideRow *left = a;
  const CvkInsideRow *right = b;

  return (left->round > right->round) - (left->round < right->round);
}

/* Seen from the outer pipeline: what a problem names in there is none of its nodes, fields or
 * items. (transfer full) */
static CvkProblem *
move_out (const CvkProblem *inner, const CvkStep *step, const char *path)
{
  CvkProblem *problem = cvk_problem_copy (inner);
  const char *deeper = cvk_problem_get_inside (inner);
  g_autofree char *place = deeper != NULL ? g_strconcat (path, "/", deeper, NULL) : g_strdup (path);

  cvk_problem_set_inside (problem, place);
  cvk_problem_set_node (problem, step->node->id);
  cvk_problem_set_field (problem, NULL);
  cvk_problem_set_item (problem, -1);
  return problem;
}

static void
append_port (GArray *rows, const Count *count, const char *name, const CvkStep *step)
{
  const Port *port = find_port (count, name);

  for (unsigned i = 0; port != NULL && i < port->rows->len; i++)
    {
      const CvkInsideRow *row = &g_array_index (port->rows, CvkInsideRow, i);
      g_autoptr (CvkProblem) problem =
        row->problem != NULL ? move_out (row->problem, step, count->path) : NULL;

      append_row (rows, row->item, problem, row->round);
    }
}

GArray *
cvk_run_dup_inside_rows (CvkRun *self, CvkNodeIndex node, const char *path, const char *port)
{
  const CvkStep *step = get_step (self, node);
  GArray *rows = create_rows ();
  CvkInside *inside = NULL;
  const Count *count = NULL;

  if (step == NULL)
    return rows;
  inside = create ();
  inside->wanted = path;
  add_step_inside (inside, step, "", 0);
  count = g_hash_table_lookup (inside->by_path, path);
  if (count != NULL)
    {
      append_port (rows, count, port, step);
      if (g_str_equal (port, "out") && count->n_outputs == 1)
        append_port (rows, count, "failed", step);
    }
  cvk_inside_free (inside);
  /* Rounds end in any order; of one round what failed stands behind what came out. Stable. */
  g_array_sort (rows, compare_rounds);
  return rows;
}

/* What is under way says more than what has ended, and a failure more than a success. */
static CvkStepState
sum_up (const Count *count)
{
  static const CvkStepState order[] = { CVK_STEP_RUNNING,   CVK_STEP_WAITING,   CVK_STEP_FAILED,
                                        CVK_STEP_CANCELLED, CVK_STEP_SUCCEEDED, CVK_STEP_SKIPPED };

  for (unsigned i = 0; i < G_N_ELEMENTS (order); i++)
    if (count->states[order[i]] > 0)
      return order[i];
  return CVK_STEP_PENDING;
}

static CvkValue *
count_to_value (const Count *count)
{
  g_auto (CvkObjectBuilder) ports = { 0 };

  cvk_object_builder_init (&ports);
  for (unsigned i = 0; i < count->ports->len; i++)
    {
      const Port *port = g_ptr_array_index (count->ports, i);

      cvk_object_builder_append (&ports, port->name, cvk_value_new_integer (port->n));
    }
  return cvk_value_new_object (
    "step", cvk_value_new_string (count->path), "label", cvk_value_new_string (count->label),
    "type", cvk_value_new_string (count->type), "state",
    cvk_value_new_string (cvk_step_state_to_string (sum_up (count))), "runs",
    cvk_value_new_integer (count->runs), "done", cvk_value_new_integer (count->done), "total",
    cvk_value_new_integer (count->total), "failed", cvk_value_new_integer (count->failed), "counts",
    cvk_object_builder_end (&ports), NULL);
}

CvkValue *
cvk_run_dup_inside (CvkRun *self, CvkNodeIndex node)
{
  const CvkStep *step = get_step (self, node);
  CvkInside *inside = NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  if (step == NULL)
    return NULL;
  inside = create ();
  add_step_inside (inside, step, "", 0);
  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < inside->counts->len; i++)
    cvk_array_builder_append (&builder, count_to_value (g_ptr_array_index (inside->counts, i)));
  cvk_inside_free (inside);
  return cvk_array_builder_end (&builder);
}
