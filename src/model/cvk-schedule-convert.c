// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-schedule-private.h"

/* The same schedule in other words. */

/* More times of the day than this are no form that anyone wants to look at. */
#define MOST_TIMES 24

/* --- As cron --- */

/* "0,30" of bits. */
static char *
list_bits (uint64_t bits)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < 64; i++)
    if ((bits & UINT64_C (1) << i) != 0)
      g_string_append_printf (text, "%s%d", text->len > 0 ? "," : "", i);
  return g_string_free (text, FALSE);
}

/* The times are each of some hours with each of some minutes. */
static char *
print_times (const CvkSchedule *self)
{
  uint64_t minutes = 0;
  uint64_t hours = 0;
  unsigned n_minutes = 0;
  unsigned n_hours = 0;
  g_autofree char *minute_list = NULL;
  g_autofree char *hour_list = NULL;

  for (unsigned i = 0; i < self->times->len; i++)
    {
      minutes |= UINT64_C (1) << g_array_index (self->times, uint16_t, i) % 60;
      hours |= UINT64_C (1) << g_array_index (self->times, uint16_t, i) / 60;
    }
  for (int i = 0; i < 60; i++)
    {
      n_minutes += (minutes & UINT64_C (1) << i) != 0 ? 1 : 0;
      n_hours += (hours & UINT64_C (1) << i) != 0 ? 1 : 0;
    }
  /* Every hour would follow elapsed time. */
  if (n_minutes * n_hours != self->times->len || n_hours == 24)
    return NULL;
  minute_list = list_bits (minutes);
  hour_list = list_bits (hours);
  return g_strdup_printf ("%s %s", minute_list, hour_list);
}

static char *
print_months (int every)
{
  uint64_t months = 0;

  if (every == 1)
    return g_strdup ("*");
  for (int month = 1; month <= 12; month += every)
    months |= UINT64_C (1) << month;
  return list_bits (months);
}

static char *
print_month_days (const CvkSchedule *self, const char *times)
{
  g_autofree char *months = print_months (self->every);

  if (self->week == CVK_LAST)
    return g_strdup_printf ("%s * %s %dL", times, months, self->week_day);
  if (self->week != 0)
    return g_strdup_printf ("%s * %s %d#%d", times, months, self->week_day, self->week);
  if (self->day == CVK_LAST)
    return g_strdup_printf ("%s L %s *", times, months);
  return g_strdup_printf ("%s %d %s *", times, self->day, months);
}

static char *
print_distance (const CvkSchedule *self)
{
  if (self->has_from && self->from % CVK_DAY != 0)
    return NULL;
  if (self->repeat == CVK_REPEAT_HOURS)
    return self->every == 1        ? g_strdup ("0 * * * *")
           : 24 % self->every == 0 ? g_strdup_printf ("0 */%d * * *", self->every)
                                   : NULL;
  return self->every == 1        ? g_strdup ("* * * * *")
         : self->every == 60     ? g_strdup ("0 * * * *")
         : 60 % self->every == 0 ? g_strdup_printf ("*/%d * * * *", self->every)
                                 : NULL;
}

static char *
print_cron (const CvkSchedule *self)
{
  g_autofree char *times = NULL;
  g_autofree char *weekdays = NULL;

  if (cvk_schedule_keeps_distance (self))
    return print_distance (self);
  times = print_times (self);
  if (times == NULL)
    return NULL;
  /* Cron counts no days or weeks, and months within a year only. */
  if (self->repeat == CVK_REPEAT_MONTHS)
    return self->every == 1 || (12 % self->every == 0 && !self->has_from)
             ? print_month_days (self, times)
             : NULL;
  if (self->every != 1)
    return NULL;
  weekdays = self->repeat == CVK_REPEAT_DAYS ? g_strdup ("*") : list_bits (self->weekdays);
  return g_strdup_printf ("%s * * %s", times, weekdays);
}

/* --- In the form's words --- */

/* Bits from @from on, each @step, up to @to, and no others; 0 when it is not so. */
static int
get_step (uint64_t bits, int from, int to)
{
  int step = 1;
  uint64_t expected = 0;

  while (from + step <= to && (bits & UINT64_C (1) << (from + step)) == 0)
    step++;
  for (int i = from; i <= to; i += step)
    expected |= UINT64_C (1) << i;
  return bits == expected ? step : 0;
}

/* The number of the only bit; -1 when there is another number of them. */
static int
get_only_bit (uint64_t bits)
{
  int bit = bits == 0 ? -1 : 0;

  while (bit >= 0 && (bits & UINT64_C (1) << bit) == 0)
    bit++;
  return bit >= 0 && bits == UINT64_C (1) << bit ? bit : -1;
}

static void
set_text (CvkObjectBuilder *builder, const char *name, const char *text)
{
  cvk_object_builder_set (builder, name, cvk_value_new_string (text));
}

static void
set_repeat (CvkObjectBuilder *builder, CvkRepeat repeat, int every)
{
  set_text (builder, "repeat", cvk_schedule_repeat_names[repeat]);
  if (every > 1)
    cvk_object_builder_set (builder, "every", cvk_value_new_integer (every));
}

