// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health-state.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"
#include "service/cvk-host-connections.h"

#define DAY (INT64_C (24) * 60 * 60 * G_USEC_PER_SEC)

/* Names are what programs rely on; one state, one action. */
static const struct
{
  const char *name;
  const char *action;
} states[] = {
  [CVK_HEALTH_UNKNOWN] = { "unknown", "check" },
  [CVK_HEALTH_HEALTHY] = { "healthy", "" },
  [CVK_HEALTH_REFRESHING] = { "refreshing", "wait" },
  [CVK_HEALTH_OFFLINE] = { "offline", "check" },
  [CVK_HEALTH_RATE_LIMITED] = { "rate-limited", "wait" },
  [CVK_HEALTH_KEYRING_LOCKED] = { "keyring-locked", "unlock" },
  [CVK_HEALTH_SCOPE_MISSING] = { "scope-missing", "reconnect" },
  [CVK_HEALTH_RECONNECT] = { "reconnect-needed", "reconnect" },
  [CVK_HEALTH_ELSEWHERE] = { "connected-elsewhere", "reconnect" },
  [CVK_HEALTH_DISABLED] = { "disabled-by-admin", "ask-admin" },
};

const char *
cvk_health_state_to_string (CvkHealthState state)
{
  return states[state].name;
}

gboolean
cvk_health_state_needs_user (CvkHealthState state)
{
  return state == CVK_HEALTH_SCOPE_MISSING || state == CVK_HEALTH_RECONNECT ||
         state == CVK_HEALTH_ELSEWHERE || state == CVK_HEALTH_DISABLED;
}

void
cvk_health_answer_clear (CvkHealthAnswer *answer)
{
  g_clear_pointer (&answer->problem, cvk_problem_unref);
  *answer = (CvkHealthAnswer){ .state = CVK_HEALTH_UNKNOWN };
}

void
cvk_health_report_clear (CvkHealthReport *report)
{
  g_clear_pointer (&report->problem, cvk_problem_unref);
}

CvkHealthState
cvk_health_state_from_error (const GError *error)
{
  if (error->domain != CVK_AUTH_ERROR)
    return CVK_HEALTH_OFFLINE;
  switch (error->code)
    {
    case CVK_AUTH_ERROR_RECONNECT:
    case CVK_AUTH_ERROR_REFUSED:
    case CVK_AUTH_ERROR_DECLINED:
      return CVK_HEALTH_RECONNECT;
    case CVK_AUTH_ERROR_ELSEWHERE:
      return CVK_HEALTH_ELSEWHERE;
    case CVK_AUTH_ERROR_DISABLED:
      return CVK_HEALTH_DISABLED;
    case CVK_AUTH_ERROR_KEYRING_LOCKED:
    case CVK_AUTH_ERROR_NO_KEYRING:
      return CVK_HEALTH_KEYRING_LOCKED;
    case CVK_AUTH_ERROR_BUSY:
      return CVK_HEALTH_RATE_LIMITED;
    default:
      return CVK_HEALTH_OFFLINE;
    }
}

/* @problem: (transfer full) (nullable) */
static void
decide (CvkHealthReport *report, CvkHealthState state, CvkProblem *problem)
{
  g_clear_pointer (&report->problem, cvk_problem_unref);
  report->state = state;
  report->problem = problem;
  report->action = states[state].action;
  report->until = 0;
}

static void
decide_failure (const CvkHealthFacts *facts, CvkHealthReport *report)
{
  CvkHealthState state = cvk_health_state_from_error (facts->failure);

  decide (report, state, cvk_problem_new_from_auth_error (facts->failure));
  if (state == CVK_HEALTH_RATE_LIMITED)
    report->until = facts->retry_at;
  /* Nothing can be unlocked that is not there: start it, then look again. */
  if (g_error_matches (facts->failure, CVK_AUTH_ERROR, CVK_AUTH_ERROR_NO_KEYRING))
    report->action = "check";
}

