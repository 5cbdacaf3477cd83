// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-picker.h"

struct _CvkDatePicker
{
  GtkPopover parent_instance;

  unsigned setting; /* the date comes from outside */

  /* Template children. */
  GtkCalendar *calendar;
  GtkWidget *time_box;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
};

G_DEFINE_FINAL_TYPE (CvkDatePicker, cvk_date_picker, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
changed_cb (CvkDatePicker *self)
{
  if (self->setting == 0)
    g_signal_emit (self, signals[SIGNAL_PICKED], 0);
}

/* Two digits, as clocks have them. */
static gboolean
output_cb (GtkSpinButton *button)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (button));

  gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

void
cvk_date_picker_set (CvkDatePicker *self, const CvkDateTime *time)
{
  g_autoptr (GDateTime) day = NULL;

  g_return_if_fail (CVK_IS_DATE_PICKER (self));
  g_return_if_fail (time != NULL);

  day = g_date_time_new_local (time->year, time->month, time->day, 12, 0, 0);
  self->setting++;
  if (day != NULL)
    gtk_calendar_select_day (self->calendar, day);
  gtk_spin_button_set_value (self->hour, time->hour);
  gtk_spin_button_set_value (self->minute, time->minute);
  self->setting--;
}

CvkDateTime *
cvk_date_picker_get (CvkDatePicker *self)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CVK_IS_DATE_PICKER (self), NULL);

  day = gtk_calendar_get_date (self->calendar);
  date = g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day));
  if (!gtk_widget_get_visible (self->time_box))
    return cvk_date_time_parse (date, NULL);
  text = g_strdup_printf ("%sT%02d:%02d:00", date, gtk_spin_button_get_value_as_int (self->hour),
                          gtk_spin_button_get_value_as_int (self->minute));
  return cvk_date_time_parse (text, NULL);
}

static void
cvk_date_picker_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_DATE_PICKER);
  G_OBJECT_CLASS (cvk_date_picker_parent_class)->dispose (object);
}

static void
cvk_date_picker_class_init (CvkDatePickerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_date_picker_dispose;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CVK_TYPE_DATE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-date-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkDatePicker, calendar);
  gtk_widget_class_bind_template_child (widget_class, CvkDatePicker, time_box);
  gtk_widget_class_bind_template_child (widget_class, CvkDatePicker, hour);
  gtk_widget_class_bind_template_child (widget_class, CvkDatePicker, minute);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, output_cb);
}

static void
cvk_date_picker_init (CvkDatePicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_date_picker_new (gboolean has_time)
{
  CvkDatePicker *self = g_object_new (CVK_TYPE_DATE_PICKER, NULL);

  gtk_widget_set_visible (self->time_box, has_time);
  return GTK_WIDGET (self);
}
