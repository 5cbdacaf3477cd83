// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-weekday-buttons.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "model/cvk-calendar-text.h"

struct _CvkWeekdayButtons
{
  GtkBox parent_instance;

  GtkToggleButton *buttons[7]; /* from Sunday; borrowed */
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (CvkWeekdayButtons, cvk_weekday_buttons, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

unsigned
cvk_weekday_buttons_get (CvkWeekdayButtons *self)
{
  unsigned weekdays = 0;

  g_return_val_if_fail (CVK_IS_WEEKDAY_BUTTONS (self), 0);

  for (unsigned i = 0; i < 7; i++)
    weekdays |= gtk_toggle_button_get_active (self->buttons[i]) ? 1u << i : 0;
  return weekdays;
}

void
cvk_weekday_buttons_set (CvkWeekdayButtons *self, unsigned weekdays)
{
  g_return_if_fail (CVK_IS_WEEKDAY_BUTTONS (self));

  self->is_setting = TRUE;
  for (unsigned i = 0; i < 7; i++)
    gtk_toggle_button_set_active (self->buttons[i], (weekdays & 1u << i) != 0);
  self->is_setting = FALSE;
}

/* The last one stays pressed. */
static void
toggled_cb (CvkWeekdayButtons *self, GtkToggleButton *button)
{
  if (self->is_setting)
    return;
  if (cvk_weekday_buttons_get (self) != 0)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  self->is_setting = TRUE;
  gtk_toggle_button_set_active (button, TRUE);
  self->is_setting = FALSE;
}

static void
cvk_weekday_buttons_class_init (CvkWeekdayButtonsClass *class)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_WEEKDAY_BUTTONS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_weekday_buttons_init (CvkWeekdayButtons *self)
{
  gtk_box_set_homogeneous (GTK_BOX (self), TRUE);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("On days of the week"), -1);
  for (int i = 0; i < 7; i++)
    {
      int weekday = (cvk_local_get_first_weekday () + i) % 7;
      /* 2023-01-01 was a Sunday. */
      g_autoptr (GDateTime) day = g_date_time_new_utc (2023, 1, weekday + 1, 12, 0, 0);
      g_autofree char *short_name = g_date_time_format (day, "%a");
      g_autofree char *name = cvk_calendar_dup_weekday (weekday);
      g_autofree char *label =
        g_utf8_substring (short_name, 0, MIN (g_utf8_strlen (short_name, -1), 2));
      GtkWidget *button = gtk_toggle_button_new_with_label (label);

      gtk_widget_add_css_class (button, "cvk-weekday");
      gtk_widget_set_tooltip_text (button, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self), button);
      self->buttons[weekday] = GTK_TOGGLE_BUTTON (button);
    }
}