static void
set_times (CvkObjectBuilder *builder, const CvkSchedule *self)
{
  g_auto (CvkArrayBuilder) times = { 0 };

  cvk_array_builder_init (&times);
  for (unsigned i = 0; i < self->times->len; i++)
    {
      unsigned time = g_array_index (self->times, uint16_t, i);

      cvk_array_builder_append (
        &times, cvk_value_take_string (g_strdup_printf ("%02u:%02u", time / 60, time % 60)));
    }
  cvk_object_builder_set (builder, "times", cvk_array_builder_end (&times));
}

static gboolean
set_distance (CvkObjectBuilder *builder, const CvkCron *cron)
{
  int step = get_step (cron->minutes, 0, 59);

  if (cron->days != 0xfffffffeu || cron->months != 0x1ffeu || cron->weekdays != CVK_ALL_WEEKDAYS ||
      step == 0 || 60 % step != 0)
    return FALSE;
  if (step == 60)
    set_repeat (builder, CVK_REPEAT_HOURS, 1);
  else
    set_repeat (builder, CVK_REPEAT_MINUTES, step);
  return TRUE;
}

static gboolean
set_weeks (CvkObjectBuilder *builder, const CvkCron *cron)
{
  g_auto (CvkArrayBuilder) days = { 0 };

  if (cron->days != 0xfffffffeu || cron->months != 0x1ffeu)
    return FALSE;
  set_repeat (builder, cron->weekdays == CVK_ALL_WEEKDAYS ? CVK_REPEAT_DAYS : CVK_REPEAT_WEEKS, 1);
  if (cron->weekdays == CVK_ALL_WEEKDAYS)
    return TRUE;
  cvk_array_builder_init (&days);
  for (int day = 1; day <= 7; day++)
    if ((cron->weekdays & 1u << day % 7) != 0)
      cvk_array_builder_append (&days, cvk_value_new_string (cvk_schedule_weekday_names[day % 7]));
  cvk_object_builder_set (builder, "weekdays", cvk_array_builder_end (&days));
  return TRUE;
}

static void
set_number (CvkObjectBuilder *builder, const char *name, int number)
{
  cvk_object_builder_set (builder, name, cvk_value_new_integer (number));
}

static gboolean
set_months (CvkObjectBuilder *builder, const CvkCron *cron, gboolean has_from)
{
  int every = get_step (cron->months, 1, 12);
  int day = get_only_bit (cron->days);
  int found = 0;
  int week = 0;
  int week_day = 0;

  if (every == 0 || 12 % every != 0 || (every > 1 && has_from))
    return FALSE;
  for (int i = 0; i < 6; i++)
    if (cron->weekdays_in_week[i] != 0)
      {
        found++;
        week = i == 0 ? CVK_LAST : i;
        week_day = get_only_bit (cron->weekdays_in_week[i]);
      }
  set_repeat (builder, CVK_REPEAT_MONTHS, every);
  if (found == 1 && week_day >= 0 && cron->weekdays == 0 && cron->days == 0xfffffffeu)
    {
      set_number (builder, "week", week);
      set_text (builder, "week_day", cvk_schedule_weekday_names[week_day]);
      return TRUE;
    }
  if (found > 0 || cron->weekdays != CVK_ALL_WEEKDAYS || cron->has_last_day == (day >= 0) ||
      (cron->has_last_day && cron->days != 0))
    return FALSE;
  set_number (builder, "day", cron->has_last_day ? CVK_LAST : day);
  return TRUE;
}

static gboolean
has_week_numbers (const CvkCron *cron)
{
  for (int i = 0; i < 6; i++)
    if (cron->weekdays_in_week[i] != 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_words (CvkObjectBuilder *builder, const CvkSchedule *self)
{
  if (cvk_cron_has_all_hours (&self->cron))
    return set_distance (builder, &self->cron);
  /* Either of two kinds of days is no form. */
  if (self->times->len > MOST_TIMES || (!self->cron.days_are_free && !self->cron.weekdays_are_free))
    return FALSE;
  if ((has_week_numbers (&self->cron) || !set_weeks (builder, &self->cron)) &&
      !set_months (builder, &self->cron, self->has_from))
    return FALSE;
  set_times (builder, self);
  return TRUE;
}

/* --- Both --- */

CvkValue *
cvk_schedule_convert (const CvkValue *settings, gboolean to_cron)
{
  g_autoptr (CvkSchedule) self = cvk_schedule_new_unplaced (settings);
  g_auto (CvkObjectBuilder) builder = { 0 };
  char *cron = NULL;

  if (self == NULL)
    return NULL;
  if ((self->repeat == CVK_REPEAT_CRON) == to_cron)
    return cvk_value_ref (cvk_value_get_member (settings, "schedule"));
  if (to_cron)
    {
      cron = print_cron (self);
      return cron == NULL ? NULL : cvk_value_take_string (cron);
    }
  cvk_object_builder_init (&builder);
  return set_words (&builder, self) ? cvk_object_builder_end (&builder) : NULL;
}
