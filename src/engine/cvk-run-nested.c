// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/cvk-engine-private.h"
#include "engine/cvk-graph.h"
#include "engine/cvk-inputs.h"
#include "model/cvk-file-slots.h"
#include "model/cvk-sub-pipeline.h"

/**
 * Sub-pipelines. A call that runs another pipeline keeps a run of it, which shares with the outer
 * one what belongs to the run as a whole: its id, journal and replay, questions and answers, plan
 * and approval. Its own are the document, with what "nodes" and "inputs" mean in there, and how it
 * ends. In records its nodes have the place of the call in front, so that there is one journal of
 * one run, made again as one, and an effect is told apart by the whole way that led to it.
 */

CvkRun *
cvk_run_get_root (CvkRun *self)
{
  while (self->outer != NULL)
    self = self->outer->run;
  return self;
}

int64_t
cvk_call_get_known_number (const CvkCall *self)
{
  int64_t number = -1;

  for (; self != NULL; self = self->run->outer)
    if (self->item != NULL && self->step->n_links_in > 0)
      number = self->number;
  return number;
}

char *
cvk_step_make_prefix (const CvkStep *self, CvkItem *item)
{
  return g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x/", self->place,
                          item != NULL ? cvk_item_get_descent (item) : 0);
}

char *
cvk_run_dup_place (const CvkRun *self)
{
  return g_strndup (self->prefix, strlen (self->prefix) - 1);
}

CvkStep *
cvk_run_find_placed_step (CvkRun *self, const char *place)
{
  g_autofree char *id = NULL;
  gpointer found = NULL;

  if (self->prefix != NULL)
    {
      if (!g_str_has_prefix (place, self->prefix))
        return NULL;
      place += strlen (self->prefix);
    }
  id = cvk_place_dup_node (place);
  found = g_hash_table_lookup (cvk_graph_get_indices (self->graph), id);
  return found != NULL ? cvk_graph_get_step (self->graph, GPOINTER_TO_UINT (found) - 1) : NULL;
}

gboolean
cvk_step_owns_place (const CvkStep *self, const char *place)
{
  size_t length = strlen (self->place);

  return strncmp (place, self->place, length) == 0 &&
         (place[length] == '\0' || (self->operations->runs_pipeline && place[length] == ':'));
}

CvkValue *
cvk_run_get_past_result (const CvkRun *self)
{
  g_autofree char *place = NULL;

  if (self->outer == NULL)
    return cvk_replay_get_result (self->replay);
  place = cvk_run_dup_place (self);
  return cvk_replay_get_step (self->replay, place);
}

CvkDocument *
cvk_step_get_pipeline (CvkStep *self, CvkProblem **problem)
{
  CvkDocument *document = cvk_sub_pipeline_find (self->run->document, self->node);
  const char *file = cvk_sub_pipeline_get_file (self->node);

  if (document == NULL)
    {
      *problem = cvk_problem_new ("missing-pipeline",
                                  N_ ("The sub-pipeline “{file}” is not there, or cannot be read."),
                                  "file", file, NULL);
      cvk_problem_set_field (*problem, "file");
    }
  return document;
}

/* --- What it is given --- */

static GHashTable *
map_connections (CvkCall *call, CvkDocument *document)
{
  GHashTable *connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  GPtrArray *slots = cvk_document_get_slots (document);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      GObject *connection = cvk_run_get_connection (
        call->run, cvk_sub_pipeline_map_slot (call->step->node, slot->name));

      if (connection != NULL)
        g_hash_table_insert (connections, g_strdup (slot->name), g_object_ref (connection));
    }
  return connections;
}

/* What the outer pipeline has a slot for, by the same name, is bound there; everything else is
 * relative to the file of the inner one. */
static GHashTable *
map_files (CvkCall *call, CvkDocument *document)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *slots = cvk_document_get_file_slots (document);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (slots, i);
      CvkProblem *problem = NULL;
      char *path = NULL;

      if (cvk_document_get_file_slot (call->run->document, slot->name) == NULL)
        continue;
      path = cvk_run_resolve_file (call->run, slot->name, &problem);
      g_clear_pointer (&problem, cvk_problem_unref);
      if (path != NULL)
        g_hash_table_insert (files, g_strdup (slot->name), path);
    }
  return files;
}

static char *
find_path (CvkCall *call)
{
  CvkProblem *problem = NULL;
  char *path =
    cvk_run_resolve_file (call->run, cvk_sub_pipeline_get_file (call->step->node), &problem);

  g_clear_pointer (&problem, cvk_problem_unref);
  return path;
}

/* --- What comes in --- */

typedef struct
{
  CvkCall *call;
  CvkDocument *document;
  CvkValue *fields;     /* nullable: added to each item */
  GHashTable *arrivals; /* id of an input node -> GPtrArray of CvkValue */
  GHashTable *origins;  /* the same -> GPtrArray of the CvkItem that these were, nullable */
  CvkValue *only;       /* owned, nullable: the one item, when there is just one */
  unsigned count;
} Entry;

