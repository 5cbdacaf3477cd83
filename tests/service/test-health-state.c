// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "connect/cvk-auth-error.h"
#include "service/cvk-health-state.h"

#define NOW (INT64_C (1772366400) * G_USEC_PER_SEC)
#define HOUR (INT64_C (3600) * G_USEC_PER_SEC)

typedef struct
{
  const char *title;
  int failure; /* CvkAuthError; -1: none */
  gboolean is_refreshing;
  gboolean is_unsaved;
  int64_t last_success;
  int64_t deadline;
  CvkHealthState answer;
  const char *missing;

  CvkHealthState state;
  const char *code; /* nullable */
  const char *action;
} Row;

static const Row rows[] = {
  /* One source at a time. */
  { "nothing is known", -1, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_UNKNOWN, "unchecked", "check" },
  { "a token", -1, 0, 0, NOW, 0, 0, NULL, CVK_HEALTH_HEALTHY, NULL, "" },
  { "an answer", -1, 0, 0, 0, 0, CVK_HEALTH_HEALTHY, NULL, CVK_HEALTH_HEALTHY, NULL, "" },
  { "under way", -1, 1, 0, NOW, 0, 0, NULL, CVK_HEALTH_REFRESHING, "refreshing", "wait" },
  { "no grant", CVK_AUTH_ERROR_RECONNECT, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_RECONNECT, "reconnect",
    "reconnect" },
  { "client refused", CVK_AUTH_ERROR_REFUSED, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_RECONNECT,
    "sign-in-refused", "reconnect" },
  { "elsewhere", CVK_AUTH_ERROR_ELSEWHERE, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_ELSEWHERE,
    "connected-elsewhere", "reconnect" },
  { "disabled", CVK_AUTH_ERROR_DISABLED, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_DISABLED,
    "disabled-by-admin", "ask-admin" },
  { "locked", CVK_AUTH_ERROR_KEYRING_LOCKED, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_KEYRING_LOCKED,
    "keyring-locked", "unlock" },
  { "no keyring", CVK_AUTH_ERROR_NO_KEYRING, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_KEYRING_LOCKED,
    "no-keyring", "check" },
  { "offline", CVK_AUTH_ERROR_OFFLINE, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_OFFLINE, "offline",
    "check" },
  { "damaged", CVK_AUTH_ERROR_PROTOCOL, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_OFFLINE, "sign-in-damaged",
    "check" },
  { "busy", CVK_AUTH_ERROR_BUSY, 0, 0, 0, 0, 0, NULL, CVK_HEALTH_RATE_LIMITED, "rate-limited",
    "wait" },
  { "token refused", -1, 0, 0, NOW, 0, CVK_HEALTH_RECONNECT, NULL, CVK_HEALTH_RECONNECT, "answer",
    "reconnect" },
  { "limited", -1, 0, 0, NOW, 0, CVK_HEALTH_RATE_LIMITED, NULL, CVK_HEALTH_RATE_LIMITED, "answer",
    "wait" },
  { "out of reach", -1, 0, 0, NOW, 0, CVK_HEALTH_OFFLINE, NULL, CVK_HEALTH_OFFLINE, "answer",
    "check" },
  { "disabled, said later", -1, 0, 0, NOW, 0, CVK_HEALTH_DISABLED, NULL, CVK_HEALTH_DISABLED,
    "answer", "ask-admin" },
  { "a box not ticked", -1, 0, 0, NOW, 0, CVK_HEALTH_HEALTHY, "a, b", CVK_HEALTH_SCOPE_MISSING,
    "scope-missing", "reconnect" },
  { "not saved", -1, 0, 1, NOW, 0, CVK_HEALTH_HEALTHY, NULL, CVK_HEALTH_KEYRING_LOCKED,
    "token-unsaved", "unlock" },
  { "dies tomorrow", -1, 0, 0, NOW, NOW + 23 * HOUR, CVK_HEALTH_HEALTHY, NULL, CVK_HEALTH_HEALTHY,
    "expires-soon", "reconnect" },
  { "dies in two days", -1, 0, 0, NOW, NOW + 48 * HOUR, CVK_HEALTH_HEALTHY, NULL,
    CVK_HEALTH_HEALTHY, NULL, "" },

  /* Two at a time: which one counts. */
  { "gone, and trying", CVK_AUTH_ERROR_RECONNECT, 1, 0, 0, 0, 0, NULL, CVK_HEALTH_RECONNECT,
    "reconnect", "reconnect" },
  { "gone, and had answered", CVK_AUTH_ERROR_RECONNECT, 0, 0, NOW, 0, CVK_HEALTH_HEALTHY, NULL,
    CVK_HEALTH_RECONNECT, "reconnect", "reconnect" },
  { "gone, and a box not ticked", CVK_AUTH_ERROR_ELSEWHERE, 0, 0, NOW, 0, 0, "a",
    CVK_HEALTH_ELSEWHERE, "connected-elsewhere", "reconnect" },
  { "locked, and trying", CVK_AUTH_ERROR_KEYRING_LOCKED, 1, 0, 0, 0, 0, NULL,
    CVK_HEALTH_KEYRING_LOCKED, "keyring-locked", "unlock" },
  { "offline, and trying", CVK_AUTH_ERROR_OFFLINE, 1, 0, 0, 0, 0, NULL, CVK_HEALTH_REFRESHING,
    "refreshing", "wait" },
  { "not renewed, but works", CVK_AUTH_ERROR_OFFLINE, 0, 0, NOW, 0, CVK_HEALTH_HEALTHY, NULL,
    CVK_HEALTH_HEALTHY, NULL, "" },
  { "not renewed, and refused", CVK_AUTH_ERROR_BUSY, 0, 0, NOW, 0, CVK_HEALTH_RECONNECT, NULL,
    CVK_HEALTH_RECONNECT, "answer", "reconnect" },
  { "offline, with a past", CVK_AUTH_ERROR_OFFLINE, 0, 0, NOW, 0, 0, NULL, CVK_HEALTH_OFFLINE,
    "offline", "check" },
  { "out of reach, and a box not ticked", -1, 0, 0, NOW, 0, CVK_HEALTH_OFFLINE, "a",
    CVK_HEALTH_OFFLINE, "answer", "check" },
  { "not saved, and a box not ticked", -1, 0, 1, NOW, 0, 0, "a", CVK_HEALTH_KEYRING_LOCKED,
    "token-unsaved", "unlock" },
};

