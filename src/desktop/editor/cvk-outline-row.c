// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-outline-row.h"

#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-node-search-row.h"

struct _CvkOutlineRow
{
  GtkWidget parent_instance;

  /* template children */
  GtkLabel *line;
  GtkLabel *links;
  GtkLabel *name;
  GtkLabel *problem;
  GtkWidget *texts;
  GtkImage *tile;
};

G_DEFINE_FINAL_TYPE (CvkOutlineRow, cvk_outline_row, GTK_TYPE_WIDGET)

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_tile (CvkOutlineRow *self, CvkSession *session, const CvkNode *node)
{
  const CvkNodeType *type = cvk_node_types_lookup (cvk_session_get_types (session), node->type);

  if (type != NULL)
    cvk_node_tile_set_type (self->tile, type);
  else
    gtk_image_set_from_icon_name (self->tile, "dialog-question-symbolic");
}

void
cvk_outline_row_show (CvkOutlineRow *self,
                      CvkSession *session,
                      CvkOutlineIndex *index,
                      const char *id)
{
  g_autofree char *words = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *state = NULL;
  g_autofree char *links = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *line = NULL;
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  const CvkNode *node;
  unsigned position;

  g_return_if_fail (CVK_IS_OUTLINE_ROW (self));

  if (!cvk_outline_index_find (index, id, &position))
    return;
  node = cvk_outline_index_get_node (index, position);
  kind = cvk_outline_index_describe_kind (index, node);
  state = cvk_outline_index_describe_state (index, id);
  links = cvk_outline_index_describe_links (index, id);
  problem = cvk_outline_index_describe_problem (index, id);
  words = cvk_outline_index_describe (index, id);
  line = *kind != '\0' && *state != '\0' ? g_strdup_printf ("%s · %s", kind, state)
                                         : g_strconcat (kind, state, NULL);
  gtk_label_set_text (self->name, cvk_editing_get_node_name (session, node));
  set_line (self->line, line);
  set_line (self->links, links);
  set_line (self->problem, problem);
  show_tile (self, session, node);
  if (row != NULL)
    {
      g_autofree char *description = g_strdup_printf ("%s %s", links, problem);

      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, g_strstrip (description),
                                      -1);
    }
}

static void
cvk_outline_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_OUTLINE_ROW);
  G_OBJECT_CLASS (cvk_outline_row_parent_class)->dispose (object);
}

static void
cvk_outline_row_class_init (CvkOutlineRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_outline_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-outline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, line);
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, links);
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, name);
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, problem);
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, texts);
  gtk_widget_class_bind_template_child (widget_class, CvkOutlineRow, tile);
}

static void
cvk_outline_row_init (CvkOutlineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
cvk_outline_row_new (void)
{
  return g_object_new (CVK_TYPE_OUTLINE_ROW, NULL);
}
