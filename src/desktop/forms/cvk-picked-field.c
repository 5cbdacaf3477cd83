// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-picked-field.h"

#include "base/cvk-i18n.h"
#include "desktop/forms/cvk-picker-popover.h"

typedef struct
{
  GtkText *text; /* borrowed from the control */
} CvkPickedFieldPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CvkPickedField, cvk_picked_field, CVK_TYPE_FIELD)

#define PRIVATE(self) ((CvkPickedFieldPrivate *) cvk_picked_field_get_instance_private (self))
#define CLASS(self) CVK_PICKED_FIELD_GET_CLASS (self)

/* Names are pasted with spaces around them. (transfer full) */
static char *
dup_text (CvkPickedField *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (PRIVATE (self)->text))));
}

void
cvk_picked_field_describe (CvkPickedField *self)
{
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;

  g_return_if_fail (CVK_IS_PICKED_FIELD (self));

  text = dup_text (self);
  note = CLASS (self)->describe (self, text);
  cvk_field_set_note (CVK_FIELD (self), note);
}

static void
changed_cb (CvkPickedField *self)
{
  g_autofree char *text = dup_text (self);

  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
  cvk_picked_field_describe (self);
}

static void
picked_cb (CvkPickedField *self, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (PRIVATE (self)->text), name);
}

static void
cvk_picked_field_show (CvkField *field, const CvkValue *value)
{
  GtkEditable *text = GTK_EDITABLE (PRIVATE (CVK_PICKED_FIELD (field))->text);
  int position = gtk_editable_get_position (text);

  gtk_editable_set_text (
    text, value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "");
  gtk_editable_set_position (text, position);
  cvk_picked_field_describe (CVK_PICKED_FIELD (field));
}

static void
add_picker (CvkPickedField *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *picker = cvk_picker_popover_new (CLASS (self)->get_picker_type (),
                                              cvk_field_get_context (CVK_FIELD (self)));

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), CLASS (self)->icon);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), picker);
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ (CLASS (self)->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (CLASS (self)->label), -1);
  cvk_field_add_suffix (CVK_FIELD (self), button);
}

static void
cvk_picked_field_build (CvkField *field)
{
  CvkPickedField *self = CVK_PICKED_FIELD (field);
  GtkText *text = cvk_field_new_text ();

  PRIVATE (self)->text = text;
  if (CLASS (self)->placeholder != NULL)
    gtk_text_set_placeholder_text (text, _ (CLASS (self)->placeholder));
  g_signal_connect_object (text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (text), CVK_FIELD_BELOW);
  add_picker (self);
  cvk_picked_field_describe (self);
}

static void
cvk_picked_field_class_init (CvkPickedFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_picked_field_build;
  field_class->show = cvk_picked_field_show;
}

static void
cvk_picked_field_init (CvkPickedField *self)
{
}
