// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "desktop/connections/cvk-connection-words.h"

#define NOW (INT64_C (1772366400) * G_USEC_PER_SEC)
#define MINUTE (INT64_C (60) * G_USEC_PER_SEC)

static CvkConnectionInfo *
make_info (const char *state, const char *action, int64_t checked, int64_t until)
{
  g_autoptr (CvkValue) description = cvk_value_from_json (
    "{\"id\": \"zoom-1\", \"name\": \"ana@school.example\", \"connector\": \"zoom\", "
    "\"api_url\": \"https://api.zoom.us/v2\"}",
    -1, CVK_JSON_STRICT, NULL);
  g_autofree char *json = g_strdup_printf (
    "{\"id\": \"zoom-1\", \"state\": \"%s\", \"action\": \"%s\", \"problem\": null, "
    "\"checked\": %" G_GINT64_FORMAT ", \"until\": %" G_GINT64_FORMAT "}",
    state, action, checked, until);
  g_autoptr (CvkValue) report = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  CvkConnectionInfo *info = cvk_connection_info_new (description);

  cvk_connection_info_set_report (info, report);
  return info;
}

/* Every fault of the troubleshooting table has its words and a button that does the thing. */
static void
test_states (void)
{
  static const struct
  {
    const char *state;
    const char *action;
    const char *words;
    const char *class;
    const char *button;
    const char *button_action;
  } cases[] = {
    { "healthy", "", "Healthy", "success", NULL, NULL },
    { "refreshing", "wait", "Renewing the sign-in", "success", NULL, NULL },
    { "offline", "check", "Offline", "warning", "Check Now", "connection.check" },
    { "rate-limited", "wait", "Rate limit exceeded", "warning", NULL, NULL },
    { "keyring-locked", "unlock", "Keyring locked", "warning", "Unlock", "connection.unlock" },
    { "scope-missing", "reconnect", "Permission denied", "warning", "Reconnect",
      "connection.reconnect" },
    { "reconnect-needed", "reconnect", "Connection lost", "error", "Reconnect",
      "connection.reconnect" },
    { "connected-elsewhere", "reconnect", "Connected elsewhere", "error", "Reconnect",
      "connection.reconnect" },
    { "disabled-by-admin", "ask-admin", "Disabled by an administrator", "error", "Reconnect",
      "connection.reconnect" },
    { "something-new", "something-new", "Not checked yet", "dim-label", NULL, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkConnectionInfo) info = make_info (cases[i].state, cases[i].action, 0, 0);
      CvkConnectionState state = cvk_connection_info_get_state (info);
      CvkConnectionAction action = cvk_connection_info_get_action (info);

      g_assert_cmpstr (cvk_connection_words_state (state), ==, cases[i].words);
      g_assert_cmpstr (cvk_connection_words_class (state), ==, cases[i].class);
      g_assert_cmpstr (cvk_connection_words_button (action), ==, cases[i].button);
      g_assert_cmpstr (cvk_connection_words_button_action (action), ==, cases[i].button_action);
      g_assert_true ((cvk_connection_words_advice (state) == NULL) ==
                     (cvk_connection_words_rank (state) < 2));
    }
}

static void
check_line (const char *state, int64_t checked, int64_t until, const char *expected)
{
  g_autoptr (CvkConnectionInfo) info = make_info (state, "", checked, until);
  g_autofree char *line = cvk_connection_words_line (info, NOW);

  g_assert_cmpstr (line, ==, expected);
}

/* Noon UTC on 1 March 2026. */
static void
test_lines (void)
{
  check_line ("healthy", 0, 0, "Healthy");
  check_line ("healthy", NOW - MINUTE / 2, 0, "Healthy · checked just now");
  check_line ("healthy", NOW - MINUTE, 0, "Healthy · checked 1 minute ago");
  check_line ("healthy", NOW - 59 * MINUTE, 0, "Healthy · checked 59 minutes ago");
  check_line ("healthy", NOW - 120 * MINUTE, 0, "Healthy · checked today at 10:00");
  check_line ("healthy", NOW - 24 * 60 * MINUTE, 0, "Healthy · checked yesterday at 12:00");
  check_line ("rate-limited", NOW, NOW + 5 * MINUTE,
              "Rate limit exceeded · goes on by itself at 12:05");
  /* A clock that was put back. */
  check_line ("healthy", NOW + 5 * MINUTE, 0, "Healthy · checked just now");
}

/* A green dot beside the name of an account would be taken for a real one. */
static void
test_sandbox (void)
{
  g_autoptr (CvkValue) description =
    cvk_value_from_json ("{\"id\": \"zoom-2\", \"name\": \"me\", \"connector\": \"zoom\", "
                         "\"api_url\": \"http://127.0.0.1:4000/v2\", \"sandbox\": true}",
                         -1, CVK_JSON_STRICT, NULL);
  g_autoptr (CvkConnectionInfo) sandbox = cvk_connection_info_new (description);
  g_autoptr (CvkConnectionInfo) real = make_info ("healthy", "", NOW, 0);
  g_autofree char *sandbox_lines = cvk_connection_words_lines (sandbox, NOW);
  g_autofree char *real_lines = cvk_connection_words_lines (real, NOW);

  g_assert_cmpstr (sandbox_lines, ==, "Sandbox: no real meetings\nNot checked yet");
  g_assert_cmpstr (real_lines, ==, "Healthy · checked just now");
}

static void
test_places (void)
{
  g_autoptr (CvkConnectionInfo) info = make_info ("healthy", "", 0, 0);
  g_autofree char *place = cvk_connection_words_place (info);
  g_autofree char *server = cvk_connection_words_server (info);

  g_assert_cmpstr (place, ==, "Zoom");
  g_assert_cmpstr (server, ==, "api.zoom.us");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection-words/states", test_states);
  g_test_add_func ("/connection-words/lines", test_lines);
  g_test_add_func ("/connection-words/sandbox", test_sandbox);
  g_test_add_func ("/connection-words/places", test_places);
  return g_test_run ();
}
