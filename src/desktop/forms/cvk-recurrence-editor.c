// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-recurrence-editor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-date-picker.h"
#include "desktop/forms/cvk-recurrence-dates.h"
#include "desktop/forms/cvk-weekday-buttons.h"
#include "model/cvk-calendar-text.h"
#include "model/cvk-recurrence.h"

/* In the order of the drop-downs. */
enum
{
  PATTERN_NEVER, /* then CvkRecurrenceType */
};

enum
{
  END_NEVER,
  END_COUNT,
  END_DATE,
};

#define LAST_WEEK 4 /* in the drop-down: first, second, third, fourth, last */
#define USUAL_COUNT 10
#define USUAL_WEEKS 12

struct _CvkRecurrenceEditor
{
  GtkBox parent_instance;

  char *start; /* nullable */
  char *zone;  /* nullable */
  char *own_zone;
  char *end_text;   /* nullable: the end date as the value has it */
  unsigned setting; /* what the controls say comes from the value */

  /* Template children. */
  GtkDropDown *pattern;
  GtkStringList *patterns;
  GtkRevealer *revealer;
  GtkSpinButton *interval;
  GtkLabel *unit;
  CvkWeekdayButtons *weekdays;
  GtkWidget *month_days;
  GtkCheckButton *by_day;
  GtkCheckButton *by_week;
  GtkSpinButton *day;
  GtkDropDown *week;
  GtkDropDown *week_day;
  GtkDropDown *end;
  GtkWidget *count;
  GtkWidget *count_unit;
  GtkMenuButton *end_date;
  GtkLabel *sentence;
  GtkLabel *dates;

  CvkDatePicker *picker; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkRecurrenceEditor, cvk_recurrence_editor, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Reading the controls --- */

/* NULL for a meeting that does not repeat. */
static CvkRecurrence *
read_controls (CvkRecurrenceEditor *self)
{
  unsigned pattern = gtk_drop_down_get_selected (self->pattern);
  unsigned week = gtk_drop_down_get_selected (self->week);
  unsigned end = gtk_drop_down_get_selected (self->end);
  CvkRecurrence *rule;

  if (pattern == PATTERN_NEVER)
    return NULL;
  rule = g_new0 (CvkRecurrence, 1);
  rule->type = (CvkRecurrenceType) pattern;
  rule->interval = gtk_spin_button_get_value_as_int (self->interval);
  rule->weekdays = cvk_weekday_buttons_get (self->weekdays);
  rule->by_week = gtk_check_button_get_active (self->by_week);
  rule->day = gtk_spin_button_get_value_as_int (self->day);
  rule->week = week == LAST_WEEK ? -1 : (int) week + 1;
  rule->week_day = (int) gtk_drop_down_get_selected (self->week_day) + 1;
  rule->count = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->count));
  if (end == END_DATE && self->end_text != NULL)
    {
      rule->end = CVK_RECURRENCE_END_DATE;
      rule->end_date = g_strdup (self->end_text);
    }
  else
    rule->end = end == END_COUNT ? CVK_RECURRENCE_END_COUNT : CVK_RECURRENCE_END_NEVER;
  return rule;
}

/* --- Showing --- */

static const char *
get_unit (CvkRecurrenceType type, int interval)
{
  switch (type)
    {
    case CVK_RECURRENCE_WEEKLY:
      return ngettext ("week", "weeks", (unsigned long) interval);
    case CVK_RECURRENCE_MONTHLY:
      return ngettext ("month", "months", (unsigned long) interval);
    case CVK_RECURRENCE_DAILY:
    default:
      return ngettext ("day", "days", (unsigned long) interval);
    }
}

static void
show_end_date (CvkRecurrenceEditor *self)
{
  g_autoptr (CvkDateTime) end =
    self->end_text == NULL ? NULL : cvk_date_time_parse (self->end_text, NULL);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (end != NULL)
    {
      date = g_date_time_new_utc (end->year, end->month, end->day, 12, 0, 0);
      text = cvk_local_date (date, CVK_DATE_WEEKDAY_YEAR);
      cvk_date_picker_set (self->picker, end);
    }
  gtk_menu_button_set_label (self->end_date, text != NULL ? text : _ ("Choose a day"));
}

