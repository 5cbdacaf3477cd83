// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-port-list.h"

#include <string.h>

/* --- One of them --- */

#define CVK_TYPE_PORT_ITEM (cvk_port_item_get_type ())
G_DECLARE_FINAL_TYPE (CvkPortItem, cvk_port_item, CVK, PORT_ITEM, GObject)

struct _CvkPortItem
{
  GObject parent_instance;

  char *own_port;
  char *node;
  char *port;
  char *title;
  char *detail;
  char *folded; /* what is searched */
};

G_DEFINE_FINAL_TYPE (CvkPortItem, cvk_port_item, G_TYPE_OBJECT)

static void
cvk_port_item_finalize (GObject *object)
{
  CvkPortItem *self = CVK_PORT_ITEM (object);

  g_free (self->own_port);
  g_free (self->node);
  g_free (self->port);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->folded);
  G_OBJECT_CLASS (cvk_port_item_parent_class)->finalize (object);
}

static void
cvk_port_item_class_init (CvkPortItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_port_item_finalize;
}

static void
cvk_port_item_init (CvkPortItem *self)
{
}

/* --- The list --- */

struct _CvkPortList
{
  GtkPopover parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  GtkListView *view;
  GtkLabel *nothing;

  GListStore *items;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GStrv words; /* folded, of the query */
};

G_DEFINE_FINAL_TYPE (CvkPortList, cvk_port_list, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static gboolean
matches (gpointer item, gpointer user_data)
{
  CvkPortList *self = user_data;

  for (unsigned i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (strstr (CVK_PORT_ITEM (item)->folded, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
update_nothing (CvkPortList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->nothing),
                          g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0);
}

/* The entry keeps the focus: its description tells what Enter would choose. */
static void
selected_cb (CvkPortList *self)
{
  CvkPortItem *item = gtk_single_selection_get_selected_item (self->selection);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  item != NULL ? item->title : "", -1);
}

static void
search_changed_cb (GtkSearchEntry *entry, CvkPortList *self)
{
  g_strfreev (self->words);
  self->words = g_str_tokenize_and_fold (gtk_editable_get_text (GTK_EDITABLE (entry)), NULL, NULL);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered),
                      GTK_FILTER_CHANGE_DIFFERENT);
  gtk_single_selection_set_selected (self->selection, 0);
  update_nothing (self);
}

static void
choose (CvkPortList *self, unsigned position)
{
  g_autoptr (CvkPortItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (CvkPortList) alive = g_object_ref (self);

  if (item == NULL)
    return;
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, item->own_port, item->node, item->port);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
activate_cb (GtkSearchEntry *entry, CvkPortList *self)
{
  choose (self, gtk_single_selection_get_selected (self->selection));
}

static void
row_activate_cb (GtkListView *view, unsigned position, CvkPortList *self)
{
  choose (self, position);
}

static void
stop_search_cb (GtkSearchEntry *entry, CvkPortList *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkPortList *self)
{
  unsigned count = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  unsigned selected = gtk_single_selection_get_selected (self->selection);

  if ((keyval != GDK_KEY_Down && keyval != GDK_KEY_Up) || count == 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down)
    selected = MIN (selected + 1, count - 1);
  else
    selected = selected > 0 ? selected - 1 : 0;
  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", selected);
  return GDK_EVENT_STOP;
}

/* --- Rows --- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (unsigned i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
      if (i == 1)
        {
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "dim-label");
        }
    }
  gtk_list_item_set_child (row, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer user_data)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (row));
  CvkPortItem *item = gtk_list_item_get_item (row);

  gtk_label_set_text (GTK_LABEL (title), item->title);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (title)), item->detail);
}

/* --- Object --- */

static void
cvk_port_list_dispose (GObject *object)
{
  CvkPortList *self = CVK_PORT_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_PORT_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (cvk_port_list_parent_class)->dispose (object);
}

static void
cvk_port_list_finalize (GObject *object)
{
  g_strfreev (CVK_PORT_LIST (object)->words);
  G_OBJECT_CLASS (cvk_port_list_parent_class)->finalize (object);
}

static void
cvk_port_list_class_init (CvkPortListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_port_list_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_port_list_finalize;
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", CVK_TYPE_PORT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-port-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkPortList, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkPortList, nothing);
  gtk_widget_class_bind_template_child (widget_class, CvkPortList, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
cvk_port_list_init (CvkPortList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (CVK_TYPE_PORT_ITEM);
  self->filtered =
    gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)),
                               GTK_FILTER (gtk_custom_filter_new (matches, self, NULL)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  update_nothing (self);
}

GtkWidget *
cvk_port_list_new (const char *label)
{
  CvkPortList *self = g_object_new (CVK_TYPE_PORT_LIST, NULL);

  g_object_set (self->entry, "placeholder-text", label, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return GTK_WIDGET (self);
}

void
cvk_port_list_add (CvkPortList *self,
                   const char *own_port,
                   const char *node,
                   const char *port,
                   const char *title,
                   const char *detail)
{
  g_autoptr (CvkPortItem) item = g_object_new (CVK_TYPE_PORT_ITEM, NULL);
  g_autofree char *all = g_strdup_printf ("%s %s %s", title, node, detail);
  g_auto (GStrv) words = g_str_tokenize_and_fold (all, NULL, NULL);

  g_return_if_fail (CVK_IS_PORT_LIST (self));

  item->own_port = g_strdup (own_port);
  item->node = g_strdup (node);
  item->port = g_strdup (port);
  item->title = g_strdup (title);
  item->detail = g_strdup (detail);
  item->folded = g_strjoinv (" ", words);
  g_list_store_append (self->items, item);
  update_nothing (self);
}

unsigned
cvk_port_list_get_count (CvkPortList *self)
{
  g_return_val_if_fail (CVK_IS_PORT_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}
