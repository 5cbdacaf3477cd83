// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-switch-field.h"

struct _CvkSwitchField
{
  CvkField parent_instance;

  GtkSwitch *control; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkSwitchField, cvk_switch_field, CVK_TYPE_FIELD)

static gboolean
get_standard (CvkField *field)
{
  return cvk_value_lookup_boolean (cvk_field_get_schema (field), "default", FALSE);
}

static void
notify_active_cb (CvkSwitchField *self)
{
  cvk_field_take_value (CVK_FIELD (self),
                        cvk_value_new_boolean (gtk_switch_get_active (self->control)));
}

static void
cvk_switch_field_show (CvkField *field, const CvkValue *value)
{
  gtk_switch_set_active (CVK_SWITCH_FIELD (field)->control,
                         value != NULL ? cvk_value_get_boolean (value) : get_standard (field));
}

static gboolean
cvk_switch_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_boolean (value);
}

static void
cvk_switch_field_build (CvkField *field)
{
  CvkSwitchField *self = CVK_SWITCH_FIELD (field);

  self->control = GTK_SWITCH (gtk_switch_new ());
  gtk_switch_set_active (self->control, get_standard (field));
  g_signal_connect_object (self->control, "notify::active", G_CALLBACK (notify_active_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->control), CVK_FIELD_BESIDE);
}

static void
cvk_switch_field_class_init (CvkSwitchFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_switch_field_build;
  field_class->show = cvk_switch_field_show;
  field_class->can_show = cvk_switch_field_can_show;
}

static void
cvk_switch_field_init (CvkSwitchField *self)
{
}
