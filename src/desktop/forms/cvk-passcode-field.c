// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-passcode-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "connect/cvk-connectors.h"
#include "desktop/forms/cvk-passcode-rules.h"

/* Longer than accounts usually ask for, and still read out in one go. */
#define MADE_LENGTH 8

struct _CvkPasscodeField
{
  CvkField parent_instance;

  gboolean has_problem; /* the checks speak: nothing is said twice */

  /* Borrowed from the control. */
  GtkText *text;
  GtkToggleButton *eye;
};

G_DEFINE_FINAL_TYPE (CvkPasscodeField, cvk_passcode_field, CVK_TYPE_FIELD)

static void
show_note (CvkPasscodeField *self)
{
  const char *passcode = gtk_editable_get_text (GTK_EDITABLE (self->text));
  unsigned long length = strlen (passcode);
  const char *explanation = cvk_passcode_explain (cvk_passcode_judge (passcode));
  g_autofree char *count = NULL;

  if (length > 0 && explanation == NULL)
    count = g_strdup_printf (ngettext ("%'lu character", "%'lu characters", length), length);
  if (self->has_problem)
    explanation = NULL;
  cvk_field_set_note (CVK_FIELD (self), explanation != NULL ? explanation : count);
}

static void
changed_cb (CvkPasscodeField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
  show_note (self);
}

static void
eye_toggled_cb (CvkPasscodeField *self)
{
  gboolean is_shown = gtk_toggle_button_get_active (self->eye);

  gtk_text_set_visibility (self->text, is_shown);
  gtk_button_set_icon_name (GTK_BUTTON (self->eye),
                            is_shown ? "view-conceal-symbolic" : "view-reveal-symbolic");
}

/* A new one is shown: nobody could pass on what nobody has seen. */
static void
make_cb (CvkPasscodeField *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *passcode = cvk_passcode_generate (MADE_LENGTH, &error);

  if (passcode == NULL)
    {
      cvk_field_set_error (CVK_FIELD (self), error->message, FALSE);
      return;
    }
  gtk_toggle_button_set_active (self->eye, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->text), passcode);
}

static void
cvk_passcode_field_show (CvkField *field, const CvkValue *value)
{
  CvkPasscodeField *self = CVK_PASSCODE_FIELD (field);
  const char *text =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "";
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
  show_note (self);
}

static void
cvk_passcode_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CVK_PASSCODE_FIELD (field)->has_problem = problems->len > 0;
  CVK_FIELD_CLASS (cvk_passcode_field_parent_class)->show_problems (field, problems);
  show_note (CVK_PASSCODE_FIELD (field));
}

static gboolean
cvk_passcode_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_string (value) && strstr (cvk_value_get_string (value), "{{") == NULL;
}

static void
add_buttons (CvkPasscodeField *self)
{
  GtkWidget *make = gtk_button_new_from_icon_name ("view-refresh-symbolic");

  self->eye = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_button_set_icon_name (GTK_BUTTON (self->eye), "view-reveal-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->eye), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->eye), _ ("Show the Passcode"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->eye), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show the Passcode"), -1);
  g_signal_connect_object (self->eye, "toggled", G_CALLBACK (eye_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (make, "flat");
  gtk_widget_set_tooltip_text (make, _ ("Make a Passcode"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (make), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Make a Passcode"), -1);
  g_signal_connect_object (make, "clicked", G_CALLBACK (make_cb), self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (CVK_FIELD (self), GTK_WIDGET (self->eye));
  cvk_field_add_suffix (CVK_FIELD (self), make);
}

static void
cvk_passcode_field_build (CvkField *field)
{
  CvkPasscodeField *self = CVK_PASSCODE_FIELD (field);
  CvkFieldContext *context = cvk_field_get_context (field);
  const CvkNodeType *type = cvk_field_context_get_node_type (context);
  g_autofree char *unchanged =
    cvk_node_type_is_update (type) ? cvk_field_context_dup_absent_label (context) : NULL;

  self->text = cvk_field_new_text ();
  gtk_text_set_visibility (self->text, FALSE);
  gtk_text_set_placeholder_text (self->text, unchanged != NULL ? unchanged : _ ("Made by Zoom"));
  gtk_text_set_input_hints (self->text, GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_PRIVATE);
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  add_buttons (self);
}

static void
cvk_passcode_field_class_init (CvkPasscodeFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_passcode_field_build;
  field_class->show = cvk_passcode_field_show;
  field_class->can_show = cvk_passcode_field_can_show;
  field_class->show_problems = cvk_passcode_field_show_problems;
}

static void
cvk_passcode_field_init (CvkPasscodeField *self)
{
}