/* What belongs to the pattern, and what it makes. */
static void
update (CvkRecurrenceEditor *self)
{
  g_autoptr (CvkRecurrence) rule = read_controls (self);
  unsigned end = gtk_drop_down_get_selected (self->end);
  g_autofree char *sentence = NULL;
  g_autofree char *dates = NULL;

  gtk_revealer_set_reveal_child (self->revealer, rule != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), rule != NULL);
  if (rule == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->weekdays), rule->type == CVK_RECURRENCE_WEEKLY);
  gtk_widget_set_visible (self->month_days, rule->type == CVK_RECURRENCE_MONTHLY);
  gtk_widget_set_visible (self->count, end == END_COUNT);
  gtk_widget_set_visible (self->count_unit, end == END_COUNT);
  gtk_widget_set_visible (GTK_WIDGET (self->end_date), end == END_DATE);
  gtk_label_set_label (self->unit, get_unit (rule->type, rule->interval));
  show_end_date (self);
  sentence = cvk_recurrence_describe (rule);
  dates = cvk_recurrence_dates_describe (rule, self->start, self->zone, self->own_zone);
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->dates, dates);
}

static void
changed_cb (CvkRecurrenceEditor *self)
{
  if (self->setting > 0)
    return;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- What is usual --- */

/* The end of that day where the meeting is. */
static void
set_end_day (CvkRecurrenceEditor *self, const CvkDateTime *day)
{
  g_autofree char *text =
    g_strdup_printf ("%04d-%02d-%02dT23:59:00", day->year, day->month, day->day);
  g_autoptr (CvkDateTime) wall = cvk_date_time_parse (text, NULL);
  g_autoptr (CvkDateTime) placed =
    cvk_date_time_resolve (wall, self->zone != NULL ? self->zone : self->own_zone, NULL, NULL);

  g_free (self->end_text);
  self->end_text = cvk_date_time_to_string (placed != NULL ? placed : wall);
}

static CvkDateTime *
get_first_day (CvkRecurrenceEditor *self)
{
  CvkDateTime *start = self->start == NULL ? NULL : cvk_date_time_parse (self->start, NULL);

  return start != NULL ? start
                       : cvk_date_time_from_instant (g_get_real_time (), self->own_zone, NULL);
}

/* A series begins with the weekday or the day of the month that its start has. */
static void
set_usual_days (CvkRecurrenceEditor *self)
{
  g_autoptr (CvkDateTime) first = get_first_day (self);
  GDate date;
  unsigned weekday;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) first->day, (GDateMonth) first->month, (GDateYear) first->year);
  weekday = (unsigned) g_date_get_weekday (&date) % 7;
  self->setting++;
  cvk_weekday_buttons_set (self->weekdays, 1u << weekday);
  gtk_spin_button_set_value (self->day, first->day);
  gtk_drop_down_set_selected (self->week, (unsigned) MIN ((first->day - 1) / 7, LAST_WEEK));
  gtk_drop_down_set_selected (self->week_day, weekday);
  self->setting--;
}

static void
limit_interval (CvkRecurrenceEditor *self)
{
  unsigned pattern = gtk_drop_down_get_selected (self->pattern);

  if (pattern != PATTERN_NEVER)
    gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->interval),
                              cvk_recurrence_get_max_interval ((CvkRecurrenceType) pattern));
}

static void
pattern_cb (CvkRecurrenceEditor *self)
{
  if (self->setting > 0)
    return;
  self->setting++;
  limit_interval (self);
  self->setting--;
  if (!gtk_revealer_get_reveal_child (self->revealer))
    set_usual_days (self);
  changed_cb (self);
}

static void
end_cb (CvkRecurrenceEditor *self)
{
  if (self->setting > 0)
    return;
  if (gtk_drop_down_get_selected (self->end) == END_DATE && self->end_text == NULL)
    {
      g_autoptr (CvkDateTime) first = get_first_day (self);
      g_autoptr (CvkDateTime) last = cvk_date_time_shift (first, USUAL_WEEKS, "weeks", NULL);

      if (last != NULL)
        set_end_day (self, last);
    }
  changed_cb (self);
}

static void
picked_cb (CvkRecurrenceEditor *self)
{
  g_autoptr (CvkDateTime) day = cvk_date_picker_get (self->picker);

  set_end_day (self, day);
  changed_cb (self);
}

/* --- Value --- */

static void
show_rule (CvkRecurrenceEditor *self, const CvkRecurrence *rule)
{
  gtk_drop_down_set_selected (self->pattern, (unsigned) rule->type);
  limit_interval (self);
  gtk_spin_button_set_value (self->interval, rule->interval);
  if (rule->type == CVK_RECURRENCE_WEEKLY)
    cvk_weekday_buttons_set (self->weekdays, rule->weekdays != 0 ? rule->weekdays : 1);
  if (rule->type == CVK_RECURRENCE_MONTHLY)
    {
      gtk_check_button_set_active (rule->by_week ? self->by_week : self->by_day, TRUE);
      if (rule->by_week)
        {
          gtk_drop_down_set_selected (self->week,
                                      rule->week < 0 ? LAST_WEEK : (unsigned) rule->week - 1);
          gtk_drop_down_set_selected (self->week_day, (unsigned) rule->week_day - 1);
        }
      else
        gtk_spin_button_set_value (self->day, rule->day);
    }
  g_free (self->end_text);
  self->end_text = g_strdup (rule->end_date);
  if (rule->end == CVK_RECURRENCE_END_COUNT)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count), rule->count);
  else if (rule->end == CVK_RECURRENCE_END_UNSAID)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count), 1);
  gtk_drop_down_set_selected (self->end, rule->end == CVK_RECURRENCE_END_DATE    ? END_DATE
                                         : rule->end == CVK_RECURRENCE_END_NEVER ? END_NEVER
                                                                                 : END_COUNT);
}

