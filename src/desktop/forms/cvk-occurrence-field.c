// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "desktop/forms/cvk-date-own-zone.h"
#include "desktop/forms/cvk-occurrence-picker.h"
#include "desktop/forms/cvk-time-truth.h"

struct _CvkOccurrenceField
{
  CvkField parent_instance;

  char *own_zone;
  GtkText *text; /* borrowed from the control */
};

G_DEFINE_FINAL_TYPE (CvkOccurrenceField, cvk_occurrence_field, CVK_TYPE_FIELD)

/* The years that thirteen digits can be: Zoom's own documentation calls the id no more than a text,
 * so that anything else is let through without a word about a date. */
#define FIRST_MILLISECOND G_GINT64_CONSTANT (1000000000000)
#define LAST_MILLISECOND G_GINT64_CONSTANT (4102444800000)

static void
show_note (CvkOccurrenceField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));
  g_autoptr (CvkTimeTruth) truth = NULL;
  g_autofree char *start = NULL;
  g_autofree char *note = NULL;
  int64_t milliseconds;

  if (*g_strstrip (text) == '\0')
    note = g_strdup (
      _ ("Empty: the whole series. The calendar at the end of the line lists its dates."));
  else if (g_ascii_string_to_signed (text, 10, FIRST_MILLISECOND, LAST_MILLISECOND, &milliseconds,
                                     NULL))
    {
      start = cvk_instant_to_utc_string (milliseconds * 1000);
      truth = cvk_time_truth_new (start, self->own_zone, self->own_zone, g_get_real_time (), FALSE);
      /* Translators: a date and time. */
      note = g_strdup_printf (_ ("First planned for %s"), truth->line);
    }
  cvk_field_set_note (CVK_FIELD (self), note);
}

/* Ids are pasted with spaces around them. */
static void
changed_cb (CvkOccurrenceField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));

  g_strstrip (text);
  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
  show_note (self);
}

static void
cvk_occurrence_field_show (CvkField *field, const CvkValue *value)
{
  CvkOccurrenceField *self = CVK_OCCURRENCE_FIELD (field);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), value != NULL && cvk_value_is_string (value)
                                                      ? cvk_value_get_string (value)
                                                      : "");
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
  show_note (self);
}

/* --- Picking --- */

static void
picked_cb (CvkOccurrenceField *self, const char *id)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), id);
}

static void
add_picker (CvkOccurrenceField *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *picker = cvk_occurrence_picker_new (cvk_field_get_context (CVK_FIELD (self)));

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), picker);
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Pick a Date of the Series"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pick a Date of the Series"), -1);
  cvk_field_add_suffix (CVK_FIELD (self), button);
}

/* --- Field --- */

static void
cvk_occurrence_field_build (CvkField *field)
{
  CvkOccurrenceField *self = CVK_OCCURRENCE_FIELD (field);

  self->text = cvk_field_new_text ();
  gtk_text_set_placeholder_text (self->text, _ ("The whole series"));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  add_picker (self);
  show_note (self);
}

static void
cvk_occurrence_field_finalize (GObject *object)
{
  g_free (CVK_OCCURRENCE_FIELD (object)->own_zone);
  G_OBJECT_CLASS (cvk_occurrence_field_parent_class)->finalize (object);
}

static void
cvk_occurrence_field_class_init (CvkOccurrenceFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_occurrence_field_finalize;
  field_class->build = cvk_occurrence_field_build;
  field_class->show = cvk_occurrence_field_show;
}

static void
cvk_occurrence_field_init (CvkOccurrenceField *self)
{
  self->own_zone = cvk_date_dup_own_zone ();
}
