// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-tray-view.h"

/* What the tray says about what is known. */

static const char *const no_runs[] = { NULL };

typedef struct
{
  CvkHealthState state;
  const char *action;
  gboolean has_problem;
  CvkTrayMood mood;
  gboolean needs_user;
  const char *row;    /* the connection's */
  const char *button; /* nullable: what follows it */
} Case;

static const Case cases[] = {
  { CVK_HEALTH_UNKNOWN, "check", FALSE, CVK_TRAY_HEALTHY, FALSE, "ana: not checked yet", NULL },
  { CVK_HEALTH_HEALTHY, "", FALSE, CVK_TRAY_HEALTHY, FALSE, "ana: connected", NULL },
  { CVK_HEALTH_HEALTHY, "reconnect", TRUE, CVK_TRAY_ATTENTION, TRUE,
    "ana: connected, but not for long", "reconnect:1" },
  { CVK_HEALTH_REFRESHING, "wait", FALSE, CVK_TRAY_WORKING, FALSE, "ana: renewing the sign-in",
    NULL },
  { CVK_HEALTH_OFFLINE, "check", TRUE, CVK_TRAY_ATTENTION, FALSE, "ana: cannot be reached", NULL },
  { CVK_HEALTH_RATE_LIMITED, "wait", TRUE, CVK_TRAY_ATTENTION, FALSE,
    "ana: has to wait until 02:46", NULL },
  { CVK_HEALTH_KEYRING_LOCKED, "unlock", TRUE, CVK_TRAY_ATTENTION, TRUE, "ana: needs the keyring",
    "unlock:1" },
  { CVK_HEALTH_SCOPE_MISSING, "reconnect", TRUE, CVK_TRAY_ATTENTION, TRUE,
    "ana: not everything is allowed", "reconnect:1" },
  { CVK_HEALTH_RECONNECT, "reconnect", TRUE, CVK_TRAY_ERROR, TRUE, "ana: you have to sign in again",
    "reconnect:1" },
  { CVK_HEALTH_ELSEWHERE, "reconnect", TRUE, CVK_TRAY_ERROR, TRUE, "ana: connected elsewhere",
    "reconnect:1" },
  { CVK_HEALTH_DISABLED, "ask-admin", TRUE, CVK_TRAY_ERROR, TRUE,
    "ana: disabled by an administrator", NULL },
};

static char *
dup_label (const CvkStatusRow *row)
{
  g_autoptr (GVariant) properties = cvk_status_row_dup_properties (row);
  char *label = NULL;

  return g_variant_lookup (properties, "label", "s", &label) ? label : NULL;
}

static const CvkStatusRow *
find_row (const CvkStatusRow *row, const char *key)
{
  GPtrArray *children = cvk_status_row_get_children (row);
  const CvkStatusRow *found = g_str_equal (cvk_status_row_get_key (row), key) ? row : NULL;

  for (unsigned i = 0; i < children->len && found == NULL; i++)
    found = find_row (g_ptr_array_index (children, i), key);
  return found;
}

static void
assert_label (const CvkTrayView *view, const char *key, const char *expected)
{
  const CvkStatusRow *row = find_row (view->root, key);
  g_autofree char *label = row != NULL ? dup_label (row) : NULL;

  g_assert_cmpstr (label, ==, expected);
}

