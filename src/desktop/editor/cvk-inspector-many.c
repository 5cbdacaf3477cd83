// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-inspector-many.h"

#include "base/cvk-i18n.h"

struct _CvkInspectorMany
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkWidget *mute;
  GtkWidget *align;

  CvkSession *session; /* nullable */
  GSignalGroup *on_selection;
};

G_DEFINE_FINAL_TYPE (CvkInspectorMany, cvk_inspector_many, ADW_TYPE_BIN)

static char *
describe (unsigned nodes, unsigned count)
{
  if (nodes == count)
    return g_strdup_printf (ngettext ("%'u node selected", "%'u nodes selected", count), count);
  if (nodes == 0 && count == 1)
    return g_strdup (_ ("Selected"));
  return g_strdup_printf (ngettext ("%'u thing selected", "%'u things selected", count), count);
}

static void
update (CvkInspectorMany *self)
{
  CvkSelection *selection =
    self->session != NULL ? cvk_session_get_selection (self->session) : NULL;
  unsigned nodes = selection != NULL ? cvk_selection_list (selection, CVK_SELECTION_NODE)->len : 0;
  unsigned count = selection != NULL ? cvk_selection_get_count (selection) : 0;
  g_autofree char *title = describe (nodes, count);

  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (self->mute, nodes > 0);
  gtk_widget_set_visible (self->align, nodes > 1);
}

void
cvk_inspector_many_set_session (CvkInspectorMany *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_INSPECTOR_MANY (self));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->on_selection,
                             session != NULL ? cvk_session_get_selection (session) : NULL);
  update (self);
}

static void
cvk_inspector_many_dispose (GObject *object)
{
  CvkInspectorMany *self = CVK_INSPECTOR_MANY (object);

  g_clear_object (&self->on_selection);
  g_clear_object (&self->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_INSPECTOR_MANY);
  G_OBJECT_CLASS (cvk_inspector_many_parent_class)->dispose (object);
}

static void
cvk_inspector_many_class_init (CvkInspectorManyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_inspector_many_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-inspector-many.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorMany, title);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorMany, mute);
  gtk_widget_class_bind_template_child (widget_class, CvkInspectorMany, align);
}

static void
cvk_inspector_many_init (CvkInspectorMany *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->on_selection = g_signal_group_new (CVK_TYPE_SELECTION);
  g_signal_group_connect_swapped (self->on_selection, "changed", G_CALLBACK (update), self);
}
