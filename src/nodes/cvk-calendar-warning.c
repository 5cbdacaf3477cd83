// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-warning.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/cvk-text.h"

#define MAX_TITLE 60

static const struct
{
  const char *code;
  const char *message;
} sentences[] = {
  { "unfinished",
    N_ ("{file}, line {line}: an event has no end and was left out. Save the calendar "
        "again with the program that it comes from.") },
  { "line-too-long", N_ ("{file}, line {line}: this line is longer than a megabyte and was left "
                         "out.") },
  { "event-too-large", N_ ("{file}, line {line}: “{summary}” has more in it than is read; some of "
                           "its guests or dates were left out.") },
  { "no-start", N_ ("{file}, line {line}: “{summary}” does not say when it begins and was left "
                    "out.") },
  { "invalid-date", N_ ("{file}, line {line}: “{summary}” has a date that does not exist "
                        "({property}). Correct it in the calendar.") },
  { "zone-invalid",
    N_ ("{file}, line {line}: this time zone cannot be read. Check the times of the "
        "events that are in it.") },
  { "rule-invalid", N_ ("{file}, line {line}: “{summary}” repeats by a rule that cannot be read; "
                        "only its first date was read.") },
  { "rule-too-fine", N_ ("{file}, line {line}: “{summary}” repeats so often that its dates are not "
                         "counted; only its first date was read.") },
  { "rule-too-many", N_ ("{file}, line {line}: “{summary}” has more dates here than are read at "
                         "once. Choose a shorter time.") },
};

CvkProblem *
cvk_calendar_warning_new (const char *path, const CvkValue *line)
{
  const char *code = cvk_value_lookup_string (line, "warning", "");
  const char *message = N_ ("{file}, line {line}: something here cannot be read and was left out.");
  int64_t number = cvk_value_lookup_integer (line, "line", 0);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *number_text = g_strdup_printf ("%" PRId64, number);
  g_autofree char *summary =
    cvk_text_shorten (cvk_value_lookup_string (line, "summary", "?"), MAX_TITLE);
  CvkProblem *problem = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (sentences[i].code, code))
      {
        code = sentences[i].code;
        message = sentences[i].message;
      }
  problem = cvk_problem_new (code, message, "file", name, "line", number_text, "summary", summary,
                             "property", cvk_value_lookup_string (line, "property", ""), NULL);
  cvk_problem_set_file (problem, path);
  cvk_problem_set_line (problem, (unsigned) CLAMP (number, 0, G_MAXINT), 0);
  cvk_problem_set_warning (problem, TRUE);
  return problem;
}

CvkProblem *
cvk_calendar_warning_new_for_zone (const char *path, const char *id)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *zone = cvk_text_shorten (id, MAX_TITLE);
  CvkProblem *problem =
    cvk_problem_new ("unknown-zone",
                     N_ ("{file}: nobody knows the time zone “{zone}”, so its times were read as "
                         "those of this computer. Correct it in the calendar."),
                     "file", name, "zone", zone, NULL);

  cvk_problem_set_file (problem, path);
  cvk_problem_set_warning (problem, TRUE);
  return problem;
}
