// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-calendar-text.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"

char *
cvk_calendar_dup_weekday (int day)
{
  /* 2023-01-01 was a Sunday. */
  g_autoptr (GDateTime) date = g_date_time_new_utc (2023, 1, day + 1, 12, 0, 0);

  return g_date_time_format (date, "%A");
}

char *
cvk_calendar_dup_month (int month)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (2023, month, 1, 12, 0, 0);

  /* The name as it stands without a day. */
  return g_date_time_format (date, "%OB");
}

char *
cvk_calendar_dup_week_day (int week, int day)
{
  g_autofree char *name = cvk_calendar_dup_weekday (day);

  switch (week)
    {
    case 1:
      /* Translators: a weekday; a part of "Every month on the first Tuesday". */
      return g_strdup_printf (_ ("the first %s"), name);
    case 2:
      /* Translators: a weekday, here and in what follows. */
      return g_strdup_printf (_ ("the second %s"), name);
    case 3:
      return g_strdup_printf (_ ("the third %s"), name);
    case 4:
      return g_strdup_printf (_ ("the fourth %s"), name);
    case 5:
      return g_strdup_printf (_ ("the fifth %s"), name);
    default:
      return g_strdup_printf (_ ("the last %s"), name);
    }
}

char *
cvk_calendar_join (GPtrArray *texts)
{
  g_autofree char *list = g_strdup (g_ptr_array_index (texts, 0));

  for (unsigned i = 1; i + 1 < texts->len; i++)
    {
      g_autofree char *before = g_steal_pointer (&list);

      /* Translators: in a row: "Monday, Tuesday". */
      list =
        g_strdup_printf (C_ ("in a row", "%s, %s"), before, (char *) g_ptr_array_index (texts, i));
    }
  if (texts->len < 2)
    return g_steal_pointer (&list);
  /* Translators: the end of a row: "Monday, Tuesday" and "Friday". */
  return g_strdup_printf (_ ("%s and %s"), list,
                          (char *) g_ptr_array_index (texts, texts->len - 1));
}

char *
cvk_calendar_list_weekdays (unsigned weekdays)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < 7; i++)
    {
      int day = (cvk_local_get_first_weekday () + i) % 7;

      if ((weekdays & 1u << day) != 0)
        g_ptr_array_add (names, cvk_calendar_dup_weekday (day));
    }
  return cvk_calendar_join (names);
}
