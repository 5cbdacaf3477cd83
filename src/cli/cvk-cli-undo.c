// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-history.h"
#include "cli/cvk-cli-rehearse.h"
#include "cli/cvk-cli-wait.h"
#include "cli/cvk-cli.h"
#include "engine/cvk-run.h"

static char *option_approve;

static const GOptionEntry options[] = {
  { "approve", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &option_approve,
    N_ ("Do this of it: all, none, or numbers such as 1,3-5"), N_ ("CHOICE") },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* The connections that the run had. */
static GVariant *
make_options (const CvkValue *start)
{
  const CvkValue *bindings =
    cvk_value_get_member (cvk_value_get_member (start, "start"), "bindings");
  const CvkValue *slots = cvk_value_get_member (bindings, "slots");
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) pairs = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  g_autofree char *id = cvk_run_make_id ();

  for (size_t i = 0; slots != NULL && i < cvk_value_get_length (slots); i++)
    {
      const char *slot = NULL;
      CvkValue *connection = NULL;

      cvk_value_get_member_at (slots, i, &slot, &connection);
      g_variant_builder_add (&pairs, "{ss}", slot, cvk_value_get_string (connection));
    }
  g_variant_dict_insert_value (&dict, "connections", g_variant_builder_end (&pairs));
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "rehearse", "b", TRUE);
  g_variant_dict_insert (&dict, "keep", "b", TRUE);
  g_variant_dict_insert (&dict, "trust", "b", TRUE);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static CvkExit
undo (GDBusConnection **client, const char *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) start =
    cvk_history_call (*client, "GetRunStart", g_variant_new ("(s)", run));
  g_autoptr (GVariant) reply =
    cvk_client_call (*client, "MakeUndo", g_variant_new ("(s)", run), "(ss)", &error);
  g_autoptr (GVariant) run_options = NULL;
  g_autoptr (GBytes) text = NULL;
  CvkExit status = CVK_EXIT_USAGE;
  const char *pipeline = NULL;

  if (start == NULL || reply == NULL)
    return cvk_cli_report_problem (
      cvk_problem_new ("service-error", "{reason}", "reason",
                       error != NULL ? error->message : _ ("This run cannot be opened."), NULL),
      "failed", CVK_EXIT_FAILED);
  g_variant_get_child (reply, 0, "&s", &pipeline);
  if (*pipeline == '\0')
    {
      g_autofree char *none = cvk_cli_read_start (reply, NULL, &status);

      return status;
    }
  run_options = make_options (start);
  text = g_bytes_new (pipeline, strlen (pipeline));
  return cvk_cli_rehearse (client, text, run_options, option_approve);
}

static CvkExit
run_undo (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autofree char *run = NULL;

  if (client == NULL)
    return cvk_cli_report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                                   "failed", CVK_EXIT_FAILED);
  run = cvk_history_find_run (client, argv[1]);
  return run != NULL ? undo (&client, run) : CVK_EXIT_USAGE;
}

const CvkCommand cvk_command_undo = {
  .name = "undo",
  .usage = "RUN [--approve CHOICE] [--json] [--data-dir DIR]",
  .summary = N_ ("Delete what a run has created"),
  .details = N_ ("Each thing is read first: what somebody has changed since is left, and named. "
                 "Lists what would be deleted, and asks on a terminal which of it to delete."),
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run_undo,
};
