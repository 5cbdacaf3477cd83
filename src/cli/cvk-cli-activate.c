// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-activations.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-options.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli-review.h"
#include "cli/cvk-cli-secret.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

static char **option_connections;
static char **option_files;
static gboolean option_webhook_secret;

static const GOptionEntry options[] = {
  { "connection", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &option_connections,
    N_ ("Fill a slot with a connection"), N_ ("SLOT=NAME") },
  { "file", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, &option_files,
    N_ ("Bind a file slot"), N_ ("SLOT=PATH") },
  { "webhook-secret", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_webhook_secret,
    N_ ("Ask for the secret token of the Zoom app that calls its webhooks"), NULL },
  CVK_OPTION_TRUST,
  CVK_OPTION_REVIEW,
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

/* --- What is active --- */

static const char *
describe_state (const CvkValue *activation)
{
  const char *file = cvk_value_lookup_string (activation, "file", "same");
  CvkValue *problem = cvk_value_get_member (activation, "problem");

  if (problem != NULL && cvk_value_is_object (problem))
    return _ ("stopped by a problem");
  if (g_str_equal (file, "changed"))
    return _ ("active, and changed since");
  if (g_str_equal (file, "gone"))
    return _ ("active, its file is gone");
  return _ ("active");
}

static void
print_activations (const CvkValue *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *titles[] = { _ ("Pipeline"), _ ("State"), _ ("Next"), _ ("File"), NULL };

  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *activation = cvk_value_get_element (list, i);
      GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (
        cells, cvk_text_for_terminal (cvk_value_lookup_string (activation, "name", ""), FALSE));
      g_ptr_array_add (cells, g_strdup (describe_state (activation)));
      g_ptr_array_add (cells, cvk_activation_dup_next_text (activation));
      g_ptr_array_add (
        cells, cvk_text_for_terminal (cvk_value_lookup_string (activation, "path", ""), FALSE));
      g_ptr_array_add (rows, cells);
    }
  if (rows->len > 0)
    cvk_print_table (titles, rows);
  else
    puts (_ ("No pipeline is active. “convokectl activate FILE” makes one run by itself."));
}

static CvkExit
list_activations (GDBusConnection *client)
{
  g_autoptr (CvkValue) list = cvk_activations_call (client, "ListActivations", NULL);

  if (list == NULL)
    return CVK_EXIT_FAILED;
  if (cvk_option_json)
    cvk_print_json (list);
  else
    print_activations (list);
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      if (!cvk_option_json)
        cvk_activation_print_addresses (cvk_value_get_element (list, i));
      cvk_activation_print_problems (cvk_value_get_element (list, i));
    }
  return CVK_EXIT_DONE;
}

/* --- Activating --- */

/* Takes @activation. */
static void
print_document (CvkValue *activation, GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) warnings = { 0 };
  g_autoptr (CvkValue) document = NULL;

  cvk_array_builder_init (&warnings);
  for (unsigned i = 0; i < problems->len; i++)
    if (cvk_problem_is_warning (g_ptr_array_index (problems, i)))
      cvk_array_builder_append (&warnings,
                                cvk_problem_to_failure (g_ptr_array_index (problems, i)));
  document =
    cvk_value_new_object ("activation", activation, "problems", cvk_problems_to_failures (problems),
                          "warnings", cvk_array_builder_end (&warnings), NULL);
  cvk_print_json (document);
}

static CvkExit
report_problems (GPtrArray *problems, const char *file)
{
  if (cvk_option_json)
    {
      g_autoptr (CvkValue) document = cvk_value_new_object (
        "activation", cvk_value_new_null (), "problems", cvk_problems_to_failures (problems), NULL);

      cvk_print_json (document);
    }
  else
    cvk_print_problems (problems, file);
  return cvk_problems_are_about_connections (problems) ? CVK_EXIT_CONNECTION : CVK_EXIT_USAGE;
}

static CvkExit
report_problem (CvkProblem *problem, CvkExit status)
{
  g_autoptr (GPtrArray) problems = cvk_problems_new_single (problem);

  report_problems (problems, NULL);
  return status;
}

static CvkExit
report_activation (const char *json, GPtrArray *problems, const char *file)
{
  g_autoptr (CvkValue) activation = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autofree char *next = NULL;
  g_autofree char *name = NULL;

  if (activation == NULL || !cvk_value_is_object (activation))
    return report_problems (problems, file);
  if (cvk_option_json)
    {
      print_document (g_steal_pointer (&activation), problems);
      return CVK_EXIT_DONE;
    }
  cvk_print_problems (problems, file);
  name = cvk_text_for_terminal (cvk_value_lookup_string (activation, "name", ""), FALSE);
  next = cvk_activation_dup_next_text (activation);
  /* Translators: %s is the name of a pipeline. */
  printf (_ ("“%s” runs by itself from now on."), name);
  putchar ('\n');
  if (next[0] != '\0')
    {
      /* Translators: %s is a date with a time. */
      printf (_ ("The next time is %s."), next);
      putchar ('\n');
    }
  cvk_activation_print_addresses (activation);
  return CVK_EXIT_DONE;
}

