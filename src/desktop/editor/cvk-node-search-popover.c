// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search-popover.h"

#include "desktop/editor/cvk-node-search-list.h"

struct _CvkNodeSearchPopover
{
  GtkPopover parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  CvkNodeSearchList *list;

  CvkNodeFit fit;
};

G_DEFINE_FINAL_TYPE (CvkNodeSearchPopover, cvk_node_search_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
search_changed_cb (GtkSearchEntry *entry, CvkNodeSearchPopover *self)
{
  cvk_node_search_list_set_query (self->list, gtk_editable_get_text (GTK_EDITABLE (entry)),
                                  self->fit);
}

static void
activate_cb (GtkSearchEntry *entry, CvkNodeSearchPopover *self)
{
  cvk_node_search_list_choose (self->list);
}

static void
stop_search_cb (GtkSearchEntry *entry, CvkNodeSearchPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkNodeSearchPopover *self)
{
  return (state & gtk_accelerator_get_default_mod_mask ()) == 0 &&
         cvk_node_search_list_handle_key (self->list, keyval);
}

static void
chosen_cb (CvkNodeSearchList *list, const char *type, CvkNodeSearchPopover *self)
{
  g_autoptr (CvkNodeSearchPopover) alive = g_object_ref (self);
  g_autofree char *id = g_strdup (type);

  /* The answer first: whoever listens to "closed" drops the popover. */
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, id);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
cvk_node_search_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_NODE_SEARCH_POPOVER);
  G_OBJECT_CLASS (cvk_node_search_popover_parent_class)->dispose (object);
}

static void
cvk_node_search_popover_class_init (CvkNodeSearchPopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (CVK_TYPE_NODE_SEARCH_LIST);
  G_OBJECT_CLASS (class)->dispose = cvk_node_search_popover_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_NODE_SEARCH_POPOVER, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/app/convoke/Convoke/ui/cvk-node-search-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchPopover, list);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
cvk_node_search_popover_init (CvkNodeSearchPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_node_search_popover_new (CvkNodeFit fit)
{
  CvkNodeSearchPopover *self = g_object_new (CVK_TYPE_NODE_SEARCH_POPOVER, NULL);

  self->fit = fit;
  cvk_node_search_list_set_query (self->list, NULL, fit);
  return GTK_WIDGET (self);
}
