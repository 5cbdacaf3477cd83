// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <string.h>

#include "base/cvk-json.h"
#include "engine/cvk-engine-private.h"

/**
 * A step's output as a record: its items as people and files see them, and beside them what makes
 * them the same items again: the line of descent, whether the fields of what they came from show
 * through, and which inputs they came from, by number, all input ports counted through.
 *
 * The record is good for a step that gets the same inputs. Where it is not, the step does its work
 * again, which reading and computing may always do.
 */

#define NO_INPUT (-1)

/* --- Writing --- */

static GHashTable *
number_inputs (CvkStep *self)
{
  GHashTable *numbers = g_hash_table_new (NULL, NULL);
  unsigned number = 0;

  for (unsigned port = 0; self->inputs[port] != NULL; port++)
    for (unsigned i = 0; i < self->inputs[port]->len; i++)
      g_hash_table_insert (numbers, g_ptr_array_index (self->inputs[port], i),
                           GUINT_TO_POINTER (++number));
  return numbers;
}

/* The inputs of a step as one number: equal for the same items with the same fields. */
static char *
hash_inputs (CvkStep *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) json = g_string_new (NULL);

  for (unsigned port = 0; self->inputs[port] != NULL; port++)
    {
      for (unsigned i = 0; i < self->inputs[port]->len; i++)
        {
          const CvkItem *item = g_ptr_array_index (self->inputs[port], i);
          g_autoptr (CvkValue) value = cvk_item_to_value (item);

          g_string_printf (json, "%016" G_GINT64_MODIFIER "x", cvk_item_get_descent (item));
          cvk_value_append_json (value, CVK_JSON_COMPACT, 0, json);
          g_checksum_update (checksum, (const guchar *) json->str, (gssize) json->len);
        }
      g_checksum_update (checksum, (const guchar *) "|", 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
append_items (GString *json, GPtrArray *items)
{
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < items->len; i++)
    {
      g_autoptr (CvkValue) value = cvk_item_to_value (g_ptr_array_index (items, i));

      if (i > 0)
        g_string_append_c (json, ',');
      cvk_value_append_json (value, CVK_JSON_COMPACT, 0, json);
    }
  g_string_append_c (json, ']');
}

/* [descent, keeps, input, ...] of each item; FALSE when one came from something else. */
static gboolean
append_lineage (GString *json, GPtrArray *items, GHashTable *numbers)
{
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkItem *item = g_ptr_array_index (items, i);
      size_t n_parents = 0;
      CvkItem *const *parents = cvk_item_get_parents (item, &n_parents);

      g_string_append_printf (json, "%s[%" G_GINT64_FORMAT ",%d", i > 0 ? "," : "",
                              (gint64) cvk_item_get_descent (item), cvk_item_keeps (item));
      for (size_t k = 0; k < n_parents; k++)
        {
          gpointer number = g_hash_table_lookup (numbers, parents[k]);

          if (number == NULL)
            return FALSE;
          g_string_append_printf (json, ",%u", GPOINTER_TO_UINT (number) - 1);
        }
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, ']');
  return TRUE;
}

typedef gboolean (*AppendFunc) (GString *json, GPtrArray *items, GHashTable *numbers);

static gboolean
append_plain_items (GString *json, GPtrArray *items, GHashTable *numbers)
{
  append_items (json, items);
  return TRUE;
}

static gboolean
append_ports (CvkStep *self, GString *json, AppendFunc append, GHashTable *numbers)
{
  gboolean ok = TRUE;

  g_string_append_c (json, '{');
  for (unsigned port = 0; port <= self->n_outputs && ok; port++)
    {
      const char *name = port < self->n_outputs ? self->output_ports[port] : "failed";

      if (port == self->n_outputs && self->outputs[port]->len == 0)
        break;
      if (port > 0)
        g_string_append_c (json, ',');
      cvk_json_append_string (json, name, strlen (name));
      g_string_append_c (json, ':');
      ok = append (json, self->outputs[port], numbers);
    }
  g_string_append_c (json, '}');
  return ok;
}

