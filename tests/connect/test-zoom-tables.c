// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "connect/cvk-action-private.h"
#include "connectors/zoom-private.h"

/* 2026-03-01T12:00:00Z */
#define NOW (INT64_C (1772366400) * G_USEC_PER_SEC)

static const CvkAction *
get_action (const char *id)
{
  return cvk_connector_get_action (cvk_connector_get ("zoom"), id);
}

static CvkValue *
read_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_meeting_ids (void)
{
  static const struct
  {
    const char *text;
    const char *digits;
  } rows[] = {
    { "81234567890", "81234567890" },
    { "812 3456 7890", "81234567890" },
    { " 812-3456-7890 ", "81234567890" },
    { "812\u00a03456\u202f7890", "81234567890" },
    { "812–3456–7890", "81234567890" },
    { "123456789", "123456789" },
    { "https://zoom.us/j/81234567890", "81234567890" },
    { "https://us02web.zoom.us/j/81234567890?pwd=abc.1", "81234567890" },
    { "zoom.us/j/81234567890", "81234567890" },
    { "https://zoom.us/s/81234567890?zak=x", "81234567890" },
    { "https://zoom.us/w/81234567890#success", "81234567890" },
    { "https://zoom.us/wc/join/81234567890", "81234567890" },
    { "https://zoom.us/wc/81234567890/start", "81234567890" },
    { "https://firm.zoom.us/j/812-3456-7890", "81234567890" },
    { "zoommtg://zoom.us/join?confno=81234567890&pwd=x", "81234567890" },
    { "", NULL },
    { "12345678", NULL },
    { "1234567890123", NULL },
    { "01234567890", NULL },
    { "81234567890x", NULL },
    { "8123456789.0", NULL },
    { "1e10", NULL },
    { "+81234567890", NULL },
    { "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", NULL },
    { "https://zoom.us/my/ada", NULL },
    { "https://zoom.us/j/", NULL },
    { "mKV7t+gGSWWQOqej1qxafA==", NULL },
    { "../81234567890", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *digits = cvk_zoom_parse_meeting_id (rows[i].text);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (digits, ==, rows[i].digits);
    }
}

static void
test_starts (void)
{
  static const struct
  {
    const char *text;
    const char *zone;
    const char *wire; /* NULL: @code */
    const char *wire_zone;
    const char *utc;
    const char *code;
  } rows[] = {
    { "2026-03-03T14:00:00", "Europe/Berlin", "2026-03-03T14:00:00", "Europe/Berlin",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03 14:00", "Europe/Berlin", "2026-03-03T14:00:00", "Europe/Berlin",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00", "UTC", "2026-03-03T14:00:00", "UTC", "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00Z", NULL, "2026-03-03T14:00:00Z", NULL, "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00Z", "Europe/Berlin", "2026-03-03T14:00:00Z", "Europe/Berlin",
      "2026-03-03T14:00:00Z" },
    { "2026-03-03T14:00:00+01:00", NULL, "2026-03-03T13:00:00Z", NULL, "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[Europe/Berlin]", NULL, "2026-03-03T13:00:00Z", "Europe/Berlin",
      "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00+01:00[Europe/Berlin]", "America/New_York", "2026-03-03T13:00:00Z",
      "America/New_York", "2026-03-03T13:00:00Z" },
    { "2026-03-03T14:00:00.999Z", NULL, "2026-03-03T14:00:00Z", NULL, "2026-03-03T14:00:00Z" },
    /* The gap: with the offset from before it. */
    { "2026-03-08T02:30:00", "America/New_York", "2026-03-08T07:30:00Z", "America/New_York",
      "2026-03-08T07:30:00Z" },
    /* The repeated hour: the first. */
    { "2026-11-01T01:30:00", "America/New_York", "2026-11-01T05:30:00Z", "America/New_York",
      "2026-11-01T05:30:00Z" },
    /* Without any zone: the account's, wherever that is. */
    { "2026-03-03T14:00:00", NULL, "2026-03-03T14:00:00", NULL, "2026-03-04T02:00:00Z" },
    { "2026-03-03", "Europe/Berlin", NULL, NULL, NULL, "invalid-start-time" },
    { "tomorrow", "Europe/Berlin", NULL, NULL, NULL, "invalid-start-time" },
    { "", "Europe/Berlin", NULL, NULL, NULL, "invalid-start-time" },
    { "03/03/2026 14:00", "Europe/Berlin", NULL, NULL, NULL, "invalid-start-time" },
    { "2026-02-30T14:00:00", "Europe/Berlin", NULL, NULL, NULL, "invalid-start-time" },
    { "2026-03-03T14:00:00", "Mars/Base", NULL, NULL, NULL, "unknown-time-zone" },
    { "2026-03-03T14:00:00", "CEST+1", NULL, NULL, NULL, "unknown-time-zone" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (CvkZoomStart) start = { NULL };
      CvkProblem *problem = NULL;
      g_autofree char *utc = NULL;

      g_test_message ("%s %s", rows[i].text, rows[i].zone);
      if (!cvk_zoom_start_parse (rows[i].text, rows[i].zone, &start, &problem))
        {
          g_assert_cmpstr (cvk_problem_get_code (problem), ==, rows[i].code);
          g_assert_nonnull (cvk_problem_get_field (problem));
          cvk_problem_unref (problem);
          continue;
        }
      g_assert_cmpstr (start.text, ==, rows[i].wire);
      g_assert_cmpstr (start.zone, ==, rows[i].wire_zone);
      utc = cvk_instant_to_utc_string (start.instant / G_USEC_PER_SEC * G_USEC_PER_SEC);
      g_assert_cmpstr (utc, ==, rows[i].utc);
    }
}

/* Settings and what becomes of them, or the problem. */
static void
test_prepare (void)
{
  static const struct
  {
    const char *action;
    const char *settings;
    const char *prepared; /* NULL: @code and @field */
    const char *code;
    const char *field;
  } rows[] = {
    { "create-meeting", "{}", "{}" },
    { "create-meeting", "{\"start_time\":\"2026-03-01T13:00:00+01:00\"}", NULL, "start-in-past",
      "start_time" },
    { "create-meeting", "{\"start_time\":\"2026-03-01T12:00:00Z\"}", NULL, "start-in-past",
      "start_time" },
    { "create-meeting", "{\"start_time\":\"2026-03-01T12:00:01Z\"}",
      "{\"start_time\":\"2026-03-01T12:00:01Z\"}" },
    /* Somewhere it is still to come. */
    { "create-meeting", "{\"start_time\":\"2026-03-01T10:00:00\"}",
      "{\"start_time\":\"2026-03-01T10:00:00\"}" },
    { "create-meeting", "{\"start_time\":\"2026-02-28T23:00:00\"}", NULL, "start-in-past",
      "start_time" },
    { "create-meeting", "{\"timezone\":\"Nowhere\"}", NULL, "unknown-time-zone", "timezone" },
    { "update-meeting", "{\"meeting_id\":\"x\"}", NULL, "invalid-meeting-id", "meeting_id" },
    { "create-meeting",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"recurrence\":{\"type\":1,\"end_date_time\":"
      "\"2026-03-31\"}}",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"recurrence\":{\"type\":1,\"end_date_time\":"
      "\"2026-03-31T23:59:59Z\"},\"type\":8}" },
    { "create-meeting",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"timezone\":\"Europe/Berlin\",\"recurrence\":"
      "{\"type\":1,\"end_date_time\":\"2026-03-31\"}}",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"timezone\":\"Europe/Berlin\",\"recurrence\":"
      "{\"type\":1,\"end_date_time\":\"2026-03-31T21:59:59Z\"},\"type\":8}" },
    { "create-meeting", "{\"recurrence\":{\"type\":1}}", NULL, "missing-field", "start_time" },
    { "create-meeting", "{\"type\":8,\"start_time\":\"2026-03-03T14:00:00Z\"}", NULL,
      "missing-field", "recurrence" },
    { "create-meeting",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"recurrence\":{\"type\":2,\"repeat_interval\":51}"
      "}",
      NULL, "invalid-field", "recurrence.repeat_interval" },
    { "create-meeting",
      "{\"start_time\":\"2026-03-03T14:00:00Z\",\"recurrence\":{\"type\":3,\"repeat_interval\":11}"
      "}",
      NULL, "invalid-field", "recurrence.repeat_interval" },
    { "update-meeting", "{\"meeting_id\":\"812 3456 7890\",\"recurrence\":{\"type\":1}}",
      "{\"meeting_id\":\"81234567890\",\"recurrence\":{\"type\":1}}" },
    { "update-meeting", "{\"meeting_id\":\"81234567890\",\"occurrence_id\":\"1\",\"topic\":\"x\"}",
      NULL, "occurrence-field", "topic" },
    { "update-meeting",
      "{\"meeting_id\":\"81234567890\",\"occurrence_id\":\"1\",\"settings\":{\"audio\":\"voip\"}}",
      NULL, "occurrence-field", "settings.audio" },
    { "update-meeting",
      "{\"meeting_id\":\"81234567890\",\"occurrence_id\":\"1\",\"settings\":{\"watermark\":true}}",
      "{\"meeting_id\":\"81234567890\",\"occurrence_id\":\"1\",\"settings\":{\"watermark\":true}"
      "}" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) settings = read_json (rows[i].settings);
      CvkProblem *problem = NULL;
      g_autoptr (CvkValue) prepared =
        cvk_zoom_quirks.prepare (get_action (rows[i].action), settings, NOW, &problem);
      g_autofree char *json =
        prepared != NULL ? cvk_value_to_json (prepared, CVK_JSON_COMPACT) : NULL;

      g_test_message ("%s", rows[i].settings);
      g_assert_cmpstr (json, ==, rows[i].prepared);
      if (prepared != NULL)
        continue;
      g_assert_cmpstr (cvk_problem_get_code (problem), ==, rows[i].code);
      g_assert_cmpstr (cvk_problem_get_field (problem), ==, rows[i].field);
      cvk_problem_unref (problem);
    }
}

static void
test_rules (void)
{
  static const struct
  {
    const char *action;
    const char *settings;
    const char *field; /* of the first problem; NULL: none */
  } rows[] = {
    { "create-meeting", "{}", NULL },
    { "create-meeting", "{\"settings\":{\"jbh_time\":5}}", "settings.jbh_time" },
    { "create-meeting", "{\"settings\":{\"jbh_time\":5,\"join_before_host\":false}}",
      "settings.jbh_time" },
    { "create-meeting", "{\"settings\":{\"jbh_time\":5,\"join_before_host\":true}}", NULL },
    { "create-meeting", "{\"settings\":{\"jbh_time\":5,\"join_before_host\":\"{{ item.x }}\"}}",
      NULL },
    { "update-meeting", "{\"settings\":{\"jbh_time\":5}}", NULL },
    { "update-meeting", "{\"settings\":{\"jbh_time\":5,\"join_before_host\":false}}",
      "settings.jbh_time" },
    { "create-meeting", "{\"type\":2,\"recurrence\":{\"type\":1}}", "recurrence" },
    { "create-meeting", "{\"type\":8,\"recurrence\":{\"type\":1}}", NULL },
    { "create-meeting", "{\"recurrence\":{\"type\":2}}", "recurrence.weekly_days" },
    { "create-meeting", "{\"recurrence\":{\"type\":2,\"weekly_days\":\"2\"}}", NULL },
    { "create-meeting", "{\"recurrence\":{\"type\":1,\"weekly_days\":\"2\"}}",
      "recurrence.weekly_days" },
    { "create-meeting", "{\"recurrence\":{\"type\":3,\"monthly_week\":1}}",
      "recurrence.monthly_week" },
    { "create-meeting", "{\"recurrence\":{\"type\":3,\"monthly_week\":1,\"monthly_week_day\":2}}",
      NULL },
    { "create-meeting",
      "{\"recurrence\":{\"type\":3,\"monthly_day\":1,\"monthly_week\":1,"
      "\"monthly_week_day\":2}}",
      "recurrence.monthly_day" },
    { "create-meeting", "{\"recurrence\":{\"type\":1,\"end_times\":2,\"end_date_time\":\"x\"}}",
      "recurrence.end_times" },
    { "create-meeting", "{\"type\":1,\"start_time\":\"2026-03-03T14:00:00Z\"}", "start_time" },
    { "create-meeting", "{\"type\":1,\"schedule_for\":\"a@example.com\"}", "schedule_for" },
    { "create-meeting", "{\"type\":8,\"pre_schedule\":true}", "pre_schedule" },
    { "create-meeting", "{\"type\":8,\"settings\":{\"use_pmi\":true}}", "settings.use_pmi" },
    { "create-meeting", "{\"settings\":{\"registration_type\":1}}", "settings.registration_type" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) settings = read_json (rows[i].settings);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

      g_test_message ("%s", rows[i].settings);
      cvk_action_check_rules (get_action (rows[i].action), settings, TRUE, problems);
      g_assert_cmpstr (problems->len > 0 ? cvk_problem_get_field (g_ptr_array_index (problems, 0))
                                         : NULL,
                       ==, rows[i].field);
    }
}

/* What is said of a pipeline before it runs. */
static void
test_check (void)
{
  static const struct
  {
    const char *action;
    const char *settings;
    const char *code; /* of the first problem; NULL: none */
  } rows[] = {
    { "create-meeting", "{\"start_time\":\"{{ item.x }}\",\"timezone\":\"{{ item.y }}\"}", NULL },
    { "create-meeting", "{\"start_time\":\"at {{ item.x }}\"}", NULL },
    { "create-meeting", "{\"start_time\":\"2020-01-01T10:00\"}", NULL },
    { "create-meeting", "{\"start_time\":\"soon\"}", "invalid-start-time" },
    { "create-meeting", "{\"start_time\":\"soon\",\"timezone\":\"{{ item.y }}\"}", NULL },
    { "create-meeting", "{\"timezone\":\"Mars/Base\"}", "unknown-time-zone" },
    { "create-meeting", "{\"duration\":1441}", "long-meeting" },
    { "create-meeting", "{\"settings\":\"{{ item.s }}\",\"recurrence\":\"{{ item.r }}\"}", NULL },
    { "create-meeting", "{\"type\":\"{{ item.t }}\",\"recurrence\":{\"type\":1}}", NULL },
    { "update-meeting", "{\"meeting_id\":\"{{ item.id }}\"}", NULL },
    { "update-meeting", "{\"meeting_id\":\"abc\"}", "invalid-meeting-id" },
    { "update-meeting", "{\"meeting_id\":81234567890,\"duration\":\"45\"}", NULL },
    { "update-meeting", "{\"occurrence_id\":\"{{ item.o }}\",\"settings\":\"{{ item.s }}\"}",
      NULL },
    /* An expression may give null: the whole series. */
    { "update-meeting", "{\"occurrence_id\":\"{{ item.o }}\",\"topic\":\"x\"}", NULL },
    { "update-meeting", "{\"occurrence_id\":\"1\",\"topic\":\"x\"}", "occurrence-field" },
    { "update-meeting", "{\"occurrence_id\":\"1\",\"settings\":\"{{ item.s }}\"}", NULL },
    { "update-meeting", "{\"occurrence_id\":null,\"topic\":\"x\"}", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CvkNodeType *type = &get_action (rows[i].action)->operations.type;
      g_autoptr (CvkValue) settings = read_json (rows[i].settings);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

      g_test_message ("%s", rows[i].settings);
      type->check (type, settings, problems);
      g_assert_cmpstr (problems->len > 0 ? cvk_problem_get_code (g_ptr_array_index (problems, 0))
                                         : NULL,
                       ==, rows[i].code);
    }
}

/* --- Errors --- */

typedef struct
{
  const char *action;
  unsigned status;
  const char *body;
  const char *code;
  const char *field;
  const char *part; /* of the message */
} ErrorRow;

#define BODY(code, message) "{\"code\":" #code ",\"message\":\"" message "\"}"

static const ErrorRow error_rows[] = {
  { "create-meeting", 400,
    BODY (4711, "Invalid access token, does not contain scopes:[meeting:write:meeting, b]."),
    "scope-missing", NULL, "meeting:write:meeting, b" },
  { "create-meeting", 400, BODY (104, "Invalid access token, does not contain scopes:[a]."),
    "scope-missing", NULL, "“a”" },
  { "create-meeting", 400, BODY (4700, "Invalid access token, does not contain scopes:[a]."),
    "scope-missing", NULL, "Reconnect" },
  { "get-user", 401, BODY (124, "Access token is expired."), "reconnect", NULL, "expired" },
  { "get-user", 401, BODY (4741, "The token has been revoked."), "reconnect", NULL, "revoked" },
  { "get-user", 400, BODY (4738, "disabled by admin"), "reconnect", NULL, "admin" },
  { "get-user", 401, BODY (1010, "User does not belong to this account."), "user-not-in-account",
    "user_id", "account" },
  { "get-user", 404, BODY (1120, "Invite not found"), "user-not-in-account", "user_id", "account" },
  { "get-user", 401, NULL, "unauthorized", NULL, "HTTP 401" },
  { "create-meeting", 404, BODY (1001, "User does not exist: me."), "user-not-found", "user_id",
    "“nobody”" },
  { "get-meeting", 404, BODY (3001, "Meeting does not exist: 81234567890."), "meeting-not-found",
    "meeting_id", "81234567890" },
  { "get-meeting", 400, BODY (300, "Invalid meeting id."), "invalid-meeting-id", "meeting_id",
    "81234567890" },
  { "list-meetings", 400, BODY (300, "The next page token is either invalid or has expired."),
    "page-token-expired", NULL, "place in the list" },
  { "delete-meeting", 400, BODY (300, "Invalid parameter: occurrence_id."), "invalid-occurrence",
    "occurrence_id", "“77”" },
  { "create-meeting", 400,
    BODY (300, "The value that you entered in the schedule_for field is invalid."), "invalid-host",
    "schedule_for", "“ada@example.com”" },
  { "create-meeting", 400, BODY (300, "Invalid enforce_login_domains, separate by semicolon."),
    "invalid-field", "settings.enforce_login_domains", "semicolons" },
  { "create-meeting", 400, BODY (300, "Request Body should be a valid JSON object."),
    "invalid-request", NULL, "Report" },
  { "create-meeting", 400,
    "{\"code\":300,\"message\":\"Validation Failed.\",\"errors\":[{\"field\":\"settings.jbh_time\","
    "\"message\":\"Invalid parameter: jbh_time.\"}]}",
    "invalid-field", "settings.jbh_time", "Invalid parameter: jbh_time" },
  { "create-meeting", 400,
    "{\"code\":300,\"message\":\"Validation Failed.\",\"errors\":[{\"field\":\"start_time\","
    "\"message\":\"Invalid field.\"}]}",
    "invalid-start-time", "start_time", "future" },
  { "create-meeting", 400, BODY (300, "Something else."), "invalid-field", NULL,
    "Something else." },
  { "create-meeting", 400,
    BODY (3000, "Instant meetings do not support the schedule_for parameter."),
    "instant-for-other-host", "schedule_for", "instant" },
  { "create-meeting", 400, BODY (3000, "Users in example.com are blocked from joining."),
    "domain-blocked", NULL, "example.com" },
  { "create-meeting", 400, BODY (3000, "You cannot schedule a meeting for abc."),
    "not-permitted-to-schedule", "schedule_for", "right to schedule" },
  { "update-meeting", 400, BODY (3000, "Prescheduling is only available for types 2 and 3."),
    "preschedule-kind", "pre_schedule", "rescheduled" },
  { "update-meeting", 400,
    BODY (3000, "You can't schedule a meeting outside your account with continuous chat."),
    "continuous-chat", "settings.continuous_meeting_chat", "continuous chat" },
  { "get-meeting", 400, BODY (3000, "Cannot access webinar info."), "is-webinar", "meeting_id",
    "webinar" },
  { "create-meeting", 400, BODY (3000, "Whatever."), "refused", NULL, "Whatever." },
  { "delete-meeting", 400, BODY (3018, "Not allowed to delete PMI."), "personal-meeting",
    "meeting_id", "personal meeting" },
  { "delete-meeting", 400, BODY (3037, "Not allowed to delete PAC."), "personal-meeting",
    "meeting_id", "conference" },
  { "create-meeting", 400, BODY (3161, "Your user account is not allowed meeting hosting."),
    "hosting-not-allowed", NULL, "administrator" },
  { "create-meeting", 400, BODY (4400, "Registration is disabled."), "feature-disabled", NULL,
    "Registration is disabled." },
  { "create-meeting", 400, BODY (200, "Only available for Paid account."), "not-permitted", NULL,
    "plan" },
  { "create-meeting", 400, BODY (3309, "Not enough cloud storage."), "storage-full", NULL,
    "storage" },
  { "create-meeting", 404, BODY (2300, "This API endpoint is not recognized."), "not-recognized",
    NULL, "server" },
  { "create-meeting", 403, NULL, "not-permitted", NULL, "HTTP 403" },
  { "create-meeting", 404, "<html>", "not-found", NULL, "HTTP 404" },
  { "create-meeting", 418, "<html>", "refused", NULL, "418" },
  { "create-meeting", 400, "{\"errors\":{},\"code\":\"300\"}", "refused", NULL, "HTTP 400" },
};

static CvkHttpResponse *
make_response (unsigned status, const char *body, const char *name, const char *value)
{
  CvkHttpResponse *response = g_new0 (CvkHttpResponse, 1);

  response->status = status;
  response->body = g_bytes_new (body, body != NULL ? strlen (body) : 0);
  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (name != NULL)
    g_hash_table_insert (response->headers, g_strdup (name), g_strdup (value));
  return response;
}

static void
test_errors (void)
{
  g_autoptr (CvkValue) settings =
    read_json ("{\"meeting_id\":\"81234567890\",\"user_id\":\"nobody\",\"occurrence_id\":\"77\","
               "\"schedule_for\":\"ada@example.com\"}");

  for (size_t i = 0; i < G_N_ELEMENTS (error_rows); i++)
    {
      const ErrorRow *row = &error_rows[i];
      g_autoptr (CvkHttpResponse) response =
        make_response (row->status, row->body, "x-zm-trackingid", "v=2.0;rid=WEB_7");
      g_autoptr (CvkReply) reply =
        cvk_action_read_response (get_action (row->action), settings, response, NULL, NOW, 1);
      g_autofree char *message = NULL;

      g_assert_nonnull (reply->problem);
      message = cvk_problem_dup_message (reply->problem);
      g_test_message ("%zu: %s", i, message);
      g_assert_cmpstr (cvk_problem_get_code (reply->problem), ==, row->code);
      g_assert_cmpstr (cvk_problem_get_field (reply->problem), ==, row->field);
      g_assert_nonnull (strstr (message, row->part));
      g_assert_true (g_str_has_suffix (message, " [v=2.0;rid=WEB_7]"));
      g_assert_null (strstr (message, ".."));
      g_assert_null (strchr (message, '{'));
    }
}

/* Every row of the description's table is reached by a test above or by the limits below. */
static void
test_every_error_is_tried (void)
{
  CvkValue *rows = cvk_value_get_member (cvk_connector_get ("zoom")->description, "errors");

  for (size_t i = 0; i < cvk_value_get_length (rows); i++)
    {
      const char *code = cvk_value_lookup_string (cvk_value_get_element (rows, i), "problem", "");
      gboolean is_tried = g_str_equal (code, "daily-limit") || g_str_equal (code, "rate-limit");

      for (size_t j = 0; j < G_N_ELEMENTS (error_rows); j++)
        is_tried = is_tried || g_str_equal (error_rows[j].code, code);
      g_test_message ("%s", code);
      g_assert_true (is_tried);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoom/meeting-ids", test_meeting_ids);
  g_test_add_func ("/zoom/starts", test_starts);
  g_test_add_func ("/zoom/prepare", test_prepare);
  g_test_add_func ("/zoom/rules", test_rules);
  g_test_add_func ("/zoom/check", test_check);
  g_test_add_func ("/zoom/errors", test_errors);
  g_test_add_func ("/zoom/every-error-is-tried", test_every_error_is_tried);
  return g_test_run ();
}
