// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "sandbox/cvk-sandbox-meetings.h"
#include "sandbox/cvk-sandbox-recurrence.h"

#define DEFAULT_DURATION 60
#define MAX_DEPTH 32

/* Reading what was sent */

static const CvkValue *
get_effective_recurrence (const CvkValue *input, const CvkSandboxMeeting *meeting)
{
  const CvkValue *recurrence = cvk_value_get_member (input, "recurrence");

  return recurrence == NULL && meeting != NULL ? meeting->recurrence : recurrence;
}

static int64_t
get_effective_type (const CvkValue *input, const CvkSandboxMeeting *meeting)
{
  return cvk_value_lookup_integer (input, "type",
                                   meeting != NULL ? meeting->type : CVK_SANDBOX_SCHEDULED);
}

/* What no field can say about itself. */
static void
check_together (const CvkValue *input, const CvkSandboxMeeting *meeting, CvkArrayBuilder *errors)
{
  const CvkValue *recurrence = cvk_value_get_member (input, "recurrence");

  if (get_effective_type (input, meeting) != CVK_SANDBOX_FIXED_TIME)
    return;
  if (get_effective_recurrence (input, meeting) == NULL)
    cvk_sandbox_add_field_error (errors, "recurrence", "Missing field.");
  else if (recurrence != NULL)
    cvk_sandbox_recurrence_check (recurrence, errors);
}

/* (nullable): whom the meeting is for, when @user may do that. */
static CvkSandboxUser *
find_host (CvkSandbox *sandbox, const CvkValue *input, CvkSandboxUser *user)
{
  const char *name = cvk_value_lookup_string (input, "schedule_for", "");
  CvkSandboxUser *host =
    *name != '\0' ? cvk_sandbox_accounts_find_user (sandbox->accounts, name) : user;

  return host != NULL && cvk_sandbox_user_may_schedule_for (user, host) ? host : NULL;
}

static CvkSandboxReply *
refuse_schedule_for (CvkSandbox *sandbox,
                     const CvkSandboxRequest *request,
                     const CvkValue *input,
                     CvkSandboxUser *user,
                     const CvkSandboxMeeting *meeting)
{
  const char *other = cvk_value_lookup_string (input, "schedule_for", NULL);
  g_autofree char *message = NULL;

  if (other == NULL || *other == '\0')
    return NULL;
  if (get_effective_type (input, meeting) == CVK_SANDBOX_INSTANT)
    return cvk_sandbox_reply_new_error (request, 400, 3000,
                                        "Instant meetings do not support the `schedule_for` "
                                        "parameter and you cannot schedule an instant meeting for "
                                        "another user.",
                                        NULL);
  if (!cvk_sandbox_is_email (other) && strlen (other) != 22)
    return cvk_sandbox_reply_new_error (request, 400, 300,
                                        "The value that you entered in the `schedule_for` field is "
                                        "invalid. Enter a valid value and try again.",
                                        NULL);
  if (find_host (sandbox, input, user) != NULL)
    return NULL;
  message = g_strdup_printf ("You cannot schedule a meeting for %s.", other);
  return cvk_sandbox_reply_new_error (request, 400, 3000, message, NULL);
}

/* Continuous chat keeps a meeting within the account. */
static CvkSandboxReply *
refuse_chat (CvkSandbox *sandbox,
             const CvkSandboxRequest *request,
             const CvkValue *input,
             CvkSandboxUser *user,
             const CvkSandboxMeeting *meeting)
{
  const CvkSandboxUser *host = find_host (sandbox, input, user);
  const CvkValue *settings = cvk_value_get_member (input, "settings");
  const CvkValue *chat = cvk_value_get_member (settings, "continuous_meeting_chat");

  if (chat == NULL && meeting != NULL)
    chat = cvk_value_get_member (meeting->settings, "continuous_meeting_chat");
  if (meeting == NULL || host == NULL || !cvk_value_lookup_boolean (chat, "enable", FALSE) ||
      g_strcmp0 (cvk_value_lookup_string (host->facts, "account_id", NULL),
                 cvk_value_lookup_string (user->facts, "account_id", NULL)) == 0)
    return NULL;
  return cvk_sandbox_reply_new_error (request, 400, 3000,
                                      "Unable to schedule for a user outside of your account for a "
                                      "meeting with continuous chat.",
                                      NULL);
}

