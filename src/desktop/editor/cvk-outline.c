// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-outline.h"

#include <glib/gi18n-lib.h>

#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-outline-model.h"
#include "desktop/editor/cvk-outline-row.h"
#include "desktop/editor/cvk-port-list.h"
#include "desktop/runs/cvk-run-model.h"

struct _CvkOutline
{
  GtkWidget parent_instance;

  /* template children */
  GtkSearchEntry *entry;
  GtkWidget *scrolled;
  GtkWidget *top;
  GtkListView *view;

  CvkSession *session; /* owned; nullable */
  CvkOutlineModel *model;
  GtkMultiSelection *selection;
  GHashTable *rows; /* borrowed GtkListItem that are bound */
  GSignalGroup *on_session;
  GSignalGroup *on_selection;
  GSignalGroup *on_run;
  gboolean is_syncing;
};

G_DEFINE_FINAL_TYPE (CvkOutline, cvk_outline, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN_NODE,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Rows --- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkOutline *self)
{
  gtk_list_item_set_child (item, cvk_outline_row_new ());
}

static void
show_row (CvkOutline *self, GtkListItem *item)
{
  CvkOutlineIndex *index = cvk_outline_model_get_index (self->model);

  if (index != NULL)
    cvk_outline_row_show (CVK_OUTLINE_ROW (gtk_list_item_get_child (item)), self->session, index,
                          cvk_outline_item_get_id (gtk_list_item_get_item (item)));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkOutline *self)
{
  g_hash_table_add (self->rows, item);
  show_row (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, CvkOutline *self)
{
  g_hash_table_remove (self->rows, item);
}

/* A run or the checks tell something new: what is in view says so, nothing is built anew. */
static void
show_rows (CvkOutline *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    show_row (self, item);
}

/* --- Selection --- */

static void
scroll_to (CvkOutline *self, unsigned position)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

/* From the canvas to the list. */
static void
take_selection (CvkOutline *self)
{
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = NULL;
  GPtrArray *ids;

  if (self->is_syncing || self->session == NULL)
    return;
  ids = cvk_selection_list (cvk_session_get_selection (self->session), CVK_SELECTION_NODE);
  for (unsigned i = 0; i < ids->len; i++)
    {
      unsigned position;

      if (cvk_outline_model_find (self->model, g_ptr_array_index (ids, i), &position))
        gtk_bitset_add (selected, position);
    }
  self->is_syncing = TRUE;
  all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->model)));
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, all);
  self->is_syncing = FALSE;
  if (gtk_bitset_get_size (selected) == 1)
    scroll_to (self, gtk_bitset_get_minimum (selected));
}

/* From the list to the canvas. */
static void
selection_changed_cb (CvkOutline *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  CvkSelection *selection;
  GtkBitsetIter iter;
  unsigned position;

  if (self->is_syncing || self->session == NULL)
    return;
  self->is_syncing = TRUE;
  selection = cvk_session_get_selection (self->session);
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  cvk_selection_freeze (selection);
  cvk_selection_clear (selection);
  if (gtk_bitset_iter_init_first (&iter, selected, &position))
    do
      cvk_selection_add (selection, CVK_SELECTION_NODE,
                         cvk_outline_model_get_id (self->model, position));
    while (gtk_bitset_iter_next (&iter, &position));
  cvk_selection_thaw (selection);
  self->is_syncing = FALSE;
}

/* --- Acting --- */

static void
open_node (CvkOutline *self, unsigned position)
{
  g_autofree char *id = NULL;

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  id = g_strdup (cvk_outline_model_get_id (self->model, position));
  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, id);
  g_signal_emit (self, signals[SIGNAL_OPEN_NODE], 0, id);
}

static void
activate_cb (GtkListView *view, unsigned position, CvkOutline *self)
{
  open_node (self, position);
}

static void
entry_activate_cb (GtkSearchEntry *entry, CvkOutline *self)
{
  open_node (self, 0);
}

static void
search_changed_cb (GtkSearchEntry *entry, CvkOutline *self)
{
  cvk_outline_model_set_query (self->model, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
close_cb (CvkOutline *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  cvk_outline_model_set_query (self->model, "");
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
stop_search_cb (GtkSearchEntry *entry, CvkOutline *self)
{
  close_cb (self);
}

static void
go_to (CvkOutline *self, const char *id)
{
  g_autofree char *node = g_strdup (id);
  unsigned position;

  cvk_selection_set_only (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, node);
  if (cvk_outline_model_find (self->model, node, &position))
    scroll_to (self, position);
}

static void
end_chosen_cb (CvkOutline *self, const char *own_port, const char *node)
{
  go_to (self, node);
}

static void
ends_closed_cb (GtkWidget *list, CvkOutline *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  gtk_widget_unparent (list);
}

/* The row that the keyboard is at; else the top of the list. */
static void
point_to_row (CvkOutline *self, GtkPopover *popover)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 100, 48);
  GdkRectangle rectangle;

  if (row != NULL && !gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds))
    bounds = GRAPHENE_RECT_INIT (0, 0, 100, 48);
  rectangle = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                              (int) bounds.size.height };
  gtk_popover_set_pointing_to (popover, &rectangle);
}

