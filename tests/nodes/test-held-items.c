// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "support/cvk-run-fixture.h"

/* Steps that hold their items: what they ask, and what comes out at which answer. */

typedef struct
{
  const char *name;
  const char *type;
  const char *settings;
  const char *choices;  /* a letter for each question: "a"pprove, "d"ecline, "c"ontinue */
  const char *asked;    /* the questions' texts, without times, joined by "|" */
  const char *port;     /* NULL: out */
  const char *expected; /* items without what an answer adds; NULL: the run fails */
  const char *failure;
} Case;

#define INPUT "[{\"n\":1},{\"n\":2}]"

static const Case cases[] = {
  { "approve", "approval", "{\"message\":\"Send?\"}", "a", "Send?", NULL, INPUT },
  { "approve-declines-none", "approval", "{\"message\":\"Send?\"}", "a", "Send?", "declined",
    "[]" },
  { "decline", "approval", "{\"message\":\"Send?\"}", "d", "Send?", "declined", INPUT },
  { "each", "approval", "{\"message\":\"Send {{ item.n }}?\",\"items\":\"each\"}", "ad",
    "Send 1?|Send 2?", NULL, "[{\"n\":1}]" },
  { "each-declined", "approval", "{\"message\":\"Send {{ item.n }}?\",\"items\":\"each\"}", "ad",
    "Send 1?|Send 2?", "declined", "[{\"n\":2}]" },
  { "markup-is-text", "approval", "{\"message\":\"<b>{message}</b>\"}", "a", "<b>{message}</b>",
    NULL, INPUT },
  { "no-message", "approval", "{\"message\":\"\"}", "", "", NULL, NULL,
    "invalid-field/message/-1" },
  { "wait-for", "wait", "{\"for\":2,\"unit\":\"minutes\"}", "c", "This waits until", NULL, INPUT },
  { "wait-each", "wait", "{\"for\":2,\"unit\":\"minutes\",\"items\":\"each\"}", "cc",
    "This waits until|This waits until", NULL, INPUT },
  { "wait-none", "wait", "{\"for\":0}", "", "", NULL, INPUT },
  { "wait-until-passed", "wait", "{\"mode\":\"until\",\"until\":\"2020-01-01T00:00:00Z\"}", "", "",
    NULL, INPUT },
  { "wait-no-zone", "wait", "{\"mode\":\"until\",\"until\":\"2020-01-01T00:00:00\"}", "", "", NULL,
    NULL, "missing-zone/zone/-1" },
  { "wait-in-zone", "wait",
    "{\"mode\":\"until\",\"until\":\"2020-01-01T00:00:00\",\"zone\":\"Europe/Berlin\"}", "", "",
    NULL, INPUT },
  { "wait-no-date", "wait", "{\"mode\":\"until\"}", "", "", NULL, NULL, "missing-date/until/-1" },
  { "wait-no-time", "wait", "{}", "", "", NULL, NULL, "missing-duration/for/-1" },
};

typedef struct
{
  const char *choices;
  GString *texts;
} Answering;

static void
asked_cb (CvkRun *run, CvkQuestion *question, gpointer user_data)
{
  Answering *answering = user_data;
  g_autofree char *text = cvk_problem_dup_message (cvk_question_get_text (question));
  const char *choice = "continue";
  char *time = strstr (text, " 20");

  g_assert_cmpint (*answering->choices, !=, '\0');
  if (*answering->choices == 'a')
    choice = "approve";
  else if (*answering->choices == 'd')
    choice = "decline";
  answering->choices++;
  /* The time is another one each time. */
  if (cvk_question_get_kind (question) == CVK_QUESTION_WAIT)
    {
      g_assert_nonnull (time);
      g_assert_cmpint (cvk_question_get_deadline (question), >, 0);
      g_assert_false (cvk_question_is_for_person (question));
      *time = '\0';
    }
  g_string_append_printf (answering->texts, "%s%s", answering->texts->len > 0 ? "|" : "", text);
  g_autoptr (CvkAnswer) answer = cvk_answer_new (choice, "Fine.", FALSE, 1767225600000000);
  cvk_run_answer (run, cvk_question_get_id (question), answer);
}

/* What an answer adds is the same everywhere. */
static char *
strip_answer (const char *items)
{
  g_autoptr (GRegex) regex =
    g_regex_new (",\"approval\":\\{\"choice\":\"(approve|decline)\",\"text\":\"Fine\\.\",\"by\":"
                 "\"person\",\"at\":\"2026-01-01T00:00:00Z\"\\}",
                 0, 0, NULL);

  return g_regex_replace_literal (regex, items, -1, 0, "", 0, NULL);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  Answering answering = { test->choices, g_string_new (NULL) };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *pipeline = NULL;
  g_autofree char *failures = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", INPUT);
  pipeline = g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\","
                              "\"settings\":{\"file\":\"in.json\"}},"
                              "\"node\":{\"type\":\"%s\",\"settings\":%s}},"
                              "\"links\":[\"read.out -> node.in\"]}",
                              test->type, test->settings);
  run = cvk_run_fixture_create (&fixture, pipeline, NULL);
  g_signal_connect (run, "asked", G_CALLBACK (asked_cb), &answering);
  cvk_run_fixture_finish (run);
  failures = cvk_run_failures_to_text (run);
  g_assert_cmpstr (answering.texts->str, ==, test->asked);
  g_assert_cmpstr (answering.choices, ==, "");
  if (test->expected != NULL)
    {
      g_autofree char *items =
        cvk_run_items_to_json (run, "node", test->port != NULL ? test->port : "out");
      g_autofree char *stripped = strip_answer (items);

      g_assert_cmpstr (failures, ==, "");
      g_assert_cmpstr (stripped, ==, test->expected);
      g_assert_cmpuint (cvk_run_get_warnings (run)->len, ==,
                        strstr (test->settings, "until\",\"") != NULL ? 1 : 0);
    }
  else
    {
      g_autofree char *expected = g_strconcat ("node/", test->failure, NULL);

      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
      g_assert_cmpstr (failures, ==, expected);
    }
  g_string_free (answering.texts, TRUE);
  g_assert_finalize_object (g_steal_pointer (&run));
  cvk_run_fixture_clear (&fixture);
}

/* Nobody is asked about an empty list, which goes on. */
static void
test_empty_list (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", "[]");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":\"in.json\"}"
    "},\"node\":{\"type\":\"approval\",\"settings\":{\"message\":\"Send?\"}}},"
    "\"links\":[\"read.out -> node.in\"]}",
    NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  g_assert_cmpuint (cvk_run_get_questions (run)->len, ==, 0);
  g_assert_finalize_object (g_steal_pointer (&run));
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/held-items/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/held-items/empty", test_empty_list);
  return g_test_run ();
}