static void
test_states (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      g_autoptr (CvkProblem) problem =
        one->has_problem
          ? cvk_problem_new ("reason",
                             "A long reason with many words, which does not fit into one "
                             "row of a menu.",
                             NULL)
          : NULL;
      CvkHealthReport report = { .state = one->state,
                                 .problem = problem,
                                 .action = one->action,
                                 .until = INT64_C (10000) * G_USEC_PER_SEC };
      CvkTrayConnection connection = { "1", "ana", &report };
      g_auto (CvkTrayView) view = { 0 };

      cvk_tray_view_init (
        &view, &(CvkTrayFacts){ .connections = &connection, .n_connections = 1, .runs = no_runs });
      g_assert_cmpint (view.mood, ==, one->mood);
      g_assert_cmpint (view.needs_user, ==, one->needs_user);
      assert_label (&view, "connection:1", one->row);
      assert_label (&view, "check:1", "Check now");
      assert_label (&view, "reason:1",
                    one->has_problem ? "A long reason with many words, which does not fit into\n"
                                       "one row of a menu."
                                     : NULL);
      g_assert_true ((find_row (view.root, "reconnect:1") != NULL) ==
                     (g_strcmp0 (one->button, "reconnect:1") == 0));
      g_assert_true ((find_row (view.root, "unlock:1") != NULL) ==
                     (g_strcmp0 (one->button, "unlock:1") == 0));
      /* The tooltip names it exactly when something is wrong. */
      g_assert_true ((strstr (view.text, one->row) != NULL) == (one->mood >= CVK_TRAY_ATTENTION));
      g_assert_cmpuint (strlen (view.summary), <, 96);
    }
}

/* The worst of all counts. */
static void
test_worst (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
      {
        g_autoptr (CvkProblem) problem = cvk_problem_new ("reason", "Why.", NULL);
        CvkHealthReport reports[] = {
          { .state = cases[i].state,
            .action = cases[i].action,
            .problem = cases[i].has_problem ? problem : NULL },
          { .state = cases[k].state,
            .action = cases[k].action,
            .problem = cases[k].has_problem ? problem : NULL },
        };
        CvkTrayConnection connections[] = { { "1", "ana", &reports[0] },
                                            { "2", "bea", &reports[1] } };
        g_auto (CvkTrayView) view = { 0 };

        cvk_tray_view_init (
          &view,
          &(CvkTrayFacts){ .connections = connections, .n_connections = 2, .runs = no_runs });
        g_assert_cmpint (view.mood, ==, MAX (cases[i].mood, cases[k].mood));
      }
}

static void
test_runs_and_pause (void)
{
  static const char *const runs[] = { "One_two", "Two\nlines", "3", "4", "5", "6", "7", NULL };
  g_auto (CvkTrayView) idle = { 0 };
  g_auto (CvkTrayView) busy = { 0 };
  g_auto (CvkTrayView) paused = { 0 };
  g_autofree char *second = NULL;
  CvkTrayFacts facts = { .runs = no_runs };

  cvk_tray_view_init (&idle, &facts);
  g_assert_cmpint (idle.mood, ==, CVK_TRAY_HEALTHY);
  g_assert_cmpstr (idle.text, ==, "No account is connected.");
  assert_label (&idle, "no-connections", "No account is connected");
  g_assert_null (find_row (idle.root, "run:0"));

  facts.runs = runs;
  cvk_tray_view_init (&busy, &facts);
  g_assert_cmpint (busy.mood, ==, CVK_TRAY_WORKING);
  g_assert_cmpstr (busy.text, ==, "7 pipelines are running.");
  assert_label (&busy, "run:0", "Running: One__two");
  second = dup_label (find_row (busy.root, "run:1"));
  g_assert_null (strchr (second, 0x0a));
  g_assert_null (find_row (busy.root, "run:5"));
  assert_label (&busy, "more-runs", "2 more are running");

  facts.is_paused = TRUE;
  cvk_tray_view_init (&paused, &facts);
  g_assert_cmpint (paused.mood, ==, CVK_TRAY_ATTENTION);
  g_assert_false (paused.needs_user);
  g_assert_cmpstr (paused.text, ==, "Everything is paused.");
}

/* Work does not hide trouble. */
static void
test_trouble_while_running (void)
{
  static const char *const runs[] = { "One", NULL };
  CvkHealthReport report = { .state = CVK_HEALTH_RECONNECT, .action = "reconnect" };
  CvkTrayConnection connection = { "1", "ana", &report };
  g_auto (CvkTrayView) view = { 0 };

  cvk_tray_view_init (
    &view, &(CvkTrayFacts){
             .connections = &connection, .n_connections = 1, .runs = runs, .is_paused = TRUE });
  g_assert_cmpint (view.mood, ==, CVK_TRAY_ERROR);
  g_assert_true (view.needs_user);
  g_assert_cmpstr (view.text, ==,
                   "1 connection needs attention.\nEverything is paused.\n"
                   "ana: you have to sign in again");
}

