// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-types.h"
#include "cli/cvk-cli.h"
#include "model/cvk-checks.h"
#include "service/cvk-problems.h"

static const GOptionEntry options[] = { CVK_OPTION_JSON, CVK_OPTION_DATA_DIR, { NULL } };

static GPtrArray *
check_file (const char *file)
{
  g_autoptr (CvkNodeTypes) types = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GBytes) bytes = cvk_options_read_pipeline (file, NULL, NULL, &problems);

  if (bytes == NULL)
    return g_steal_pointer (&problems);
  document = cvk_document_new_from_bytes (bytes, &error);
  if (document == NULL)
    return cvk_problems_new_single (cvk_document_problem_new (error));
  types = cvk_cli_types_new ();
  return cvk_document_check (document, types);
}

static CvkValue *
describe (GPtrArray *problems, gboolean valid)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      g_autoptr (CvkValue) failure = cvk_problem_to_failure (problem);
      g_auto (CvkObjectBuilder) object = { 0 };

      cvk_object_builder_init_from (&object, failure);
      cvk_object_builder_remove (&object, "item");
      cvk_object_builder_set (&object, "line",
                              cvk_value_new_integer (cvk_problem_get_line (problem)));
      cvk_object_builder_set (&object, "column",
                              cvk_value_new_integer (cvk_problem_get_column (problem)));
      cvk_object_builder_set (&object, "warning",
                              cvk_value_new_boolean (cvk_problem_is_warning (problem)));
      cvk_array_builder_append (&builder, cvk_object_builder_end (&object));
    }
  return cvk_value_new_object ("valid", cvk_value_new_boolean (valid), "problems",
                               cvk_array_builder_end (&builder), NULL);
}

static CvkExit
run_check (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems = check_file (argv[1]);
  gboolean valid = !cvk_problems_have_errors (problems);

  if (cvk_option_json)
    {
      g_autoptr (CvkValue) document = describe (problems, valid);

      cvk_print_json (document);
    }
  else
    {
      cvk_print_problems (problems, argv[1]);
      if (valid)
        {
          /* Translators: the placeholder is the name of a file. */
          g_autofree char *line = g_strdup_printf (_ ("%s can run."), argv[1]);

          cvk_print_line (line);
        }
    }
  return valid ? CVK_EXIT_DONE : CVK_EXIT_USAGE;
}

const CvkCommand cvk_command_check = {
  .name = "check",
  .usage = "FILE [--json] [--data-dir DIR]",
  .summary = N_ ("Say what is wrong with a pipeline, without running it"),
  .options = options,
  .takes_file = TRUE,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_check,
};
