// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-checks-advice-private.h"

/* What is allowed, and most probably not meant. Each rule stands for a defect that was found in
 * pipelines people published; it speaks only when it is certain, for a warning that is wrong
 * teaches to overlook those that are right. Hence no rule looks at the clock: what a start in the
 * past means is said where a start is entered, and by the run. */

static const struct
{
  const char *type; /* NULL: every type */
  CvkAdviceRule apply;
} rules[] = {
  { NULL, cvk_advice_texts },
  { NULL, cvk_advice_start_links },
  { "zoom.create-meeting", cvk_advice_name },
  { "zoom.update-meeting", cvk_advice_name },
  { "zoom.delete-meeting", cvk_advice_name },
  { "zoom.create-meeting", cvk_advice_start },
  { "zoom.create-meeting", cvk_advice_zone },
  { "zoom.update-meeting", cvk_advice_zone },
  { "zoom.create-meeting", cvk_advice_recurrence },
  { "zoom.update-meeting", cvk_advice_recurrence },
  { "zoom.create-meeting", cvk_advice_passcode },
  { "zoom.update-meeting", cvk_advice_passcode },
  { "zoom.create-meeting", cvk_advice_early_entry },
  { "zoom.update-meeting", cvk_advice_early_entry },
  { "zoom.create-meeting", cvk_advice_registration },
  { "zoom.list-meetings", cvk_advice_range },
  { "zoom.delete-meeting", cvk_advice_series },
  { "split", cvk_advice_split },
  { "limit", cvk_advice_limit },
  { "csv.write", cvk_advice_secrets },
  { "json.write", cvk_advice_secrets },
};

void
cvk_checks_advise (CvkChecks *self)
{
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);

      if (self->node_types[i] == NULL || node->muted)
        continue;
      for (size_t j = 0; j < G_N_ELEMENTS (rules); j++)
        if (rules[j].type == NULL || strcmp (rules[j].type, node->type) == 0)
          rules[j].apply (self, i);
    }
}

/* --- What rules share --- */

void
cvk_advice_take (CvkChecks *checks, unsigned node, const char *field, CvkProblem *problem)
{
  cvk_problem_set_field (problem, field);
  cvk_problem_set_warning (problem, TRUE);
  cvk_checks_take_node_problem (checks, node, problem);
}

CvkValue *
cvk_advice_lookup (CvkChecks *checks, unsigned node, const char *path)
{
  const CvkNode *element = g_ptr_array_index (checks->nodes, node);
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  CvkValue *value = element->settings;

  for (char **name = names; *name != NULL && value != NULL; name++)
    value = cvk_value_get_member (value, *name);
  return value == NULL || cvk_value_is_null (value) ? NULL : value;
}

gboolean
cvk_advice_is_open (const CvkValue *value)
{
  return value != NULL && cvk_value_is_string (value) &&
         strstr (cvk_value_get_string (value), "{{") != NULL;
}

const char *
cvk_advice_lookup_text (CvkChecks *checks, unsigned node, const char *path)
{
  CvkValue *value = cvk_advice_lookup (checks, node, path);

  return value != NULL && cvk_value_is_string (value) && !cvk_advice_is_open (value) &&
             *cvk_value_get_string (value) != '\0'
           ? cvk_value_get_string (value)
           : NULL;
}

int64_t
cvk_advice_lookup_integer (CvkChecks *checks, unsigned node, const char *path, int64_t fallback)
{
  CvkValue *value = cvk_advice_lookup (checks, node, path);

  return value != NULL && cvk_value_is_integer (value) ? cvk_value_get_integer (value) : fallback;
}

gboolean
cvk_advice_is_of_type (CvkChecks *checks, unsigned node, const char *type)
{
  return node != CVK_CHECKS_NONE &&
         strcmp (((CvkNode *) g_ptr_array_index (checks->nodes, node))->type, type) == 0;
}

unsigned
cvk_advice_find_maker (CvkChecks *checks, unsigned node, unsigned *n_sorted)
{
  unsigned sorted = 0;
  unsigned maker = node;

  /* As long as there are nodes: what goes round in a circle ends too. */
  for (unsigned hops = 0; hops < checks->nodes->len; hops++)
    {
      const CvkNodeType *type;
      const CvkNode *element;

      maker = cvk_checks_get_only_source (checks, maker);
      if (maker == CVK_CHECKS_NONE)
        break;
      element = g_ptr_array_index (checks->nodes, maker);
      type = checks->node_types[maker];
      if (type == NULL || element->pinned != NULL)
        return CVK_CHECKS_NONE;
      if (element->muted)
        continue;
      if (n_sorted != NULL)
        *n_sorted = sorted;
      if (!type->keeps_input || cvk_node_type_get_output_schema (type) != NULL)
        return maker;
      sorted += strcmp (element->type, "sort") == 0 ? 1 : 0;
    }
  return CVK_CHECKS_NONE;
}
