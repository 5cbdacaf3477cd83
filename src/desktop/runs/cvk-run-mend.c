// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-mend.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *code;
  CvkRunMend mend;
} mends[] = {
  { "scope-missing", CVK_RUN_MEND_RECONNECT },
  { "reconnect", CVK_RUN_MEND_RECONNECT },
  { "unauthorized", CVK_RUN_MEND_RECONNECT },
  { "keyring-locked", CVK_RUN_MEND_UNLOCK },
  { "offline", CVK_RUN_MEND_RETRY },
  { "timeout", CVK_RUN_MEND_RETRY },
  { "deadline", CVK_RUN_MEND_RETRY },
  { "rate-limit", CVK_RUN_MEND_RETRY },
  { "rate-limited", CVK_RUN_MEND_RETRY },
  { "daily-limit", CVK_RUN_MEND_RETRY },
  { "page-token-expired", CVK_RUN_MEND_RETRY },
  { "cancelled", CVK_RUN_MEND_RETRY },
  { "script-ended", CVK_RUN_MEND_RETRY },
  /* Nobody knows whether it was carried out: nothing here may do it a second time. */
  { "outcome-unknown", CVK_RUN_MEND_NONE },
  { "unresolved", CVK_RUN_MEND_NONE },
  { "stopped", CVK_RUN_MEND_NONE },
};

CvkRunMend
cvk_run_mend_choose (const CvkProblem *problem)
{
  for (size_t i = 0; i < G_N_ELEMENTS (mends); i++)
    if (g_str_equal (mends[i].code, cvk_problem_get_code (problem)))
      return mends[i].mend;
  if (cvk_problem_get_field (problem) != NULL)
    return CVK_RUN_MEND_FIELD;
  return cvk_problem_get_node (problem) != NULL ? CVK_RUN_MEND_NODE : CVK_RUN_MEND_NONE;
}

static const char *
get_field_label (const CvkProblem *problem)
{
  const char *field = cvk_problem_get_field (problem);

  if (g_str_equal (cvk_problem_get_code (problem), "invalid-start-time") ||
      g_str_has_suffix (field, "start_time") || g_str_has_suffix (field, "date") ||
      g_str_has_suffix (field, "end_date_time"))
    return _ ("Fix the Date");
  return _ ("Fix the Field");
}

const char *
cvk_run_mend_get_label (const CvkProblem *problem)
{
  switch (cvk_run_mend_choose (problem))
    {
    case CVK_RUN_MEND_RECONNECT:
      return _ ("Reconnect");
    case CVK_RUN_MEND_UNLOCK:
      return _ ("Unlock");
    case CVK_RUN_MEND_FIELD:
      return get_field_label (problem);
    case CVK_RUN_MEND_NODE:
      return _ ("Show the Step");
    case CVK_RUN_MEND_RETRY:
      return _ ("Retry");
    case CVK_RUN_MEND_NONE:
    default:
      return NULL;
    }
}
