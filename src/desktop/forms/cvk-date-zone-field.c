// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-zone-field.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-datetime.h"
#include "base/cvk-local-text.h"
#include "desktop/forms/cvk-date-zone-chooser.h"
#include "desktop/forms/cvk-time-zone-names.h"

struct _CvkDateZoneField
{
  CvkField parent_instance;

  /* Borrowed from the control. */
  GtkMenuButton *button;
  GtkLabel *label;
  GtkWidget *clear;
};

G_DEFINE_FINAL_TYPE (CvkDateZoneField, cvk_date_zone_field, CVK_TYPE_FIELD)

static void
chosen_cb (CvkDateZoneField *self, const char *zone)
{
  g_autoptr (CvkValue) value = cvk_value_new_string (zone);

  cvk_field_take_value (CVK_FIELD (self), cvk_value_ref (value));
  CVK_FIELD_GET_CLASS (self)->show (CVK_FIELD (self), value);
}

static void
clear_cb (CvkDateZoneField *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
  cvk_field_take_value (CVK_FIELD (self), NULL);
  CVK_FIELD_GET_CLASS (self)->show (CVK_FIELD (self), NULL);
}

/* What an absent setting means. Services have a zone for each account. */
static const char *
get_placeholder (CvkDateZoneField *self)
{
  const CvkNodeType *type =
    cvk_field_context_get_node_type (cvk_field_get_context (CVK_FIELD (self)));
  const char *placeholder =
    cvk_value_lookup_string (cvk_field_get_schema (CVK_FIELD (self)), "x-placeholder", NULL);

  if (placeholder != NULL)
    return _ (placeholder);
  return type != NULL && type->connector != NULL ? _ ("The account’s") : _ ("Not set");
}

static void
cvk_date_zone_field_show (CvkField *field, const CvkValue *value)
{
  CvkDateZoneField *self = CVK_DATE_ZONE_FIELD (field);
  const char *zone =
    value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : "";
  g_autofree char *name = NULL;
  gboolean is_known = *zone != '\0' && cvk_time_zone_is_known (zone);
  g_autofree char *place = cvk_local_zone (zone);

  gtk_label_set_label (self->label, is_known        ? place
                                    : *zone != '\0' ? zone
                                                    : get_placeholder (self));
  if (*zone == '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_widget_set_visible (self->clear, *zone != '\0');
  /* Translators: title of the setting, and its value. */
  name =
    g_strdup_printf (_ ("%s: %s"), cvk_field_get_title (field), gtk_label_get_label (self->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  cvk_field_set_error (
    field, *zone == '\0' || is_known ? NULL : _ ("This computer knows no such zone."), TRUE);
}

/* The label stands at the start, as the text of other fields does. */
static GtkWidget *
make_button (CvkDateZoneField *self)
{
  GtkWidget *popover = cvk_date_zone_chooser_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), arrow);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  /* Menu buttons centre what they hold. */
  gtk_widget_set_halign (gtk_widget_get_parent (box), GTK_ALIGN_FILL);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "cvk-field-value");
  g_signal_connect_object (popover, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->button);
}

static void
cvk_date_zone_field_build (CvkField *field)
{
  CvkDateZoneField *self = CVK_DATE_ZONE_FIELD (field);

  cvk_field_set_control (field, make_button (self), CVK_FIELD_BELOW);
  self->clear = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_add_css_class (self->clear, "flat");
  gtk_widget_set_tooltip_text (self->clear, _ ("Remove the Time Zone"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove the Time Zone"), -1);
  g_signal_connect_object (self->clear, "clicked", G_CALLBACK (clear_cb), self, G_CONNECT_SWAPPED);
  cvk_field_add_suffix (field, self->clear);
  cvk_date_zone_field_show (field, NULL);
}

static void
cvk_date_zone_field_class_init (CvkDateZoneFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_date_zone_field_build;
  field_class->show = cvk_date_zone_field_show;
}

static void
cvk_date_zone_field_init (CvkDateZoneField *self)
{
}