/* (nullable): the first blocked domain among e-mail addresses that @list separates. */
static char *
find_blocked_domain (const CvkSandboxUser *user, const char *list)
{
  g_auto (GStrv) people = g_strsplit (list, ";", -1);

  for (char **person = people; *person != NULL; person++)
    {
      const char *at = strchr (g_strstrip (*person), '@');

      if (at != NULL && cvk_sandbox_user_blocks_domain (user, at + 1))
        return g_strdup (at + 1);
    }
  return NULL;
}

static CvkSandboxReply *
refuse_blocked (const CvkSandboxRequest *request, const CvkValue *input, const CvkSandboxUser *user)
{
  const CvkValue *settings = cvk_value_get_member (input, "settings");
  const CvkValue *invitees = cvk_value_get_member (settings, "meeting_invitees");
  g_autoptr (GString) people = g_string_new (NULL);
  g_autofree char *domain = NULL;
  g_autofree char *message = NULL;

  g_string_append_printf (people, "%s;%s", cvk_value_lookup_string (input, "schedule_for", ""),
                          cvk_value_lookup_string (settings, "alternative_hosts", ""));
  for (size_t i = 0; invitees != NULL && i < cvk_value_get_length (invitees); i++)
    g_string_append_printf (
      people, ";%s", cvk_value_lookup_string (cvk_value_get_element (invitees, i), "email", ""));
  domain = find_blocked_domain (user, people->str);
  if (domain == NULL)
    return NULL;
  message = g_strdup_printf ("Users in %s are blocked from meetings and webinars.", domain);
  return cvk_sandbox_reply_new_error (request, 400, 3000, message, NULL);
}

static CvkSandboxReply *
refuse_rest (const CvkSandboxRequest *request,
             const CvkValue *input,
             CvkSandboxPurpose purpose,
             const CvkSandboxMeeting *meeting)
{
  const CvkValue *settings = cvk_value_get_member (input, "settings");
  const char *domains = cvk_value_lookup_string (settings, "enforce_login_domains", "");
  int64_t type = get_effective_type (input, meeting);

  if (strpbrk (domains, ", ") != NULL)
    return cvk_sandbox_reply_new_error (request, 400, 300,
                                        "Invalid enforce_login_domains, separate multiple domains "
                                        "by semicolon.",
                                        NULL);
  if (purpose == CVK_SANDBOX_UPDATE && cvk_value_lookup_boolean (input, "pre_schedule", FALSE) &&
      type != CVK_SANDBOX_SCHEDULED && type != CVK_SANDBOX_NO_FIXED_TIME)
    return cvk_sandbox_reply_new_error (request, 400, 3000,
                                        "Prescheduling is only available for scheduled meetings "
                                        "(2) and recurring meetings with no fixed time (3).",
                                        NULL);
  return NULL;
}

static CvkValue *
parse_body (const CvkSandboxRequest *request, CvkSandboxReply **refusal)
{
  g_autoptr (CvkJson) json = cvk_json_parse (request->body, MAX_DEPTH, 0, NULL);
  g_autoptr (CvkValue) value =
    json != NULL ? cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_DATA, NULL) : NULL;

  if (request->type == NULL || g_ascii_strcasecmp (request->type, "application/json") != 0)
    {
      *refusal = cvk_sandbox_reply_new_error (request, 415, 300, "Unsupported Content Type", NULL);
      return NULL;
    }
  if (value == NULL || !cvk_value_is_object (value))
    {
      *refusal = cvk_sandbox_reply_new_error (request, 400, 300,
                                              "Request Body should be a valid JSON object.", NULL);
      return NULL;
    }
  return g_steal_pointer (&value);
}