static CvkValue *
describe_failures (CvkStep *self, GHashTable *numbers)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->failures->len; i++)
    {
      const CvkRunFailure *failure = &g_array_index (self->failures, CvkRunFailure, i);
      gpointer input = failure->item != NULL ? g_hash_table_lookup (numbers, failure->item) : NULL;

      cvk_array_builder_append (
        &builder,
        cvk_value_new_object (
          "number", cvk_value_new_integer (failure->number), "input",
          cvk_value_new_integer (input != NULL ? (int64_t) GPOINTER_TO_UINT (input) - 1 : NO_INPUT),
          "problem", cvk_problem_to_value (failure->problem), "final",
          cvk_value_new_boolean (failure->is_final), NULL));
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
describe_warnings (CvkStep *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->run->warnings->len; i++)
    {
      const CvkProblem *warning = g_ptr_array_index (self->run->warnings, i);

      if (g_strcmp0 (cvk_problem_get_node (warning), self->node->id) == 0)
        cvk_array_builder_append (&builder, cvk_problem_to_value (warning));
    }
  return cvk_array_builder_end (&builder);
}

static void
append_member (GString *json, const char *name, CvkValue *value)
{
  g_string_append_printf (json, ",\"%s\":", name);
  cvk_value_append_json (value, CVK_JSON_COMPACT, 0, json);
  cvk_value_unref (value);
}

/* Numbers of items, from 0. */
static CvkValue *
describe_cut_off (CvkStep *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->cut_off->len; i++)
    cvk_array_builder_append (&builder,
                              cvk_value_new_integer (g_array_index (self->cut_off, unsigned, i)));
  return cvk_array_builder_end (&builder);
}

static CvkRecord *
create_record (CvkStep *self, gboolean is_whole)
{
  CvkRecord *record = g_new0 (CvkRecord, 1);
  g_autoptr (GHashTable) numbers = number_inputs (self);
  g_autofree char *hash = hash_inputs (self);
  GString *json = g_string_new ("{\"ports\":");
  gsize end = 0;

  append_ports (self, json, append_plain_items, numbers);
  end = json->len;
  g_string_append (json, ",\"lineage\":");
  /* Without it the items can be looked at, but the step has to do its work again. */
  if (!append_ports (self, json, append_lineage, numbers))
    g_string_truncate (json, end);
  append_member (json, "failures", describe_failures (self, numbers));
  append_member (json, "warnings", describe_warnings (self));
  append_member (json, "done", cvk_value_new_integer (self->done));
  append_member (json, "input", cvk_value_new_string (hash));
  if (!is_whole)
    {
      append_member (json, "rest", cvk_value_new_boolean (TRUE));
      append_member (json, "next", cvk_value_new_integer (self->next));
      append_member (json, "cut_off", describe_cut_off (self));
    }
  g_string_append_c (json, '}');
  record->kind = CVK_RECORD_OUTPUT;
  record->run = g_strdup (cvk_run_get_id (self->run));
  record->node = g_strdup (self->place);
  record->payload = g_string_free (json, FALSE);
  record->wall = cvk_clock_get_wall (cvk_step_get_clock (self));
  return record;
}

CvkRecord *
cvk_step_create_output_record (CvkStep *self)
{
  return create_record (self, TRUE);
}

void
cvk_step_record_rest (CvkStep *self)
{
  if (self->effect == CVK_NODE_EFFECT_READ && !self->run->looks)
    cvk_journal_write (cvk_run_get_environment (self->run)->journal, create_record (self, FALSE));
}

/* --- Reading --- */

static GPtrArray *
list_inputs (CvkStep *self)
{
  GPtrArray *items = g_ptr_array_new ();

  for (unsigned port = 0; self->inputs[port] != NULL; port++)
    for (unsigned i = 0; i < self->inputs[port]->len; i++)
      g_ptr_array_add (items, g_ptr_array_index (self->inputs[port], i));
  return items;
}

/* (transfer full) (nullable): NULL when the record is not of these inputs. */
static CvkItem *
restore_item (CvkStep *self, GPtrArray *inputs, const CvkValue *line, CvkValue *fields)
{
  size_t length = cvk_value_is_array (line) ? cvk_value_get_length (line) : 0;
  g_autoptr (GPtrArray) parents = g_ptr_array_new ();
  CvkItem *item = NULL;

  if (length < 2 || !cvk_value_is_object (fields))
    return NULL;
  for (size_t i = 2; i < length; i++)
    {
      int64_t number = cvk_value_get_integer (cvk_value_get_element (line, i));

      if (number < 0 || number >= inputs->len)
        return NULL;
      g_ptr_array_add (parents, g_ptr_array_index (inputs, number));
    }
  if (parents->len > 1)
    item = cvk_item_new_joined (self->index, (CvkItem *const *) parents->pdata, parents->len,
                                cvk_value_ref (fields));
  else
    item = cvk_item_new (self->index, parents->len == 1 ? g_ptr_array_index (parents, 0) : NULL,
                         cvk_value_ref (fields),
                         cvk_value_get_integer (cvk_value_get_element (line, 1)) != 0);
  cvk_item_set_descent (item, (uint64_t) cvk_value_get_integer (cvk_value_get_element (line, 0)));
  return item;
}

