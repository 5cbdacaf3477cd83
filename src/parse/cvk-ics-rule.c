// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-ics-rule.h"

#include <string.h>

#define MAX_VALUES 400

static gboolean
read_number (const char *text, gint64 least, gint64 most, gint64 *number)
{
  return g_ascii_string_to_signed (text, 10, least, most, number, NULL);
}

/* A sign in front is fine: "+1". */
static gboolean
read_list (const char *text, int least, int most, GArray *values)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", MAX_VALUES);

  for (unsigned i = 0; parts[i] != NULL; i++)
    {
      gint64 number = 0;
      int value = 0;

      if (!read_number (parts[i] + (parts[i][0] == '+' ? 1 : 0), least, most, &number) ||
          (number == 0 && least < 0))
        return FALSE;
      value = (int) number;
      g_array_append_val (values, value);
    }
  return values->len > 0;
}

static gboolean
read_bits (const char *text, int least, int most, guint64 *bits)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (int));

  if (!read_list (text, least, most, values))
    return FALSE;
  for (unsigned i = 0; i < values->len; i++)
    *bits |= G_GUINT64_CONSTANT (1) << g_array_index (values, int, i);
  return TRUE;
}

static int
find_word (const char *text, const char *const *words, int count)
{
  for (int i = 0; i < count; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return i;
  return -1;
}

static int
find_weekday (const char *text)
{
  static const char *const words[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

  return find_word (text, words, G_N_ELEMENTS (words));
}

static gboolean
read_weekdays (const char *text, GArray *weekdays)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", MAX_VALUES);

  for (unsigned i = 0; parts[i] != NULL; i++)
    {
      size_t length = strlen (parts[i]);
      CvkIcsWeekday day = { 0 };
      gint64 number = 0;

      if (length < 2)
        return FALSE;
      day.weekday = find_weekday (parts[i] + length - 2);
      parts[i][length - 2] = '\0';
      if (day.weekday < 0 || (length > 2 && (!read_number (parts[i] + (parts[i][0] == '+' ? 1 : 0),
                                                           -53, 53, &number) ||
                                             number == 0)))
        return FALSE;
      day.number = (int) number;
      g_array_append_val (weekdays, day);
    }
  return weekdays->len > 0;
}

static gboolean
read_frequency (CvkIcsRule *self, const char *value)
{
  static const char *const words[] = { "YEARLY", "MONTHLY",  "WEEKLY",  "DAILY",
                                       "HOURLY", "MINUTELY", "SECONDLY" };
  int frequency = find_word (value, words, G_N_ELEMENTS (words));

  self->frequency = (CvkIcsFrequency) MAX (frequency, 0);
  return frequency >= 0;
}

/* Parts that are new, and none of the standard, are passed over like unknown properties. */
static gboolean
read_part (CvkIcsRule *self, const char *name, const char *value, gboolean *has_frequency)
{
  gint64 number = 0;
  guint64 bits = 0;

  if (g_str_equal (name, "FREQ"))
    return *has_frequency = read_frequency (self, value);
  if (g_str_equal (name, "INTERVAL"))
    {
      gboolean is_good = read_number (value, 1, G_MAXINT / 2, &number);

      self->interval = (int) number;
      return is_good;
    }
  if (g_str_equal (name, "COUNT"))
    return read_number (value, 1, G_MAXINT, &self->count);
  if (g_str_equal (name, "UNTIL"))
    {
      g_free (self->until);
      self->until = g_strdup (value);
      return TRUE;
    }
  if (g_str_equal (name, "WKST"))
    return (self->week_start = find_weekday (value)) >= 0;
  if (g_str_equal (name, "BYSECOND"))
    return read_bits (value, 0, 60, &self->seconds);
  if (g_str_equal (name, "BYMINUTE"))
    return read_bits (value, 0, 59, &self->minutes);
  if (g_str_equal (name, "BYHOUR"))
    return read_bits (value, 0, 23, &self->hours);
  if (g_str_equal (name, "BYMONTH"))
    {
      gboolean is_good = read_bits (value, 1, 12, &bits);

      self->months = (unsigned) bits;
      return is_good;
    }
  if (g_str_equal (name, "BYDAY"))
    return read_weekdays (value, self->weekdays);
  if (g_str_equal (name, "BYMONTHDAY"))
    return read_list (value, -31, 31, self->month_days);
  if (g_str_equal (name, "BYYEARDAY"))
    return read_list (value, -366, 366, self->year_days);
  if (g_str_equal (name, "BYWEEKNO"))
    return read_list (value, -53, 53, self->weeks);
  if (g_str_equal (name, "BYSETPOS"))
    return read_list (value, -366, 366, self->positions);
  /* Other calendars than ours (RFC 7529) are another matter. */
  return !g_str_equal (name, "RSCALE") || g_ascii_strcasecmp (value, "GREGORIAN") == 0;
}

gboolean
cvk_ics_rule_init (CvkIcsRule *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", 64);
  gboolean has_frequency = FALSE;

  *self = (CvkIcsRule){ .interval = 1 };
  self->weekdays = g_array_new (FALSE, FALSE, sizeof (CvkIcsWeekday));
  self->month_days = g_array_new (FALSE, FALSE, sizeof (int));
  self->year_days = g_array_new (FALSE, FALSE, sizeof (int));
  self->weeks = g_array_new (FALSE, FALSE, sizeof (int));
  self->positions = g_array_new (FALSE, FALSE, sizeof (int));
  for (unsigned i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      g_autofree char *name = NULL;

      if (*g_strstrip (parts[i]) == '\0')
        continue;
      if (equals == NULL)
        return FALSE;
      name = g_ascii_strup (parts[i], equals - parts[i]);
      if (!read_part (self, name, equals + 1, &has_frequency))
        return FALSE;
    }
  return has_frequency;
}

void
cvk_ics_rule_clear (CvkIcsRule *self)
{
  g_clear_pointer (&self->weekdays, g_array_unref);
  g_clear_pointer (&self->month_days, g_array_unref);
  g_clear_pointer (&self->year_days, g_array_unref);
  g_clear_pointer (&self->weeks, g_array_unref);
  g_clear_pointer (&self->positions, g_array_unref);
  g_clear_pointer (&self->until, g_free);
}
