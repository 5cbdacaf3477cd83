// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/connections/cvk-connect-rows.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

/* The keys of a row's data. */
#define FIELD "cvk-field"
#define SCHEMA "cvk-schema"
#define NEEDED "cvk-needed"

/* --- Making them --- */

static void
set_title (GtkWidget *row, const char *title)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
}

static GtkWidget *
begin_row (GtkWidget *row, const char *field, const char *title, const char *help)
{
  set_title (row, title);
  g_object_set_data_full (G_OBJECT (row), FIELD, g_strdup (field), g_free);
  if (help != NULL)
    gtk_widget_set_tooltip_text (row, help);
  return row;
}

GtkWidget *
cvk_connect_row_new_text (const char *field,
                          const char *title,
                          const char *help,
                          const char *standard,
                          gboolean is_needed)
{
  GtkWidget *row = begin_row (adw_entry_row_new (), field, title, help);

  if (standard != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), standard);
  if (is_needed)
    g_object_set_data (G_OBJECT (row), NEEDED, row);
  return row;
}

static GtkWidget *
new_choice (const CvkValue *schema, const char *name, const char *help, const CvkValue *before)
{
  CvkValue *labels = cvk_value_get_member (schema, "x-labels");
  CvkValue *values = cvk_value_get_member (schema, "enum");
  const CvkValue *chosen = before != NULL ? before : cvk_value_get_member (schema, "default");
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  GtkWidget *row = begin_row (adw_combo_row_new (), name,
                              _ (cvk_value_lookup_string (schema, "title", name)), help);

  for (size_t i = 0; labels != NULL && i < cvk_value_get_length (labels); i++)
    gtk_string_list_append (model, _ (cvk_value_get_string (cvk_value_get_element (labels, i))));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  for (size_t i = 0; chosen != NULL && i < cvk_value_get_length (values); i++)
    if (cvk_value_equal (cvk_value_get_element (values, i), chosen))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), (unsigned) i);
  return row;
}

static gboolean
is_required (const CvkValue *schema, const char *name)
{
  CvkValue *required = cvk_value_get_member (schema, "required");

  for (size_t i = 0; required != NULL && i < cvk_value_get_length (required); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (required, i)), name))
      return TRUE;
  return FALSE;
}

GtkWidget *
cvk_connect_row_new_detail (const CvkValue *schema, const char *name, const CvkValue *before)
{
  CvkValue *field = cvk_value_get_member (cvk_value_get_member (schema, "properties"), name);
  const char *description = cvk_value_lookup_string (field, "description", NULL);
  const char *help = description != NULL ? _ (description) : NULL;
  g_autofree char *text = NULL;
  GtkWidget *row;

  if (before != NULL)
    text = cvk_value_is_string (before) ? g_strdup (cvk_value_get_string (before))
                                        : cvk_value_to_json (before, CVK_JSON_COMPACT);
  if (cvk_value_get_member (field, "enum") != NULL)
    row = new_choice (field, name, help, before);
  else
    row = cvk_connect_row_new_text (name, _ (cvk_value_lookup_string (field, "title", name)), help,
                                    text, is_required (schema, name));
  g_object_set_data (G_OBJECT (row), SCHEMA, field);
  return row;
}

GtkWidget *
cvk_connect_row_new_secret (const CvkValue *way)
{
  const CvkValue *field = cvk_value_get_member (way, "secret");
  const char *help = cvk_value_lookup_string (field, "help", NULL);

  return begin_row (adw_password_entry_row_new (), "secret",
                    _ (cvk_value_lookup_string (field, "title", N_ ("Secret"))),
                    help != NULL ? _ (help) : NULL);
}

static GtkWidget *
new_step (size_t number, const char *text)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *numbered = g_strdup_printf ("%zu. %s", number, text);

  gtk_label_set_text (GTK_LABEL (label), numbered);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "sign-in-step");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

GtkWidget *
cvk_connect_row_new_steps (const CvkValue *way)
{
  CvkValue *steps = cvk_value_get_member (way, "registration");
  GtkWidget *expander;

  if (steps == NULL || cvk_value_get_length (steps) == 0)
    return NULL;
  expander = adw_expander_row_new ();
  set_title (expander, _ ("Where to get it"));
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    adw_expander_row_add_row (
      ADW_EXPANDER_ROW (expander),
      new_step (i + 1, _ (cvk_value_get_string (cvk_value_get_element (steps, i)))));
  return expander;
}

/* --- What they know --- */

const char *
cvk_connect_row_get_field (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), FIELD);
}

gboolean
cvk_connect_row_is_detail (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), SCHEMA) != NULL;
}

gboolean
cvk_connect_row_is_missing (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), NEEDED) != NULL &&
         *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0';
}

CvkValue *
cvk_connect_row_read (GtkWidget *row)
{
  const CvkValue *schema = g_object_get_data (G_OBJECT (row), SCHEMA);
  g_autofree char *text = NULL;
  int64_t number;

  if (ADW_IS_COMBO_ROW (row))
    return cvk_value_ref (cvk_value_get_element (cvk_value_get_member (schema, "enum"),
                                                 adw_combo_row_get_selected (ADW_COMBO_ROW (row))));
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  if (*text == '\0')
    return NULL;
  if (g_strcmp0 (cvk_value_lookup_string (schema, "type", NULL), "integer") == 0 &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return cvk_value_new_integer (number);
  return cvk_value_new_string (text);
}