static void
decide_answer (const CvkHealthAnswer *answer, CvkHealthReport *report)
{
  decide (report, answer->state,
          answer->problem != NULL ? cvk_problem_ref (answer->problem) : NULL);
  report->until = answer->until;
}

/* It works; what may still be said about it. */
static void
decide_working (const CvkHealthFacts *facts, CvkHealthReport *report)
{
  if (facts->is_unsaved)
    decide (report, CVK_HEALTH_KEYRING_LOCKED,
            cvk_problem_new ("token-unsaved",
                             N_ ("The keyring does not take the renewed sign-in, so it is in "
                                 "memory only and is lost when Convoke ends. Unlock the keyring."),
                             NULL));
  else if (facts->missing_scopes != NULL)
    decide (report, CVK_HEALTH_SCOPE_MISSING,
            cvk_problem_new ("scope-missing",
                             N_ ("Not everything was allowed when signing in. Steps that need "
                                 "“{scopes}” will fail; to allow it, reconnect and leave every "
                                 "box ticked."),
                             "scopes", facts->missing_scopes, NULL));
  else
    decide (report, CVK_HEALTH_HEALTHY, NULL);
}

/* Nothing can be done about what only a run shows. */
static void
decide_untried (const CvkHealthFacts *facts, CvkHealthReport *report)
{
  if (!facts->cannot_be_asked)
    {
      decide (report, CVK_HEALTH_UNKNOWN,
              cvk_problem_new ("unchecked", N_ ("Whether it works has not been tried yet."), NULL));
      return;
    }
  decide (report, CVK_HEALTH_UNKNOWN,
          cvk_problem_new ("uncheckable",
                           N_ ("This service cannot be asked whether it works. The first step that "
                               "uses it shows that."),
                           NULL));
  cvk_problem_set_warning (report->problem, TRUE);
  report->action = "";
}

/* It dies of not being renewed, whatever keeps it from being renewed. */
static void
warn_of_end (const CvkHealthFacts *facts, CvkHealthReport *report)
{
  report->expires = 0;
  if (facts->refresh_deadline == 0 || facts->refresh_deadline - facts->now > DAY ||
      cvk_health_state_needs_user (report->state))
    return;
  report->expires = facts->refresh_deadline;
  if (report->state != CVK_HEALTH_HEALTHY)
    return;
  report->problem = cvk_health_make_expiry_problem ();
  cvk_problem_set_warning (report->problem, TRUE);
  report->action = states[CVK_HEALTH_RECONNECT].action;
}

CvkProblem *
cvk_health_make_expiry_problem (void)
{
  return cvk_problem_new ("expires-soon",
                          N_ ("The sign-in ends within a day, because it could not be renewed for "
                              "a long time. Reconnect to keep it."),
                          NULL);
}

/* In the order in which one thing makes the other irrelevant: a grant that is gone is not brought
 * back by a network, and an answer that came after a failure says more than the failure. */
void
cvk_health_judge (const CvkHealthFacts *facts, CvkHealthReport *report)
{
  gboolean has_answer = facts->answer != NULL && facts->answer->state != CVK_HEALTH_UNKNOWN;
  CvkHealthState failed =
    facts->failure != NULL ? cvk_health_state_from_error (facts->failure) : CVK_HEALTH_UNKNOWN;

  if (cvk_health_state_needs_user (failed) || failed == CVK_HEALTH_KEYRING_LOCKED)
    decide_failure (facts, report);
  else if (facts->is_refreshing)
    decide (report, CVK_HEALTH_REFRESHING,
            cvk_problem_new ("refreshing", N_ ("The sign-in is being renewed."), NULL));
  else if (has_answer && facts->answer->state != CVK_HEALTH_HEALTHY)
    decide_answer (facts->answer, report);
  else if (facts->failure != NULL && !has_answer)
    decide_failure (facts, report);
  else if (has_answer || facts->last_success > 0)
    decide_working (facts, report);
  else
    decide_untried (facts, report);
  warn_of_end (facts, report);
}
