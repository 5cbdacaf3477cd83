// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* An event as convoke-parse tells it, which may have been taken over by the file: its times are
 * listed and made into items. */

#include "config.h"

#include "fuzz.h"
#include "nodes/cvk-calendar-items.h"

#define FROM (INT64_C (1772323200))
#define UNTIL (INT64_C (1775001600))

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CvkValue) event = fuzz_dup_value (data, size);
  CvkCalendarSeries series = { .uid = (char *) "a", .path = (char *) "/a.ics" };
  CvkCalendar calendar = { .path = (char *) "/a.ics", .from = FROM, .until = UNTIL };
  CvkCalendarOverride override = { .original = { .instant = FROM, .wall = FROM } };

  if (event == NULL || !cvk_value_is_object (event))
    return 0;
  override.event = event;
  series.event = event;
  series.overrides = g_ptr_array_new ();
  g_ptr_array_add (series.overrides, &override);
  calendar.zones = cvk_calendar_zones_new ("Europe/Berlin");
  calendar.series = g_ptr_array_new ();
  calendar.warnings = g_ptr_array_new ();
  g_ptr_array_add (calendar.series, &series);
  {
    g_autoptr (CvkValue) items = cvk_calendar_list_items (&calendar, TRUE);
    g_autoptr (GPtrArray) warnings = cvk_calendar_list_warnings (&calendar);

    g_assert_true (items == NULL || cvk_value_is_array (items));
    for (unsigned i = 0; i < warnings->len; i++)
      fuzz_check_problem (warnings->pdata[i]);
  }
  g_ptr_array_unref (calendar.warnings);
  g_ptr_array_unref (calendar.series);
  g_ptr_array_unref (series.overrides);
  cvk_calendar_zones_free (calendar.zones);
  return 0;
}
