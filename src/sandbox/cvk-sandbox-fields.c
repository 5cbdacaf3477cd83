// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-fields.h"

#include "base/cvk-json.h"

#define NO_MAXIMUM INT32_MAX

#define BOOLEAN(n, value)                                                                          \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = value                                \
  }
#define ONE_OF(n, list, value)                                                                     \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_TEXT, .values = list, .fallback = value                   \
  }
#define NUMBER_OF(n, list, value)                                                                  \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_INTEGER, .maximum = NO_MAXIMUM, .values = list,           \
    .fallback = value                                                                              \
  }
#define RANGE(n, low, high)                                                                        \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_INTEGER, .minimum = low, .maximum = high                  \
  }
#define TEXT(n, length, value)                                                                     \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_TEXT, .maximum = length, .fallback = value                \
  }
#define FORMATTED(n, what)                                                                         \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_TEXT, .format = what                                      \
  }
#define OBJECT(n, of, value)                                                                       \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_OBJECT, .fields = of, .fallback = value                   \
  }
#define LIST(n, of)                                                                                \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_LIST, .fields = of                                        \
  }
#define TEXTS(n, what)                                                                             \
  {                                                                                                \
    .name = n, .type = CVK_SANDBOX_FIELD_LIST, .format = what                                      \
  }
#define FOR(field, ...)                                                                            \
  {                                                                                                \
    .name = field, __VA_ARGS__                                                                     \
  }
#define END                                                                                        \
  {                                                                                                \
    .name = NULL                                                                                   \
  }

static const CvkSandboxField exceptions[] = {
  TEXT ("name", 0, NULL),
  FORMATTED ("email", CVK_SANDBOX_FORMAT_EMAIL),
  END,
};

static const CvkSandboxField countries[] = {
  BOOLEAN ("enable", NULL),
  ONE_OF ("method", "approve|deny", NULL),
  TEXTS ("approved_list", CVK_SANDBOX_FORMAT_COUNTRY),
  TEXTS ("denied_list", CVK_SANDBOX_FORMAT_COUNTRY),
  END,
};

static const CvkSandboxField rooms[] = {
  TEXT ("name", 0, NULL),
  TEXTS ("participants", CVK_SANDBOX_FORMAT_EMAIL),
  END,
};

static const CvkSandboxField breakout_room[] = {
  BOOLEAN ("enable", NULL),
  LIST ("rooms", rooms),
  END,
};

static const CvkSandboxField interpreters[] = {
  FORMATTED ("email", CVK_SANDBOX_FORMAT_EMAIL),
  TEXT ("languages", 0, NULL),
  TEXT ("interpreter_languages", 0, NULL),
  END,
};

static const CvkSandboxField language_interpretation[] = {
  BOOLEAN ("enable", NULL),
  LIST ("interpreters", interpreters),
  END,
};

static const CvkSandboxField sign_interpreters[] = {
  FORMATTED ("email", CVK_SANDBOX_FORMAT_EMAIL),
  TEXT ("sign_language", 0, NULL),
  END,
};

static const CvkSandboxField sign_language_interpretation[] = {
  BOOLEAN ("enable", NULL),
  { .name = "interpreters",
    .type = CVK_SANDBOX_FIELD_LIST,
    .maximum = 20,
    .fields = sign_interpreters },
  END,
};

static const CvkSandboxField invitees[] = {
  FORMATTED ("email", CVK_SANDBOX_FORMAT_EMAIL),
  END,
};

static const CvkSandboxField continuous_meeting_chat[] = {
  BOOLEAN ("enable", NULL),
  ONE_OF ("who_is_added", "all_users|org_invitees_and_participants|org_invitees", NULL),
  BOOLEAN ("auto_add_invited_external_users", NULL),
  BOOLEAN ("auto_add_meeting_participants", NULL),
  END,
};

static const CvkSandboxField question_and_answer[] = {
  BOOLEAN ("enable", NULL),
  BOOLEAN ("allow_submit_questions", NULL),
  BOOLEAN ("allow_anonymous_questions", NULL),
  ONE_OF ("question_visibility", "answered|all", NULL),
  BOOLEAN ("attendees_can_comment", NULL),
  BOOLEAN ("attendees_can_upvote", NULL),
  END,
};

static const CvkSandboxField resources[] = {
  ONE_OF ("resource_type", "whiteboard", NULL),
  TEXT ("resource_id", 0, NULL),
  ONE_OF ("permission_level", "editor|commenter|viewer", NULL),
  END,
};

static const CvkSandboxField custom_keys[] = {
  TEXT ("key", 64, NULL),
  TEXT ("value", 256, NULL),
  END,
};

