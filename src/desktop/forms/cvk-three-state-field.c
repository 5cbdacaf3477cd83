// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-three-state-field.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  STATE_ABSENT,
  STATE_ON,
  STATE_OFF,
  N_STATES,
} State;

/* What a form in the inspector has for title and buttons; pixels. */
#define ROOM 284

struct _CvkThreeStateField
{
  CvkField parent_instance;

  GtkToggleButton *buttons[N_STATES]; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkThreeStateField, cvk_three_state_field, CVK_TYPE_FIELD)

static void
toggled_cb (CvkThreeStateField *self, GtkToggleButton *button)
{
  CvkValue *value = NULL;

  if (!gtk_toggle_button_get_active (button))
    return;
  if (button != self->buttons[STATE_ABSENT])
    value = cvk_value_new_boolean (button == self->buttons[STATE_ON]);
  cvk_field_take_value (CVK_FIELD (self), value);
}

static void
cvk_three_state_field_show (CvkField *field, const CvkValue *value)
{
  State state = value == NULL ? STATE_ABSENT : cvk_value_get_boolean (value) ? STATE_ON : STATE_OFF;

  gtk_toggle_button_set_active (CVK_THREE_STATE_FIELD (field)->buttons[state], TRUE);
}

static gboolean
cvk_three_state_field_can_show (CvkField *field, const CvkValue *value)
{
  return cvk_value_is_boolean (value);
}

/* Beside the title while that needs no more than two lines there, which depends on the language. */
static CvkFieldLayout
choose_layout (CvkField *field, GtkWidget *buttons)
{
  g_autoptr (PangoLayout) title =
    gtk_widget_create_pango_layout (GTK_WIDGET (field), cvk_field_get_title (field));
  int title_width = 0;
  int width = 0;

  pango_layout_get_pixel_size (title, &title_width, NULL);
  gtk_widget_measure (buttons, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return title_width > 2 * (ROOM - width) ? CVK_FIELD_BELOW : CVK_FIELD_BESIDE;
}

static void
cvk_three_state_field_build (CvkField *field)
{
  CvkThreeStateField *self = CVK_THREE_STATE_FIELD (field);
  g_autofree char *absent = cvk_field_context_dup_absent_label (cvk_field_get_context (field));
  const char *labels[N_STATES] = { absent, C_ ("three-state", "On"), C_ ("three-state", "Off") };
  GtkWidget *box =
    g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_RADIO_GROUP, NULL);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "cvk-three-state");
  for (unsigned i = 0; i < N_STATES; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (labels[i]);

      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
      if (i > 0)
        gtk_toggle_button_set_group (self->buttons[i], self->buttons[0]);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_toggle_button_set_active (self->buttons[STATE_ABSENT], TRUE);
  for (unsigned i = 0; i < N_STATES; i++)
    g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (toggled_cb), self,
                             G_CONNECT_SWAPPED);
  cvk_field_set_control (field, box, choose_layout (field, box));
}

static void
cvk_three_state_field_class_init (CvkThreeStateFieldClass *class)
{
  CvkFieldClass *field_class = CVK_FIELD_CLASS (class);

  field_class->build = cvk_three_state_field_build;
  field_class->show = cvk_three_state_field_show;
  field_class->can_show = cvk_three_state_field_can_show;
}

static void
cvk_three_state_field_init (CvkThreeStateField *self)
{
}
