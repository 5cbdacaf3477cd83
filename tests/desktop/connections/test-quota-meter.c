// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <adwaita.h>

#include "base/cvk-json.h"
#include "desktop/connections/cvk-quota-meter.h"

/* 2026-03-01T12:00:00Z, and the midnight after it. */
#define NOW (INT64_C (1772366400) * G_USEC_PER_SEC)
#define RESET "1772409600000000"

static void
test_words (void)
{
  static const struct
  {
    const char *quota;
    const char *beginning; /* NULL: nothing is shown */
  } rows[] = {
    { "{\"limit\":100,\"used\":63,\"left\":37,\"reset\":" RESET "}", "37 of 100 changes left; " },
    { "{\"limit\":1,\"used\":0,\"left\":1,\"reset\":" RESET "}", "1 of 1 change left; " },
    { "{\"limit\":100,\"used\":100,\"left\":0,\"reset\":" RESET "}",
      "Today's changes are used up; " },
    { "{\"limit\":5,\"used\":3,\"left\":0,\"reset\":" RESET "}", "Today's changes are used up; " },
    { "null", NULL },
    { "{}", NULL },
    { "[]", NULL },
  };
  CvkQuotaMeter *meter = g_object_ref_sink (g_object_new (CVK_TYPE_QUOTA_METER, NULL));

  g_assert_null (cvk_quota_meter_get_text (meter));
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) quota = cvk_value_from_json (rows[i].quota, -1, CVK_JSON_STRICT, NULL);
      const char *text;

      cvk_quota_meter_show (meter, quota, NOW);
      text = cvk_quota_meter_get_text (meter);
      g_test_message ("%s", text);
      g_assert_cmpint (text != NULL, ==, rows[i].beginning != NULL);
      if (text != NULL)
        g_assert_true (g_str_has_prefix (text, rows[i].beginning));
    }
  g_assert_finalize_object (meter);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/quota-meter/words", test_words);
  return g_test_run ();
}