static void
clear_entry (Entry *self)
{
  g_clear_pointer (&self->arrivals, g_hash_table_unref);
  g_clear_pointer (&self->origins, g_hash_table_unref);
  g_clear_pointer (&self->only, cvk_value_unref);
}

static CvkNode *
find_input_node (CvkDocument *document, const char *id)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);

      if (g_str_equal (node->type, "input") && (id == NULL || g_str_equal (node->id, id)))
        return node;
    }
  return NULL;
}

static GHashTable *
create_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_ptr_array_unref);
}

static void
unref_item (gpointer item)
{
  if (item != NULL)
    cvk_item_unref (item);
}

/* The node puts out what arrives, and nothing else, also when nothing does. */
static void
open_input (Entry *self, const CvkNode *input)
{
  if (g_hash_table_contains (self->arrivals, input->id))
    return;
  g_hash_table_insert (self->arrivals, g_strdup (input->id),
                       g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref));
  g_hash_table_insert (self->origins, g_strdup (input->id),
                       g_ptr_array_new_with_free_func (unref_item));
}

static CvkValue *
add_fields (CvkValue *value, CvkValue *fields)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (fields == NULL || !cvk_value_is_object (fields))
    return cvk_value_ref (value);
  cvk_object_builder_init_from (&builder, value);
  for (size_t i = 0; i < cvk_value_get_length (fields); i++)
    {
      const char *name = NULL;
      CvkValue *field = NULL;

      cvk_value_get_member_at (fields, i, &name, &field);
      cvk_object_builder_set (&builder, name, cvk_value_ref (field));
    }
  return cvk_object_builder_end (&builder);
}

/* @item: (nullable): nothing but the added fields. FALSE: it does not fit, and @problem is set. */
static gboolean
let_in (Entry *self, const CvkNode *input, CvkItem *item, CvkProblem **problem)
{
  g_autoptr (CvkValue) value =
    item != NULL ? cvk_item_to_value (item) : cvk_value_new_object (NULL, NULL);
  g_autoptr (CvkValue) given = add_fields (value, self->fields);
  CvkValue *completed = cvk_inputs_complete_item (input, given, problem);

  if (completed == NULL)
    {
      cvk_problem_set_inside (*problem, input->id);
      return FALSE;
    }
  open_input (self, input);
  g_ptr_array_add (g_hash_table_lookup (self->arrivals, input->id), completed);
  g_ptr_array_add (g_hash_table_lookup (self->origins, input->id),
                   item != NULL ? cvk_item_ref (item) : NULL);
  self->count++;
  if (self->count == 1)
    self->only = cvk_value_ref (completed);
  else
    g_clear_pointer (&self->only, cvk_value_unref);
  return TRUE;
}

static const char *
get_input_name (CvkStep *step, unsigned port)
{
  CvkValue *names = cvk_value_get_member (step->node->settings, "inputs");
  CvkValue *name =
    names != NULL && cvk_value_is_array (names) && port < cvk_value_get_length (names)
      ? cvk_value_get_element (names, port)
      : NULL;

  return name != NULL && cvk_value_is_string (name) ? cvk_value_get_string (name) : NULL;
}

/* Of a whole list, items that do not fit fail one by one. */
static void
let_list_in (Entry *self, unsigned port)
{
  CvkStep *step = self->call->step;
  const CvkNode *input = find_input_node (self->document, get_input_name (step, port));

  if (input == NULL)
    return;
  open_input (self, input);
  for (unsigned i = 0; i < step->inputs[port]->len; i++)
    {
      CvkItem *item = g_ptr_array_index (step->inputs[port], i);
      CvkProblem *problem = NULL;

      if (!let_in (self, input, item, &problem))
        cvk_output_fail_item (&self->call->output, item, i, problem);
    }
}

/* Input nodes that no port leads to get what the settings give. */
static gboolean
fill_other_inputs (Entry *self, CvkProblem **problem)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      g_autoptr (CvkValue) only = self->only != NULL ? cvk_value_ref (self->only) : NULL;
      unsigned count = self->count;

      if (!g_str_equal (node->type, "input") || g_hash_table_contains (self->arrivals, node->id))
        continue;
      if (!let_in (self, node, NULL, problem))
        return FALSE;
      if (count == 0)
        continue;
      g_clear_pointer (&self->only, cvk_value_unref);
      self->only = g_steal_pointer (&only);
      self->count = count;
    }
  return TRUE;
}

/* FALSE: @problem is set, or items failed and that is enough to stop. */
static gboolean
collect_arrivals (Entry *self, CvkProblem **problem)
{
  CvkCall *call = self->call;
  const CvkNode *input = NULL;

  if (call->item != NULL)
    {
      input = find_input_node (self->document, get_input_name (call->step, 0));
      if (input != NULL && !let_in (self, input, call->item, problem))
        return FALSE;
    }
  else if (cvk_step_has_links (call->step))
    for (unsigned port = 0; port < call->step->n_inputs; port++)
      let_list_in (self, port);
  return !call->step->stopping && fill_other_inputs (self, problem);
}

/* --- The run --- */

