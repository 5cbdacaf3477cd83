// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-run-fixture.h"

/* Random pipelines of pure steps against an evaluator that knows nothing of items, layers and
 * links: the same records in the same order at every port, and every line of descent leads back to
 * the record that the source put out. */

#define ROUNDS 60
#define MAX_STEPS 12
#define MAX_SOURCES 3

typedef struct
{
  int id; /* never changed by a step */
  int value;
} Record;

typedef enum
{
  STEP_SET,
  STEP_FILTER,
  STEP_LIMIT,
  STEP_SORT,
  STEP_DEDUPLICATE,
  STEP_MERGE,
  N_STEPS
} StepKind;

typedef struct
{
  StepKind kind;
  int a, b;
  unsigned n_sources;
  unsigned sources[MAX_SOURCES]; /* numbers of earlier steps; 0 is the source */
  gboolean from_else[MAX_SOURCES];
  GArray *out;    /* Record */
  GArray *others; /* Record: what a filter does not let through */
} Step;

static int
compare_ascending (gconstpointer a, gconstpointer b)
{
  return ((const Record *) a)->value - ((const Record *) b)->value;
}

static int
compare_descending (gconstpointer a, gconstpointer b)
{
  return compare_ascending (b, a);
}

/* A stable sort that owes nothing to the one under test. */
static void
sort_records (GArray *records, GCompareFunc compare)
{
  for (unsigned i = 1; i < records->len; i++)
    for (unsigned k = i; k > 0 && compare (&g_array_index (records, Record, k - 1),
                                           &g_array_index (records, Record, k)) > 0;
         k--)
      {
        Record record = g_array_index (records, Record, k);

        g_array_index (records, Record, k) = g_array_index (records, Record, k - 1);
        g_array_index (records, Record, k - 1) = record;
      }
}

static gboolean
has_value (GArray *records, int value)
{
  for (unsigned i = 0; i < records->len; i++)
    if (g_array_index (records, Record, i).value == value)
      return TRUE;
  return FALSE;
}

static void
evaluate_record (Step *self, Record record, unsigned number)
{
  gboolean passes = TRUE;

  if (self->kind == STEP_SET)
    record.value = self->a;
  else if (self->kind == STEP_FILTER)
    passes = record.value > self->a;
  else if (self->kind == STEP_LIMIT)
    passes = (int) number >= self->b && (int) number < self->b + self->a;
  else if (self->kind == STEP_DEDUPLICATE)
    passes = !has_value (self->out, record.value);
  if (passes)
    g_array_append_val (self->out, record);
  else if (self->kind == STEP_FILTER)
    g_array_append_val (self->others, record);
}

static void
evaluate (Step *steps, Step *self)
{
  unsigned number = 0;

  for (unsigned i = 0; i < self->n_sources; i++)
    {
      const Step *source = &steps[self->sources[i]];
      GArray *records = self->from_else[i] ? source->others : source->out;

      for (unsigned k = 0; k < records->len; k++)
        evaluate_record (self, g_array_index (records, Record, k), number++);
    }
  if (self->kind == STEP_SORT)
    sort_records (self->out, self->a % 2 == 0 ? compare_ascending : compare_descending);
}

static char *
describe (const Step *self, unsigned number)
{
  switch (self->kind)
    {
    case STEP_SET:
      return g_strdup_printf ("\"n%u\":{\"type\":\"set\",\"settings\":{\"fields\":{\"value\":%d}}}",
                              number, self->a);
    case STEP_FILTER:
      return g_strdup_printf (
        "\"n%u\":{\"type\":\"filter\",\"settings\":{\"rows\":[{\"field\":\"value\",\"operator\":"
        "\"greater\",\"value\":%d}]}}",
        number, self->a);
    case STEP_LIMIT:
      return g_strdup_printf (
        "\"n%u\":{\"type\":\"limit\",\"settings\":{\"count\":%d,\"skip\":%d}}", number, self->a,
        self->b);
    case STEP_SORT:
      return g_strdup_printf (
        "\"n%u\":{\"type\":\"sort\",\"settings\":{\"by\":[{\"field\":\"value\",\"descending\":%s}]}"
        "}",
        number, self->a % 2 == 0 ? "false" : "true");
    case STEP_DEDUPLICATE:
      return g_strdup_printf (
        "\"n%u\":{\"type\":\"deduplicate\",\"settings\":{\"by\":[\"value\"]}}", number);
    case STEP_MERGE:
    case N_STEPS:
    default:
      return g_strdup_printf ("\"n%u\":{\"type\":\"merge\",\"settings\":{}}", number);
    }
}

