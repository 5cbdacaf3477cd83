// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-number-field.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-token-view.h"
#include "model/cvk-schema-private.h"

struct _CvkNumberField
{
  CvkField parent_instance;

  CvkTokenView *view; /* borrowed */
  GtkLabel *unit;     /* nullable */
};

G_DEFINE_FINAL_TYPE (CvkNumberField, cvk_number_field, CVK_TYPE_FIELD)

static CvkValue *
read_number (CvkNumberField *self, const char *text)
{
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkValue) number = NULL;

  if (text[0] == '\0')
    return NULL;
  value = cvk_value_new_string (text);
  number =
    cvk_schema_convert (cvk_schema_get_types (cvk_field_get_schema (CVK_FIELD (self))), value);
  return number != NULL ? g_steal_pointer (&number) : g_steal_pointer (&value);
}

static void
changed_cb (CvkNumberField *self)
{
  g_autofree char *text = cvk_token_view_dup_text (self->view);

  cvk_field_take_value (CVK_FIELD (self), read_number (self, g_strstrip (text)));
}

static void
cvk_number_field_show (CvkField *field, const CvkValue *value)
{
  CvkNumberField *self = CVK_NUMBER_FIELD (field);
  CvkValue *standard = cvk_value_get_member (cvk_field_get_schema (field), "default");
  g_autofree char *text = NULL;

  if (value == NULL)
    value = standard;
  if (value != NULL)
    text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                       : cvk_value_to_json (value, CVK_JSON_COMPACT);
  cvk_token_view_set_text (self->view, text != NULL ? text : "");
}

static void
step (CvkNumberField *self, int64_t by)
{
  CvkField *field = CVK_FIELD (self);
  CvkValue *schema = cvk_field_get_schema (field);
  CvkValue *value = cvk_field_get_value (field);
  int64_t minimum = cvk_value_lookup_integer (schema, "minimum", G_MININT64 / 2);
  int64_t maximum = cvk_value_lookup_integer (schema, "maximum", G_MAXINT64 / 2);
  int64_t standard = cvk_value_lookup_integer (schema, "default", MAX (minimum, 0) - by);
  g_autofree char *text = NULL;

  if (value != NULL && cvk_value_is_integer (value))
    standard = cvk_value_get_integer (value);
  if (by > 0)
    standard = standard >= maximum - by ? maximum : standard + by;
  else
    standard = standard <= minimum - by ? minimum : standard + by;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, standard);
  cvk_token_view_set_text (self->view, text);
  changed_cb (self);
}

static void
decrease_cb (CvkNumberField *self)
{
  step (self, -1);
}

static void
increase_cb (CvkNumberField *self)
{
  step (self, 1);
}

static void
add_button (CvkNumberField *self, const char *icon, const char *label, GCallback clicked_cb)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", clicked_cb, self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (CVK_FIELD (self), button);
}

static void
cvk_number_field_build (CvkField *field)
{
  CvkNumberField *self = CVK_NUMBER_FIELD (field);

  self->view = CVK_TOKEN_VIEW (cvk_token_view_new (cvk_field_get_context (field)));
  cvk_token_view_set_plain (self->view, !cvk_field_takes_expressions (field));
  cvk_token_view_set_wanted (self->view, cvk_field_get_schema (field));
  gtk_text_view_set_input_purpose (GTK_TEXT_VIEW (self->view), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect_object (self->view, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->view), CVK_FIELD_BELOW);
  cvk_number_field_show (field, NULL);
  add_button (self, "list-remove-symbolic", _ ("One Less"), G_CALLBACK (decrease_cb));
  add_button (self, "list-add-symbolic", _ ("One More"), G_CALLBACK (increase_cb));
}

static void
cvk_number_field_class_init (CvkNumberFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_number_field_build;
  field_class->show = cvk_number_field_show;
  field_class->shows_expressions = TRUE;
}

static void
cvk_number_field_init (CvkNumberField *self)
{
}
