// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editor-header.h"

#include "base/cvk-i18n.h"
#include "desktop/editor/cvk-problems-button.h"

struct _CvkEditorHeader
{
  GtkWidget parent_instance;

  /* Template children. */
  CvkPageHeader *bar;
  AdwBin *search_place;
  AdwBin *run_place;
  CvkProblemsButton *problems;
  GtkWidget *undo;
  GtkWidget *redo;
  GtkWidget *rehearse;

  CvkSession *session;      /* owned */
  GSignalGroup *on_session; /* owned */
  GSignalGroup *on_history; /* owned */
  GMenu *steps;             /* owned: undo and redo by name */
};

G_DEFINE_FINAL_TYPE (CvkEditorHeader, cvk_editor_header, GTK_TYPE_WIDGET)

enum
{
  PROP_SESSION = 1,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Undo and redo --- */

static void
show_step (GtkWidget *button, GMenu *menu, const char *text, const char *action)
{
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_menu_append (menu, text, action);
}

static void
show_steps (CvkEditorHeader *self)
{
  CvkHistory *history = self->session != NULL ? cvk_session_get_history (self->session) : NULL;
  const char *undo = history != NULL ? cvk_history_get_undo_name (history) : NULL;
  const char *redo = history != NULL ? cvk_history_get_redo_name (history) : NULL;
  /* Translators: {name} is a step of editing, such as “Add node”. */
  g_autofree char *undo_text = undo != NULL ? g_strdup_printf (_ ("Undo: %s"), undo) : NULL;
  /* Translators: {name} is a step of editing, such as “Add node”. */
  g_autofree char *redo_text = redo != NULL ? g_strdup_printf (_ ("Redo: %s"), redo) : NULL;

  g_menu_remove_all (self->steps);
  show_step (self->undo, self->steps, undo_text != NULL ? undo_text : _ ("Undo"), "win.undo");
  show_step (self->redo, self->steps, redo_text != NULL ? redo_text : _ ("Redo"), "win.redo");
  g_menu_append (self->steps, _ ("Show or hide _properties"), "win.toggle-inspector");
}

/* --- The pipeline --- */

static const char *
describe_state (CvkSession *session)
{
  switch (cvk_session_get_state (session))
    {
    case CVK_SESSION_SAVED:
      return cvk_session_get_file (session) != NULL ? _ ("Saved") : _ ("Not saved yet");
    case CVK_SESSION_SAVING:
      return _ ("Saving…");
    case CVK_SESSION_UNSAVED:
      return _ ("Not saved yet");
    case CVK_SESSION_FAILED:
      return _ ("Could not be saved");
    case CVK_SESSION_CHANGED_ELSEWHERE:
      return _ ("Changed elsewhere");
    case CVK_SESSION_GONE:
      return _ ("Deleted or moved");
    case CVK_SESSION_READ_ONLY:
      return _ ("Can only be read");
    default:
      g_return_val_if_reached ("");
    }
}

static void
show_title (CvkEditorHeader *self)
{
  cvk_page_header_set_title (self->bar,
                             self->session != NULL ? cvk_session_get_title (self->session) : NULL);
  cvk_page_header_set_subtitle (self->bar,
                                self->session != NULL ? describe_state (self->session) : NULL);
}

static void
document_cb (CvkEditorHeader *self)
{
  g_signal_group_set_target (self->on_history, cvk_session_get_history (self->session));
  show_title (self);
  show_steps (self);
}

void
cvk_editor_header_set_session (CvkEditorHeader *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_EDITOR_HEADER (self));
  g_return_if_fail (session == NULL || CVK_IS_SESSION (session));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->on_session, session);
  g_object_set (self->problems, "session", session, NULL);
  g_signal_group_set_target (self->on_history,
                             session != NULL ? cvk_session_get_history (session) : NULL);
  show_title (self);
  show_steps (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
narrow_cb (CvkEditorHeader *self)
{
  gboolean is_narrow = cvk_page_header_is_narrow (self->bar);

  gtk_widget_set_visible (self->undo, !is_narrow);
  gtk_widget_set_visible (self->redo, !is_narrow);
  gtk_widget_set_visible (self->rehearse, !is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->search_place), !is_narrow);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

/* --- Object --- */

static void
cvk_editor_header_get_property (GObject *object, unsigned id, GValue *value, GParamSpec *pspec)
{
  CvkEditorHeader *self = CVK_EDITOR_HEADER (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, cvk_editor_header_is_narrow (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_header_set_property (GObject *object,
                                unsigned id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      cvk_editor_header_set_session (CVK_EDITOR_HEADER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cvk_editor_header_dispose (GObject *object)
{
  CvkEditorHeader *self = CVK_EDITOR_HEADER (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->on_history);
  g_clear_object (&self->session);
  g_clear_object (&self->steps);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_EDITOR_HEADER);
  G_OBJECT_CLASS (cvk_editor_header_parent_class)->dispose (object);
}

static void
cvk_editor_header_class_init (CvkEditorHeaderClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = cvk_editor_header_get_property;
  object_class->set_property = cvk_editor_header_set_property;
  object_class->dispose = cvk_editor_header_dispose;
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CVK_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CVK_TYPE_PAGE_HEADER);
  g_type_ensure (CVK_TYPE_PROBLEMS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-editor-header.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, bar);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, search_place);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, run_place);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, problems);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, undo);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, redo);
  gtk_widget_class_bind_template_child (widget_class, CvkEditorHeader, rehearse);
}

static void
cvk_editor_header_init (CvkEditorHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->steps = g_menu_new ();
  cvk_page_header_set_menu_section (self->bar, G_MENU_MODEL (self->steps));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (document_cb),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "notify::title", G_CALLBACK (show_title), self);
  g_signal_group_connect_swapped (self->on_session, "notify::state", G_CALLBACK (show_title), self);
  g_signal_group_connect_swapped (self->on_session, "notify::file", G_CALLBACK (show_title), self);
  self->on_history = g_signal_group_new (CVK_TYPE_HISTORY);
  g_signal_group_connect_swapped (self->on_history, "changed", G_CALLBACK (show_steps), self);
  cvk_page_header_set_moves_children (self->bar, FALSE);
  g_signal_connect_object (self->bar, "notify::narrow", G_CALLBACK (narrow_cb), self,
                           G_CONNECT_SWAPPED);
  show_title (self);
  show_steps (self);
}

GtkWidget *
cvk_editor_header_new (void)
{
  return g_object_new (CVK_TYPE_EDITOR_HEADER, NULL);
}

gboolean
cvk_editor_header_is_narrow (CvkEditorHeader *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_HEADER (self), FALSE);

  return self->bar != NULL && cvk_page_header_is_narrow (self->bar);
}

void
cvk_editor_header_set_search (CvkEditorHeader *self, GtkWidget *search)
{
  g_return_if_fail (CVK_IS_EDITOR_HEADER (self));

  adw_bin_set_child (self->search_place, search);
}

void
cvk_editor_header_set_buttons (CvkEditorHeader *self, GtkWidget *buttons)
{
  g_return_if_fail (CVK_IS_EDITOR_HEADER (self));

  adw_bin_set_child (self->run_place, buttons);
}

GtkWidget *
cvk_editor_header_get_problems (CvkEditorHeader *self)
{
  g_return_val_if_fail (CVK_IS_EDITOR_HEADER (self), NULL);

  return GTK_WIDGET (self->problems);
}
