// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "nodes/cvk-calendar-items.h"

/* recurrences.json, made by make-recurrences.py with another library. */
static CvkValue *
load_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "nodes", "recurrences.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  CvkValue *vectors = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  vectors = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  return vectors;
}

static char *
write_calendar (const CvkValue *vector)
{
  const char *start = cvk_value_lookup_string (vector, "start", NULL);
  const char *zone = cvk_value_lookup_string (vector, "zone", NULL);
  g_autofree char *parameter =
    strchr (start, 'T') != NULL ? g_strconcat (";TZID=", zone, NULL) : g_strdup (";VALUE=DATE");
  g_autofree char *text =
    g_strdup_printf ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART%s:%s\r\nRRULE:%s\r\n"
                     "END:VEVENT\r\nEND:VCALENDAR\r\n",
                     parameter, start, cvk_value_lookup_string (vector, "rule", NULL));
  char *path = NULL;
  int fd = g_file_open_tmp ("cvk-XXXXXX.ics", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static char *
expand (const CvkValue *vector, int64_t later)
{
  g_autofree char *path = write_calendar (vector);
  CvkCalendarRequest request = {
    .path = path,
    .zone = "UTC",
    .from = cvk_value_lookup_integer (vector, "from", 0) + later,
    .until = cvk_value_lookup_integer (vector, "until", 0),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkCalendar) calendar = cvk_calendar_read (&request, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_unlink (path);
  g_assert_cmpuint (calendar->warnings->len, ==, 0);
  for (unsigned i = 0; i < calendar->series->len; i++)
    {
      g_autoptr (GArray) list =
        cvk_calendar_list_occurrences (calendar, calendar->series->pdata[i]);

      for (unsigned j = 0; j < list->len; j++)
        g_string_append_printf (text, " %" G_GINT64_FORMAT,
                                g_array_index (list, CvkCalendarOccurrence, j).start.instant);
    }
  return g_string_free (text, FALSE);
}

static char *
print (const CvkValue *instants)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < cvk_value_get_length (instants); i++)
    g_string_append_printf (text, " %" G_GINT64_FORMAT,
                            cvk_value_get_integer (cvk_value_get_element (instants, i)));
  return g_string_free (text, FALSE);
}

static void
test_vectors (void)
{
  g_autoptr (CvkValue) vectors = load_vectors ();
  size_t count = cvk_value_get_length (vectors);
  size_t n_instants = 0;
  unsigned n_wrong = 0;

  for (size_t i = 0; i < count; i++)
    {
      const CvkValue *vector = cvk_value_get_element (vectors, i);
      const CvkValue *instants = cvk_value_get_member (vector, "instants");
      g_autofree char *expected = print (instants);
      g_autofree char *got = expand (vector, 0);

      n_instants += cvk_value_get_length (instants);
      if (!g_str_equal (got, expected))
        {
          g_test_message ("%s %s %s\n expected%s\n got     %s",
                          cvk_value_lookup_string (vector, "start", ""),
                          cvk_value_lookup_string (vector, "zone", ""),
                          cvk_value_lookup_string (vector, "rule", ""), expected, got);
          n_wrong++;
        }
    }
  g_assert_cmpuint (count, >=, 150);
  g_assert_cmpuint (n_wrong, ==, 0);
  g_print ("# figure: recurrence rules against another library: %zu, with %zu dates, all alike\n",
           count, n_instants);
}

/* The comparison would see one date that is missing. */
static void
test_control (void)
{
  g_autoptr (CvkValue) vectors = load_vectors ();
  const CvkValue *vector = cvk_value_get_element (vectors, 0);
  g_autofree char *expected = print (cvk_value_get_member (vector, "instants"));
  g_autofree char *got = expand (vector, 1);

  g_assert_cmpstr (got, !=, expected);
  g_assert_true (g_str_has_suffix (expected, got));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recurrences/vectors", test_vectors);
  g_test_add_func ("/recurrences/control", test_control);
  return g_test_run ();
}
