// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-schedule-field.h"

#include "desktop/forms/cvk-schedule-editor.h"

struct _CvkScheduleField
{
  CvkField parent_instance;

  CvkScheduleEditor *editor; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkScheduleField, cvk_schedule_field, CVK_TYPE_FIELD)

static void
context_changed_cb (CvkScheduleField *self)
{
  cvk_schedule_editor_set_settings (
    self->editor, cvk_field_context_get_settings (cvk_field_get_context (CVK_FIELD (self))));
}

static void
editor_changed_cb (CvkScheduleField *self)
{
  cvk_field_take_value (CVK_FIELD (self), cvk_schedule_editor_get_value (self->editor));
}

static void
cvk_schedule_field_show (CvkField *field, const CvkValue *value)
{
  cvk_schedule_editor_set_value (CVK_SCHEDULE_FIELD (field)->editor, value);
}

static gboolean
cvk_schedule_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_schedule_editor_can_show (value);
}

static void
cvk_schedule_field_build (CvkField *field)
{
  CvkScheduleField *self = CVK_SCHEDULE_FIELD (field);

  self->editor = CVK_SCHEDULE_EDITOR (cvk_schedule_editor_new ());
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (editor_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->editor), CVK_FIELD_BELOW);
  g_signal_connect_object (cvk_field_get_context (field), "changed",
                           G_CALLBACK (context_changed_cb), self, G_CONNECT_SWAPPED);
  context_changed_cb (self);
}

static void
cvk_schedule_field_class_init (CvkScheduleFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_schedule_field_build;
  field_class->show = cvk_schedule_field_show;
  field_class->can_show = cvk_schedule_field_can_show;
}

static void
cvk_schedule_field_init (CvkScheduleField *self)
{
}
