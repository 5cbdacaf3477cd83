// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-recurrence-field.h"

#include "connect/cvk-connectors.h"
#include "desktop/forms/cvk-recurrence-editor.h"
#include "model/cvk-recurrence.h"

struct _CvkRecurrenceField
{
  CvkField parent_instance;

  CvkRecurrenceEditor *editor; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkRecurrenceField, cvk_recurrence_field, CVK_TYPE_FIELD)

static const char *
get_text (CvkRecurrenceField *self, const char *path)
{
  CvkValue *value = cvk_field_context_lookup (cvk_field_get_context (CVK_FIELD (self)), path);

  return value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : NULL;
}

static void
context_changed_cb (CvkRecurrenceField *self)
{
  cvk_recurrence_editor_set_start (self->editor, get_text (self, "start_time"),
                                   get_text (self, "timezone"));
}

static void
editor_changed_cb (CvkRecurrenceField *self)
{
  cvk_field_take_value (CVK_FIELD (self), cvk_recurrence_editor_get_value (self->editor));
}

static void
cvk_recurrence_field_show (CvkField *field, const CvkValue *value)
{
  cvk_recurrence_editor_set_value (CVK_RECURRENCE_FIELD (field)->editor, value);
}

/* Members that it does not know would be lost with the first change. */
static gboolean
cvk_recurrence_field_can_show (CvkField *field, const CvkValue *value)
{
  g_autoptr (CvkRecurrence) rule = cvk_recurrence_read (value);
  CvkValue *properties = cvk_value_get_member (cvk_field_get_schema (field), "properties");

  if (rule == NULL)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (value, i, &name, &member);
      if (cvk_value_get_member (properties, name) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
cvk_recurrence_field_build (CvkField *field)
{
  CvkRecurrenceField *self = CVK_RECURRENCE_FIELD (field);
  CvkFieldContext *context = cvk_field_get_context (field);

  self->editor = CVK_RECURRENCE_EDITOR (cvk_recurrence_editor_new ());
  if (cvk_node_type_is_update (cvk_field_context_get_node_type (context)))
    {
      g_autofree char *label = cvk_field_context_dup_absent_label (context);

      cvk_recurrence_editor_set_absent_label (self->editor, label);
    }
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (editor_changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->editor), CVK_FIELD_BELOW);
  g_signal_connect_object (context, "changed", G_CALLBACK (context_changed_cb), self,
                           G_CONNECT_SWAPPED);
  context_changed_cb (self);
}

static void
cvk_recurrence_field_class_init (CvkRecurrenceFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_recurrence_field_build;
  field_class->show = cvk_recurrence_field_show;
  field_class->can_show = cvk_recurrence_field_can_show;
}

static void
cvk_recurrence_field_init (CvkRecurrenceField *self)
{
}