/* Which of several is asked. */
static void
choose_end (CvkOutline *self, GPtrArray *ends, gboolean forward)
{
  CvkOutlineIndex *index = cvk_outline_model_get_index (self->model);
  GtkWidget *list = cvk_port_list_new (forward ? _ ("Go to") : _ ("Go back to"));

  for (unsigned i = 0; i < ends->len; i++)
    {
      const char *id = g_ptr_array_index (ends, i);
      unsigned position;
      const CvkNode *node;
      g_autofree char *kind = NULL;

      if (!cvk_outline_index_find (index, id, &position))
        continue;
      node = cvk_outline_index_get_node (index, position);
      kind = cvk_outline_index_describe_kind (index, node);
      cvk_port_list_add (CVK_PORT_LIST (list), "", id, "",
                         cvk_editing_get_node_name (self->session, node), kind);
    }
  gtk_widget_set_parent (list, GTK_WIDGET (self));
  point_to_row (self, GTK_POPOVER (list));
  g_signal_connect_object (list, "chosen", G_CALLBACK (end_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "closed", G_CALLBACK (ends_closed_cb), self, 0);
  gtk_popover_popup (GTK_POPOVER (list));
}

static void
follow (CvkOutline *self, gboolean forward)
{
  CvkOutlineIndex *index = cvk_outline_model_get_index (self->model);
  const char *id = cvk_selection_get_single_node (cvk_session_get_selection (self->session));
  GPtrArray *ends = NULL;

  if (id != NULL && index != NULL)
    ends = forward ? cvk_outline_index_list_next (index, id)
                   : cvk_outline_index_list_previous (index, id);
  if (ends == NULL)
    gtk_widget_error_bell (GTK_WIDGET (self));
  else if (ends->len == 1)
    go_to (self, g_ptr_array_index (ends, 0));
  else
    choose_end (self, ends, forward);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned keyval,
                unsigned keycode,
                GdkModifierType state,
                CvkOutline *self)
{
  gboolean has_alt = (state & GDK_ALT_MASK) != 0;

  if (self->session == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_BackSpace)
    cvk_editing_delete_selection (self->session);
  else if (keyval == GDK_KEY_bracketright || (has_alt && keyval == GDK_KEY_Right))
    follow (self, TRUE);
  else if (keyval == GDK_KEY_bracketleft || (has_alt && keyval == GDK_KEY_Left))
    follow (self, FALSE);
  else if (keyval == GDK_KEY_Escape)
    close_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
cvk_outline_begin (CvkOutline *self)
{
  g_return_if_fail (CVK_IS_OUTLINE (self));

  take_selection (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- Session --- */

static void
run_cb (CvkOutline *self)
{
  g_signal_group_set_target (self->on_run,
                             self->session != NULL ? cvk_session_get_run (self->session) : NULL);
  show_rows (self);
}

void
cvk_outline_set_session (CvkOutline *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_OUTLINE (self));

  if (!g_set_object (&self->session, session))
    return;
  cvk_outline_model_set_session (self->model, session);
  g_signal_group_set_target (self->on_session, session);
  g_signal_group_set_target (self->on_selection,
                             session != NULL ? cvk_session_get_selection (session) : NULL);
  run_cb (self);
  take_selection (self);
}

/* --- Object --- */

static void
cvk_outline_dispose (GObject *object)
{
  CvkOutline *self = CVK_OUTLINE (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->on_selection);
  g_clear_object (&self->on_run);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CVK_TYPE_OUTLINE);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_outline_parent_class)->dispose (object);
}

static void
cvk_outline_finalize (GObject *object)
{
  g_hash_table_unref (CVK_OUTLINE (object)->rows);
  G_OBJECT_CLASS (cvk_outline_parent_class)->finalize (object);
}

static void
cvk_outline_class_init (CvkOutlineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_outline_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_outline_finalize;
  signals[SIGNAL_OPEN_NODE] = g_signal_new ("open-node", CVK_TYPE_OUTLINE, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", CVK_TYPE_OUTLINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-outline.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkOutline, entry);
  gtk_widget_class_bind_template_child (widget_class, CvkOutline, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CvkOutline, top);
  gtk_widget_class_bind_template_child (widget_class, CvkOutline, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
cvk_outline_init (CvkOutline *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_hash_table_new (NULL, NULL);
  self->model = cvk_outline_model_new ();
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  /* Behind the selection, which begins anew then. */
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (take_selection), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "problems-changed", G_CALLBACK (show_rows),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "notify::run", G_CALLBACK (run_cb), self);
  self->on_selection = g_signal_group_new (CVK_TYPE_SELECTION);
  g_signal_group_connect_swapped (self->on_selection, "changed", G_CALLBACK (take_selection), self);
  self->on_run = g_signal_group_new (CVK_TYPE_RUN_MODEL);
  g_signal_group_connect_swapped (self->on_run, "changed", G_CALLBACK (show_rows), self);
}

GtkWidget *
cvk_outline_new (void)
{
  return g_object_new (CVK_TYPE_OUTLINE, NULL);
}