CvkValue *
cvk_sandbox_read_meeting (CvkSandbox *sandbox,
                          const CvkSandboxRequest *request,
                          CvkSandboxPurpose purpose,
                          CvkSandboxUser *user,
                          const CvkSandboxMeeting *meeting,
                          CvkSandboxReply **refusal)
{
  g_autoptr (CvkValue) body = parse_body (request, refusal);
  g_autoptr (CvkValue) input = NULL;
  g_autoptr (CvkValue) list = NULL;
  CvkArrayBuilder errors;

  if (body == NULL)
    return NULL;
  cvk_array_builder_init (&errors);
  input = cvk_sandbox_check_fields (cvk_sandbox_meeting_fields, body, purpose, "", &errors);
  if (purpose != CVK_SANDBOX_OCCURRENCE)
    check_together (input, meeting, &errors);
  list = cvk_array_builder_end (&errors);
  if (cvk_value_get_length (list) > 0)
    {
      *refusal = cvk_sandbox_reply_new_error (request, 400, 300, "Validation Failed.", list);
      return NULL;
    }
  *refusal = refuse_blocked (request, input, user);
  if (*refusal == NULL)
    *refusal = refuse_schedule_for (sandbox, request, input, user, meeting);
  if (*refusal == NULL)
    *refusal = refuse_chat (sandbox, request, input, user, meeting);
  if (*refusal == NULL)
    *refusal = refuse_rest (request, input, purpose, meeting);
  return *refusal == NULL ? g_steal_pointer (&input) : NULL;
}

CvkSandboxUser *
cvk_sandbox_choose_host (CvkSandbox *sandbox, const CvkValue *input, CvkSandboxUser *user)
{
  CvkSandboxUser *host = find_host (sandbox, input, user);

  return host != NULL ? host : user;
}

/* Changing the meeting */

/* Members that Zoom adds to what was sent, in an object or in each object of a list. */
static const struct
{
  const char *field;
  const char *member;
  const char *value;
} additions[] = {
  { "authentication_exception", "join_url", "\"https://convoke-sandbox.zoom.us/w/exception\"" },
  { "continuous_meeting_chat", "channel_id", "\"cabc9ad5ed474ccab0b9b1c1fd8a3dab\"" },
  { "meeting_invitees", "internal_user", "false" },
  { "resources", "permission_level", "\"editor\"" },
  { "tracking_fields", "visible", "true" },
};

static CvkValue *
add_member (const CvkValue *value, const char *name, const CvkValue *member)
{
  CvkObjectBuilder builder;
  CvkArrayBuilder list;

  if (cvk_value_is_object (value))
    {
      cvk_object_builder_init_from (&builder, value);
      if (cvk_value_get_member (value, name) == NULL)
        cvk_object_builder_set (&builder, name, cvk_value_ref (member));
      return cvk_object_builder_end (&builder);
    }
  cvk_array_builder_init (&list);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    cvk_array_builder_append (&list, add_member (cvk_value_get_element (value, i), name, member));
  return cvk_array_builder_end (&list);
}

static void
add_what_zoom_adds (CvkObjectBuilder *builder, const CvkValue *object)
{
  for (size_t i = 0; i < G_N_ELEMENTS (additions); i++)
    {
      const CvkValue *value = cvk_value_get_member (object, additions[i].field);
      g_autoptr (CvkValue) member = NULL;

      if (value == NULL)
        continue;
      member = cvk_value_from_json (additions[i].value, -1, CVK_JSON_DATA, NULL);
      cvk_object_builder_set (builder, additions[i].field,
                              add_member (value, additions[i].member, member));
    }
}

static void
merge (CvkValue **object, const CvkValue *changes)
{
  CvkObjectBuilder builder;

  if (changes == NULL)
    return;
  cvk_object_builder_init_from (&builder, *object);
  for (size_t i = 0; i < cvk_value_get_length (changes); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (changes, i, &name, &value);
      cvk_object_builder_set (&builder, name, cvk_value_ref (value));
    }
  g_clear_pointer (object, cvk_value_unref);
  *object = cvk_object_builder_end (&builder);
}

/* A number for each country. The names of countries and cities are not known here. */
static CvkValue *
make_dial_in_numbers (const CvkValue *countries)
{
  CvkArrayBuilder builder;

  cvk_array_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (countries); i++)
    {
      const char *country = cvk_value_get_string (cvk_value_get_element (countries, i));

      cvk_array_builder_append (
        &builder,
        cvk_value_new_object ("country", cvk_value_new_string (country), "country_name",
                              cvk_value_new_string (country), "city", cvk_value_new_string (""),
                              "number", cvk_value_new_string ("+1 555 0100"), "type",
                              cvk_value_new_string ("toll"), NULL));
    }
  return cvk_array_builder_end (&builder);
}

