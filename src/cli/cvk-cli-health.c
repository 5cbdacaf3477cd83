// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "cli/cvk-cli.h"
#include "service/cvk-problems.h"

static gboolean option_unlock;

static const GOptionEntry options[] = {
  { "unlock", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_unlock,
    N_ ("Ask for the keyring's password first, when it is locked"), NULL },
  CVK_OPTION_JSON,
  CVK_OPTION_DATA_DIR,
  { NULL },
};

static const char *
describe_state (const char *state)
{
  static const struct
  {
    const char *name;
    const char *words;
  } states[] = {
    { "healthy", N_ ("works") },
    { "refreshing", N_ ("being renewed") },
    { "offline", N_ ("out of reach") },
    { "rate-limited", N_ ("asked to wait") },
    { "keyring-locked", N_ ("keyring locked") },
    { "scope-missing", N_ ("permission missing") },
    { "reconnect-needed", N_ ("reconnect needed") },
    { "connected-elsewhere", N_ ("connected elsewhere") },
    { "disabled-by-admin", N_ ("disabled by an administrator") },
    { "unknown", N_ ("not checked") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].name, state))
      return _ (states[i].words);
  return _ ("not known");
}

/* What to do about it, when that is a command. (nullable) (transfer full) */
static char *
make_advice (const CvkValue *report)
{
  const char *action = cvk_value_lookup_string (report, "action", "");
  const char *id = cvk_value_lookup_string (report, "id", "");
  int64_t until = cvk_value_lookup_integer (report, "until", 0);

  if (g_str_equal (action, "reconnect") || g_str_equal (action, "ask-admin"))
    return g_strdup_printf ("convokectl connect %s --reconnect %s",
                            cvk_value_lookup_string (report, "connector", ""), id);
  if (g_str_equal (action, "unlock"))
    return g_strdup_printf ("convokectl health %s --unlock", id);
  if (g_str_equal (action, "wait") && until > 0)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (until / G_USEC_PER_SEC);
      g_autofree char *time = date != NULL ? cvk_local_time_with_seconds (date) : NULL;

      /* Translators: the placeholder is a time of day. */
      return time != NULL ? g_strdup_printf (_ ("until %s"), time) : NULL;
    }
  return NULL;
}

/* (nullable) (transfer full) */
static CvkProblem *
read_problem (const CvkValue *report)
{
  const CvkValue *value = cvk_value_get_member (report, "problem");

  return value != NULL && cvk_value_is_object (value) ? cvk_problem_from_value (value) : NULL;
}

static void
print_report (const CvkValue *report)
{
  const char *state = cvk_value_lookup_string (report, "state", "");
  g_autoptr (CvkProblem) problem = read_problem (report);
  g_autofree char *message = problem != NULL ? cvk_local_problem (problem) : NULL;
  g_autofree char *advice = make_advice (report);
  g_autofree char *head = g_strdup_printf ("%s: %s", cvk_value_lookup_string (report, "name", ""),
                                           describe_state (state));
  g_autofree char *reason = message != NULL ? g_strconcat ("  ", message, NULL) : NULL;
  g_autofree char *command = advice != NULL ? g_strconcat ("  → ", advice, NULL) : NULL;

  cvk_print_line (head);
  if (reason != NULL)
    cvk_print_line (reason);
  if (command != NULL)
    cvk_print_line (command);
}

/* What cannot be asked is no trouble: there is nothing to do about it. */
static gboolean
is_working (const CvkValue *report)
{
  const char *state = cvk_value_lookup_string (report, "state", "");
  g_autoptr (CvkProblem) problem = read_problem (report);

  return g_str_equal (state, "healthy") || g_str_equal (state, "refreshing") ||
         (g_str_equal (state, "unknown") && problem != NULL && cvk_problem_is_warning (problem));
}

static CvkExit
print_reports (const CvkValue *reports)
{
  CvkExit status = CVK_EXIT_DONE;

  for (size_t i = 0; i < cvk_value_get_length (reports); i++)
    {
      const CvkValue *report = cvk_value_get_element (reports, i);

      if (!cvk_option_json)
        print_report (report);
      if (!is_working (report))
        status = CVK_EXIT_CONNECTION;
    }
  if (cvk_option_json)
    cvk_print_json (reports);
  else if (cvk_value_get_length (reports) == 0)
    puts (_ ("There are no connections. “convokectl connect zoom” makes one."));
  return status;
}

/* FALSE when the keyring stays locked; the check says so too, but not why. */
static gboolean
unlock (GDBusConnection *client, const char *name, GError **error)
{
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "Unlock", g_variant_new ("(s)", name), "(s)", error);
  g_autoptr (GPtrArray) problems = NULL;
  const char *json = NULL;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(&s)", &json);
  problems = cvk_problems_from_json (json);
  cvk_print_problems (problems, NULL);
  return TRUE;
}

static CvkExit
run_health (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) client = cvk_client_connect (cvk_option_data_dir, &error);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (CvkValue) reports = NULL;
  const char *json = NULL;

  if (client != NULL && (!option_unlock || unlock (client, name, &error)))
    reply = cvk_client_call (client, "CheckHealth", g_variant_new ("(s)", name), "(s)", &error);
  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &json);
      reports = cvk_value_from_json (json, -1, CVK_JSON_DATA, &error);
    }
  if (reports == NULL)
    {
      if (cvk_option_json)
        puts ("[]");
      cvk_print_error (error->message);
      return CVK_EXIT_FAILED;
    }
  return print_reports (reports);
}

const CvkCommand cvk_command_health = {
  .name = "health",
  .usage = "[NAME] [--unlock] [--json] [--data-dir DIR]",
  .summary = N_ ("Try whether connections work"),
  .details = N_ ("Asks each service who the account is, and says what is wrong and what to do "
                 "about it. Ends with status 4 when a connection does not work. Nothing is asked "
                 "of you: a locked keyring is reported, and --unlock asks for its password."),
  .options = options,
  .max_arguments = 1,
  .run = run_health,
};
