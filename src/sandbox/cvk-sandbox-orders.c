// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-orders.h"

#include <string.h>

#include "base/cvk-json.h"
#include "sandbox/cvk-sandbox-device.h"
#include "sandbox/cvk-sandbox-faults.h"
#include "sandbox/cvk-sandbox-journal.h"
#include "sandbox/cvk-sandbox-meetings.h"
#include "sandbox/cvk-sandbox-oauth.h"
#include "sandbox/cvk-sandbox-rates.h"

#define MAX_DEPTH 64
#define LONGEST_TIME (3600 * 1000)
/* A thousand years, in seconds. */
#define LONGEST_MOVE (INT64_C (1000) * 366 * 86400)

/* What an order answers: members of the last line, or a message for a person. */
typedef struct
{
  GString *lines;
  CvkObjectBuilder members;
  char *message;
} Answer;

typedef void (*Order) (CvkSandbox *sandbox, const CvkValue *order, Answer *answer);

static void
refuse (Answer *answer, const char *message)
{
  g_free (answer->message);
  answer->message = g_strdup (message);
}

static void
add_text (Answer *answer, const char *name, const char *text)
{
  cvk_object_builder_append (&answer->members, name, cvk_value_new_string (text));
}

static void
add_integer (Answer *answer, const char *name, int64_t number)
{
  cvk_object_builder_append (&answer->members, name, cvk_value_new_integer (number));
}

/* Sets @texts (transfer full) from a list of texts. */
static gboolean
read_texts (const CvkValue *list, char ***texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (list == NULL || !cvk_value_is_array (list))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (list); i++)
    {
      const CvkValue *element = cvk_value_get_element (list, i);

      if (!cvk_value_is_string (element))
        return FALSE;
      g_strv_builder_add (builder, cvk_value_get_string (element));
    }
  *texts = g_strv_builder_end (builder);
  return TRUE;
}

/* (nullable), with the refusal set: the user that the order names, or the first. */
static CvkSandboxUser *
find_user (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  CvkSandboxUser *user = cvk_sandbox_accounts_find_user (
    sandbox->accounts, cvk_value_lookup_string (order, "user", NULL));

  if (user == NULL)
    refuse (answer, "There is no such user.");
  return user;
}

static void
order_clock (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const char *set = cvk_value_lookup_string (order, "set", NULL);
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  gboolean frozen = cvk_value_lookup_boolean (order, "frozen", sandbox->clock.frozen);
  int64_t instant = now / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (set != NULL)
    {
      if (!cvk_sandbox_parse_start (set, "UTC", &instant))
        {
          refuse (answer, "“set” must be like 2026-03-03T13:00:00Z.");
          return;
        }
      now = instant * G_USEC_PER_SEC;
    }
  now += CLAMP (cvk_value_lookup_integer (order, "advance", 0), -LONGEST_MOVE, LONGEST_MOVE) *
         G_USEC_PER_SEC;
  cvk_sandbox_clock_set (&sandbox->clock, now, frozen);
  text = cvk_sandbox_format_instant (now / G_USEC_PER_SEC);
  add_text (answer, "now", text);
}

/* Reads "value" as a number of milliseconds, or a limit. */
static gboolean
read_number (const CvkValue *order, const char *name, int64_t high, int64_t *number, Answer *answer)
{
  const CvkValue *value = cvk_value_get_member (order, name);

  if (value == NULL || !cvk_value_is_integer (value) || cvk_value_get_integer (value) < 0 ||
      cvk_value_get_integer (value) > high)
    {
      refuse (answer, "A number is missing or out of range.");
      return FALSE;
    }
  *number = cvk_value_get_integer (value);
  return TRUE;
}

static void
order_latency (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  read_number (order, "milliseconds", LONGEST_TIME, &sandbox->latency, answer);
}

static void
order_list_lag (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  read_number (order, "milliseconds", LONGEST_TIME, &sandbox->list_lag, answer);
}

static void
order_device (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  int64_t interval = 0;

  if (read_number (order, "interval", 300, &interval, answer))
    cvk_sandbox_devices_set_interval (sandbox->devices, interval);
}

