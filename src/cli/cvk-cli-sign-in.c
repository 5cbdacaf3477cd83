// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-sign-in.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-print.h"
#include "service/cvk-address.h"
#include "service/cvk-client.h"
#include "service/cvk-browser.h"
#include "service/cvk-problems.h"

/* Carriage return, then erase the line (ECMA-48 EL). */
#define CLEAR_LINE "\r\033[K"

/* One sign-in from its address to its end. */
typedef struct
{
  GMainLoop *loop;
  GDBusConnection *client;
  const char *attempt;
  const char *url;
  gboolean no_browser;
  int64_t until;      /* monotonic: when it is given up */
  unsigned countdown; /* 0 when nobody watches */
  gboolean has_line;  /* the count-down stands there */
  GVariant *reply;    /* of WaitConnect */
  GError *error;
} Session;

CvkExit
cvk_sign_in_report_problems (GPtrArray *problems)
{
  static const char *const usage[] = { "unknown-connector",  "invalid-connector",
                                       "server-not-allowed", "wrong-option",
                                       "client-secret",      NULL };

  cvk_print_problems (problems, "convokectl");
  /* A service that does not like the request shows a page of its own and sends nobody back. */
  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_code (g_ptr_array_index (problems, i)), "sign-in-timeout") == 0)
      cvk_print_error (_ ("If the service showed an error instead of a question (at Zoom 4700 or "
                          "4702), “convokectl connect zoom --help” says how the app has to be "
                          "registered."));
  for (unsigned i = 0; i < problems->len; i++)
    if (g_strv_contains (usage, cvk_problem_get_code (g_ptr_array_index (problems, i))))
      return CVK_EXIT_USAGE;
  return CVK_EXIT_CONNECTION;
}

/* --- The count-down --- */

static void
clear_line (Session *self)
{
  if (self->has_line)
    fputs (CLEAR_LINE, stderr);
  self->has_line = FALSE;
}

static gboolean
count_down_cb (gpointer user_data)
{
  Session *self = user_data;
  int64_t left = MAX (self->until - g_get_monotonic_time (), 0) / G_USEC_PER_SEC;

  clear_line (self);
  /* Translators: minutes and seconds. */
  fprintf (stderr, _ ("Waiting for your answer, %d:%02d left. Ctrl+C gives up."), (int) (left / 60),
           (int) (left % 60));
  fflush (stderr);
  self->has_line = TRUE;
  return G_SOURCE_CONTINUE;
}

/* --- The address --- */

static void
say (Session *self, const char *sentence)
{
  clear_line (self);
  fprintf (stderr, "%s\n", sentence);
}

static void
print_address (Session *self)
{
  clear_line (self);
  cvk_print_line (self->url);
  fflush (stdout);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Session *self = user_data;

  if (cvk_browser_open_finish (result, NULL))
    {
      say (self, _ ("Your browser asks whether Convoke may use the account."));
      return;
    }
  say (self, _ ("No browser could be started. Open this address:"));
  print_address (self);
}

/* The one who answers needs the code, and another device than this one may be at hand. */
static void
show_code (Session *self, const char *code)
{
  say (self, _ ("Open this address on any device, sign in there, and enter the code below it:"));
  print_address (self);
  cvk_print_line (code);
  fflush (stdout);
}

static void
show_address (Session *self, const CvkValue *description)
{
  const char *code = cvk_value_lookup_string (description, "user_code", "");

  if (*code != '\0')
    show_code (self, code);
  else if (self->no_browser)
    print_address (self);
  else
    cvk_browser_open_async (self->url, NULL, opened_cb, self);
}

/* --- The end --- */

static void
print_missing (const CvkValue *connection)
{
  CvkValue *actions = cvk_value_get_member (connection, "missing_actions");

  for (size_t i = 0; actions != NULL && i < cvk_value_get_length (actions); i++)
    {
      CvkValue *action = cvk_value_get_element (actions, i);
      CvkValue *scopes = cvk_value_get_member (action, "scopes");
      const char *title = cvk_value_lookup_string (action, "title", "");
      const char *scope = cvk_value_get_string (cvk_value_get_element (scopes, 0));
      g_autofree char *line = g_strdup_printf (
        /* Translators: an action, such as “Delete meeting”, and the name of a permission. */
        _ ("Connected, but “%s” will not work: %s was not granted. Connect again and allow it, if "
           "you need it."),
        _ (title), scope);

      cvk_print_error (line);
    }
}

static CvkExit
print_connection (Session *self, const char *json)
{
  g_autoptr (CvkValue) connection = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  g_autofree char *line = g_strdup_printf (
    /* Translators: the placeholder is the name of a connection. */
    _ ("Connected: %s"),
    connection != NULL ? cvk_value_lookup_string (connection, "name", "") : "");

  /* With --no-browser standard output holds the address and nothing else. */
  if (self->no_browser)
    cvk_print_error (line);
  else
    cvk_print_line (line);
  if (connection != NULL)
    print_missing (connection);
  return CVK_EXIT_DONE;
}