static void
share_with_outer (CvkRun *self, CvkRun *outer)
{
  self->environment = outer->environment;
  self->id = g_strdup (outer->id);
  self->now = outer->now;
  self->run_value = cvk_value_ref (outer->run_value);
  self->spreads = outer->spreads;
  self->plan = outer->plan != NULL ? cvk_plan_ref (outer->plan) : NULL;
  self->approval = outer->approval != NULL ? cvk_approval_ref (outer->approval) : NULL;
  self->asked = outer->asked != NULL ? g_hash_table_ref (outer->asked) : NULL;
  g_hash_table_unref (self->answers);
  self->answers = g_hash_table_ref (outer->answers);
  g_hash_table_unref (self->asking);
  self->asking = g_hash_table_ref (outer->asking);
  /* Nothing that triggers have to say happened in there. */
  self->trigger = cvk_value_new_object ("node", cvk_value_new_string (""), "items",
                                        cvk_value_new_array (NULL, 0), NULL);
  self->announced = TRUE;
  if (outer->replay == NULL)
    return;
  self->replay = cvk_replay_ref (outer->replay);
  self->looks = outer->looks;
  self->met_effects = g_hash_table_ref (outer->met_effects);
}

static CvkRun *
create_run (CvkCall *call, CvkDocument *document, Entry *entry)
{
  CvkRun *self = g_object_new (CVK_TYPE_RUN, NULL);
  uint64_t descent = call->item != NULL ? cvk_item_get_descent (call->item) : 0;

  self->outer = call;
  self->prefix = cvk_step_make_prefix (call->step, call->item);
  self->document = g_object_ref (document);
  self->path = find_path (call);
  self->connections = map_connections (call, document);
  self->files = map_files (call, document);
  self->arrivals = g_steal_pointer (&entry->arrivals);
  self->origins = g_steal_pointer (&entry->origins);
  self->inputs = cvk_inputs_complete (document, entry->only, NULL);
  share_with_outer (self, call->run);
  /* Every item has luck of its own. */
  self->seed = MAX (call->run->seed ^ (descent + g_str_hash (call->step->place)), 1);
  self->graph = cvk_graph_new (self, document, self->problems);
  if (self->problems->len == 0 && self->replay != NULL && !self->looks)
    cvk_run_prepare_replay (self);
  return self;
}

/* --- The call --- */

static void
inner_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRun) run = user_data;
  CvkRun *inner = CVK_RUN (object);
  CvkCall *call = inner->outer;
  g_autoptr (GError) error = NULL;

  if (!cvk_run_start_finish (inner, result, &error))
    {
      CvkProblem *problem = inner->failures->len > 0
                              ? cvk_problem_copy (g_ptr_array_index (inner->failures, 0))
                              : cvk_problem_new_from_error ("sub-pipeline", error);

      cvk_problem_set_inside (problem, cvk_problem_get_node (problem));
      cvk_call_fail (call, problem);
      return;
    }
  cvk_call_end_nested (call);
}

/* The run or the call is over before its time: what was sent in there ends, nothing is begun. */
static void
stop_cb (GCancellable *cancellable, gpointer user_data)
{
  cvk_run_stop (CVK_RUN (user_data));
}

static void
cancel_cb (GCancellable *cancellable, gpointer user_data)
{
  cvk_run_cancel (CVK_RUN (user_data));
}

void
cvk_call_drop_inner (CvkCall *self)
{
  if (self->inner == NULL)
    return;
  g_clear_signal_handler (&self->inner_cancelled_handler, self->cancellable);
  g_clear_signal_handler (&self->inner_user_handler, self->run->user_cancellable);
  self->inner->outer = NULL;
  g_clear_object (&self->inner);
}

static void
start_inner (CvkCall *self)
{
  self->inner_cancelled_handler =
    g_signal_connect (self->cancellable, "cancelled", G_CALLBACK (stop_cb), self->inner);
  self->inner_user_handler = g_signal_connect (self->run->user_cancellable, "cancelled",
                                               G_CALLBACK (cancel_cb), self->inner);
  cvk_run_start_async (self->inner, inner_ended_cb, g_object_ref (self->run));
  /* In a replay that is stopping it only comes by what it did before. */
  if (cvk_run_is_stopping (self->run) || g_cancellable_is_cancelled (self->cancellable))
    cvk_run_stop (self->inner);
}

void
cvk_call_run_pipeline (CvkCall *self)
{
  CvkProblem *problem = NULL;
  CvkDocument *document = cvk_step_get_pipeline (self->step, &problem);
  Entry entry = { .call = self, .document = document };

  /* The calls in there have deadlines of their own. */
  if (self->step->node->timeout == 0)
    cvk_call_stop_deadline (self);
  if (document == NULL)
    {
      cvk_call_fail (self, problem);
      return;
    }
  entry.fields = cvk_value_get_member (self->settings, "fields");
  entry.arrivals = create_table ();
  entry.origins = create_table ();
  if (!collect_arrivals (&entry, &problem))
    {
      clear_entry (&entry);
      if (problem != NULL)
        cvk_call_fail (self, problem);
      else
        cvk_call_succeed (self);
      return;
    }
  self->inner = create_run (self, document, &entry);
  clear_entry (&entry);
  start_inner (self);
}
