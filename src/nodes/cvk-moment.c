// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-moment.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"

static gboolean
fail (CvkProblem **problem, const char *field, CvkProblem *reason)
{
  cvk_problem_set_field (reason, field);
  *problem = reason;
  return FALSE;
}

gboolean
cvk_moment_read_date (const CvkValue *settings,
                      const char *field,
                      int64_t *instant,
                      CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (settings, field, NULL);
  const char *zone = cvk_value_lookup_string (settings, "zone", NULL);
  g_autoptr (CvkDateTime) date = NULL;
  g_autoptr (CvkDateTime) resolved = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return fail (problem, field,
                 cvk_problem_new ("missing-date", N_ ("There is no date here. Fill it in."), NULL));
  date = cvk_date_time_parse (text, &error);
  if (date == NULL)
    return fail (problem, field, cvk_problem_new_from_error ("invalid-date", error));
  if (date->has_offset)
    {
      *instant = date->instant;
      return TRUE;
    }
  if (zone == NULL)
    return fail (problem, "zone",
                 cvk_problem_new ("missing-zone",
                                  N_ ("“{value}” has no time zone. Fill in “Time zone”."), "value",
                                  text, NULL));
  resolved = cvk_date_time_resolve (date, zone, NULL, &error);
  if (resolved == NULL)
    return fail (problem, "zone", cvk_problem_new_from_error ("invalid-date", error));
  *instant = resolved->instant;
  return TRUE;
}

gboolean
cvk_moment_read_duration (const CvkValue *settings,
                          const char *field,
                          int64_t from,
                          int64_t *instant,
                          CvkProblem **problem)
{
  const CvkValue *amount = cvk_value_get_member (settings, field);
  const char *unit = cvk_value_lookup_string (settings, "unit", "hours");
  g_autoptr (CvkDateTime) date = cvk_date_time_from_instant (from, NULL, NULL);
  g_autoptr (CvkDateTime) moved = NULL;
  g_autoptr (GError) error = NULL;

  if (amount == NULL || !cvk_value_is_integer (amount))
    return fail (
      problem, field,
      cvk_problem_new ("missing-duration", N_ ("It is not said how long. Fill it in."), NULL));
  moved = cvk_date_time_shift (date, cvk_value_get_integer (amount), unit, &error);
  if (moved == NULL)
    return fail (problem, field, cvk_problem_new_from_error ("invalid-date", error));
  *instant = moved->instant;
  return TRUE;
}
