// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-approval.h"

#include "base/cvk-i18n.h"

static CvkApproval *
make_approval (CvkPlan *plan, GVariant *effects)
{
  static const unsigned none[] = { 0 };
  gsize count = 0;
  const unsigned *numbers =
    effects != NULL ? g_variant_get_fixed_array (effects, &count, sizeof *numbers) : NULL;

  return cvk_approval_new (plan, effects != NULL && count == 0 ? none : numbers, count);
}

/* What was edited since then is not what the user has seen. */
static gboolean
is_same_text (CvkDocument *document, CvkHostRun *rehearsed)
{
  g_autofree char *hash = cvk_document_dup_content_hash (document);
  g_autofree char *other =
    cvk_document_dup_content_hash (cvk_run_get_document (cvk_host_run_get_run (rehearsed)));

  return g_str_equal (hash, other);
}

CvkHostRun *
cvk_run_approval_find (CvkHostRuns *runs,
                       CvkDocument *document,
                       const CvkRunBindings *bindings,
                       CvkApproval **approval,
                       GPtrArray *problems)
{
  CvkHostRun *rehearsed;
  CvkPlan *plan = NULL;

  if (bindings->approve == NULL)
    return NULL;
  rehearsed = cvk_host_runs_get (runs, bindings->approve, NULL);
  if (rehearsed != NULL && cvk_host_run_has_ended (rehearsed))
    plan = cvk_run_get_plan (cvk_host_run_get_run (rehearsed));
  if (plan == NULL)
    g_ptr_array_add (problems,
                     cvk_problem_new ("rehearsal-gone",
                                      N_ ("The plan of that rehearsal is not kept any more. "
                                          "Rehearse again."),
                                      NULL));
  else if (!is_same_text (document, rehearsed))
    g_ptr_array_add (
      problems, cvk_problem_new ("changed-since-rehearsal",
                                 N_ ("The pipeline was changed after the rehearsal, so the plan "
                                     "that you approved is not what it would do. Rehearse again."),
                                 NULL));
  else
    {
      *approval = make_approval (plan, bindings->effects);
      return rehearsed;
    }
  return NULL;
}
