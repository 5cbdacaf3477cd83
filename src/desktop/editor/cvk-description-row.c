// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-description-row.h"

#include "base/cvk-text.h"
#include "desktop/forms/cvk-growing-view.h"

/* Characters. A file of somebody else may hold a million in one word. */
#define MAX_SHOWN 2000

struct _CvkDescriptionRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *title;   /* borrowed */
  GtkTextView *view; /* borrowed */
  char *text;        /* owned: as it is, however much of it is shown */
};

G_DEFINE_FINAL_TYPE (CvkDescriptionRow, cvk_description_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  SIGNAL_APPLIED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static char *
dup_shown (CvkDescriptionRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
show (CvkDescriptionRow *self)
{
  g_autofree char *shown = cvk_text_shorten (self->text, MAX_SHOWN);

  gtk_text_view_set_editable (self->view, g_str_equal (shown, self->text));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), shown, -1);
}

static void
apply (CvkDescriptionRow *self)
{
  g_autofree char *shown = NULL;

  if (!gtk_text_view_get_editable (self->view))
    return;
  shown = dup_shown (self);
  /* What a file has around it stays, unless somebody writes. */
  if (g_str_equal (shown, self->text))
    return;
  g_strstrip (shown);
  g_free (self->text);
  self->text = g_steal_pointer (&shown);
  g_signal_emit (self, signals[SIGNAL_APPLIED], 0);
}

static gboolean
key_pressed_cb (CvkDescriptionRow *self, unsigned keyval, unsigned keycode, GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
        return GDK_EVENT_PROPAGATE;
      apply (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      show (self);
      return GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
clicked_cb (CvkDescriptionRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
title_cb (CvkDescriptionRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

void
cvk_description_row_set_text (CvkDescriptionRow *self, const char *text)
{
  g_return_if_fail (CVK_IS_DESCRIPTION_ROW (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (text, self->text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  show (self);
}

char *
cvk_description_row_dup_text (CvkDescriptionRow *self)
{
  g_return_val_if_fail (CVK_IS_DESCRIPTION_ROW (self), NULL);

  return g_strdup (self->text);
}

static void
cvk_description_row_finalize (GObject *object)
{
  g_free (CVK_DESCRIPTION_ROW (object)->text);
  G_OBJECT_CLASS (cvk_description_row_parent_class)->finalize (object);
}

static void
cvk_description_row_class_init (CvkDescriptionRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_description_row_finalize;
  signals[SIGNAL_APPLIED] = g_signal_new ("applied", CVK_TYPE_DESCRIPTION_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_description_row_init (CvkDescriptionRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *view = cvk_growing_view_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->text = g_strdup ("");
  self->title = GTK_LABEL (title);
  self->view = GTK_TEXT_VIEW (view);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (box, "cvk-field-content");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), view);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (view, keys);
  gtk_widget_add_controller (view, focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_cb), NULL);
}
