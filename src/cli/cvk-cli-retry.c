// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli-review.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-wait.h"
#include "cli/cvk-cli.h"

static char **option_set;
static char *option_pipeline;
static gboolean option_from;

static const GOptionEntry options[] = {
  { "set", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_set,
    N_ ("Change a field of a failed row"), N_ ("ROW.FIELD=VALUE") },
  { "pipeline", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &option_pipeline,
    N_ ("Go on with the pipeline as it is in FILE now"), N_ ("FILE") },
  { "from", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_from,
    N_ ("Go on from the step NODE, with all that came to it"), NULL },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* The only step at which something failed. (transfer full) (nullable): NULL sets @problem. */
static char *
find_failed_node (const CvkValue *description, CvkProblem **problem)
{
  const CvkValue *steps = cvk_value_get_member (description, "steps");
  const char *found = NULL;

  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    {
      const char *node = NULL;
      CvkValue *step = NULL;

      cvk_value_get_member_at (steps, i, &node, &step);
      if (cvk_value_lookup_integer (cvk_value_get_member (step, "counts"), "failed", 0) == 0)
        continue;
      if (found != NULL)
        {
          *problem = cvk_problem_new ("several-failed",
                                      N_ ("Items failed at “{first}” and at “{second}”. Name the "
                                          "step whose items are to be tried again."),
                                      "first", found, "second", node, NULL);
          return NULL;
        }
      found = node;
    }
  if (found == NULL)
    *problem = cvk_problem_new ("nothing-to-retry",
                                N_ ("Nothing failed in this run, so there is nothing to try "
                                    "again."),
                                NULL);
  return g_strdup (found);
}

static char *
choose_node (GDBusConnection *client, const char *run, CvkProblem **problem)
{
  g_autoptr (CvkValue) description =
    cvk_history_call (client, "GetRun", g_variant_new ("(s)", run));

  if (description != NULL)
    return find_failed_node (description, problem);
  *problem = cvk_problem_new ("not-shown", N_ ("This run cannot be opened."), NULL);
  return NULL;
}

/* What reads as JSON is that, anything else is a text. */
static CvkValue *
read_value (const char *text)
{
  CvkValue *value = cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL);

  return value != NULL ? value : cvk_value_new_string (text);
}

static CvkValue *
add_field (CvkValue *fields, const char *name, CvkValue *value)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; fields != NULL && i < cvk_value_get_length (fields); i++)
    {
      const char *other = NULL;
      CvkValue *member = NULL;

      cvk_value_get_member_at (fields, i, &other, &member);
      cvk_object_builder_set (&builder, other, cvk_value_ref (member));
    }
  cvk_object_builder_set (&builder, name, value);
  return cvk_object_builder_end (&builder);
}

/* {row: {field: value}}, as text. (transfer full) (nullable): NULL sets @problem. */
static char *
read_edits (CvkProblem **problem)
{
  g_autoptr (CvkValue) rows = cvk_value_new_object (NULL, NULL);

  for (unsigned i = 0; option_set[i] != NULL; i++)
    {
      const char *dot = strchr (option_set[i], '.');
      const char *equals = dot != NULL ? strchr (dot, '=') : NULL;
      g_autofree char *row = NULL;
      g_autofree char *field = NULL;
      CvkValue *fields = NULL;
      CvkValue *all = NULL;

      if (equals == NULL || equals == dot + 1)
        {
          *problem = cvk_problem_new ("invalid-option",
                                      N_ ("“{text}” does not name a field of a row. Write it as "
                                          "ROW.FIELD=VALUE."),
                                      "text", option_set[i], NULL);
          return NULL;
        }
      row = g_strndup (option_set[i], (size_t) (dot - option_set[i]));
      field = g_strndup (dot + 1, (size_t) (equals - dot - 1));
      fields = add_field (cvk_value_get_member (rows, row), field, read_value (equals + 1));
      all = add_field (rows, row, fields);
      cvk_value_unref (rows);
      rows = all;
    }
  return cvk_value_to_json (rows, CVK_JSON_COMPACT);
}

/* What the step is tried again with. FALSE sets @problem. */
static gboolean
insert_changes (GVariantDict *dict, CvkProblem **problem)
{
  g_autofree char *edits = option_set != NULL ? read_edits (problem) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  size_t length = 0;

  if (option_set != NULL && edits == NULL)
    return FALSE;
  if (edits != NULL)
    g_variant_dict_insert (dict, "edits", "s", edits);
  if (option_pipeline == NULL)
    return TRUE;
  if (!g_file_get_contents (option_pipeline, &text, &length, &error))
    {
      *problem = cvk_problem_new_from_error ("unreadable-file", error);
      return FALSE;
    }
  cvk_options_insert_file (dict, option_pipeline);
  cvk_review_insert (dict, CVK_CONSENT_TRUST);
  g_variant_dict_insert_value (
    dict, "pipeline", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, length, sizeof (char)));
  return TRUE;
}

static CvkExit
retry (GDBusConnection **client, const char *run, const char *node)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  CvkProblem *problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *next = NULL;
  CvkExit status = CVK_EXIT_FAILED;

  if (!insert_changes (&dict, &problem))
    return cvk_cli_report_problem (problem, "invalid", CVK_EXIT_USAGE);
  g_variant_dict_insert (&dict, option_from ? "from" : "retry", "s", node);
  reply =
    cvk_client_call (*client, "ContinueRun",
                     g_variant_new ("(s@a{sv})", run, g_variant_dict_end (&dict)), "(ss)", &error);
  if (reply == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-error", error), "failed",
                                   CVK_EXIT_FAILED);
  next = cvk_cli_read_start (reply, NULL, &status);
  return next != NULL ? cvk_cli_finish_run (client, next, TRUE) : status;
}

static CvkExit
run_retry (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  CvkProblem *problem = NULL;
  g_autofree char *run = NULL;
  g_autofree char *node = NULL;

  if (option_from && (argc < 3 || option_set != NULL))
    return cvk_cli_report_problem (
      cvk_problem_new ("invalid-option",
                       N_ ("--from needs the step to go on from, and goes without --set."), NULL),
      "invalid", CVK_EXIT_USAGE);
  if (client == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                                   "failed", CVK_EXIT_FAILED);
  run = cvk_history_find_run (client, argv[1]);
  if (run == NULL)
    return CVK_EXIT_USAGE;
  node = argc > 2 ? g_strdup (argv[2]) : choose_node (client, run, &problem);
  if (node == NULL)
    return cvk_cli_report_problem (problem, "invalid", CVK_EXIT_USAGE);
  return retry (&client, run, node);
}

const CvkCommand cvk_command_retry = {
  .name = "retry",
  .usage =
    "RUN [NODE] [--from] [--set ROW.FIELD=VALUE]... [--pipeline FILE] [--json] [--data-dir DIR]",
  .summary = N_ ("Try the failed items of a run again"),
  .details =
    N_ ("Starts a run of the pipeline as it was, with those items only that failed at the "
        "step NODE or were not begun there, and shows what comes out. Nothing of which "
        "anything came is sent again. With --set, rows have other values, and with "
        "--pipeline it goes on with the settings that the pipeline has now. With --from, the "
        "step NODE and what comes behind it run for all that came to it, and what was "
        "done before is kept."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 2,
  .run = run_retry,
};