static void
create_step (Step *steps, unsigned number)
{
  Step *self = &steps[number];

  self->kind = (StepKind) g_test_rand_int_range (0, N_STEPS);
  self->a = g_test_rand_int_range (0, 6);
  self->b = g_test_rand_int_range (0, 3);
  self->out = g_array_new (FALSE, FALSE, sizeof (Record));
  self->others = g_array_new (FALSE, FALSE, sizeof (Record));
  for (int i = g_test_rand_int_range (1, MAX_SOURCES + 1); i > 0; i--)
    {
      unsigned source = (unsigned) g_test_rand_int_range (0, (int) number);
      gboolean from_else = steps[source].kind == STEP_FILTER && source > 0 && g_test_rand_bit ();
      gboolean known = FALSE;

      /* The same link twice is no pipeline. */
      for (unsigned k = 0; k < self->n_sources; k++)
        known |= self->sources[k] == source && self->from_else[k] == from_else;
      if (known)
        continue;
      self->sources[self->n_sources] = source;
      self->from_else[self->n_sources++] = from_else;
    }
}

static void
append_links (const Step *self, unsigned number, GString *links)
{
  for (unsigned i = 0; i < self->n_sources; i++)
    {
      g_string_append_printf (links, "%s\"n%u.%s -> n%u.in", links->len > 0 ? "," : "",
                              self->sources[i], self->from_else[i] ? "else" : "out", number);
      /* The ports of a merge are numbered; elsewhere the links have an order. */
      if (self->kind == STEP_MERGE)
        g_string_append_printf (links, "%u", i + 1);
      g_string_append_c (links, '"');
    }
}

static void
compare (CvkRun *run, unsigned number, const char *port, GArray *records)
{
  GPtrArray *items = cvk_run_get_items (run, number, port);

  g_assert_cmpuint (items->len, ==, records->len);
  for (unsigned i = 0; i < items->len; i++)
    {
      CvkItem *item = g_ptr_array_index (items, i);
      const Record *record = &g_array_index (records, Record, i);
      const CvkItem *origin = NULL;

      g_assert_cmpint (cvk_value_get_integer (cvk_item_get_field (item, "id")), ==, record->id);
      g_assert_cmpint (cvk_value_get_integer (cvk_item_get_field (item, "value")), ==,
                       record->value);
      g_assert_cmpuint (cvk_item_find (item, 0, &origin), ==, 1);
      g_assert_cmpint (cvk_value_get_integer (cvk_item_get_field (origin, "id")), ==, record->id);
    }
}

/* No two items of a port are the same effect. */
static void
check_descents (CvkRun *run, unsigned number)
{
  GPtrArray *items = cvk_run_get_items (run, number, "out");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (unsigned i = 0; i < items->len; i++)
    {
      int64_t descent = (int64_t) cvk_item_get_descent (g_ptr_array_index (items, i));

      g_assert_true (g_hash_table_add (seen, g_memdup2 (&descent, sizeof descent)));
    }
}

static void
create_source (Step *self, GString *json)
{
  int count = g_test_rand_int_range (0, 12);

  self->out = g_array_new (FALSE, FALSE, sizeof (Record));
  self->others = g_array_new (FALSE, FALSE, sizeof (Record));
  g_string_append_c (json, '[');
  for (int i = 0; i < count; i++)
    {
      Record record = { i + 1, g_test_rand_int_range (0, 6) };

      g_array_append_val (self->out, record);
      g_string_append_printf (json, "%s{\"id\":%d,\"value\":%d}", i > 0 ? "," : "", record.id,
                              record.value);
    }
  g_string_append_c (json, ']');
}

static void
run_once (CvkRunFixture *fixture)
{
  Step steps[MAX_STEPS + 1] = { 0 };
  unsigned n_steps = (unsigned) g_test_rand_int_range (1, MAX_STEPS + 1);
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GString) nodes =
    g_string_new ("\"n0\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}}");
  g_autoptr (GString) links = g_string_new (NULL);
  g_autofree char *pipeline = NULL;
  g_autoptr (CvkRun) run = NULL;

  create_source (&steps[0], items);
  for (unsigned i = 1; i <= n_steps; i++)
    {
      g_autofree char *node = NULL;

      create_step (steps, i);
      evaluate (steps, &steps[i]);
      node = describe (&steps[i], i);
      g_string_append_printf (nodes, ",%s", node);
      append_links (&steps[i], i, links);
    }
  pipeline =
    g_strdup_printf ("{\"convoke\":1,\"nodes\":{%s},\"links\":[%s]}", nodes->str, links->str);
  g_test_message ("%s with %s", pipeline, items->str);
  cvk_run_fixture_write (fixture, "in.json", items->str);
  run = cvk_run_fixture_run (fixture, pipeline, NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  for (unsigned i = 0; i <= n_steps; i++)
    {
      compare (run, i, "out", steps[i].out);
      if (i > 0 && steps[i].kind == STEP_FILTER)
        compare (run, i, "else", steps[i].others);
      check_descents (run, i);
      g_array_unref (steps[i].out);
      g_array_unref (steps[i].others);
    }
}

static void
test_random (void)
{
  CvkRunFixture fixture = { 0 };

  cvk_run_fixture_init (&fixture);
  for (unsigned i = 0; i < ROUNDS; i++)
    run_once (&fixture);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random-pipelines", test_random);
  return g_test_run ();
}
