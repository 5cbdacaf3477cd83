// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-table-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-loose-view.h"
#include "desktop/forms/cvk-record.h"

struct _CvkTableField
{
  CvkLinesField parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkTableField, cvk_table_field, CVK_TYPE_LINES_FIELD)

/* The schema of the values when they have members; else NULL. */
static CvkValue *
get_record_schema (CvkLinesField *self)
{
  CvkValue *values =
    cvk_value_get_member (cvk_field_get_schema (CVK_FIELD (self)), "additionalProperties");

  return cvk_value_get_member (values, "properties") != NULL ? values : NULL;
}

/* --- An object as a list of names and values, and back --- */

static CvkValue *
cvk_table_field_split (CvkLinesField *self, const CvkValue *value)
{
  g_auto (CvkArrayBuilder) elements = { NULL };

  cvk_array_builder_init (&elements);
  for (size_t i = 0; cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (value, i, &name, &member);
      cvk_array_builder_append (&elements,
                                cvk_value_new_object ("name", cvk_value_new_string (name), "value",
                                                      cvk_value_ref (member), NULL));
    }
  return cvk_array_builder_end (&elements);
}

static CvkValue *
cvk_table_field_join (CvkLinesField *self, const CvkValue *elements)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_autofree char *error = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (elements); i++)
    {
      CvkValue *element = cvk_value_get_element (elements, i);
      const char *name = cvk_value_lookup_string (element, "name", "");

      if (!g_hash_table_add (names, (gpointer) name))
        /* Translators: %s is what two lines of a table are both called. */
        error = g_strdup_printf (_ ("There are two lines for “%s”; the last one counts."), name);
      cvk_object_builder_set (&builder, name,
                              cvk_value_ref (cvk_value_get_member (element, "value")));
    }
  cvk_field_set_error (CVK_FIELD (self), error, FALSE);
  return cvk_object_builder_end (&builder);
}

/* --- Lines --- */

static GtkEditable *
get_name (GtkWidget *line)
{
  return GTK_EDITABLE (gtk_widget_get_first_child (line));
}

static GtkWidget *
get_content (GtkWidget *line)
{
  return gtk_widget_get_last_child (line);
}

static GtkWidget *
make_content (CvkLinesField *self)
{
  CvkField *field = CVK_FIELD (self);
  CvkValue *schema = get_record_schema (self);
  GtkWidget *view;

  if (schema != NULL)
    return cvk_record_new (field, cvk_field_get_path (field), schema);
  view = cvk_loose_view_new (field);
  cvk_token_view_set_placeholder (CVK_TOKEN_VIEW (view), _ ("Value"));
  gtk_widget_add_css_class (view, "cvk-cell");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Value"),
                                  -1);
  return view;
}

static GtkWidget *
cvk_table_field_make_line (CvkLinesField *self)
{
  gboolean is_record = get_record_schema (self) != NULL;
  GtkWidget *line =
    gtk_box_new (is_record ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *name = gtk_entry_new ();
  GtkWidget *content = make_content (self);

  gtk_entry_set_placeholder_text (GTK_ENTRY (name), _ ("Name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (name), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  /* As much as a name such as Accept-Language needs. */
  gtk_editable_set_width_chars (GTK_EDITABLE (name), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (name), is_record ? -1 : 14);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (line), name);
  gtk_widget_set_hexpand (content, TRUE);
  gtk_box_append (GTK_BOX (line), content);
  g_signal_connect_object (name, "changed", G_CALLBACK (cvk_lines_field_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (content, "changed", G_CALLBACK (cvk_lines_field_changed), self,
                           G_CONNECT_SWAPPED);
  return line;
}

static void
cvk_table_field_show_line (CvkLinesField *self,
                           GtkWidget *line,
                           unsigned index,
                           const CvkValue *element)
{
  const char *name = cvk_value_lookup_string (element, "name", "");
  GtkWidget *content = get_content (line);

  if (!g_str_equal (gtk_editable_get_text (get_name (line)), name))
    gtk_editable_set_text (get_name (line), name);
  if (CVK_IS_RECORD (content))
    cvk_record_set_value (CVK_RECORD (content), cvk_value_get_member (element, "value"));
  else
    cvk_loose_view_set_value (content, cvk_value_get_member (element, "value"));
}

static CvkValue *
cvk_table_field_read_line (CvkLinesField *self, GtkWidget *line)
{
  const char *name = gtk_editable_get_text (get_name (line));
  GtkWidget *content = get_content (line);
  CvkValue *value = NULL;

  if (name[0] == '\0')
    return NULL;
  if (CVK_IS_RECORD (content))
    value = cvk_value_ref (cvk_record_get_value (CVK_RECORD (content)));
  else
    value = cvk_loose_view_dup_value (content);
  return cvk_value_new_object ("name", cvk_value_new_string (name), "value",
                               value != NULL ? value : cvk_value_new_string (""), NULL);
}

static gboolean
cvk_table_field_can_show_element (CvkLinesField *self, const CvkValue *element)
{
  CvkValue *schema = get_record_schema (self);

  return cvk_value_lookup_string (element, "name", "")[0] != '\0' &&
         (schema == NULL || cvk_record_can_show (schema, cvk_value_get_member (element, "value")));
}

static gboolean
cvk_table_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_object (value) &&
         CVK_FIELD_CLASS (cvk_table_field_parent_class)->can_show (field, value);
}

static void
cvk_table_field_class_init (CvkTableFieldClass *class)
{
  CvkLinesFieldClass *lines_class = CVK_LINES_FIELD_CLASS (class);

  CVK_FIELD_CLASS (class)->can_show = cvk_table_field_can_show;
  lines_class->split = cvk_table_field_split;
  lines_class->join = cvk_table_field_join;
  lines_class->make_line = cvk_table_field_make_line;
  lines_class->show_line = cvk_table_field_show_line;
  lines_class->read_line = cvk_table_field_read_line;
  lines_class->can_show_element = cvk_table_field_can_show_element;
}

static void
cvk_table_field_init (CvkTableField *self)
{
}