/* What Zoom tells in words about ids and codes that were set. */
static void
add_descriptions (CvkObjectBuilder *builder, const CvkValue *settings)
{
  const CvkValue *countries = cvk_value_get_member (settings, "global_dial_in_countries");

  if (countries != NULL)
    cvk_object_builder_set (builder, "global_dial_in_numbers", make_dial_in_numbers (countries));
  if (*cvk_value_lookup_string (settings, "authentication_option", "") != '\0')
    cvk_object_builder_set (builder, "authentication_name",
                            cvk_value_new_string ("Sign in to Zoom"));
}

/* Settings that another setting, the type or the plan rules out, as they come back from Zoom. */
static void
settle_settings (CvkSandboxMeeting *meeting)
{
  CvkValue *settings = meeting->settings;
  CvkObjectBuilder builder;

  cvk_object_builder_init_from (&builder, settings);
  if (cvk_value_lookup_boolean (settings, "waiting_room", FALSE))
    cvk_object_builder_set (&builder, "join_before_host", cvk_value_new_boolean (FALSE));
  if (meeting->type == CVK_SANDBOX_FIXED_TIME)
    cvk_object_builder_set (&builder, "use_pmi", cvk_value_new_boolean (FALSE));
  if (g_strcmp0 (cvk_value_lookup_string (settings, "encryption_type", NULL), "e2ee") == 0 &&
      strcmp (cvk_value_lookup_string (settings, "auto_recording", ""), "cloud") == 0)
    cvk_object_builder_set (&builder, "auto_recording", cvk_value_new_string ("none"));
  if (!meeting->host->licensed)
    cvk_object_builder_set (&builder, "approval_type", cvk_value_new_integer (2));
  if (meeting->type != CVK_SANDBOX_FIXED_TIME)
    cvk_object_builder_remove (&builder, "registration_type");
  if (!cvk_value_lookup_boolean (settings, "auto_start_meeting_summary", FALSE))
    cvk_object_builder_remove (&builder, "who_will_receive_summary");
  if (!cvk_value_lookup_boolean (settings, "auto_start_ai_companion_questions", FALSE))
    cvk_object_builder_remove (&builder, "who_can_ask_questions");
  add_what_zoom_adds (&builder, settings);
  add_descriptions (&builder, settings);
  cvk_value_unref (settings);
  meeting->settings = cvk_object_builder_end (&builder);
}

/* The fields that are kept as they came. */
static void
keep_fields (CvkSandboxMeeting *meeting, const CvkValue *input)
{
  static const char *const names[] = { "topic", "agenda", "pre_schedule", "tracking_fields", NULL };
  CvkObjectBuilder builder;

  if (meeting->fields != NULL)
    cvk_object_builder_init_from (&builder, meeting->fields);
  else
    cvk_object_builder_init (&builder);
  for (const char *const *name = names; *name != NULL; name++)
    {
      CvkValue *value = cvk_value_get_member (input, *name);

      if (value != NULL)
        cvk_object_builder_set (&builder, *name, cvk_value_ref (value));
    }
  if (meeting->type != CVK_SANDBOX_SCHEDULED && meeting->type != CVK_SANDBOX_NO_FIXED_TIME)
    cvk_object_builder_remove (&builder, "pre_schedule");
  add_what_zoom_adds (&builder, input);
  g_clear_pointer (&meeting->fields, cvk_value_unref);
  meeting->fields = cvk_object_builder_end (&builder);
}

static void
choose_passcode (CvkSandboxMeeting *meeting, const CvkValue *input, gboolean created)
{
  const char *given = cvk_value_lookup_string (input, "password", NULL);

  if (given != NULL && (*given != '\0' || !created))
    cvk_sandbox_meeting_set_passcode (meeting, given);
  else if (created && cvk_value_lookup_boolean (input, "default_password", TRUE))
    {
      g_autofree char *made = cvk_sandbox_make_token (6);

      for (char *c = made; *c != '\0'; c++)
        if (!g_ascii_isalnum (*c))
          *c = 'x';
      made[6] = '\0';
      cvk_sandbox_meeting_set_passcode (meeting, made);
    }
  else if (created)
    cvk_sandbox_meeting_set_passcode (meeting, "");
}