/* Accounts are called what a service calls them. */
static void
test_hostile_names (void)
{
  static const char *const names[] = {
    "",          "\x1b[2J",
    "a\nb\r\nc", "\xe2\x80\xaeoff",
    "_a__b_",    "<b>&amp;</b>",
    "%s%n",      "a-very-long-address-that-goes-on-and-on-and-on-and-on-and-on-and-on@example.com",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CvkHealthReport report = { .state = CVK_HEALTH_RECONNECT, .action = "reconnect" };
      CvkTrayConnection connection = { "1", names[i], &report };
      g_auto (CvkTrayView) view = { 0 };
      g_autofree char *label = NULL;

      cvk_tray_view_init (
        &view, &(CvkTrayFacts){ .connections = &connection, .n_connections = 1, .runs = no_runs });
      label = dup_label (find_row (view.root, "reconnect:1"));
      g_assert_true (g_utf8_validate (label, -1, NULL));
      for (const char *c = label; *c != '\0'; c++)
        g_assert_cmpint ((unsigned char) *c, >=, ' ');
      g_assert_null (strstr (label, "\xe2\x80\xae"));
      g_assert_cmpint (g_utf8_strlen (label, -1), <=, 70);
    }
}

/* A run that asks is a reason to look, whatever else is well. */
static void
test_questions (void)
{
  CvkTrayFacts facts = { .runs = no_runs, .n_questions = 2 };
  g_auto (CvkTrayView) none = { 0 };
  g_auto (CvkTrayView) view = { 0 };

  cvk_tray_view_init (&view, &facts);
  g_assert_cmpint (view.mood, ==, CVK_TRAY_ATTENTION);
  g_assert_true (view.needs_user);
  g_assert_cmpstr (view.summary, ==, "2 questions wait for you.");
  assert_label (&view, "questions", "Answer 2 questions…");
  facts.n_questions = 0;
  cvk_tray_view_init (&none, &facts);
  g_assert_false (none.needs_user);
  g_assert_null (find_row (none.root, "questions"));
}

/* Nothing is worse than a disk that refuses, and it is said in full. */
static void
test_failure (void)
{
  CvkTrayFacts facts = { .runs = no_runs,
                         .is_paused = TRUE,
                         .failure = "The journal cannot be written: no space left on the device. "
                                    "Make room, then start Convoke again." };
  g_auto (CvkTrayView) view = { 0 };
  g_auto (CvkTrayView) none = { 0 };

  cvk_tray_view_init (&view, &facts);
  g_assert_cmpint (view.mood, ==, CVK_TRAY_ERROR);
  g_assert_true (view.needs_user);
  g_assert_cmpstr (view.summary, ==, "The disk refuses: nothing is begun any more.");
  g_assert_nonnull (strstr (view.text, "Make room,"));
  assert_label (&view, "failure",
                "The journal cannot be written: no space left on the\n"
                "device. Make room, then start Convoke again.");
  facts.failure = NULL;
  cvk_tray_view_init (&none, &facts);
  g_assert_cmpint (none.mood, ==, CVK_TRAY_ATTENTION);
  g_assert_null (find_row (none.root, "failure"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cvk_i18n_init ();
  g_test_add_func ("/tray-view/states", test_states);
  g_test_add_func ("/tray-view/worst", test_worst);
  g_test_add_func ("/tray-view/runs-and-pause", test_runs_and_pause);
  g_test_add_func ("/tray-view/trouble-while-running", test_trouble_while_running);
  g_test_add_func ("/tray-view/hostile-names", test_hostile_names);
  g_test_add_func ("/tray-view/questions", test_questions);
  g_test_add_func ("/tray-view/failure", test_failure);
  return g_test_run ();
}