static void
assert_row (const Row *row)
{
  g_autoptr (GError) failure =
    row->failure >= 0 ? g_error_new (CVK_AUTH_ERROR, row->failure, "Because.") : NULL;
  g_auto (CvkHealthAnswer) answer = {
    .state = row->answer,
    .problem = row->answer != CVK_HEALTH_UNKNOWN && row->answer != CVK_HEALTH_HEALTHY
                 ? cvk_problem_new ("answer", "It said so.", NULL)
                 : NULL,
    .until = row->answer == CVK_HEALTH_RATE_LIMITED ? NOW + HOUR : 0,
  };
  CvkHealthFacts facts = {
    .failure = failure,
    .retry_at = NOW + HOUR,
    .is_refreshing = row->is_refreshing,
    .is_unsaved = row->is_unsaved,
    .last_success = row->last_success,
    .refresh_deadline = row->deadline,
    .answer = &answer,
    .missing_scopes = row->missing,
    .now = NOW,
  };
  CvkHealthReport report = { 0 };

  cvk_health_judge (&facts, &report);
  g_test_message ("%s: %s", row->title, cvk_health_state_to_string (report.state));
  g_assert_cmpint (report.state, ==, row->state);
  g_assert_cmpstr (report.action, ==, row->action);
  g_assert_cmpstr (report.problem != NULL ? cvk_problem_get_code (report.problem) : NULL, ==,
                   row->code);
  g_assert_cmpint (report.until, ==, row->state == CVK_HEALTH_RATE_LIMITED ? NOW + HOUR : 0);
  cvk_health_report_clear (&report);
}

static void
test_table (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (&rows[i]);
}

/* Every state has a name of its own, comes out of the table, and says what it is in a sentence. */
static void
test_states_are_distinct (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean seen[CVK_HEALTH_DISABLED + 1] = { FALSE };

  for (CvkHealthState state = CVK_HEALTH_UNKNOWN; state <= CVK_HEALTH_DISABLED; state++)
    g_assert_true (g_hash_table_add (names, (gpointer) cvk_health_state_to_string (state)));
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      seen[rows[i].state] = TRUE;
      if (rows[i].state != CVK_HEALTH_HEALTHY)
        g_assert_nonnull (rows[i].code);
    }
  for (CvkHealthState state = CVK_HEALTH_UNKNOWN; state <= CVK_HEALTH_DISABLED; state++)
    g_assert_true (seen[state]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health-state/table", test_table);
  g_test_add_func ("/health-state/distinct", test_states_are_distinct);
  return g_test_run ();
}
