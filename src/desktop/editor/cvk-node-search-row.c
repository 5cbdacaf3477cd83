// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search-row.h"

#include "desktop/editor/cvk-node-drag.h"

struct _CvkNodeSearchRow
{
  GtkListBoxRow parent_instance;

  /* template children */
  GtkImage *tile;
  GtkLabel *title;
  GtkLabel *help;

  const CvkNodeEntry *entry; /* borrowed */
};

G_DEFINE_FINAL_TYPE (CvkNodeSearchRow, cvk_node_search_row, GTK_TYPE_LIST_BOX_ROW)

/* --- Dragging --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, CvkNodeSearchRow *self)
{
  g_autoptr (CvkNodeDrag) drag = cvk_node_drag_new (self->entry->type->id);

  return gdk_content_provider_new_typed (CVK_TYPE_NODE_DRAG, drag);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, CvkNodeSearchRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self->tile));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 16, 16);
  gtk_widget_activate_action (GTK_WIDGET (self), "node-search.drag", "b", TRUE);
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean is_moved, CvkNodeSearchRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "node-search.drag", "b", FALSE);
}

/* --- Tile --- */

void
cvk_node_tile_set_type (GtkImage *tile, const CvkNodeType *type)
{
  static const struct
  {
    const char *group;
    const char *class;
  } classes[] = {
    { "Files", "files" },       { "Logic", "logic" },   { "Lists", "lists" },
    { "Triggers", "triggers" }, { "Models", "models" }, { "People", "people" },
    { "Calendar", "calendar" },
  };

  g_return_if_fail (GTK_IS_IMAGE (tile) && type != NULL);

  gtk_image_set_from_icon_name (tile, type->icon);
  gtk_widget_remove_css_class (GTK_WIDGET (tile), "service");
  if (type->connector != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (tile), "service");
  for (size_t i = 0; i < G_N_ELEMENTS (classes); i++)
    if (type->connector == NULL && g_strcmp0 (type->group, classes[i].group) == 0)
      gtk_widget_add_css_class (GTK_WIDGET (tile), classes[i].class);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (tile), classes[i].class);
}

/* --- Object --- */

static void
cvk_node_search_row_class_init (CvkNodeSearchRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-node-search-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchRow, help);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchRow, tile);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchRow, title);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
}

static void
cvk_node_search_row_init (CvkNodeSearchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_node_search_row_new (const CvkNodeEntry *entry)
{
  CvkNodeSearchRow *self = g_object_new (CVK_TYPE_NODE_SEARCH_ROW, NULL);

  g_return_val_if_fail (entry != NULL, NULL);

  self->entry = entry;
  cvk_node_tile_set_type (self->tile, entry->type);
  gtk_label_set_text (self->title, entry->title);
  gtk_label_set_text (self->help, entry->help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  entry->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, entry->help,
                                  -1);
  return GTK_WIDGET (self);
}

const CvkNodeEntry *
cvk_node_search_row_get_entry (CvkNodeSearchRow *self)
{
  g_return_val_if_fail (CVK_IS_NODE_SEARCH_ROW (self), NULL);

  return self->entry;
}
