// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-next-runs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-local-text.h"
#include "base/cvk-time-zone.h"

struct _CvkNextRuns
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkNextRuns, cvk_next_runs, GTK_TYPE_BOX)

/* --- Words --- */

static char *
print_day (const CvkDateTime *time)
{
  g_autoptr (GDateTime) date =
    g_date_time_new_utc (time->year, time->month, time->day, time->hour, time->minute, 0);

  return cvk_local_date (date, CVK_DATE_WEEKDAY_YEAR);
}

/* What clocks do between the beginning and the end of that day. NULL: nothing. */
static const char *
describe_day (const CvkDateTime *time)
{
  CvkTimeZone *zone = cvk_time_zone_lookup (time->zone, NULL);
  int64_t wall = cvk_calendar_to_days (time->year, time->month, time->day) * 86400;
  CvkZonedTimes begin, end;

  if (zone == NULL)
    return NULL;
  cvk_time_zone_resolve (zone, wall, &begin);
  cvk_time_zone_resolve (zone, wall + 86400, &end);
  if (end.reached - begin.reached < 86400)
    return _ ("Clocks go forward on this day.");
  if (end.reached - begin.reached > 86400)
    return _ ("Clocks go back on this day.");
  return NULL;
}

/* --- Lines --- */

static GtkWidget *
make_label (const char *text, gboolean is_wide)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), is_wide);
  gtk_widget_set_hexpand (label, is_wide);
  return label;
}

static void
add_note (CvkNextRuns *self, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("preferences-system-time-symbolic");
  GtkWidget *label = make_label (text, TRUE);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (box, "cvk-next-run-note");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (self), box);
}

/* @reason: (nullable): why it comes at another time than the clock would say. */
static void
add_run (CvkNextRuns *self, int64_t instant, const char *zone, const char *reason)
{
  g_autoptr (CvkDateTime) time = cvk_date_time_from_instant (instant, zone, NULL);
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;
  GtkWidget *box;
  GtkWidget *label;

  if (time == NULL)
    return;
  day = print_day (time);
  text = cvk_local_wall_time (time->hour, time->minute);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (box, "cvk-next-run");
  gtk_box_append (GTK_BOX (box), make_label (day, TRUE));
  label = make_label (text, FALSE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (self), box);
  if (reason != NULL)
    add_note (self, reason);
  else if (describe_day (time) != NULL)
    add_note (self, describe_day (time));
}

static void
clear (CvkNextRuns *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
}

void
cvk_next_runs_show (CvkNextRuns *self, const CvkSchedule *schedule, int64_t after, unsigned count)
{
  g_autoptr (GArray) list = NULL;

  g_return_if_fail (CVK_IS_NEXT_RUNS (self));

  clear (self);
  if (schedule == NULL)
    return;
  list = cvk_schedule_list (schedule, after, count);
  for (unsigned i = 0; i < list->len; i++)
    {
      const CvkOccurrence *occurrence = &g_array_index (list, CvkOccurrence, i);
      g_autofree char *reason = cvk_schedule_describe_mark (schedule, occurrence);

      add_run (self, occurrence->instant, cvk_schedule_get_zone (schedule), reason);
    }
  if (list->len == 0)
    add_note (self, _ ("No run comes any more: the last day has passed."));
}

/* --- What the host says --- */

/* (transfer full) (nullable) */
static char *
describe_mark (const CvkValue *run)
{
  const char *mark = cvk_value_lookup_string (run, "mark", "");
  const char *nominal = cvk_value_lookup_string (run, "nominal", "");
  const char *time = strchr (nominal, 'T');

  if (time == NULL)
    return NULL;
  if (g_str_equal (mark, "moved"))
    /* Translators: a time of the day. */
    return g_strdup_printf (
      _ ("Clocks skip %s on this day: runs as soon as they have gone forward."), time + 1);
  if (g_str_equal (mark, "repeated"))
    /* Translators: a time of the day. */
    return g_strdup_printf (_ ("Clocks show %s twice on this day."), time + 1);
  return NULL;
}

void
cvk_next_runs_show_answer (CvkNextRuns *self, const CvkValue *runs)
{
  g_return_if_fail (CVK_IS_NEXT_RUNS (self));
  g_return_if_fail (runs != NULL);

  clear (self);
  for (size_t i = 0; i < cvk_value_get_length (runs); i++)
    {
      const CvkValue *run = cvk_value_get_element (runs, i);
      const CvkValue *time = cvk_value_get_member (run, "time");
      g_autofree char *reason = describe_mark (run);

      if (time != NULL && cvk_value_is_integer (time))
        add_run (self, cvk_value_get_integer (time), cvk_value_lookup_string (run, "zone", "UTC"),
                 reason);
    }
  if (cvk_value_get_length (runs) == 0)
    add_note (self, _ ("The clock starts no run any more."));
}

/* --- Object --- */

static void
cvk_next_runs_class_init (CvkNextRunsClass *class)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cvk_next_runs_init (CvkNextRuns *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cvk-next-runs");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Next runs"), -1);
}

GtkWidget *
cvk_next_runs_new (void)
{
  return g_object_new (CVK_TYPE_NEXT_RUNS, NULL);
}
