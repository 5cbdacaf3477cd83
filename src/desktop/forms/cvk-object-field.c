// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-object-field.h"

#include "desktop/forms/cvk-record.h"

struct _CvkObjectField
{
  CvkField parent_instance;

  CvkRecord *record; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkObjectField, cvk_object_field, CVK_TYPE_FIELD)

static void
changed_cb (CvkObjectField *self)
{
  CvkValue *value = cvk_record_get_value (self->record);

  cvk_field_take_value (CVK_FIELD (self),
                        cvk_value_get_length (value) > 0 ? cvk_value_ref (value) : NULL);
}

static void
cvk_object_field_show (CvkField *field, const CvkValue *value)
{
  cvk_record_set_value (CVK_OBJECT_FIELD (field)->record, value);
}

static gboolean
cvk_object_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_record_can_show (cvk_field_get_schema (field), value);
}

static void
cvk_object_field_show_problems (CvkField *field, GPtrArray *problems)
{
  CvkObjectField *self = CVK_OBJECT_FIELD (field);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_field (g_ptr_array_index (problems, i)),
                   cvk_field_get_path (field)) == 0)
      g_ptr_array_add (own, g_ptr_array_index (problems, i));
  CVK_FIELD_CLASS (cvk_object_field_parent_class)->show_problems (field, own);
  cvk_record_set_problems (self->record, cvk_field_get_path (field), problems);
}

static void
cvk_object_field_build (CvkField *field)
{
  CvkObjectField *self = CVK_OBJECT_FIELD (field);

  self->record =
    CVK_RECORD (cvk_record_new (field, cvk_field_get_path (field), cvk_field_get_schema (field)));
  gtk_widget_set_margin_top (GTK_WIDGET (self->record), 6);
  g_signal_connect_object (self->record, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->record), CVK_FIELD_BELOW);
}

static void
cvk_object_field_class_init (CvkObjectFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_object_field_build;
  field_class->show = cvk_object_field_show;
  field_class->can_show = cvk_object_field_can_show;
  field_class->show_problems = cvk_object_field_show_problems;
}

static void
cvk_object_field_init (CvkObjectField *self)
{
}
