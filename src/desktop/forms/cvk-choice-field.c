// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-choice-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-choice-list.h"

/* From here on a list is easier to search than to look through. */
#define SEARCH_FROM 12

struct _CvkChoiceField
{
  CvkField parent_instance;

  GtkDropDown *control; /* borrowed */
  CvkChoiceList *choices;
};

G_DEFINE_FINAL_TYPE (CvkChoiceField, cvk_choice_field, CVK_TYPE_FIELD)

static void
notify_selected_cb (CvkChoiceField *self)
{
  unsigned selected = gtk_drop_down_get_selected (self->control);
  CvkValue *value;

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  value = cvk_choice_list_get_value (self->choices, selected);
  cvk_field_take_value (CVK_FIELD (self), value != NULL ? cvk_value_ref (value) : NULL);
}

static void
cvk_choice_field_show (CvkField *field, const CvkValue *value)
{
  CvkChoiceField *self = CVK_CHOICE_FIELD (field);
  unsigned found = cvk_choice_list_find (self->choices, value);

  gtk_drop_down_set_selected (self->control, found);
}

static gboolean
cvk_choice_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_choice_list_find (CVK_CHOICE_FIELD (field)->choices, value) !=
         GTK_INVALID_LIST_POSITION;
}

/* --- Rows of the list --- */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkStringObject *choice = gtk_list_item_get_item (item);
  const char *text = gtk_string_object_get_string (choice);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static void
wide_bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkStringObject *choice = gtk_list_item_get_item (item);
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));

  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_max_width_chars (label, 40);
  gtk_label_set_label (label, gtk_string_object_get_string (choice));
}

static GtkListItemFactory *
make_factory (GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", bind, NULL);
  return factory;
}

/* --- Object --- */

static void
cvk_choice_field_build (CvkField *field)
{
  CvkChoiceField *self = CVK_CHOICE_FIELD (field);
  g_autofree char *absent = cvk_field_context_dup_absent_label (cvk_field_get_context (field));
  g_autoptr (GtkListItemFactory) factory = make_factory (G_CALLBACK (bind_cb));
  g_autoptr (GtkListItemFactory) list_factory = make_factory (G_CALLBACK (wide_bind_cb));
  g_autoptr (GtkStringList) labels = NULL;
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gboolean is_long;

  self->choices =
    cvk_choice_list_new (cvk_field_get_schema (field), cvk_field_get_required (field), absent);
  is_long = cvk_choice_list_get_length (self->choices) >= SEARCH_FROM;
  labels = gtk_string_list_new (cvk_choice_list_get_labels (self->choices));
  self->control =
    GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), expression));
  gtk_drop_down_set_factory (self->control, factory);
  gtk_drop_down_set_list_factory (self->control, list_factory);
  gtk_drop_down_set_enable_search (self->control, is_long);
  gtk_widget_add_css_class (GTK_WIDGET (self->control), "cvk-choice");
  gtk_drop_down_set_selected (self->control, cvk_choice_list_find (self->choices, NULL));
  g_signal_connect_object (self->control, "notify::selected", G_CALLBACK (notify_selected_cb), self,
                           G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->control),
                         is_long ? CVK_FIELD_BELOW : CVK_FIELD_BESIDE);
}

static void
cvk_choice_field_finalize (GObject *object)
{
  g_clear_pointer (&CVK_CHOICE_FIELD (object)->choices, cvk_choice_list_free);
  G_OBJECT_CLASS (cvk_choice_field_parent_class)->finalize (object);
}

static void
cvk_choice_field_class_init (CvkChoiceFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_choice_field_finalize;
  field_class->build = cvk_choice_field_build;
  field_class->show = cvk_choice_field_show;
  field_class->can_show = cvk_choice_field_can_show;
}

static void
cvk_choice_field_init (CvkChoiceField *self)
{
}