/* Sets the start; TRUE when it changed. A past start means now for a new meeting, and nothing for
 * one that exists. */
static gboolean
choose_start (CvkSandboxMeeting *meeting, const CvkValue *input, int64_t now, gboolean created)
{
  const char *text = cvk_value_lookup_string (input, "start_time", NULL);
  int64_t instant = 0;

  if (text == NULL || !cvk_sandbox_meeting_has_time (meeting) ||
      !cvk_sandbox_parse_start (text, meeting->zone, &instant))
    {
      if (!created && meeting->start != 0)
        return FALSE;
      meeting->start = now;
      return TRUE;
    }
  if (instant < now && !created)
    return FALSE;
  meeting->start = MAX (instant, now);
  return TRUE;
}

static void
make_occurrences (CvkSandboxMeeting *meeting)
{
  g_autoptr (GArray) instants =
    cvk_sandbox_recurrence_expand (meeting->recurrence, meeting->start, meeting->zone);

  g_array_set_size (meeting->occurrences, 0);
  for (unsigned i = 0; i < instants->len; i++)
    {
      CvkSandboxOccurrence occurrence = {
        .id = g_array_index (instants, int64_t, i) * 1000,
        .start = g_array_index (instants, int64_t, i),
        .duration = meeting->duration,
      };

      g_array_append_val (meeting->occurrences, occurrence);
    }
  if (instants->len > 0)
    meeting->start = g_array_index (instants, int64_t, 0);
}

static void
apply_recurrence (CvkSandboxMeeting *meeting, const CvkValue *input, gboolean moved)
{
  const CvkValue *recurrence = cvk_value_get_member (input, "recurrence");
  const CvkValue *duration = cvk_value_get_member (input, "duration");

  if (meeting->type != CVK_SANDBOX_FIXED_TIME)
    {
      g_clear_pointer (&meeting->recurrence, cvk_value_unref);
      g_array_set_size (meeting->occurrences, 0);
      return;
    }
  if (recurrence != NULL)
    {
      g_clear_pointer (&meeting->recurrence, cvk_value_unref);
      meeting->recurrence = cvk_sandbox_recurrence_complete (recurrence);
    }
  if (recurrence != NULL || moved)
    make_occurrences (meeting);
  for (unsigned i = 0; i < meeting->occurrences->len && duration != NULL; i++)
    g_array_index (meeting->occurrences, CvkSandboxOccurrence, i).duration = meeting->duration;
}

void
cvk_sandbox_apply_fields (CvkSandbox *sandbox,
                          CvkSandboxMeeting *meeting,
                          const CvkValue *input,
                          gboolean created)
{
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock) / G_USEC_PER_SEC;
  const char *zone = cvk_value_lookup_string (input, "timezone", NULL);
  gboolean moved;

  meeting->type = (CvkSandboxMeetingType) cvk_value_lookup_integer (
    input, "type", created ? CVK_SANDBOX_SCHEDULED : meeting->type);
  /* A meeting for later that does not say when is one for now. */
  if (created && meeting->type == CVK_SANDBOX_SCHEDULED &&
      cvk_value_get_member (input, "start_time") == NULL)
    meeting->type = CVK_SANDBOX_INSTANT;
  meeting->duration =
    cvk_value_lookup_integer (input, "duration", created ? DEFAULT_DURATION : meeting->duration);
  if (zone != NULL || created)
    {
      g_free (meeting->zone);
      meeting->zone = g_strdup (zone != NULL ? zone : meeting->host->time_zone);
    }
  moved = choose_start (meeting, input, now, created);
  keep_fields (meeting, input);
  merge (&meeting->settings, cvk_value_get_member (input, "settings"));
  settle_settings (meeting);
  choose_passcode (meeting, input, created);
  apply_recurrence (meeting, input, moved);
}
