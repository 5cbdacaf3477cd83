// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-list-field.h"

#include "desktop/forms/cvk-loose-view.h"

struct _CvkListField
{
  CvkLinesField parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkListField, cvk_list_field, CVK_TYPE_LINES_FIELD)

static GtkWidget *
cvk_list_field_make_line (CvkLinesField *self)
{
  CvkField *field = CVK_FIELD (self);
  GtkWidget *view = cvk_loose_view_new (field);

  cvk_field_label (field, view);
  gtk_widget_add_css_class (view, "cvk-cell");
  g_signal_connect_object (view, "changed", G_CALLBACK (cvk_lines_field_changed), self,
                           G_CONNECT_SWAPPED);
  return view;
}

static void
cvk_list_field_show_line (CvkLinesField *self,
                          GtkWidget *line,
                          unsigned index,
                          const CvkValue *element)
{
  cvk_loose_view_set_value (line, element);
}

static CvkValue *
cvk_list_field_read_line (CvkLinesField *self, GtkWidget *line)
{
  CvkValue *value = cvk_loose_view_dup_value (line);
  CvkValue *items = cvk_value_get_member (cvk_field_get_schema (CVK_FIELD (self)), "items");
  g_autofree char *text = NULL;

  if (value == NULL || cvk_value_is_string (value) ||
      g_strcmp0 (cvk_value_lookup_string (items, "type", NULL), "string") != 0)
    return value;
  /* A list of texts holds texts, whatever they look like. */
  text = cvk_token_view_dup_text (CVK_TOKEN_VIEW (line));
  cvk_value_unref (value);
  return cvk_value_take_string (g_steal_pointer (&text));
}

static gboolean
cvk_list_field_can_show_element (CvkLinesField *self, const CvkValue *element)
{
  CvkValue *items = cvk_value_get_member (cvk_field_get_schema (CVK_FIELD (self)), "items");

  return cvk_value_is_string (element)
           ? cvk_value_get_string_length (element) > 0
           : g_strcmp0 (cvk_value_lookup_string (items, "type", NULL), "string") != 0 &&
               !cvk_value_is_null (element);
}

static void
cvk_list_field_class_init (CvkListFieldClass *class)
{
  CvkLinesFieldClass *lines_class = CVK_LINES_FIELD_CLASS (class);

  lines_class->make_line = cvk_list_field_make_line;
  lines_class->show_line = cvk_list_field_show_line;
  lines_class->read_line = cvk_list_field_read_line;
  lines_class->can_show_element = cvk_list_field_can_show_element;
}

static void
cvk_list_field_init (CvkListField *self)
{
}