static CvkExit
report_result (Session *self, GVariant *reply)
{
  const char *json = NULL;
  const char *problems_json = NULL;

  g_variant_get (reply, "(&s&s)", &json, &problems_json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (problems_json);
  return problems->len > 0 ? cvk_sign_in_report_problems (problems) : print_connection (self, json);
}

/* --- The question --- */

static gboolean
ask_whether_to_replace (const CvkProblem *problem)
{
  const char *name = cvk_problem_get_argument (problem, "name");
  const char *account = cvk_problem_get_argument (problem, "account");
  g_autofree char *question = g_strdup_printf (
    /* Translators: the name of a connection, then another account's, twice. */
    _ ("The connection “%s” belonged to another account than “%s”. Every pipeline that uses it "
       "would act for “%s” from now on. Change it over? [y/N]"),
    name, account, account);
  g_autofree char *safe = cvk_text_for_terminal (question, FALSE);
  char answer[16] = "";

  fprintf (stderr, "%s ", safe);
  fflush (stderr);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  g_strstrip (answer);
  /* Translators: what people type for yes, separated by |. */
  g_auto (GStrv) words = g_strsplit (C_ ("answer", "y|yes"), "|", -1);
  for (size_t i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (answer, words[i]) == 0)
      return TRUE;
  return FALSE;
}

static CvkExit
answer_question (Session *self, GPtrArray *problems)
{
  const CvkProblem *problem = g_ptr_array_index (problems, 0);
  gboolean can_ask = isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
  gboolean replace = can_ask && ask_whether_to_replace (problem);
  g_autoptr (GVariant) reply =
    cvk_client_call (self->client, "AnswerConnect", g_variant_new ("(sb)", self->attempt, replace),
                     "(ss)", &self->error);

  if (reply == NULL)
    return CVK_EXIT_FAILED;
  if (replace)
    return report_result (self, reply);
  if (can_ask)
    {
      cvk_print_error (_ ("Nothing was changed."));
      return CVK_EXIT_CONNECTION;
    }
  cvk_print_problems (problems, "convokectl");
  return CVK_EXIT_WAITING;
}

static CvkExit
finish (Session *self)
{
  const char *json = NULL;
  const char *problems_json = NULL;

  if (self->reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (self->reply, "(&s&s)", &json, &problems_json);
  g_autoptr (GPtrArray) problems = cvk_problems_from_json (problems_json);
  if (problems->len == 1 &&
      g_strcmp0 (cvk_problem_get_code (g_ptr_array_index (problems, 0)), "another-account") == 0)
    return answer_question (self, problems);
  return report_result (self, self->reply);
}

/* --- All of it --- */

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Session *self = user_data;

  g_autoptr (GError) error = NULL;

  self->reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (error != NULL && g_dbus_error_is_remote_error (error))
    {
      g_dbus_error_strip_remote_error (error);
      self->error = g_steal_pointer (&error);
    }
  else if (error != NULL)
    self->error = g_error_new_literal (
      G_IO_ERROR, G_IO_ERROR_CLOSED,
      _ ("The Convoke service has ended, and the sign-in with it. Sign in again."));
  g_main_loop_quit (self->loop);
}

CvkExit
cvk_sign_in_finish (GDBusConnection *client,
                    const char *attempt,
                    const char *url,
                    gboolean no_browser,
                    GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "GetConnect", g_variant_new ("(s)", attempt), "(s)", error);
  Session self = { loop, client, attempt, url, no_browser, 0, 0, FALSE, NULL, NULL };
  g_autoptr (CvkValue) description = NULL;
  const char *json = NULL;
  CvkExit status;

  if (reply == NULL)
    return CVK_EXIT_FAILED;
  g_variant_get (reply, "(&s)", &json);
  description = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  self.until = g_get_monotonic_time () +
               cvk_value_lookup_integer (description, "remaining", 0) * G_USEC_PER_SEC;
  show_address (&self, description);
  if (isatty (STDERR_FILENO))
    self.countdown = g_timeout_add_seconds (1, count_down_cb, &self);
  g_dbus_connection_call (client, cvk_client_get_destination (client), CVK_ENGINE_PATH,
                          CVK_ENGINE_INTERFACE, "WaitConnect", g_variant_new ("(s)", attempt),
                          G_VARIANT_TYPE ("(ss)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL,
                          waited_cb, &self);
  g_main_loop_run (loop);
  g_clear_handle_id (&self.countdown, g_source_remove);
  clear_line (&self);
  status = finish (&self);
  g_clear_pointer (&self.reply, g_variant_unref);
  if (self.error != NULL)
    g_propagate_error (error, self.error);
  return status;
}
