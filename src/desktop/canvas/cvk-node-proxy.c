// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-node-proxy.h"

#include "base/cvk-text.h"

struct _CvkNodeProxy
{
  GtkWidget parent_instance;

  char *id; /* nullable */
  char *name;
  char *description;
  gboolean is_selected;
  unsigned position;
  unsigned count;
  gboolean has_flow;
};

G_DEFINE_FINAL_TYPE (CvkNodeProxy, cvk_node_proxy, GTK_TYPE_WIDGET)

const char *
cvk_node_proxy_get_node (CvkNodeProxy *self)
{
  g_return_val_if_fail (CVK_IS_NODE_PROXY (self), NULL);

  return self->id;
}

void
cvk_node_proxy_set_node (CvkNodeProxy *self, const char *id)
{
  g_return_if_fail (CVK_IS_NODE_PROXY (self));

  cvk_set_string (&self->id, id);
  gtk_widget_set_child_visible (GTK_WIDGET (self), id != NULL);
}

void
cvk_node_proxy_describe (CvkNodeProxy *self,
                         const char *name,
                         const char *description,
                         gboolean is_selected,
                         unsigned position,
                         unsigned count)
{
  GtkAccessible *accessible;

  g_return_if_fail (CVK_IS_NODE_PROXY (self));
  g_return_if_fail (name != NULL && description != NULL);

  accessible = GTK_ACCESSIBLE (self);
  if (cvk_set_string (&self->name, name))
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (cvk_set_string (&self->description, description))
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                    -1);
  if (self->is_selected != is_selected)
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_SELECTED, is_selected, -1);
  if (self->position != position || self->count != count)
    gtk_accessible_update_relation (accessible, GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) position,
                                    GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) count, -1);
  self->is_selected = is_selected;
  self->position = position;
  self->count = count;
}

void
cvk_node_proxy_set_flow (CvkNodeProxy *self, GList *targets)
{
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_FLOW_TO;
  g_auto (GValue) value = G_VALUE_INIT;

  g_return_if_fail (CVK_IS_NODE_PROXY (self));

  if (targets == NULL)
    {
      if (self->has_flow)
        gtk_accessible_reset_relation (GTK_ACCESSIBLE (self), relation);
      self->has_flow = FALSE;
      return;
    }
  self->has_flow = TRUE;
  gtk_accessible_relation_init_value (relation, &value);
  g_value_set_pointer (&value, targets);
  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (self), 1, &relation, &value);
}

static void
cvk_node_proxy_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = 0;
}

/* The canvas paints the card and the ring around it. */
static void
cvk_node_proxy_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
}

static void
cvk_node_proxy_finalize (GObject *object)
{
  CvkNodeProxy *self = CVK_NODE_PROXY (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  G_OBJECT_CLASS (cvk_node_proxy_parent_class)->finalize (object);
}

static void
cvk_node_proxy_class_init (CvkNodeProxyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_node_proxy_finalize;
  widget_class->measure = cvk_node_proxy_measure;
  widget_class->snapshot = cvk_node_proxy_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "nodeproxy");
}

static void
cvk_node_proxy_init (CvkNodeProxy *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
cvk_node_proxy_new (void)
{
  return g_object_new (CVK_TYPE_NODE_PROXY, NULL);
}