static void
order_limits (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const char *plan = cvk_value_lookup_string (order, "plan", NULL);

  if (plan != NULL && !cvk_sandbox_parse_plan (plan, &sandbox->plan))
    refuse (answer, "There is no such plan.");
  else if (cvk_value_get_member (order, "daily_limit") != NULL)
    sandbox->daily_limit = cvk_value_lookup_integer (order, "daily_limit", -1);
  if (cvk_value_lookup_boolean (order, "reset", FALSE))
    cvk_sandbox_rates_reset (sandbox);
  add_integer (
    answer, "used",
    cvk_sandbox_rates_get_used (sandbox, cvk_sandbox_accounts_find_user (sandbox->accounts, NULL)));
}

static void
order_fault (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  g_autofree char *message = NULL;

  if (!cvk_sandbox_faults_add (sandbox->faults, order, &message))
    refuse (answer, message);
}

static void
order_clear_faults (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  cvk_sandbox_faults_clear (sandbox->faults);
}

static void
print_list (GPtrArray *values, const CvkValue *order, Answer *answer)
{
  int64_t since = CLAMP (cvk_value_lookup_integer (order, "since", 0), 0, values->len);

  for (unsigned i = (unsigned) since; i < values->len; i++)
    {
      cvk_value_append_json (g_ptr_array_index (values, i), CVK_JSON_COMPACT, 0, answer->lines);
      g_string_append_c (answer->lines, '\n');
    }
  add_integer (answer, "count", values->len - since);
}

static void
order_effects (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  print_list (cvk_sandbox_journal_get_effects (sandbox->journal), order, answer);
}

static void
order_requests (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  print_list (cvk_sandbox_journal_get_requests (sandbox->journal), order, answer);
}

static void
order_record (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  cvk_sandbox_journal_set_bodies (sandbox->journal, cvk_value_lookup_boolean (order, "on", TRUE));
}

static void
order_clear_log (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  cvk_sandbox_journal_clear (sandbox->journal);
}

static void
order_scopes (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  g_auto (GStrv) scopes = NULL;

  if (read_texts (cvk_value_get_member (order, "scopes"), &scopes))
    cvk_sandbox_grants_set_scopes (sandbox->grants, scopes);
  else
    refuse (answer, "“scopes” must be a list of texts.");
}

static void
order_expire (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  cvk_sandbox_grants_expire (sandbox->grants, NULL);
}

static void
order_revoke (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const char *client = cvk_value_lookup_string (order, "client_id", NULL);
  CvkSandboxUser *user = NULL;

  if (cvk_value_get_member (order, "user") != NULL)
    {
      user = find_user (sandbox, order, answer);
      if (user == NULL)
        return;
    }
  add_integer (answer, "count", cvk_sandbox_grants_end_matching (sandbox->grants, client, user));
}

static void
order_user (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const CvkValue *facts = cvk_value_get_member (order, "facts");
  gboolean add = cvk_value_lookup_boolean (order, "add", FALSE);
  CvkSandboxUser *user = NULL;

  if (facts != NULL && !cvk_value_is_object (facts))
    {
      refuse (answer, "“facts” must be an object.");
      return;
    }
  if (!add)
    {
      user = find_user (sandbox, order, answer);
      if (user == NULL)
        return;
    }
  else if (!cvk_sandbox_is_email (cvk_value_lookup_string (facts, "email", "")))
    {
      refuse (answer, "A new user needs an “email” of the form name@domain.example.");
      return;
    }
  if (facts != NULL)
    user = cvk_sandbox_accounts_set_user (sandbox->accounts, user, facts);
  add_text (answer, "id", user->id);
  add_text (answer, "email", user->email);
}

static void
order_client (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const char *id = cvk_value_lookup_string (order, "client_id", NULL);
  const char *kind = cvk_value_lookup_string (order, "kind", "");
  const char *secret = cvk_value_lookup_string (order, "secret", NULL);

  if (id == NULL)
    refuse (answer, "“client_id” is missing.");
  else if (strcmp (kind, "public") == 0)
    cvk_sandbox_accounts_set_client (sandbox->accounts, id, CVK_SANDBOX_CLIENT_PUBLIC, NULL);
  else if (strcmp (kind, "unknown") == 0)
    cvk_sandbox_accounts_set_client (sandbox->accounts, id, CVK_SANDBOX_CLIENT_UNKNOWN, NULL);
  else if (strcmp (kind, "unapproved") == 0)
    cvk_sandbox_accounts_set_client (sandbox->accounts, id, CVK_SANDBOX_CLIENT_UNAPPROVED, NULL);
  else if (strcmp (kind, "confidential") == 0 && secret != NULL)
    cvk_sandbox_accounts_set_client (sandbox->accounts, id, CVK_SANDBOX_CLIENT_CONFIDENTIAL,
                                     secret);
  else
    refuse (answer, "“kind” must be public, unknown, unapproved, or confidential with a “secret”.");
}

