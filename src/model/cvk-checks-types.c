// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-checks-private.h"
#include "model/cvk-schema-private.h"

/* Whether what a path gives, by the descriptions of the nodes above, can be what a setting asks
 * for. Says nothing where a description says nothing. */

#define BIT(kind) (1u << (kind))
#define SCALARS                                                                                    \
  (BIT (CVK_VALUE_BOOLEAN) | BIT (CVK_VALUE_INTEGER) | BIT (CVK_VALUE_DOUBLE) |                    \
   BIT (CVK_VALUE_STRING))
#define NUMBERS (BIT (CVK_VALUE_INTEGER) | BIT (CVK_VALUE_DOUBLE))

/* How far up a field that nodes pass through is followed. */
#define MAX_HOPS 64

typedef enum
{
  FOUND,
  ABSENT,  /* the description rules it out */
  UNKNOWN, /* it says nothing */
} Answer;

/* One step down in a schema. */
static Answer
descend (CvkValue **schema, const CvkPathStep *step)
{
  CvkValue *next;

  if (step->name == NULL)
    {
      next = cvk_value_get_member (*schema, "items");
      if (next == NULL || !cvk_value_is_object (next))
        return UNKNOWN;
      *schema = next;
      return FOUND;
    }
  next = cvk_schema_get_member (*schema, step->name);
  if (next != NULL)
    {
      *schema = next;
      return FOUND;
    }

  return cvk_value_lookup_boolean (*schema, "additionalProperties", TRUE) ||
             cvk_value_get_member (*schema, "properties") == NULL
           ? UNKNOWN
           : ABSENT;
}

unsigned
cvk_checks_get_only_source (CvkChecks *checks, unsigned node)
{
  const CvkLink *link;
  unsigned index;

  if (checks->in_start[node + 1] - checks->in_start[node] != 1)
    return CVK_CHECKS_NONE;
  index = checks->in_links[checks->in_start[node]];
  link = g_ptr_array_index (checks->links, index);

  return strcmp (link->source_port, "failed") == 0 ? CVK_CHECKS_NONE : checks->link_source[index];
}

/* What @segment gives when it is read from what @producer puts out. Sets @producer to the node
 * whose description answered. */
static Answer
look_up (CvkChecks *checks,
         const CvkSegment *segment,
         unsigned *producer,
         CvkValue **schema,
         size_t *failed_step)
{
  for (unsigned hops = 0; hops < MAX_HOPS && *producer != CVK_CHECKS_NONE; hops++)
    {
      const CvkNode *node = g_ptr_array_index (checks->nodes, *producer);
      const CvkNodeType *type = checks->node_types[*producer];
      Answer answer = FOUND;

      if (type == NULL || node->pinned != NULL)
        return UNKNOWN;
      if (!node->muted)
        {
          *schema = cvk_node_type_get_output_schema (type);
          if (*schema == NULL && !type->keeps_input)
            return UNKNOWN;
        }
      if (!node->muted && *schema != NULL)
        {
          for (size_t i = 0; i < segment->n_steps && answer == FOUND; i++)
            {
              answer = descend (schema, &segment->steps[i]);
              *failed_step = i;
            }
          if (answer == FOUND || !type->keeps_input || *failed_step > 0)
            return answer;
          /* An open description may stand for fields it does not list. */
          if (answer == UNKNOWN)
            return UNKNOWN;
        }
      *producer = cvk_checks_get_only_source (checks, *producer);
    }

  return UNKNOWN;
}

static gboolean
can_become (unsigned actual, unsigned expected)
{
  if ((actual & expected) != 0)
    return TRUE;
  /* A field that may be missing is the run's business. */
  if ((actual & BIT (CVK_VALUE_NULL)) != 0)
    return TRUE;
  if ((actual & BIT (CVK_VALUE_STRING)) != 0 && (expected & SCALARS) != 0)
    return TRUE;
  if ((actual & SCALARS) != 0 && (expected & BIT (CVK_VALUE_STRING)) != 0)
    return TRUE;

  return (actual & NUMBERS) != 0 && (expected & NUMBERS) != 0;
}

