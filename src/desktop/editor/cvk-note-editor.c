// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-note-editor.h"

struct _CvkNoteEditor
{
  GtkPopover parent_instance;

  /* template children */
  GtkScrolledWindow *scrolled;
  GtkTextView *view;

  gboolean is_given_up;
};

G_DEFINE_FINAL_TYPE (CvkNoteEditor, cvk_note_editor, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static char *
dup_text (CvkNoteEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
closed_cb (CvkNoteEditor *self)
{
  g_autofree char *text = NULL;

  if (self->is_given_up)
    return;
  self->is_given_up = TRUE;
  text = dup_text (self);
  g_signal_emit (self, signals[SIGNAL_DONE], 0, text);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkNoteEditor *self)
{
  if (keyval == GDK_KEY_Escape)
    self->is_given_up = TRUE;
  else if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) ||
           (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_popover_popdown (GTK_POPOVER (self));
  return GDK_EVENT_STOP;
}

static void
cvk_note_editor_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_NOTE_EDITOR);
  G_OBJECT_CLASS (cvk_note_editor_parent_class)->dispose (object);
}

static void
cvk_note_editor_class_init (CvkNoteEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_note_editor_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", CVK_TYPE_NOTE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-note-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNoteEditor, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CvkNoteEditor, view);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
cvk_note_editor_init (CvkNoteEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_note_editor_new (const char *text, int width, int height)
{
  CvkNoteEditor *self = g_object_new (CVK_TYPE_NOTE_EDITOR, NULL);

  g_return_val_if_fail (text != NULL, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->scrolled), MAX (width, 180), MAX (height, 90));
  return GTK_WIDGET (self);
}
