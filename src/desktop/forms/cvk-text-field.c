// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-text-field.h"

#include <glib/gi18n-lib.h>

struct _CvkTextField
{
  CvkField parent_instance;

  GtkText *text; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkTextField, cvk_text_field, CVK_TYPE_FIELD)

static void
changed_cb (CvkTextField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));

  cvk_field_take_value (CVK_FIELD (self), text[0] != '\0' ? cvk_value_new_string (text) : NULL);
}

static void
cvk_text_field_show (CvkField *field, const CvkValue *value)
{
  CvkTextField *self = CVK_TEXT_FIELD (field);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), value != NULL && cvk_value_is_string (value)
                                                      ? cvk_value_get_string (value)
                                                      : "");
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
}

static void
cvk_text_field_build (CvkField *field)
{
  CvkTextField *self = CVK_TEXT_FIELD (field);
  const char *placeholder =
    cvk_value_lookup_string (cvk_field_get_schema (field), "x-placeholder", "");

  self->text = GTK_TEXT (gtk_text_new ());
  if (placeholder[0] != '\0')
    gtk_text_set_placeholder_text (self->text, _ (placeholder));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
}

static void
cvk_text_field_class_init (CvkTextFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_text_field_build;
  field_class->show = cvk_text_field_show;
  field_class->shows_expressions = TRUE;
}

static void
cvk_text_field_init (CvkTextField *self)
{
}
