// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-duration-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-duration-text.h"

#define USUAL_MINUTES 60

struct _CvkDurationField
{
  CvkField parent_instance;

  unsigned filling;       /* the text comes from the value */
  gboolean is_unreadable; /* the text is no duration */

  /* Borrowed from the control. */
  GtkText *text;
  GtkWidget *less;
};

G_DEFINE_FINAL_TYPE (CvkDurationField, cvk_duration_field, CVK_TYPE_FIELD)

/* Minutes of the value; 0 when it is absent or no duration. */
static int64_t
get_minutes (const CvkValue *value)
{
  int64_t minutes = 0;

  if (value != NULL && cvk_value_is_integer (value))
    minutes = cvk_value_get_integer (value);
  else if (value != NULL && cvk_value_is_string (value) &&
           !cvk_duration_parse (cvk_value_get_string (value), &minutes))
    minutes = 0;
  return MAX (minutes, 0);
}

static void
set_unreadable (CvkDurationField *self, gboolean is_unreadable)
{
  self->is_unreadable = is_unreadable;
  cvk_field_set_error (
    CVK_FIELD (self),
    is_unreadable ? _ ("Not a duration. Write “45”, “1 h 30” or “90 minutes”.") : NULL, FALSE);
}

/* Its own words are plainer than those of the checks. */
static void
cvk_duration_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CVK_FIELD_CLASS (cvk_duration_field_parent_class)->show_problems (field, problems);
  if (CVK_DURATION_FIELD (field)->is_unreadable)
    set_unreadable (CVK_DURATION_FIELD (field), TRUE);
}

static void
fill_text (CvkDurationField *self, const CvkValue *value)
{
  int64_t minutes = get_minutes (value);
  gboolean is_unreadable = value != NULL && minutes == 0;
  g_autofree char *text = minutes > 0 ? cvk_duration_format (minutes) : NULL;

  if (is_unreadable)
    text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                       : cvk_value_to_json (value, CVK_JSON_COMPACT);
  set_unreadable (self, is_unreadable);
  self->filling++;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text != NULL ? text : "");
  self->filling--;
  gtk_widget_set_sensitive (self->less, minutes > 5);
}

static void
take (CvkDurationField *self, int64_t minutes)
{
  set_unreadable (self, FALSE);
  cvk_field_take_value (CVK_FIELD (self), minutes > 0 ? cvk_value_new_integer (minutes) : NULL);
  gtk_widget_set_sensitive (self->less, minutes > 5);
}

static void
text_changed_cb (CvkDurationField *self)
{
  int64_t minutes;

  if (self->filling > 0)
    return;
  if (gtk_text_get_text_length (self->text) == 0)
    take (self, 0);
  else if (cvk_duration_parse (gtk_editable_get_text (GTK_EDITABLE (self->text)), &minutes))
    take (self, minutes);
}

/* What was typed is written out when one is done with it. What is no duration becomes the value as
 * it stands, for what is to be seen is what a run should take or refuse. */
static void
done_cb (CvkDurationField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  int64_t minutes;

  if (*text != '\0' && !cvk_duration_parse (text, &minutes))
    {
      set_unreadable (self, TRUE);
      cvk_field_take_value (CVK_FIELD (self), cvk_value_new_string (text));
      return;
    }
  fill_text (self, cvk_field_get_value (CVK_FIELD (self)));
}

static void
step (CvkDurationField *self, int direction)
{
  int64_t minutes = get_minutes (cvk_field_get_value (CVK_FIELD (self)));

  take (self, minutes > 0 ? cvk_duration_step (minutes, direction) : USUAL_MINUTES);
  fill_text (self, cvk_field_get_value (CVK_FIELD (self)));
}

static void
less_cb (CvkDurationField *self)
{
  step (self, -1);
}

static void
more_cb (CvkDurationField *self)
{
  step (self, 1);
}

static gboolean
key_pressed_cb (CvkDurationField *self, unsigned keyval)
{
  if (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  step (self, keyval == GDK_KEY_Up ? 1 : -1);
  return GDK_EVENT_STOP;
}

static GtkWidget *
add_button (CvkDurationField *self, const char *icon, const char *label, GCallback clicked_cb)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", clicked_cb, self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (CVK_FIELD (self), button);
  return button;
}

static void
cvk_duration_field_build (CvkField *field)
{
  CvkDurationField *self = CVK_DURATION_FIELD (field);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text = cvk_field_new_text ();
  gtk_text_set_placeholder_text (self->text, _ ("As in the account"));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "activate", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (done_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->text), focus);
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  self->less = add_button (self, "list-remove-symbolic", _ ("Shorter"), G_CALLBACK (less_cb));
  add_button (self, "list-add-symbolic", _ ("Longer"), G_CALLBACK (more_cb));
  gtk_widget_set_sensitive (self->less, FALSE);
}

static void
cvk_duration_field_show (CvkField *field, const CvkValue *value)
{
  fill_text (CVK_DURATION_FIELD (field), value);
}

static gboolean
cvk_duration_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_integer (value) ||
         (cvk_value_is_string (value) && strstr (cvk_value_get_string (value), "{{") == NULL);
}

static void
cvk_duration_field_class_init (CvkDurationFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_duration_field_build;
  field_class->show = cvk_duration_field_show;
  field_class->can_show = cvk_duration_field_can_show;
  field_class->show_problems = cvk_duration_field_show_problems;
}

static void
cvk_duration_field_init (CvkDurationField *self)
{
}
