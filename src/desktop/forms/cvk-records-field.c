// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-records-field.h"

#include "desktop/forms/cvk-record.h"

struct _CvkRecordsField
{
  CvkLinesField parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkRecordsField, cvk_records_field, CVK_TYPE_LINES_FIELD)

static CvkValue *
get_items (CvkLinesField *self)
{
  return cvk_value_get_member (cvk_field_get_schema (CVK_FIELD (self)), "items");
}

static GtkWidget *
cvk_records_field_make_line (CvkLinesField *self)
{
  CvkField *field = CVK_FIELD (self);
  g_autofree char *path =
    g_strdup_printf ("%s[%u]", cvk_field_get_path (field), cvk_lines_field_get_length (self));
  GtkWidget *record = cvk_record_new (field, path, get_items (self));

  g_signal_connect_object (record, "changed", G_CALLBACK (cvk_lines_field_changed), self,
                           G_CONNECT_SWAPPED);
  return record;
}

static void
cvk_records_field_show_line (CvkLinesField *self,
                             GtkWidget *line,
                             unsigned index,
                             const CvkValue *element)
{
  cvk_record_set_value (CVK_RECORD (line), element);
}

static CvkValue *
cvk_records_field_read_line (CvkLinesField *self, GtkWidget *line)
{
  return cvk_value_ref (cvk_record_get_value (CVK_RECORD (line)));
}

static gboolean
cvk_records_field_can_show_element (CvkLinesField *self, const CvkValue *element)
{
  return cvk_record_can_show (get_items (self), element);
}

static void
cvk_records_field_show_line_problems (CvkLinesField *self, GtkWidget *line, GPtrArray *problems)
{
  CvkField *field = CVK_FIELD (self);
  g_autofree char *path = NULL;
  unsigned index = 0;

  while (cvk_lines_field_get_line (self, index) != line)
    index++;
  path = g_strdup_printf ("%s[%u]", cvk_field_get_path (field), index);
  cvk_record_set_problems (CVK_RECORD (line), path, problems);
}

static void
cvk_records_field_class_init (CvkRecordsFieldClass *class)
{
  CvkLinesFieldClass *lines_class = CVK_LINES_FIELD_CLASS (class);

  lines_class->make_line = cvk_records_field_make_line;
  lines_class->show_line = cvk_records_field_show_line;
  lines_class->read_line = cvk_records_field_read_line;
  lines_class->can_show_element = cvk_records_field_can_show_element;
  lines_class->show_line_problems = cvk_records_field_show_line_problems;
}

static void
cvk_records_field_init (CvkRecordsField *self)
{
}
