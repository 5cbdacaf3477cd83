// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-calendar-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nodes/cvk-calendar-items.h"
#include "nodes/cvk-ics-edit.h"
#include "nodes/cvk-ics-occurrence.h"

gboolean
cvk_calendar_index_is_one_of_series (const CvkCalendarIndex *index, const char *data)
{
  return index->occurrence != NULL &&
         (index->one_begin >= 0 ||
          (index->begin >= 0 &&
           cvk_ics_occurrence_is_series (data + index->begin, index->end - index->begin)));
}

static gboolean
fail_occurrence (const char *key, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("The series has no time “%s”. Take “Occurrence” as Read Calendar gives it, and "
                  "check that it was not removed meanwhile."),
               key);
  return FALSE;
}

/* Whether the series happens then, by its rule and without what was taken out. */
static gboolean
happens (const CvkCalendarChange *change, const char *path, GCancellable *cancellable)
{
  g_autofree char *zone = cvk_time_zone_dup_own ();
  g_autoptr (CvkCalendarZones) zones = cvk_calendar_zones_new (zone);
  g_autoptr (CvkValue) value =
    cvk_value_new_object ("time", cvk_value_new_string (change->occurrence), NULL);
  g_autoptr (CvkCalendar) calendar = NULL;
  CvkCalendarTime time;
  CvkCalendarRequest request = { .path = path, .zone = zone };
  gboolean found = FALSE;

  if (!cvk_calendar_time_read (zones, value, &time))
    return FALSE;
  request.from = time.instant - 2 * (int64_t) 86400;
  request.until = time.instant + 2 * (int64_t) 86400;
  calendar = cvk_calendar_read (&request, cancellable, NULL);
  for (unsigned i = 0; calendar != NULL && i < calendar->series->len && !found; i++)
    {
      const CvkCalendarSeries *series = calendar->series->pdata[i];
      g_autoptr (GArray) times = NULL;

      if (!g_str_equal (series->uid, change->uid))
        continue;
      times = cvk_calendar_list_occurrences (calendar, series);
      for (unsigned k = 0; k < times->len && !found; k++)
        {
          g_autofree char *key =
            cvk_calendar_time_to_key (&g_array_index (times, CvkCalendarOccurrence, k).original);

          found = g_str_equal (key, change->occurrence);
        }
    }
  return found;
}

static GString *
splice (const char *data, size_t length, int64_t begin, int64_t end, const char *text)
{
  GString *all = g_string_new_len (data, (gssize) begin);

  g_string_append (all, text);
  g_string_append_len (all, data + end, (gssize) ((int64_t) length - end));
  return all;
}

/* Its own event, changed; or one made of the series, behind it. @text: (out) (nullable): it says
 * all that already. */
gboolean
cvk_calendar_file_save_occurrence (const CvkCalendarChange *change,
                                   const char *path,
                                   const CvkCalendarIndex *index,
                                   const char *data,
                                   size_t length,
                                   GString **text,
                                   GCancellable *cancellable,
                                   GError **error)
{
  gboolean is_own = index->one_begin >= 0;
  g_autofree char *own = NULL;
  g_autofree char *event = NULL;
  g_autofree char *zones = NULL;
  g_autofree char *all = NULL;

  if (!is_own && !happens (change, path, cancellable))
    return fail_occurrence (change->occurrence, error);
  own = is_own ? g_strndup (data + index->one_begin, index->one_end - index->one_begin)
               : cvk_ics_occurrence_detach (data + index->begin, index->end - index->begin,
                                            change->occurrence);
  if (own == NULL)
    return fail_occurrence (change->occurrence, error);
  event = cvk_ics_edit_event (own, strlen (own), change->properties, change->now);
  if (event == NULL)
    return TRUE;
  zones = cvk_ics_properties_list_zones (change->properties, index->zones);
  all = g_strconcat (zones, event, NULL);
  *text = is_own ? splice (data, length, index->one_begin, index->one_end, all)
                 : splice (data, length, index->end, index->end, all);
  return TRUE;
}

gboolean
cvk_calendar_file_remove_occurrence (const CvkCalendarChange *change,
                                     const char *path,
                                     const CvkCalendarIndex *index,
                                     const char *data,
                                     size_t length,
                                     GString **text,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autofree char *series = NULL;
  gboolean is_gone = FALSE;

  if (index->begin >= 0)
    series = cvk_ics_occurrence_exclude (data + index->begin, index->end - index->begin,
                                         change->occurrence, change->now, &is_gone);
  if (index->begin >= 0 && !is_gone &&
      (series == NULL || (index->one_begin < 0 && !happens (change, path, cancellable))))
    return fail_occurrence (change->occurrence, error);
  if (series == NULL && index->one_begin < 0)
    return TRUE;
  *text = g_string_new_len (data, (gssize) length);
  /* The later one first, so that the other stays where it was. */
  if (index->one_begin > index->begin)
    g_string_erase (*text, index->one_begin, index->one_end - index->one_begin);
  if (series != NULL)
    {
      g_string_erase (*text, index->begin, index->end - index->begin);
      g_string_insert (*text, index->begin, series);
    }
  if (index->one_begin >= 0 && index->one_begin < index->begin)
    g_string_erase (*text, index->one_begin, index->one_end - index->one_begin);
  return TRUE;
}