static const CvkSandboxField waiting_room_options[] = {
  { .name = "mode",
    .type = CVK_SANDBOX_FIELD_TEXT,
    .required = TRUE,
    .values = "follow_setting|custom" },
  ONE_OF ("who_goes_to_waiting_room",
          "everyone|users_not_in_account|users_not_in_account_or_whitelisted_domains|"
          "users_not_on_invite",
          NULL),
  END,
};

static const CvkSandboxField channels[] = {
  { .name = "channel_id", .type = CVK_SANDBOX_FIELD_TEXT, .required = TRUE },
  TEXT ("name", 0, NULL),
  END,
};

static const CvkSandboxField video_management[] = {
  { .name = "enable", .type = CVK_SANDBOX_FIELD_BOOLEAN, .required = TRUE },
  LIST ("channels", channels),
  END,
};

/* Fields marked so may change for a single occurrence. */
#define CHANGEABLE .purposes = CVK_SANDBOX_CREATE | CVK_SANDBOX_UPDATE | CVK_SANDBOX_OCCURRENCE

const CvkSandboxField cvk_sandbox_settings_fields[] = {
  FOR ("host_video", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  FOR ("participant_video", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  BOOLEAN ("cn_meeting", "false"),
  BOOLEAN ("in_meeting", "false"),
  FOR ("join_before_host", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  NUMBER_OF ("jbh_time", "0|5|10|15", "0"),
  FOR ("mute_upon_entry", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  FOR ("watermark", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  BOOLEAN ("use_pmi", "false"),
  NUMBER_OF ("approval_type", "0|1|2", "2"),
  NUMBER_OF ("registration_type", "1|2|3", NULL),
  ONE_OF ("audio", "both|telephony|voip|thirdParty", "\"both\""),
  TEXT ("audio_conference_info", 2048, NULL),
  FOR ("auto_recording",
       .type = CVK_SANDBOX_FIELD_TEXT,
       .values = "none|local|cloud",
       .fallback = "\"none\"",
       CHANGEABLE),
  FOR ("enforce_login",
       .type = CVK_SANDBOX_FIELD_BOOLEAN,
       .fallback = "false",
       .purposes = CVK_SANDBOX_UPDATE),
  TEXT ("enforce_login_domains", 0, "\"\""),
  TEXT ("alternative_hosts", 0, "\"\""),
  BOOLEAN ("alternative_host_update_polls", "false"),
  BOOLEAN ("alternative_host_manage_meeting_summary", "false"),
  BOOLEAN ("alternative_host_manage_cloud_recording", "false"),
  BOOLEAN ("close_registration", "false"),
  BOOLEAN ("show_share_button", "false"),
  BOOLEAN ("allow_multiple_devices", "false"),
  BOOLEAN ("registrants_confirmation_email", "true"),
  FOR ("waiting_room", .type = CVK_SANDBOX_FIELD_BOOLEAN, .fallback = "false", CHANGEABLE),
  OBJECT ("waiting_room_options", waiting_room_options, "{\"mode\":\"follow_setting\"}"),
  BOOLEAN ("registrants_email_notification", "true"),
  BOOLEAN ("meeting_authentication", "false"),
  TEXT ("authentication_option", 0, NULL),
  TEXT ("authentication_domains", 0, NULL),
  LIST ("authentication_exception", exceptions),
  ONE_OF ("encryption_type", "enhanced_encryption|e2ee", "\"enhanced_encryption\""),
  OBJECT ("approved_or_denied_countries_or_regions", countries, "{\"enable\":false}"),
  OBJECT ("breakout_room", breakout_room, "{\"enable\":false}"),
  OBJECT ("language_interpretation", language_interpretation, NULL),
  OBJECT ("sign_language_interpretation", sign_language_interpretation, NULL),
  OBJECT ("continuous_meeting_chat", continuous_meeting_chat, NULL),
  OBJECT ("question_and_answer", question_and_answer, NULL),
  LIST ("meeting_invitees", invitees),
  LIST ("resources", resources),
  BOOLEAN ("alternative_hosts_email_notification", "true"),
  BOOLEAN ("email_notification", "true"),
  BOOLEAN ("focus_mode", "false"),
  BOOLEAN ("private_meeting", "false"),
  BOOLEAN ("internal_meeting", "false"),
  BOOLEAN ("host_save_video_order", "false"),
  BOOLEAN ("participant_focused_meeting", "false"),
  BOOLEAN ("push_change_to_calendar", "false"),
  BOOLEAN ("device_testing", "false"),
  BOOLEAN ("disable_participant_video", "false"),
  BOOLEAN ("allow_host_control_participant_mute_state", "false"),
  BOOLEAN ("email_in_attendee_report", "false"),
  BOOLEAN ("auto_start_meeting_summary", "false"),
  NUMBER_OF ("who_will_receive_summary", "1|2|3|4", NULL),
  BOOLEAN ("auto_start_ai_companion_questions", "false"),
  NUMBER_OF ("who_can_ask_questions", "1|2|3|4|5", NULL),
  TEXT ("summary_template_id", 0, NULL),
  NUMBER_OF ("calendar_type", "1|2", NULL),
  TEXT ("contact_name", 0, NULL),
  FORMATTED ("contact_email", CVK_SANDBOX_FORMAT_EMAIL),
  TEXTS ("global_dial_in_countries", CVK_SANDBOX_FORMAT_COUNTRY),
  FOR ("additional_data_center_regions",
       .type = CVK_SANDBOX_FIELD_LIST,
       .format = CVK_SANDBOX_FORMAT_COUNTRY,
       .purposes = CVK_SANDBOX_CREATE),
  FOR ("custom_keys",
       .type = CVK_SANDBOX_FIELD_LIST,
       .maximum = 10,
       .fields = custom_keys,
       .purposes = CVK_SANDBOX_UPDATE),
  OBJECT ("auto_add_recording_to_video_management", video_management, NULL),
  END,
};

static const CvkSandboxField tracking_fields[] = {
  { .name = "field",
    .type = CVK_SANDBOX_FIELD_TEXT,
    .required = TRUE,
    .format = CVK_SANDBOX_FORMAT_REQUIRED },
  TEXT ("value", 0, NULL),
  END,
};

static const CvkSandboxField recurrence[] = {
  { .name = "type",
    .type = CVK_SANDBOX_FIELD_INTEGER,
    .required = TRUE,
    .maximum = NO_MAXIMUM,
    .values = "1|2|3" },
  RANGE ("repeat_interval", 1, 99),
  FORMATTED ("weekly_days", CVK_SANDBOX_FORMAT_WEEKDAYS),
  RANGE ("monthly_day", 1, 31),
  { .name = "monthly_week",
    .type = CVK_SANDBOX_FIELD_INTEGER,
    .minimum = -1,
    .maximum = 4,
    .values = "-1|1|2|3|4" },
  RANGE ("monthly_week_day", 1, 7),
  RANGE ("end_times", 0, 60),
  FORMATTED ("end_date_time", CVK_SANDBOX_FORMAT_UTC),
  END,
};

const CvkSandboxField cvk_sandbox_meeting_fields[] = {
  TEXT ("topic", 200, NULL),
  FOR ("agenda", .type = CVK_SANDBOX_FIELD_TEXT, .maximum = 2000, CHANGEABLE),
  NUMBER_OF ("type", "1|2|3|8|10", NULL),
  FOR ("start_time",
       .type = CVK_SANDBOX_FIELD_TEXT,
       .format = CVK_SANDBOX_FORMAT_START,
       CHANGEABLE),
  FOR ("duration",
       .type = CVK_SANDBOX_FIELD_INTEGER,
       .minimum = 1,
       .maximum = NO_MAXIMUM,
       CHANGEABLE),
  /* Tells how the start time of an occurrence is meant, too. */
  FOR ("timezone", .type = CVK_SANDBOX_FIELD_TEXT, .format = CVK_SANDBOX_FORMAT_ZONE, CHANGEABLE),
  { .name = "password",
    .type = CVK_SANDBOX_FIELD_TEXT,
    .maximum = 10,
    .format = CVK_SANDBOX_FORMAT_PASSCODE },
  FOR ("default_password", .type = CVK_SANDBOX_FIELD_BOOLEAN, .purposes = CVK_SANDBOX_CREATE),
  TEXT ("schedule_for", 0, NULL),
  BOOLEAN ("pre_schedule", NULL),
  TEXT ("template_id", 0, NULL),
  LIST ("tracking_fields", tracking_fields),
  OBJECT ("recurrence", recurrence, NULL),
  { .name = "settings",
    .type = CVK_SANDBOX_FIELD_OBJECT,
    .fields = cvk_sandbox_settings_fields,
    CHANGEABLE },
  END,
};

const CvkValue *
cvk_sandbox_default_settings (void)
{
  static CvkValue *settings;
  CvkObjectBuilder builder;

  if (settings != NULL)
    return settings;
  cvk_object_builder_init (&builder);
  for (const CvkSandboxField *field = cvk_sandbox_settings_fields; field->name != NULL; field++)
    if (field->fallback != NULL)
      cvk_object_builder_append (&builder, field->name,
                                 cvk_value_from_json (field->fallback, -1, CVK_JSON_DATA, NULL));
  /* Sent by Zoom, though its documentation leaves them out. */
  cvk_object_builder_append (&builder, "request_permission_to_unmute_participants",
                             cvk_value_new_boolean (FALSE));
  cvk_object_builder_append (&builder, "show_join_info", cvk_value_new_boolean (FALSE));
  cvk_object_builder_append (&builder, "enable_dedicated_group_chat",
                             cvk_value_new_boolean (FALSE));
  settings = cvk_object_builder_end (&builder);
  return settings;
}