/* The same checks as in the browser; the answer of the user is the order itself. */
static void
order_authorize (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  g_autoptr (GHashTable) parameters =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (CvkSandboxAuthorization) authorization = NULL;
  g_autoptr (CvkSandboxReply) refusal = NULL;
  g_auto (GStrv) scopes = NULL;
  g_autofree char *code = NULL;
  CvkSandboxUser *user = find_user (sandbox, order, answer);

  if (user == NULL)
    return;
  g_hash_table_insert (parameters, g_strdup ("response_type"), g_strdup ("code"));
  for (size_t i = 0; i < cvk_value_get_length (order); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (order, i, &name, &value);
      if (cvk_value_is_string (value))
        g_hash_table_replace (parameters, g_strdup (name), g_strdup (cvk_value_get_string (value)));
    }
  authorization = cvk_sandbox_authorization_read (sandbox, parameters, FALSE, &refusal);
  if (authorization == NULL)
    {
      refuse (answer, "The authorization request is wrong.");
      return;
    }
  if (cvk_value_get_member (order, "scopes") == NULL)
    scopes = g_strdupv (authorization->scopes);
  else if (!read_texts (cvk_value_get_member (order, "scopes"), &scopes))
    {
      refuse (answer, "“scopes” must be a list of texts.");
      return;
    }
  code = cvk_sandbox_authorization_grant (sandbox, authorization, user, scopes);
  add_text (answer, "code", code);
}

static void
order_meeting (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  CvkSandboxMeeting *meeting =
    cvk_sandbox_meetings_find (sandbox, cvk_value_lookup_integer (order, "id", 0));

  if (meeting == NULL)
    {
      refuse (answer, "There is no such meeting.");
      return;
    }
  meeting->started = cvk_value_lookup_boolean (order, "started", meeting->started);
  cvk_sandbox_meetings_keep (sandbox, meeting);
}

static const struct
{
  const char *name;
  Order carry_out;
} orders[] = {
  { "authorize", order_authorize }, { "clear-faults", order_clear_faults },
  { "clear-log", order_clear_log }, { "client", order_client },
  { "clock", order_clock },         { "device", order_device },
  { "effects", order_effects },     { "expire", order_expire },
  { "fault", order_fault },         { "latency", order_latency },
  { "limits", order_limits },       { "list-lag", order_list_lag },
  { "meeting", order_meeting },     { "record", order_record },
  { "requests", order_requests },   { "revoke", order_revoke },
  { "scopes", order_scopes },       { "user", order_user },
};

static void
carry_out (CvkSandbox *sandbox, const CvkValue *order, Answer *answer)
{
  const char *name = cvk_value_lookup_string (order, "op", NULL);

  for (size_t i = 0; name != NULL && i < G_N_ELEMENTS (orders); i++)
    if (strcmp (orders[i].name, name) == 0)
      {
        orders[i].carry_out (sandbox, order, answer);
        return;
      }
  refuse (answer, "There is no such “op”.");
}

void
cvk_sandbox_obey (CvkSandbox *sandbox, const char *line, size_t length, GString *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (line, length);
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, MAX_DEPTH, 0, NULL);
  g_autoptr (CvkValue) order = NULL;
  g_autoptr (CvkValue) last = NULL;
  Answer answer = { .lines = text };

  if (json != NULL)
    order = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_DATA, NULL);
  cvk_object_builder_init (&answer.members);
  if (order == NULL || !cvk_value_is_object (order))
    refuse (&answer, "A line must be a JSON object.");
  else
    carry_out (sandbox, order, &answer);
  cvk_object_builder_append (&answer.members, "ok", cvk_value_new_boolean (answer.message == NULL));
  if (answer.message != NULL)
    cvk_object_builder_append (&answer.members, "message", cvk_value_new_string (answer.message));
  last = cvk_object_builder_end (&answer.members);
  cvk_value_append_json (last, CVK_JSON_COMPACT, 0, text);
  g_string_append_c (text, '\n');
  g_free (answer.message);
}
