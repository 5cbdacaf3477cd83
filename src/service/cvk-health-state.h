// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/**
 * How a connection is: a pure function of what is known about it. Every state has one reason in
 * plain words, and one thing that can be done about it. Times are microseconds since 1970, 0 when
 * there is none.
 */
typedef enum
{
  CVK_HEALTH_UNKNOWN, /* nobody has tried yet */
  CVK_HEALTH_HEALTHY,
  CVK_HEALTH_REFRESHING,
  CVK_HEALTH_OFFLINE, /* the service cannot be reached, or has trouble */
  CVK_HEALTH_RATE_LIMITED,
  CVK_HEALTH_KEYRING_LOCKED, /* or there is no keyring */
  CVK_HEALTH_SCOPE_MISSING,
  CVK_HEALTH_RECONNECT, /* the grant is gone */
  CVK_HEALTH_ELSEWHERE, /* likewise: a newer one has ended it */
  CVK_HEALTH_DISABLED,  /* likewise: by an administrator */
} CvkHealthState;

/* "healthy", "refreshing", "offline", "rate-limited", "keyring-locked", "scope-missing",
 * "reconnect-needed", "connected-elsewhere", "disabled-by-admin", "unknown". */
const char *cvk_health_state_to_string (CvkHealthState state);
/* Whether it stays until the user does something. */
gboolean cvk_health_state_needs_user (CvkHealthState state);

/* What the service said when it was asked who the account is. */
typedef struct
{
  CvkHealthState state; /* UNKNOWN: it has not been asked, or the token already told */
  CvkProblem *problem;  /* nullable */
  int64_t until;        /* RATE_LIMITED: ask again then */
} CvkHealthAnswer;

void cvk_health_answer_clear (CvkHealthAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkHealthAnswer, cvk_health_answer_clear)
/* The state that an error of having a token stands for. */
CvkHealthState cvk_health_state_from_error (const GError *error);

typedef struct
{
  const GError *failure; /* nullable: what the last attempt to have a token ended in */
  int64_t retry_at;      /* nobody is asked again before */
  gboolean is_refreshing;
  gboolean is_unsaved;           /* the keyring has not taken the newest token */
  int64_t last_success;          /* when the connection worked */
  int64_t refresh_deadline;      /* when the grant dies of never being used */
  gboolean cannot_be_asked;      /* only using it shows whether it works */
  const CvkHealthAnswer *answer; /* since the token last changed */
  const char *missing_scopes;    /* nullable: asked for, not granted */
  int64_t now;
} CvkHealthFacts;

typedef struct
{
  CvkHealthState state;
  CvkProblem *problem; /* nullable: why; a warning while it still works */
  /* "check", "wait", "unlock", "reconnect", "ask-admin"; "" when there is nothing to do. */
  const char *action;
  int64_t until;        /* RATE_LIMITED: when it ends */
  int64_t expires;      /* when the grant dies, within a day; 0: it does not, or is dead already */
  int64_t checked;      /* when the service was asked last */
  int64_t last_success; /* when the connection worked last */
} CvkHealthReport;

void cvk_health_report_clear (CvkHealthReport *report);
/* Sets state, problem, action, until and expires of @report, and lets the times alone. */
void cvk_health_judge (const CvkHealthFacts *facts, CvkHealthReport *report);

/* What to say of one that is going to die. (transfer full) */
CvkProblem *cvk_health_make_expiry_problem (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
