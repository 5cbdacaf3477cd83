// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The text of an event of somebody's calendar, in which a title and a time are changed. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "nodes/cvk-ics-edit.h"

static char *
edit (const char *text, size_t length)
{
  g_autoptr (CvkValue) settings = cvk_value_from_json (
    "{\"summary\":\"New; title\",\"start\":\"2026-03-03T14:00:00+01:00[Europe/Berlin]\"}", -1,
    CVK_JSON_STRICT, NULL);
  g_auto (CvkIcsProperties) properties = { 0 };
  g_autoptr (CvkProblem) problem = NULL;

  g_assert_true (cvk_ics_properties_init (&properties, settings, &problem));
  return cvk_ics_edit_event (text, length, &properties, FUZZ_NOW);
}

/* What was changed once says it, and is not changed again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *edited = edit ((const char *) data, size);
  g_autofree char *again = NULL;

  if (edited == NULL || !g_str_has_prefix (edited, "BEGIN:VEVENT\r\n") ||
      !g_str_has_suffix (edited, "END:VEVENT\r\n"))
    return 0;
  again = edit (edited, strlen (edited));
  g_assert_null (again);
  return 0;
}
