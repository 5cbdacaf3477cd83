// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-pipeline-filter.h"

#include <glib/gi18n-lib.h>

struct _CvkPipelineFilter
{
  GtkWidget parent_instance;

  GtkWidget *choice;    /* GtkDropDown */
  GtkStringList *names; /* the first means all */
  GPtrArray *paths;     /* those of the others */
};

G_DEFINE_FINAL_TYPE (CvkPipelineFilter, cvk_pipeline_filter, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

void
cvk_pipeline_filter_add (CvkPipelineFilter *self, const char *path, const char *name)
{
  g_return_if_fail (CVK_IS_PIPELINE_FILTER (self) && path != NULL && name != NULL);

  if (g_ptr_array_find_with_equal_func (self->paths, path, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->paths, g_strdup (path));
  gtk_string_list_append (self->names, *name != '\0' ? name : _ ("Without a name"));
}

const char *
cvk_pipeline_filter_get_path (CvkPipelineFilter *self)
{
  unsigned selected;

  g_return_val_if_fail (CVK_IS_PIPELINE_FILTER (self), NULL);

  selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));
  return selected == 0 || selected > self->paths->len
           ? NULL
           : g_ptr_array_index (self->paths, selected - 1);
}

/* --- The closed button, which gives way to the window --- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
selected_cb (CvkPipelineFilter *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- The object --- */

static void
cvk_pipeline_filter_dispose (GObject *object)
{
  g_clear_pointer (&CVK_PIPELINE_FILTER (object)->choice, gtk_widget_unparent);
  G_OBJECT_CLASS (cvk_pipeline_filter_parent_class)->dispose (object);
}

static void
cvk_pipeline_filter_finalize (GObject *object)
{
  g_ptr_array_unref (CVK_PIPELINE_FILTER (object)->paths);
  G_OBJECT_CLASS (cvk_pipeline_filter_parent_class)->finalize (object);
}

static void
cvk_pipeline_filter_class_init (CvkPipelineFilterClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_pipeline_filter_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_pipeline_filter_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_PIPELINE_FILTER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_pipeline_filter_init (CvkPipelineFilter *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) list_factory = gtk_signal_list_item_factory_new ();

  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->names = gtk_string_list_new (NULL);
  gtk_string_list_append (self->names, _ ("All pipelines"));
  self->choice = gtk_drop_down_new (G_LIST_MODEL (self->names), NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (list_factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (list_factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->choice), factory);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->choice), list_factory);
  gtk_widget_set_tooltip_text (self->choice, _ ("Of which pipeline runs are listed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Of which pipeline runs are listed"), -1);
  gtk_widget_set_parent (self->choice, GTK_WIDGET (self));
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}