/* NULL sets @error, or there is none to send. */
static GUnixFDList *
ask_for_secret (GVariantDict *dict, GError **error)
{
  int fd = -1;

  if (!option_webhook_secret)
    return NULL;
  g_variant_dict_insert (dict, "webhook_secret", "h", 0);
  fd = cvk_secret_ask (_ ("Secret token:"), error);
  /* The list closes it. */
  return fd >= 0 ? g_unix_fd_list_new_from_array (&fd, 1) : NULL;
}

static GVariant *
call_activate (GDBusConnection *client,
               GBytes *text,
               GVariant *activation_options,
               GUnixFDList *descriptors,
               GError **error)
{
  GVariant *pipeline = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, text, TRUE);

  return cvk_client_call_with_descriptors (
    client, "Activate", g_variant_new ("(@ay@a{sv})", pipeline, activation_options), descriptors,
    "(ss)", error);
}

/* What the user has to look through first, they are asked about: (nullable): NULL without @error
 * when they did not allow it. */
static GVariant *
ask_to_activate (GDBusConnection *client,
                 const char *file,
                 GBytes *text,
                 GVariant *activation_options,
                 GUnixFDList *descriptors,
                 GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (activation_options);
  g_autoptr (GError) reason = NULL;
  GVariant *reply = call_activate (client, text, activation_options, descriptors, &reason);
  CvkConsent consent = CVK_CONSENT_NONE;

  if (reply != NULL || !cvk_review_is_wanted (reason))
    {
      if (reply == NULL)
        g_propagate_error (error, g_steal_pointer (&reason));
      return reply;
    }
  consent = cvk_review_ask (file, text, option_files, FALSE);
  if (consent == CVK_CONSENT_NONE)
    return NULL;
  cvk_review_insert (&dict, consent);
  return call_activate (client, text, g_variant_dict_end (&dict), descriptors, error);
}

static CvkExit
activate (GDBusConnection *client, const char *file)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) activation_options = NULL;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GUnixFDList) descriptors = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) bytes = NULL;
  const char *activation = NULL;
  const char *json = NULL;

  cvk_options_insert_file (&dict, file);
  if (!cvk_options_insert_pairs (&dict, "connections", option_connections, FALSE, &problem) ||
      !cvk_options_insert_pairs (&dict, "files", option_files, TRUE, &problem))
    return report_problem (g_steal_pointer (&problem), CVK_EXIT_USAGE);
  bytes = cvk_options_read_pipeline (file, option_files, paths, &problems);
  if (bytes == NULL)
    return report_problems (problems, file);
  cvk_review_insert (&dict, cvk_review_start (paths, FALSE));
  descriptors = ask_for_secret (&dict, &error);
  if (error != NULL)
    return report_problem (cvk_problem_new_from_error ("webhook-secret", error), CVK_EXIT_USAGE);
  activation_options = g_variant_ref_sink (g_variant_dict_end (&dict));
  reply = ask_to_activate (client, file, bytes, activation_options, descriptors, &error);
  if (reply == NULL && error == NULL)
    return CVK_EXIT_USAGE;
  if (reply == NULL)
    return report_problem (cvk_problem_new_from_error ("service-error", error), CVK_EXIT_FAILED);
  g_variant_get (reply, "(&s&s)", &activation, &json);
  problems = cvk_problems_from_json (json);
  return report_activation (activation, problems, file);
}

static CvkExit
run_activate (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);

  if (client == NULL)
    return report_problem (cvk_problem_new_from_error ("service-unavailable", error),
                           CVK_EXIT_FAILED);
  return argc > 1 ? activate (client, argv[1]) : list_activations (client);
}

const CvkCommand cvk_command_activate = {
  .name = "activate",
  .usage = "[FILE] [--connection SLOT=NAME]... [--file SLOT=PATH]... "
           "[--webhook-secret] [--trust | --review] [--json] [--data-dir DIR]",
  .summary = N_ ("Let a pipeline run by itself, or list those that do"),
  .details = N_ ("Publishes the pipeline as it is now, with the connections and files that its "
                 "slots have: whenever one of its triggers fires, it runs. Changing the file "
                 "changes nothing until it is activated again. The service is started at login "
                 "from then on."),
  .options = options,
  .takes_file = TRUE,
  .max_arguments = 1,
  .run = run_activate,
};