static const char *
name_types (unsigned types)
{
  static const CvkValueKind kinds[] = { CVK_VALUE_DOUBLE, CVK_VALUE_INTEGER, CVK_VALUE_BOOLEAN,
                                        CVK_VALUE_STRING, CVK_VALUE_ARRAY,   CVK_VALUE_OBJECT };

  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((types & BIT (kinds[i])) != 0)
      return cvk_value_kind_name (kinds[i]);

  return cvk_value_kind_name (CVK_VALUE_NULL);
}

static void
report_mismatch (CvkChecks *checks,
                 const CvkCheckedExpression *expression,
                 const CvkSegment *segment,
                 unsigned actual,
                 unsigned expected)
{
  CvkProblem *problem =
    cvk_problem_new ("type-mismatch",
                     N_ ("“{field}” needs a value of the type {expected}, but {expression} gives "
                         "one of the type {actual}."),
                     "field", expression->field, "expected", name_types (expected), "actual",
                     name_types (actual), "expression", segment->text, NULL);

  cvk_problem_set_field (problem, expression->field);
  cvk_checks_take_node_problem (checks, expression->node, problem);
}

static void
report_absent (CvkChecks *checks,
               const CvkCheckedExpression *expression,
               const CvkSegment *segment,
               unsigned producer,
               const CvkValue *schema,
               const char *name)
{
  const CvkNode *node = g_ptr_array_index (checks->nodes, producer);
  const char *suggestion = cvk_schema_suggest (cvk_value_get_member (schema, "properties"), name);
  CvkProblem *problem;

  if (suggestion != NULL)
    problem = cvk_problem_new (
      "unknown-field",
      N_ ("{expression}: “{other}” puts out no “{name}”. Did you mean “{suggestion}”?"),
      "expression", segment->text, "other", node->id, "name", name, "suggestion", suggestion, NULL);
  else
    problem =
      cvk_problem_new ("unknown-field", N_ ("{expression}: “{other}” puts out no “{name}”."),
                       "expression", segment->text, "other", node->id, "name", name, NULL);
  cvk_problem_set_field (problem, expression->field);
  cvk_problem_set_warning (problem, TRUE);
  cvk_checks_take_node_problem (checks, expression->node, problem);
}

static void
check_expression (CvkChecks *checks, const CvkCheckedExpression *expression)
{
  size_t count;
  const CvkSegment *segment = cvk_template_get_segments (expression->text, &count);
  unsigned producer = CVK_CHECKS_NONE;
  CvkValue *schema = NULL;
  size_t failed_step = 0;
  gpointer index;
  unsigned actual;
  unsigned expected;

  if (segment->root == CVK_PATH_ROOT_ITEM)
    producer = cvk_checks_get_only_source (checks, expression->node);
  else if (segment->root == CVK_PATH_ROOT_NODES &&
           g_hash_table_lookup_extended (checks->node_index, segment->node_id, NULL, &index))
    producer = GPOINTER_TO_UINT (index);
  if (producer == CVK_CHECKS_NONE)
    return;

  switch (look_up (checks, segment, &producer, &schema, &failed_step))
    {
    case FOUND:
      if (expression->schema == NULL)
        break;
      actual = cvk_schema_get_types (schema);
      expected = cvk_schema_get_types (expression->schema);
      if (!can_become (actual, expected))
        report_mismatch (checks, expression, segment, actual, expected);
      break;
    case ABSENT:
      report_absent (checks, expression, segment, producer, schema,
                     segment->steps[failed_step].name);
      break;
    case UNKNOWN:
    default:
      break;
    }
}

void
cvk_checks_expression_types (CvkChecks *self)
{
  for (unsigned i = 0; i < self->expressions->len; i++)
    check_expression (self, &g_array_index (self->expressions, CvkCheckedExpression, i));
}
