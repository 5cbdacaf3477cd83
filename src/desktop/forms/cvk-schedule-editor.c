// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-schedule-editor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-time-zone.h"
#include "desktop/cvk-help-button.h"
#include "desktop/cvk-help.h"
#include "desktop/forms/cvk-weekday-buttons.h"
#include "desktop/runs/cvk-next-runs.h"
#include "model/cvk-calendar-text.h"
#include "model/cvk-schedule.h"

#define LAST_WEEK 5 /* in the drop-down: first to fifth, last */
#define WORKING_DAYS 0x3eu
#define USUAL_TIMES "09:00"
#define USUAL_CRON "0 9 * * mon-fri"

/* The patterns of the drop-down are those of CvkRepeat, in its order; so far intervals go here. */
static const int most[] = { 999, 999, 999, 520, 120 };

struct _CvkScheduleEditor
{
  GtkBox parent_instance;

  CvkValue *value;    /* nullable: what the controls say */
  CvkValue *settings; /* the others of the node */
  unsigned setting;   /* what the controls say comes from the value */

  /* Template children. */
  GtkDropDown *pattern;
  GtkWidget *every_box;
  GtkSpinButton *every;
  GtkLabel *unit;
  CvkWeekdayButtons *weekdays;
  GtkWidget *month_box;
  GtkCheckButton *by_day;
  GtkCheckButton *by_last_day;
  GtkCheckButton *by_week;
  GtkSpinButton *day;
  GtkDropDown *week;
  GtkDropDown *week_day;
  GtkWidget *times_box;
  GtkEditable *times;
  GtkEditable *cron;
  GtkLabel *hint;
  GtkLabel *sentence;
  GtkWidget *expander;
  CvkNextRuns *next_runs;
};

G_DEFINE_FINAL_TYPE (CvkScheduleEditor, cvk_schedule_editor, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static CvkValue *
wrap (CvkScheduleEditor *self, const CvkValue *schedule)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, self->settings);
  cvk_object_builder_set (&builder, "schedule", cvk_value_ref (schedule));
  return cvk_object_builder_end (&builder);
}

static int
find_name (const char *const *names, int count, const char *name)
{
  for (int i = 0; i < count; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return -1;
}

/* --- Reading the controls --- */

static gboolean
is_time (const char *text)
{
  return g_regex_match_simple ("^([01]?[0-9]|2[0-3]):[0-5][0-9]$", text, 0, 0);
}

/* NULL while one of them is not written to its end. */
static CvkValue *
read_times (CvkScheduleEditor *self)
{
  g_auto (GStrv) times = g_strsplit_set (gtk_editable_get_text (self->times), ",;", -1);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; times[i] != NULL; i++)
    {
      g_strstrip (times[i]);
      if (!is_time (times[i]))
        return NULL;
      cvk_array_builder_append (&builder, cvk_value_new_string (times[i]));
    }
  return times[0] == NULL ? NULL : cvk_array_builder_end (&builder);
}

static CvkValue *
read_weekdays (CvkScheduleEditor *self)
{
  unsigned weekdays = cvk_weekday_buttons_get (self->weekdays);
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (int i = 1; i <= 7; i++)
    if ((weekdays & 1u << i % 7) != 0)
      cvk_array_builder_append (&builder, cvk_value_new_string (cvk_schedule_weekday_names[i % 7]));
  return cvk_array_builder_end (&builder);
}

static void
read_month (CvkScheduleEditor *self, CvkObjectBuilder *builder)
{
  unsigned week = gtk_drop_down_get_selected (self->week);
  unsigned week_day = gtk_drop_down_get_selected (self->week_day);

  if (gtk_check_button_get_active (self->by_week))
    {
      cvk_object_builder_set (builder, "week",
                              cvk_value_new_integer (week == LAST_WEEK ? -1 : (int) week + 1));
      cvk_object_builder_set (
        builder, "week_day", cvk_value_new_string (cvk_schedule_weekday_names[(week_day + 1) % 7]));
    }
  else
    cvk_object_builder_set (
      builder, "day",
      cvk_value_new_integer (gtk_check_button_get_active (self->by_last_day)
                               ? -1
                               : gtk_spin_button_get_value_as_int (self->day)));
}