void
cvk_recurrence_editor_set_absent_label (CvkRecurrenceEditor *self, const char *label)
{
  const char *labels[] = { label, NULL };

  g_return_if_fail (CVK_IS_RECURRENCE_EDITOR (self));
  g_return_if_fail (label != NULL);

  self->setting++;
  gtk_string_list_splice (self->patterns, PATTERN_NEVER, 1, labels);
  gtk_drop_down_set_selected (self->pattern, PATTERN_NEVER);
  self->setting--;
}

void
cvk_recurrence_editor_set_value (CvkRecurrenceEditor *self, const CvkValue *value)
{
  g_autoptr (CvkRecurrence) rule = cvk_recurrence_read (value);

  g_return_if_fail (CVK_IS_RECURRENCE_EDITOR (self));

  self->setting++;
  if (rule != NULL)
    show_rule (self, rule);
  else
    gtk_drop_down_set_selected (self->pattern, PATTERN_NEVER);
  self->setting--;
  update (self);
}

CvkValue *
cvk_recurrence_editor_get_value (CvkRecurrenceEditor *self)
{
  g_autoptr (CvkRecurrence) rule = NULL;

  g_return_val_if_fail (CVK_IS_RECURRENCE_EDITOR (self), NULL);

  rule = read_controls (self);
  return rule == NULL ? NULL : cvk_recurrence_to_value (rule);
}

/* Expressions are known only when it runs. */
static char *
dup_constant (const char *text)
{
  return text == NULL || strstr (text, "{{") != NULL ? NULL : g_strdup (text);
}

void
cvk_recurrence_editor_set_start (CvkRecurrenceEditor *self, const char *start, const char *zone)
{
  g_return_if_fail (CVK_IS_RECURRENCE_EDITOR (self));

  g_free (self->start);
  g_free (self->zone);
  self->start = dup_constant (start);
  self->zone = dup_constant (zone);
  update (self);
}

/* --- Object --- */

/* From Sunday on, as the members of a recurrence count. */
static void
add_week_days (CvkRecurrenceEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (int i = 0; i < 7; i++)
    {
      g_autofree char *name = cvk_calendar_dup_weekday (i);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->week_day, G_LIST_MODEL (names));
}

static void
cvk_recurrence_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_RECURRENCE_EDITOR);
  G_OBJECT_CLASS (cvk_recurrence_editor_parent_class)->dispose (object);
}

static void
cvk_recurrence_editor_finalize (GObject *object)
{
  CvkRecurrenceEditor *self = CVK_RECURRENCE_EDITOR (object);

  g_free (self->start);
  g_free (self->zone);
  g_free (self->own_zone);
  g_free (self->end_text);
  G_OBJECT_CLASS (cvk_recurrence_editor_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, pattern);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, patterns);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, revealer);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, interval);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, unit);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, weekdays);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, month_days);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, by_day);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, by_week);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, day);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, week);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, week_day);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, end);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, count);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, count_unit);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, end_date);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, sentence);
  gtk_widget_class_bind_template_child (class, CvkRecurrenceEditor, dates);
  gtk_widget_class_bind_template_callback (class, changed_cb);
  gtk_widget_class_bind_template_callback (class, pattern_cb);
  gtk_widget_class_bind_template_callback (class, end_cb);
}

static void
cvk_recurrence_editor_class_init (CvkRecurrenceEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_recurrence_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_recurrence_editor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_RECURRENCE_EDITOR, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CVK_TYPE_WEEKDAY_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-recurrence-editor.ui");
  bind_children (widget_class);
}

static void
cvk_recurrence_editor_init (CvkRecurrenceEditor *self)
{
  self->own_zone = cvk_date_dup_own_zone ();
  self->setting++;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->picker = CVK_DATE_PICKER (cvk_date_picker_new (FALSE));
  gtk_menu_button_set_popover (self->end_date, GTK_WIDGET (self->picker));
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  add_week_days (self);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count), USUAL_COUNT);
  gtk_drop_down_set_selected (self->end, END_COUNT);
  self->setting--;
  update (self);
}

GtkWidget *
cvk_recurrence_editor_new (void)
{
  return g_object_new (CVK_TYPE_RECURRENCE_EDITOR, NULL);
}
