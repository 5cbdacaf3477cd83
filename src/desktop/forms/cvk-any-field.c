// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-any-field.h"

#include "desktop/forms/cvk-loose-view.h"

struct _CvkAnyField
{
  CvkField parent_instance;

  GtkWidget *view; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkAnyField, cvk_any_field, CVK_TYPE_FIELD)

static void
changed_cb (CvkAnyField *self)
{
  cvk_field_take_value (CVK_FIELD (self), cvk_loose_view_dup_value (self->view));
}

static void
cvk_any_field_show (CvkField *field, const CvkValue *value)
{
  cvk_loose_view_set_value (CVK_ANY_FIELD (field)->view, value);
}

static gboolean
cvk_any_field_can_show (CvkField *field, const CvkValue *value)
{
  return TRUE;
}

static void
cvk_any_field_build (CvkField *field)
{
  CvkAnyField *self = CVK_ANY_FIELD (field);

  self->view = cvk_loose_view_new (field);
  g_signal_connect_object (self->view, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, self->view, CVK_FIELD_BELOW);
}

static void
cvk_any_field_class_init (CvkAnyFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_any_field_build;
  field_class->show = cvk_any_field_show;
  field_class->can_show = cvk_any_field_can_show;
  field_class->shows_expressions = TRUE;
}

static void
cvk_any_field_init (CvkAnyField *self)
{
}