/* NULL when nothing is chosen, or a text is not written to its end. */
static CvkValue *
read_controls (CvkScheduleEditor *self)
{
  unsigned pattern = gtk_drop_down_get_selected (self->pattern);
  int every = gtk_spin_button_get_value_as_int (self->every);
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) times = read_times (self);

  if (pattern == GTK_INVALID_LIST_POSITION ||
      (pattern >= CVK_REPEAT_DAYS && times == NULL && pattern < CVK_REPEAT_CRON))
    return NULL;
  if (pattern == CVK_REPEAT_CRON)
    return cvk_value_new_string (gtk_editable_get_text (self->cron));
  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "repeat",
                          cvk_value_new_string (cvk_schedule_repeat_names[pattern]));
  if (every > 1)
    cvk_object_builder_set (&builder, "every", cvk_value_new_integer (every));
  if (pattern == CVK_REPEAT_WEEKS)
    cvk_object_builder_set (&builder, "weekdays", read_weekdays (self));
  if (pattern == CVK_REPEAT_MONTHS)
    read_month (self, &builder);
  if (pattern >= CVK_REPEAT_DAYS)
    cvk_object_builder_set (&builder, "times", g_steal_pointer (&times));
  return cvk_object_builder_end (&builder);
}

/* --- Showing --- */

static const char *
get_unit (unsigned pattern, unsigned long every)
{
  switch (pattern)
    {
    case CVK_REPEAT_MINUTES:
      return ngettext ("minute", "minutes", every);
    case CVK_REPEAT_HOURS:
      return ngettext ("hour", "hours", every);
    case CVK_REPEAT_DAYS:
      return ngettext ("day", "days", every);
    case CVK_REPEAT_WEEKS:
      return ngettext ("week", "weeks", every);
    default:
      return ngettext ("month", "months", every);
    }
}

static void
show_preview (CvkScheduleEditor *self)
{
  g_autofree char *own_zone = cvk_time_zone_dup_own ();
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (CvkSchedule) schedule = NULL;
  g_autofree char *text = NULL;

  if (self->value != NULL)
    {
      settings = wrap (self, self->value);
      schedule = cvk_schedule_new (settings, own_zone, NULL);
    }
  if (schedule != NULL)
    text = cvk_schedule_describe (schedule);
  /* What is wrong is said by the form. */
  gtk_label_set_label (self->sentence, text != NULL          ? text
                                       : self->value == NULL ? _ ("Choose when the pipeline runs.")
                                                             : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), text != NULL || self->value == NULL);
  gtk_widget_set_visible (self->expander, schedule != NULL);
  cvk_next_runs_show (self->next_runs, schedule, g_get_real_time (), CVK_NEXT_RUNS_USUAL_COUNT);
}

static void
mark_times (CvkScheduleEditor *self)
{
  g_autoptr (CvkValue) times = read_times (self);

  if (times == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->times), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->times), "error");
  gtk_accessible_update_state (
    GTK_ACCESSIBLE (self->times), GTK_ACCESSIBLE_STATE_INVALID,
    times == NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
update (CvkScheduleEditor *self)
{
  unsigned pattern = gtk_drop_down_get_selected (self->pattern);
  gboolean has_words = pattern < CVK_REPEAT_CRON;

  gtk_widget_set_visible (self->every_box, has_words);
  gtk_widget_set_visible (GTK_WIDGET (self->weekdays), pattern == CVK_REPEAT_WEEKS);
  gtk_widget_set_visible (self->month_box, pattern == CVK_REPEAT_MONTHS);
  gtk_widget_set_visible (self->times_box, has_words && pattern >= CVK_REPEAT_DAYS);
  gtk_widget_set_visible (GTK_WIDGET (self->cron), pattern == CVK_REPEAT_CRON);
  if (has_words)
    gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->every), most[pattern]);
  gtk_label_set_label (
    self->unit, get_unit (pattern, (unsigned long) gtk_spin_button_get_value_as_int (self->every)));
  mark_times (self);
  show_preview (self);
}

static void
show_times (CvkScheduleEditor *self, const CvkValue *times)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (size_t i = 0; times != NULL && i < cvk_value_get_length (times); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            cvk_value_get_string (cvk_value_get_element (times, i)));
  gtk_editable_set_text (self->times, text->len > 0 ? text->str : USUAL_TIMES);
}

static void
show_weekdays (CvkScheduleEditor *self, const CvkValue *names)
{
  unsigned weekdays = 0;

  for (size_t i = 0; names != NULL && i < cvk_value_get_length (names); i++)
    {
      int day = find_name (cvk_schedule_weekday_names, 7,
                           cvk_value_get_string (cvk_value_get_element (names, i)));

      weekdays |= day >= 0 ? 1u << day : 0;
    }
  cvk_weekday_buttons_set (self->weekdays, weekdays != 0 ? weekdays : WORKING_DAYS);
}

