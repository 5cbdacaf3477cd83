// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-conditions-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-choice-list.h"
#include "desktop/forms/cvk-loose-view.h"

struct _CvkConditionsField
{
  CvkLinesField parent_instance;

  CvkChoiceList *operators;
};

/* A line, found by its widget. All borrowed from it. */
typedef struct
{
  GtkWidget *field;
  GtkDropDown *operator;
  GtkWidget *value;
} Line;

#define LINE_KEY "cvk-condition"

G_DEFINE_FINAL_TYPE (CvkConditionsField, cvk_conditions_field, CVK_TYPE_LINES_FIELD)

static Line *
get_line (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), LINE_KEY);
}

static const char *
get_operator (CvkConditionsField *self, Line *line)
{
  CvkValue *value =
    cvk_choice_list_get_value (self->operators, gtk_drop_down_get_selected (line->operator));

  return value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "";
}

static void
update_value (CvkConditionsField *self, Line *line)
{
  static const char *const alone[] = { "is-empty", "is-not-empty", NULL };

  gtk_widget_set_visible (line->value, !g_strv_contains (alone, get_operator (self, line)));
}

static void
notify_selected_cb (CvkConditionsField *self, GParamSpec *pspec, GtkDropDown *operator)
{
  GtkWidget *widget = gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (operator)));

  update_value (self, get_line (widget));
  cvk_lines_field_changed (CVK_LINES_FIELD (self));
}

static GtkWidget *
make_cell (CvkConditionsField *self, const char *title)
{
  GtkWidget *cell = cvk_loose_view_new (CVK_FIELD (self));

  gtk_widget_add_css_class (cell, "cvk-cell");
  cvk_token_view_set_placeholder (CVK_TOKEN_VIEW (cell), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (cell, "changed", G_CALLBACK (cvk_lines_field_changed), self,
                           G_CONNECT_SWAPPED);
  return cell;
}

static GtkWidget *
cvk_conditions_field_make_line (CvkLinesField *lines)
{
  CvkConditionsField *self = CVK_CONDITIONS_FIELD (lines);
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  Line *line = g_new (Line, 1);

  line->field = make_cell (self, _ ("Field"));
  line->operator=
    GTK_DROP_DOWN (gtk_drop_down_new_from_strings (cvk_choice_list_get_labels (self->operators)));
  line->value = make_cell (self, _ ("Value"));
  g_object_set_data_full (G_OBJECT (widget), LINE_KEY, line, g_free);
  gtk_widget_set_valign (GTK_WIDGET (line->operator), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->operator), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Comparison"), -1);
  gtk_drop_down_set_selected (line->operator, cvk_choice_list_find (self->operators, NULL));
  gtk_box_append (GTK_BOX (widget), line->field);
  gtk_box_append (GTK_BOX (below), GTK_WIDGET (line->operator));
  gtk_box_append (GTK_BOX (below), line->value);
  gtk_box_append (GTK_BOX (widget), below);
  g_signal_connect_object (line->operator, "notify::selected", G_CALLBACK (notify_selected_cb),
                           self, G_CONNECT_SWAPPED);
  update_value (self, line);
  return widget;
}

static void
cvk_conditions_field_show_line (CvkLinesField *lines,
                                GtkWidget *widget,
                                unsigned index,
                                const CvkValue *element)
{
  CvkConditionsField *self = CVK_CONDITIONS_FIELD (lines);
  Line *line = get_line (widget);
  unsigned operator=
    cvk_choice_list_find (self->operators, cvk_value_get_member (element, "operator"));

  cvk_loose_view_set_value (line->field, cvk_value_get_member (element, "field"));
  cvk_loose_view_set_value (line->value, cvk_value_get_member (element, "value"));
  gtk_drop_down_set_selected (line->operator, operator);
  update_value (self, line);
}

static CvkValue *
cvk_conditions_field_read_line (CvkLinesField *lines, GtkWidget *widget)
{
  CvkConditionsField *self = CVK_CONDITIONS_FIELD (lines);
  Line *line = get_line (widget);
  g_autoptr (CvkValue) field = cvk_loose_view_dup_value (line->field);
  g_autoptr (CvkValue) value = cvk_loose_view_dup_value (line->value);
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (field == NULL && value == NULL)
    return NULL;
  cvk_object_builder_init (&builder);
  cvk_object_builder_set (&builder, "field",
                          field != NULL ? g_steal_pointer (&field) : cvk_value_new_string (""));
  cvk_object_builder_set (&builder, "operator", cvk_value_new_string (get_operator (self, line)));
  if (value != NULL)
    cvk_object_builder_set (&builder, "value", g_steal_pointer (&value));
  return cvk_object_builder_end (&builder);
}

static gboolean
cvk_conditions_field_can_show_element (CvkLinesField *lines, const CvkValue *element)
{
  CvkConditionsField *self = CVK_CONDITIONS_FIELD (lines);
  static const char *const known[] = { "field", "operator", "value", NULL };

  if (!cvk_value_is_object (element) || cvk_value_get_length (element) == 0)
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (element); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (element, i, &name, &member);
      if (!g_strv_contains (known, name))
        return FALSE;
    }
  return cvk_choice_list_find (self->operators, cvk_value_get_member (element, "operator")) !=
         G_MAXUINT;
}

static const char *
cvk_conditions_field_get_add_label (CvkLinesField *self)
{
  return _ ("Add Condition");
}

static void
cvk_conditions_field_build (CvkField *field)
{
  CvkValue *items = cvk_value_get_member (cvk_field_get_schema (field), "items");
  CvkValue *properties = cvk_value_get_member (items, "properties");
  CvkValue *schema = cvk_value_get_member (properties, "operator");

  CVK_CONDITIONS_FIELD (field)->operators = cvk_choice_list_new (schema, TRUE, "");
  CVK_FIELD_CLASS (cvk_conditions_field_parent_class)->build (field);
}

static void
cvk_conditions_field_finalize (GObject *object)
{
  g_clear_pointer (&CVK_CONDITIONS_FIELD (object)->operators, cvk_choice_list_free);
  G_OBJECT_CLASS (cvk_conditions_field_parent_class)->finalize (object);
}

static void
cvk_conditions_field_class_init (CvkConditionsFieldClass *class)
{
  CvkLinesFieldClass *lines_class = CVK_LINES_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_conditions_field_finalize;
  CVK_FIELD_CLASS (class)->build = cvk_conditions_field_build;
  lines_class->make_line = cvk_conditions_field_make_line;
  lines_class->show_line = cvk_conditions_field_show_line;
  lines_class->read_line = cvk_conditions_field_read_line;
  lines_class->can_show_element = cvk_conditions_field_can_show_element;
  lines_class->get_add_label = cvk_conditions_field_get_add_label;
}

static void
cvk_conditions_field_init (CvkConditionsField *self)
{
}
