// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "model/cvk-schedule.h"

/* The table that schedule-vectors.py made by looking at the clock. Each line is asked for in every
 * way that a schedule can be asked. */

static const char *table_path;
static unsigned n_vectors;
static unsigned n_occurrences;

static int64_t
read_instant (const CvkValue *vector, const char *name)
{
  g_autoptr (CvkDateTime) date =
    cvk_date_time_parse (cvk_value_lookup_string (vector, name, ""), NULL);

  g_assert_nonnull (date);
  return date->instant;
}

/* As in the table. */
static char *
print_occurrence (const CvkOccurrence *occurrence)
{
  static const char *const marks[] = { "", " moved", " repeated" };
  g_autofree char *instant = cvk_instant_to_utc_string (occurrence->instant);

  return g_strdup_printf ("%.16sZ %s%s", instant, occurrence->nominal, marks[occurrence->mark]);
}

static void
compare (GArray *list, const CvkValue *expected, size_t first)
{
  for (unsigned i = 0; i < list->len; i++)
    {
      g_autofree char *text = print_occurrence (&g_array_index (list, CvkOccurrence, i));

      g_assert_cmpstr (text, ==,
                       cvk_value_get_string (cvk_value_get_element (expected, first + i)));
    }
}

static void
check_keys (GArray *list)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < list->len; i++)
    g_assert_true (g_hash_table_add (keys, g_array_index (list, CvkOccurrence, i).key));
}

static void
check_counts (const CvkSchedule *schedule, int64_t after, int64_t until, GArray *list)
{
  int64_t n = cvk_schedule_count (schedule, after, until);

  g_assert_cmpint (n, ==, list->len);
  /* From each of them to the end, and from the beginning to each of them. */
  for (unsigned i = 0; i < list->len; i += 1 + list->len / 8)
    {
      int64_t instant = g_array_index (list, CvkOccurrence, i).instant;

      g_assert_cmpint (cvk_schedule_count (schedule, instant, until), ==, list->len - i - 1);
      g_assert_cmpint (cvk_schedule_count (schedule, instant - 1, until), ==, list->len - i);
      g_assert_cmpint (cvk_schedule_count (schedule, after, instant), ==, i + 1);
    }
}

static void
check_vector (const CvkValue *vector)
{
  int64_t after = read_instant (vector, "after");
  int64_t until = read_instant (vector, "until");
  CvkValue *expected = cvk_value_get_member (vector, "occurrences");
  size_t count = cvk_value_get_length (expected);
  g_autoptr (CvkSchedule) schedule =
    cvk_schedule_new (cvk_value_get_member (vector, "settings"), "UTC", NULL);
  g_autoptr (GArray) list = NULL;
  g_autoptr (GArray) last = NULL;
  CvkOccurrence next;

  g_assert_nonnull (schedule);
  list = cvk_schedule_list (schedule, after, (unsigned) count);
  g_assert_cmpuint (list->len, ==, count);
  compare (list, expected, 0);
  check_keys (list);
  if (count > 0)
    after = g_array_index (list, CvkOccurrence, count - 1).instant;
  g_assert_true (!cvk_schedule_next (schedule, after, &next) || next.instant > until);
  check_counts (schedule, read_instant (vector, "after"), until, list);
  last = cvk_schedule_list_last (schedule, read_instant (vector, "after"), until, 3);
  g_assert_cmpuint (last->len, ==, MIN (count, 3));
  compare (last, expected, count - last->len);
  n_vectors++;
  n_occurrences += (unsigned) count;
}

static void
test_vectors (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (table_path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr (CvkValue) vector = cvk_value_from_json (lines[i], -1, CVK_JSON_STRICT, &error);

      g_assert_no_error (error);
      g_test_message ("line %u: %s", i + 1, lines[i]);
      check_vector (vector);
    }
  g_assert_cmpuint (n_vectors, >=, 1000);
  g_print ("# figure: schedules: %u vectors with %u occurrences, as a look at the clock has them\n",
           n_vectors, n_occurrences);
}

/* A day is 24 hours to someone who does not know better, and the table finds out. */
static void
test_naive (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  unsigned n_found = 0;

  g_file_get_contents (table_path, &text, NULL, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr (CvkValue) vector = cvk_value_from_json (lines[i], -1, CVK_JSON_STRICT, NULL);
      CvkValue *expected = cvk_value_get_member (vector, "occurrences");
      CvkValue *settings = cvk_value_get_member (vector, "settings");
      CvkValue *pattern = cvk_value_get_member (settings, "schedule");
      g_autoptr (CvkSchedule) schedule = NULL;
      CvkOccurrence first;
      g_autofree char *second = NULL;

      if (cvk_value_get_length (expected) < 2 || !cvk_value_is_string (pattern) ||
          strcmp (cvk_value_get_string (pattern), "30 2 * * *") != 0)
        continue;
      schedule = cvk_schedule_new (settings, "UTC", NULL);
      g_assert_true (cvk_schedule_next (schedule, read_instant (vector, "after"), &first));
      second = cvk_instant_to_utc_string (first.instant + G_TIME_SPAN_DAY);
      if (strncmp (second, cvk_value_get_string (cvk_value_get_element (expected, 1)), 16) != 0)
        n_found++;
    }
  g_assert_cmpuint (n_found, >=, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  table_path = argv[1];
  g_test_add_func ("/schedule-vectors/table", test_vectors);
  g_test_add_func ("/schedule-vectors/naive", test_naive);
  return g_test_run ();
}