static void
show_month (CvkScheduleEditor *self, const CvkValue *value)
{
  int64_t day = cvk_value_lookup_integer (value, "day", 1);
  int64_t week = cvk_value_lookup_integer (value, "week", 0);
  int week_day = find_name (cvk_schedule_weekday_names, 7,
                            cvk_value_lookup_string (value, "week_day", "monday"));

  gtk_check_button_set_active (week != 0   ? self->by_week
                               : day == -1 ? self->by_last_day
                                           : self->by_day,
                               TRUE);
  gtk_spin_button_set_value (self->day, day == -1 ? 1 : (double) day);
  gtk_drop_down_set_selected (self->week, week == -1 ? LAST_WEEK : (unsigned) MAX (week - 1, 0));
  gtk_drop_down_set_selected (self->week_day, (unsigned) (week_day + 6) % 7);
}

static void
show_words (CvkScheduleEditor *self, const CvkValue *value)
{
  int pattern = find_name (cvk_schedule_repeat_names, CVK_REPEAT_CRON,
                           cvk_value_lookup_string (value, "repeat", "days"));

  gtk_drop_down_set_selected (self->pattern, (unsigned) pattern);
  gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->every), most[pattern]);
  gtk_spin_button_set_value (self->every, (double) cvk_value_lookup_integer (value, "every", 1));
  show_times (self, cvk_value_get_member (value, "times"));
  show_weekdays (self, cvk_value_get_member (value, "weekdays"));
  show_month (self, value);
}

static void
show_value (CvkScheduleEditor *self, const CvkValue *value)
{
  self->setting++;
  if (value == NULL)
    gtk_drop_down_set_selected (self->pattern, GTK_INVALID_LIST_POSITION);
  else if (cvk_value_is_string (value))
    {
      gtk_drop_down_set_selected (self->pattern, CVK_REPEAT_CRON);
      /* What is being typed stays as it is. */
      if (strcmp (gtk_editable_get_text (self->cron), cvk_value_get_string (value)) != 0)
        gtk_editable_set_text (self->cron, cvk_value_get_string (value));
    }
  else
    show_words (self, value);
  self->setting--;
}

/* --- What the user does --- */

static void
keep_value (CvkScheduleEditor *self, CvkValue *value)
{
  g_autoptr (CvkValue) old = g_steal_pointer (&self->value);

  self->value = value;
}

