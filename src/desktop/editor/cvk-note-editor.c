// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-note-editor.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-note-format.h"

/* By the names that files have. */
static const struct
{
  const char *name;
  const char *title;
} note_colors[] = {
  { "yellow", N_ ("Yellow") }, { "green", N_ ("Green") },   { "blue", N_ ("Blue") },
  { "red", N_ ("Red") },       { "purple", N_ ("Purple") }, { "gray", N_ ("Gray") },
};

struct _CvkNoteEditor
{
  GtkPopover parent_instance;

  /* template children */
  GtkScrolledWindow *scrolled;
  GtkTextView *view;
  GtkBox *colors;

  gboolean is_given_up;
};

G_DEFINE_FINAL_TYPE (CvkNoteEditor, cvk_note_editor, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_DONE,
  SIGNAL_COLOR,
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

/* --- Formatting --- */

static void
bold_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkNoteEditor *self = CVK_NOTE_EDITOR (widget);

  cvk_note_format_toggle_bold (gtk_text_view_get_buffer (self->view));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
list_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkNoteEditor *self = CVK_NOTE_EDITOR (widget);

  cvk_note_format_toggle_list (gtk_text_view_get_buffer (self->view));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
color_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CvkNoteEditor *self = CVK_NOTE_EDITOR (widget);

  g_signal_emit (self, signals[SIGNAL_COLOR], 0, g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
add_colors (CvkNoteEditor *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (note_colors); i++)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "note.color");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", note_colors[i].name);
      gtk_widget_set_tooltip_text (button, _ (note_colors[i].title));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (note_colors[i].title), -1);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "note-color");
      gtk_widget_add_css_class (button, note_colors[i].name);
      gtk_box_append (self->colors, button);
    }
}

/* --- Object --- */

static void
cvk_note_editor_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cvk_note_editor_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (CVK_NOTE_EDITOR (widget)->view));
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
  widget_class->map = cvk_note_editor_map;
  signals[SIGNAL_DONE] = g_signal_new ("done", CVK_TYPE_NOTE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_COLOR] = g_signal_new ("color", CVK_TYPE_NOTE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-note-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNoteEditor, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CvkNoteEditor, view);
  gtk_widget_class_bind_template_child (widget_class, CvkNoteEditor, colors);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_install_action (widget_class, "note.bold", NULL, bold_cb);
  gtk_widget_class_install_action (widget_class, "note.list", NULL, list_cb);
  gtk_widget_class_install_action (widget_class, "note.color", "s", color_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_CONTROL_MASK, "note.bold",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "note.list",
                                       NULL);
}

static void
cvk_note_editor_init (CvkNoteEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_colors (self);
}

GtkWidget *
cvk_note_editor_new (const char *text, int width, int height)
{
  CvkNoteEditor *self = g_object_new (CVK_TYPE_NOTE_EDITOR, NULL);

  g_return_val_if_fail (text != NULL, NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->scrolled), MAX (width, 240), MAX (height, 90));
  return GTK_WIDGET (self);
}
