// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/client/cvk-bindings.h"
#include "desktop/forms/cvk-model-picker.h"
#include "desktop/forms/cvk-model-read.h"

struct _CvkModelField
{
  CvkField parent_instance;

  GtkText *text; /* borrowed from the control */
  gboolean follows_connections;
};

G_DEFINE_FINAL_TYPE (CvkModelField, cvk_model_field, CVK_TYPE_FIELD)

static void
show_note (CvkModelField *self)
{
  g_autofree char *host = cvk_model_read_dup_host (cvk_field_get_context (CVK_FIELD (self)));
  g_autofree char *note = NULL;

  if (host != NULL && cvk_model_read_is_local (host))
    note = g_strdup (_ ("The texts of this step stay on this computer."));
  else if (host != NULL)
    note = g_strdup_printf (_ ("The texts of this step go to %s."), host);
  else
    note = g_strdup (_ ("The texts of this step go to the service of its connection."));
  cvk_field_set_note (CVK_FIELD (self), note);
}

/* Which connection it is may be decided while the form is open, and what is known of connections
 * may come later than the form. */
static void
follow_connections (CvkModelField *self)
{
  CvkFieldContext *context = cvk_field_get_context (CVK_FIELD (self));
  CvkEngineClient *client = cvk_field_context_get_client (context);
  CvkSession *session = cvk_field_context_get_session (context);

  show_note (self);
  if (self->follows_connections || client == NULL || session == NULL)
    return;
  self->follows_connections = TRUE;
  g_signal_connect_object (cvk_engine_client_get_connections (client), "changed",
                           G_CALLBACK (show_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cvk_bindings_get (session), "changed", G_CALLBACK (show_note), self,
                           G_CONNECT_SWAPPED);
}

/* Names are pasted with spaces around them. */
static void
changed_cb (CvkModelField *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text)));

  g_strstrip (text);
  cvk_field_take_value (CVK_FIELD (self), *text != '\0' ? cvk_value_new_string (text) : NULL);
}

static void
cvk_model_field_show (CvkField *field, const CvkValue *value)
{
  CvkModelField *self = CVK_MODEL_FIELD (field);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->text));

  gtk_editable_set_text (GTK_EDITABLE (self->text), value != NULL && cvk_value_is_string (value)
                                                      ? cvk_value_get_string (value)
                                                      : "");
  gtk_editable_set_position (GTK_EDITABLE (self->text), position);
}

static void
picked_cb (CvkModelField *self, const char *model)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), model);
}

static void
add_picker (CvkModelField *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *picker = cvk_model_picker_new (cvk_field_get_context (CVK_FIELD (self)));

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-list-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), picker);
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Pick a Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pick a Model"), -1);
  cvk_field_add_suffix (CVK_FIELD (self), button);
}

static void
cvk_model_field_build (CvkField *field)
{
  CvkModelField *self = CVK_MODEL_FIELD (field);

  self->text = cvk_field_new_text ();
  g_signal_connect_object (self->text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  cvk_field_set_control (field, GTK_WIDGET (self->text), CVK_FIELD_BELOW);
  add_picker (self);
  g_signal_connect_object (cvk_field_get_context (field), "changed", G_CALLBACK (show_note), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "map", G_CALLBACK (follow_connections), self, G_CONNECT_SWAPPED);
  show_note (self);
}

static void
cvk_model_field_class_init (CvkModelFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_model_field_build;
  field_class->show = cvk_model_field_show;
}

static void
cvk_model_field_init (CvkModelField *self)
{
}
