// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-json-field.h"

#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-growing-view.h"

struct _CvkJsonField
{
  CvkField parent_instance;

  GtkTextBuffer *buffer; /* borrowed from the control */
};

G_DEFINE_FINAL_TYPE (CvkJsonField, cvk_json_field, CVK_TYPE_FIELD)

static void
changed_cb (CvkJsonField *self)
{
  g_autofree char *text = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (GError) error = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
  g_strstrip (text);
  if (text[0] != '\0')
    {
      value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
      cvk_field_set_error (CVK_FIELD (self), error != NULL ? error->message : NULL, FALSE);
      if (value == NULL)
        return;
    }
  else
    cvk_field_set_error (CVK_FIELD (self), NULL, FALSE);
  cvk_field_take_value (CVK_FIELD (self), g_steal_pointer (&value));
}

static void
cvk_json_field_show (CvkField *field, const CvkValue *value)
{
  CvkJsonField *self = CVK_JSON_FIELD (field);
  g_autofree char *text = value != NULL ? cvk_value_to_json (value, CVK_JSON_PRETTY) : NULL;

  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
}

static gboolean
cvk_json_field_can_show (CvkField *field, const CvkValue *value)
{
  return TRUE;
}

static void
cvk_json_field_build (CvkField *field)
{
  CvkJsonField *self = CVK_JSON_FIELD (field);
  GtkWidget *view = cvk_growing_view_new ();

  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, view, CVK_FIELD_BELOW);
}

static void
cvk_json_field_class_init (CvkJsonFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_json_field_build;
  field_class->show = cvk_json_field_show;
  field_class->can_show = cvk_json_field_can_show;
  field_class->shows_expressions = TRUE;
}

static void
cvk_json_field_init (CvkJsonField *self)
{
}
