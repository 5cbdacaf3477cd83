// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search-list.h"

#include "desktop/client/cvk-node-catalogue.h"
#include "desktop/cvk-slices.h"
#include "desktop/editor/cvk-node-search-row.h"

struct _CvkNodeSearchList
{
  GtkWidget parent_instance;

  /* template children */
  GtkListBox *list;
  GtkScrolledWindow *scrolled;

  CvkNodeMatcher *matcher;
  gboolean is_grouped;
  GPtrArray *found; /* owned, nullable: what the rows are made for, in their order */
  unsigned n_rows;  /* that are made */
  unsigned making_source;
};

G_DEFINE_FINAL_TYPE (CvkNodeSearchList, cvk_node_search_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Rows --- */

static const CvkNodeEntry *
get_entry (GtkListBoxRow *row)
{
  return cvk_node_search_row_get_entry (CVK_NODE_SEARCH_ROW (row));
}

static void
add_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  CvkNodeSearchList *self = user_data;
  GtkWidget *header = NULL;
  const char *group = get_entry (row)->group;

  if (self->is_grouped && (before == NULL || g_strcmp0 (get_entry (before)->group, group) != 0))
    {
      header = gtk_label_new (group);
      gtk_label_set_xalign (GTK_LABEL (header), 0);
      gtk_widget_add_css_class (header, "caption-heading");
      gtk_widget_add_css_class (header, "node-search-group");
    }
  gtk_list_box_row_set_header (row, header);
}

static void
select_row (CvkNodeSearchList *self, GtkListBoxRow *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  graphene_rect_t bounds;

  gtk_list_box_select_row (self->list, row);
  if (row == NULL ||
      !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static gboolean
add_row (gpointer owner)
{
  CvkNodeSearchList *self = owner;
  GtkWidget *row;

  if (self->n_rows < self->found->len)
    {
      row = cvk_node_search_row_new (g_ptr_array_index (self->found, self->n_rows++));
      gtk_list_box_append (self->list, row);
      /* GTK remembers it, and has not all of them to measure when the list is shown. */
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
    }
  if (self->n_rows < self->found->len)
    return TRUE;
  self->making_source = 0;
  return FALSE;
}

/* Keys go through rows that are there. */
static void
add_all_rows (CvkNodeSearchList *self)
{
  g_clear_handle_id (&self->making_source, g_source_remove);
  while (add_row (self))
    ;
}

void
cvk_node_search_list_set_query (CvkNodeSearchList *self, const char *query, CvkNodeFit fit)
{
  GtkListBoxRow *row;

  g_return_if_fail (CVK_IS_NODE_SEARCH_LIST (self));

  g_clear_handle_id (&self->making_source, g_source_remove);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->is_grouped = query == NULL || *query == '\0';
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = cvk_node_matcher_find (self->matcher, query, fit);
  self->n_rows = 0;
  /* Enter takes the first one at once. */
  if (add_row (self))
    self->making_source = cvk_slices_begin (add_row, self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

/* --- Choosing --- */

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, CvkNodeSearchList *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, get_entry (row)->type->id);
}

gboolean
cvk_node_search_list_choose (CvkNodeSearchList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CVK_IS_NODE_SEARCH_LIST (self), FALSE);

  row = gtk_list_box_get_selected_row (self->list);
  if (row == NULL)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, get_entry (row)->type->id);
  return TRUE;
}

const char *
cvk_node_search_list_get_selected_title (CvkNodeSearchList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CVK_IS_NODE_SEARCH_LIST (self), NULL);

  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL ? get_entry (row)->title : NULL;
}

gboolean
cvk_node_search_list_handle_key (CvkNodeSearchList *self, unsigned keyval)
{
  GtkListBoxRow *row;
  int index;

  g_return_val_if_fail (CVK_IS_NODE_SEARCH_LIST (self), FALSE);

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up && keyval != GDK_KEY_Page_Down &&
      keyval != GDK_KEY_Page_Up)
    return FALSE;
  add_all_rows (self);
  row = gtk_list_box_get_selected_row (self->list);
  index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  index += keyval == GDK_KEY_Down      ? 1
           : keyval == GDK_KEY_Up      ? -1
           : keyval == GDK_KEY_Page_Up ? -5
                                       : 5;
  for (row = gtk_list_box_get_row_at_index (self->list, MAX (index, 0)); row == NULL && index > 0;)
    row = gtk_list_box_get_row_at_index (self->list, --index);
  if (row != NULL)
    select_row (self, row);
  return TRUE;
}

/* --- Object --- */

static void
cvk_node_search_list_dispose (GObject *object)
{
  CvkNodeSearchList *self = CVK_NODE_SEARCH_LIST (object);

  g_clear_handle_id (&self->making_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_NODE_SEARCH_LIST);
  G_OBJECT_CLASS (cvk_node_search_list_parent_class)->dispose (object);
}

static void
cvk_node_search_list_finalize (GObject *object)
{
  CvkNodeSearchList *self = CVK_NODE_SEARCH_LIST (object);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  cvk_node_matcher_free (self->matcher);
  G_OBJECT_CLASS (cvk_node_search_list_parent_class)->finalize (object);
}

static void
cvk_node_search_list_class_init (CvkNodeSearchListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_node_search_list_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_node_search_list_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CVK_TYPE_NODE_SEARCH_LIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-node-search-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchList, list);
  gtk_widget_class_bind_template_child (widget_class, CvkNodeSearchList, scrolled);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cvk_node_search_list_init (CvkNodeSearchList *self)
{
  self->matcher = cvk_node_matcher_new (cvk_node_catalogue_get ());
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, add_header, self, NULL);
}