static void
changed_cb (CvkScheduleEditor *self)
{
  CvkValue *value;

  if (self->setting > 0)
    return;
  value = read_controls (self);
  mark_times (self);
  if (value == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  keep_value (self, value);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The same in the other way, as far as it goes. */
static void
carry_over (CvkScheduleEditor *self, unsigned pattern)
{
  g_autoptr (CvkValue) settings = self->value == NULL ? NULL : wrap (self, self->value);
  g_autoptr (CvkValue) other =
    settings == NULL ? NULL : cvk_schedule_convert (settings, pattern == CVK_REPEAT_CRON);

  if (pattern == CVK_REPEAT_CRON && (other == NULL || !cvk_value_is_string (other)))
    gtk_editable_set_text (self->cron, USUAL_CRON);
  else if (other != NULL)
    show_value (self, other);
  gtk_drop_down_set_selected (self->pattern, pattern);
}

static void
pattern_cb (CvkScheduleEditor *self)
{
  unsigned pattern = gtk_drop_down_get_selected (self->pattern);
  gboolean was_cron = self->value != NULL && cvk_value_is_string (self->value);
  gboolean is_new = self->value == NULL;

  if (self->setting > 0 || pattern == GTK_INVALID_LIST_POSITION)
    return;
  self->setting++;
  if (was_cron != (pattern == CVK_REPEAT_CRON) || is_new)
    carry_over (self, pattern);
  self->setting--;
  changed_cb (self);
  if (is_new || pattern != CVK_REPEAT_CRON ||
      strcmp (gtk_editable_get_text (self->cron), USUAL_CRON) != 0)
    return;
  gtk_label_set_label (self->hint, _ ("Cron cannot say what was set here. This is a new text."));
  gtk_widget_set_visible (GTK_WIDGET (self->hint), TRUE);
}

/* --- Value --- */

gboolean
cvk_schedule_editor_can_show (const CvkValue *value)
{
  static const char *const names[] = { "repeat", "every", "times",    "weekdays",
                                       "day",    "week",  "week_day", NULL };
  g_autoptr (CvkValue) settings = NULL;
  g_autoptr (CvkValue) understood = NULL;
  int pattern;

  if (value == NULL || cvk_value_is_string (value))
    return TRUE;
  if (!cvk_value_is_object (value))
    return FALSE;
  /* Members that it does not know would be lost with the first change. */
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (value, i, &name, &member);
      if (!g_strv_contains (names, name))
        return FALSE;
    }
  settings = cvk_value_new_object ("schedule", cvk_value_ref (value), NULL);
  understood = cvk_schedule_convert (settings, FALSE);
  pattern = find_name (cvk_schedule_repeat_names, CVK_REPEAT_CRON,
                       cvk_value_lookup_string (value, "repeat", "days"));
  return understood != NULL && cvk_value_lookup_integer (value, "every", 1) <= most[pattern];
}

void
cvk_schedule_editor_set_value (CvkScheduleEditor *self, const CvkValue *value)
{
  g_return_if_fail (CVK_IS_SCHEDULE_EDITOR (self));

  keep_value (self, value != NULL ? cvk_value_ref (value) : NULL);
  show_value (self, value);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  update (self);
}

CvkValue *
cvk_schedule_editor_get_value (CvkScheduleEditor *self)
{
  g_return_val_if_fail (CVK_IS_SCHEDULE_EDITOR (self), NULL);

  return self->value != NULL ? cvk_value_ref (self->value) : NULL;
}

void
cvk_schedule_editor_set_settings (CvkScheduleEditor *self, const CvkValue *settings)
{
  g_autoptr (CvkValue) old = NULL;

  g_return_if_fail (CVK_IS_SCHEDULE_EDITOR (self));

  old = g_steal_pointer (&self->settings);
  self->settings = cvk_value_ref (settings);
  if (!cvk_value_equal (old, settings))
    show_preview (self);
}

/* --- Object --- */

static void
cvk_schedule_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_SCHEDULE_EDITOR);
  G_OBJECT_CLASS (cvk_schedule_editor_parent_class)->dispose (object);
}

static void
cvk_schedule_editor_finalize (GObject *object)
{
  CvkScheduleEditor *self = CVK_SCHEDULE_EDITOR (object);

  g_clear_pointer (&self->value, cvk_value_unref);
  cvk_value_unref (self->settings);
  G_OBJECT_CLASS (cvk_schedule_editor_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, pattern);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, every_box);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, every);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, unit);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, weekdays);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, month_box);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, by_day);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, by_last_day);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, by_week);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, day);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, week);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, week_day);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, times_box);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, times);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, cron);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, hint);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, sentence);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, expander);
  gtk_widget_class_bind_template_child (class, CvkScheduleEditor, next_runs);
  gtk_widget_class_bind_template_callback (class, changed_cb);
  gtk_widget_class_bind_template_callback (class, pattern_cb);
}

static void
cvk_schedule_editor_class_init (CvkScheduleEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_schedule_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_schedule_editor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_SCHEDULE_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CVK_TYPE_HELP_BUTTON);
  g_type_ensure (CVK_TYPE_NEXT_RUNS);
  g_type_ensure (CVK_TYPE_WEEKDAY_BUTTONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-schedule-editor.ui");
  bind_children (widget_class);
}

static void
cvk_schedule_editor_init (CvkScheduleEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->settings = cvk_value_new_object (NULL, NULL);
  self->setting++;
  gtk_widget_init_template (GTK_WIDGET (self));
  cvk_help_set_topic (GTK_WIDGET (self), "schedules");
  for (int i = 1; i <= 7; i++)
    {
      g_autofree char *name = cvk_calendar_dup_weekday (i % 7);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->week_day, G_LIST_MODEL (names));
  /* Its fields stand in one order everywhere. */
  gtk_widget_set_direction (GTK_WIDGET (self->cron), GTK_TEXT_DIR_LTR);
  gtk_editable_set_text (self->times, USUAL_TIMES);
  cvk_weekday_buttons_set (self->weekdays, WORKING_DAYS);
  self->setting--;
  cvk_schedule_editor_set_value (self, NULL);
}

GtkWidget *
cvk_schedule_editor_new (void)
{
  return g_object_new (CVK_TYPE_SCHEDULE_EDITOR, NULL);
}
