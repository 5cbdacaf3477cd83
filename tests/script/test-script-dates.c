// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include "script/cvk-evaluation.h"

static const struct
{
  const char *source;
  const char *expected; /* text without quotes, or "!" and the code of the problem */
} cases[] = {
  { "date.now ()", "2026-03-03T13:00:00Z" },
  { "date.now ('Europe/Berlin')", "2026-03-03T14:00:00+01:00[Europe/Berlin]" },

  { "date.parse ('2026-03-03T14:00:00+01:00[Europe/Berlin]')",
    "2026-03-03T14:00:00+01:00[Europe/Berlin]" },
  { "date.parse ('2026-03-03T13:00:00Z')", "2026-03-03T13:00:00Z" },
  { "date.parse ('2026-03-03 14:00', 'Europe/Berlin')",
    "2026-03-03T14:00:00+01:00[Europe/Berlin]" },
  { "date.parse ('2026-03-03T13:00:00Z', 'Europe/Berlin')",
    "2026-03-03T14:00:00+01:00[Europe/Berlin]" },
  /* daylight saving: a gap and a repeated hour, as RFC 5545 reads them */
  { "date.parse ('2026-03-08T02:30:00', 'America/New_York')",
    "2026-03-08T03:30:00-04:00[America/New_York]" },
  { "date.parse ('2026-11-01T01:30:00', 'America/New_York')",
    "2026-11-01T01:30:00-04:00[America/New_York]" },
  { "date.parse ('2026-03-03 14:00')", "!script-error" },
  { "date.parse ('soon', 'Europe/Berlin')", "!script-error" },
  { "date.parse ('2026-02-31', 'Europe/Berlin')", "!script-error" },
  { "date.parse ('2026-03-03 14:00', 'Mars/Olympus')", "!script-error" },
  { "date.parse (5)", "!script-error" },
  { "date.parse ()", "!script-error" },

  { "date.convert ('2026-03-03T14:00:00+01:00[Europe/Berlin]', 'America/New_York')",
    "2026-03-03T08:00:00-05:00[America/New_York]" },
  { "date.convert (new Date (0), 'Asia/Tokyo')", "1970-01-01T09:00:00+09:00[Asia/Tokyo]" },
  { "date.convert ('2026-03-03 14:00', 'Asia/Tokyo')", "!script-error" },
  { "date.convert ('2026-03-03T13:00:00Z')", "!script-error" },

  /* a day is a day on the wall, an hour is an hour of time */
  { "date.shift ('2026-03-28T14:00:00+01:00[Europe/Berlin]', 1, 'days')",
    "2026-03-29T14:00:00+02:00[Europe/Berlin]" },
  { "date.shift ('2026-03-28T14:00:00+01:00[Europe/Berlin]', 24, 'hours')",
    "2026-03-29T15:00:00+02:00[Europe/Berlin]" },
  { "date.shift ('2026-01-31T14:00:00Z', 1, 'months')", "2026-02-28T14:00:00Z" },
  { "date.shift ('2026-03-03T13:00:00Z', -90, 'minutes')", "2026-03-03T11:30:00Z" },
  { "date.shift ('2026-03-03T13:00:00Z', 1, 'fortnights')", "!script-error" },
  { "date.shift ('2026-03-03T13:00:00Z', 1.5, 'days')", "!script-error" },
  { "date.shift ('2026-03-03T13:00:00Z', NaN, 'days')", "!script-error" },

  { "date.format ('2026-03-03T14:00:00+01:00[Europe/Berlin]', '%d.%m.%Y %H:%M')",
    "03.03.2026 14:00" },
  { "date.format ('2026-03-03T13:00:00Z', '%H:%M %z', 'Europe/Berlin')", "14:00 +0100" },
  { "date.format ('2026-03-03 14:05', '%H.%M')", "14.05" },
  { "date.format (new Date (0), '%Y')", "1970" },
  { "date.format ('2026-03-03T13:00:00Z')", "!script-error" },

  { "String (date.difference ('2026-03-03T13:00:00Z', '2026-03-03T14:30:00Z', 'seconds'))",
    "5400" },
  { "String (date.difference ('2026-03-03T13:00:00Z', '2026-03-03T14:30:00Z', 'hours'))", "1.5" },
  { "String (date.difference ('2026-03-04', '2026-03-03', 'days'))", "-1" },
  { "String (date.difference ('2026-03-03T14:00:00+01:00', '2026-03-03T08:00:00-05:00'))", "0" },
  { "date.difference ('2026-03-03', '2026-03-03T13:00:00Z')", "!script-error" },
  { "date.difference ('2026-03-03', '2027-03-03', 'eras')", "!script-error" },
  { "String (date.difference ('2026-03-03', '2026-03-17'))", "14" },
  { "String (date.difference ('2026-03-15', '2026-04-14', 'months'))", "0" },
  { "String (date.difference ('2026-03-15', '2026-04-15', 'months'))", "1" },
  { "String (date.difference ('2026-04-15', '2026-03-16', 'months'))", "0" },
  { "String (date.difference ('2026-03-03', '2028-03-03', 'years'))", "2" },

  { "date.shift (date.parse (item.day + ' ' + item.time, 'Europe/Berlin'), 45, 'minutes')",
    "2026-03-03T14:45:00+01:00[Europe/Berlin]" },
};

static void
test_calculations (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result =
        cvk_evaluation_of (host, CVK_SCRIPT_EXPRESSION, cases[i].source,
                           "{\"item\":{\"day\":\"2026-03-03\",\"time\":\"14:00\"}}");
      g_autofree char *expected = cases[i].expected[0] == '!'
                                    ? g_strdup (cases[i].expected)
                                    : g_strdup_printf ("\"%s\"", cases[i].expected);

      g_test_message ("%s", cases[i].source);
      g_assert_cmpstr (result, ==, expected);
    }
}

/* The sentence of the calculation reaches the person. */
static void
test_message (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  const char *scopes[] = { "{\"item\":{}}", NULL };
  g_autoptr (CvkScriptRequest) request =
    cvk_evaluation_request_new (CVK_SCRIPT_EXPRESSION, "date.parse ('2026-03-03 14:00')", scopes);
  g_autoptr (GPtrArray) results = cvk_evaluation_run (host, request);
  const CvkScriptResult *result = results->pdata[0];
  g_autofree char *message = cvk_problem_dup_message (result->problem);

  g_assert_nonnull (strstr (message, "Europe/Berlin"));
}

/* Questions while scopes wait, one after the other. */
static void
test_many (void)
{
  g_autoptr (CvkScriptHost) host = cvk_evaluation_host_new ();
  g_autofree char *result =
    cvk_evaluation_of (host, CVK_SCRIPT_EACH,
                       "let day = '2026-01-01T12:00:00Z';\n"
                       "for (let i = 0; i < 365; i++) day = date.shift (day, 1, 'days');\n"
                       "return day;",
                       "{\"item\":{}}");

  g_assert_cmpstr (result, ==, "\"2027-01-01T12:00:00Z\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/script/dates/calculations", test_calculations);
  g_test_add_func ("/script/dates/message", test_message);
  g_test_add_func ("/script/dates/many", test_many);

  return g_test_run ();
}