static gboolean
restore_port (CvkStep *self, const CvkValue *record, unsigned port, GPtrArray *inputs)
{
  const char *name = port < self->n_outputs ? self->output_ports[port] : "failed";
  CvkValue *items = cvk_value_get_member (cvk_value_get_member (record, "ports"), name);
  CvkValue *lines = cvk_value_get_member (cvk_value_get_member (record, "lineage"), name);
  size_t length = items != NULL ? cvk_value_get_length (items) : 0;

  if (lines == NULL || cvk_value_get_length (lines) != length)
    return port == self->n_outputs && length == 0;
  for (size_t i = 0; i < length; i++)
    {
      CvkItem *item = restore_item (self, inputs, cvk_value_get_element (lines, i),
                                    cvk_value_get_element (items, i));

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (self->outputs[port], item);
    }
  return TRUE;
}

static void
restore_problems (CvkStep *self, const CvkValue *record, GPtrArray *inputs)
{
  CvkValue *failures = cvk_value_get_member (record, "failures");
  CvkValue *warnings = cvk_value_get_member (record, "warnings");

  for (size_t i = 0; failures != NULL && i < cvk_value_get_length (failures); i++)
    {
      CvkValue *failure = cvk_value_get_element (failures, i);
      CvkProblem *problem = cvk_problem_from_value (cvk_value_get_member (failure, "problem"));
      int64_t input = cvk_value_lookup_integer (failure, "input", NO_INPUT);

      cvk_step_note_failure (
        self, input >= 0 && input < inputs->len ? g_ptr_array_index (inputs, input) : NULL,
        (unsigned) cvk_value_lookup_integer (failure, "number", 0), problem,
        cvk_value_lookup_boolean (failure, "final", FALSE));
      cvk_run_add_failure (self->run, problem, self->linked[self->n_outputs]);
    }
  for (size_t i = 0; warnings != NULL && i < cvk_value_get_length (warnings); i++)
    cvk_run_add_warning (self->run, cvk_problem_from_value (cvk_value_get_element (warnings, i)));
}

/* How far it had come. */
static void
restore_rest (CvkStep *self, const CvkValue *record)
{
  CvkValue *cut_off = cvk_value_get_member (record, "cut_off");

  self->next = (unsigned) cvk_value_lookup_integer (record, "next", 0);
  self->total = self->mode == CVK_NODE_MODE_ALL ? 1 : self->inputs[0]->len;
  for (size_t i = 0; cut_off != NULL && i < cvk_value_get_length (cut_off); i++)
    {
      unsigned number = (unsigned) cvk_value_get_integer (cvk_value_get_element (cut_off, i));

      g_array_append_val (self->cut_off, number);
    }
}

gboolean
cvk_step_restore_output (CvkStep *self, CvkStepState *state)
{
  CvkValue *record =
    self->run->replay != NULL ? cvk_replay_get_output (self->run->replay, self->place) : NULL;
  const char *hash = record != NULL ? cvk_value_lookup_string (record, "input", NULL) : NULL;
  g_autofree char *here = hash != NULL ? hash_inputs (self) : NULL;
  g_autoptr (GPtrArray) inputs = NULL;
  gboolean ok = TRUE;
  gboolean is_rest = record != NULL && cvk_value_lookup_boolean (record, "rest", FALSE);

  if (hash == NULL || !g_str_equal (hash, here) || (is_rest && !self->run->looks))
    return FALSE;
  inputs = list_inputs (self);
  for (unsigned port = 0; port <= self->n_outputs && ok; port++)
    ok = restore_port (self, record, port, inputs);
  if (!ok)
    {
      for (unsigned port = 0; port <= self->n_outputs; port++)
        g_ptr_array_set_size (self->outputs[port], 0);
      return FALSE;
    }
  restore_problems (self, record, inputs);
  self->done = (unsigned) cvk_value_lookup_integer (record, "done", 0);
  self->total = self->done;
  self->next = self->done;
  *state = CVK_STEP_SUCCEEDED;
  if (is_rest)
    {
      restore_rest (self, record);
      *state = cvk_step_get_past_state (self);
    }
  return TRUE;
}
