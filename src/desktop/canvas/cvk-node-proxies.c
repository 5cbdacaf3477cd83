// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-node-proxies.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/cvk-local-text.h"
#include "desktop/canvas/cvk-node-proxy.h"
#include "desktop/editor/cvk-outline-index.h"
#include "desktop/runs/cvk-run-model.h"
#include "desktop/client/cvk-breakpoints.h"

/* Smaller cards cannot be told apart: there, the list of steps is the way. */
#define MIN_SCALE 0.3

struct _CvkNodeProxies
{
  CvkCanvas *canvas;  /* borrowed: it owns this */
  GPtrArray *proxies; /* CvkNodeProxy, borrowed children of the canvas, in the order of painting */
  GHashTable *bound;  /* borrowed id of the proxy to borrowed proxy */
  CvkSession *session;
  CvkOutlineIndex *index; /* nullable: made when it is asked for */
  GSignalGroup *on_session;
  GSignalGroup *on_document;
  GSignalGroup *on_selection;
  GSignalGroup *on_run;
  GSignalGroup *on_breakpoints;
  unsigned bind_source;
};

/* --- What is said --- */

static CvkOutlineIndex *
get_index (CvkNodeProxies *self)
{
  if (self->index == NULL && self->session != NULL)
    self->index = cvk_outline_index_new (self->session);
  return self->index;
}

static void
describe_canvas (CvkNodeProxies *self)
{
  CvkDocument *document;
  g_autoptr (GString) label = NULL;
  g_autofree char *count = NULL;
  unsigned n_nodes;

  if (self->session == NULL)
    return;
  document = cvk_session_get_document (self->session);
  n_nodes = cvk_document_get_nodes (document)->len;
  label = g_string_new (
    ngettext ("Pipeline {name}, {count} step", "Pipeline {name}, {count} steps", n_nodes));
  count = cvk_local_number (n_nodes);
  g_string_replace (label, "{count}", count, 1);
  g_string_replace (label, "{name}", cvk_session_get_title (self->session), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str, -1);
}

static void
describe_proxy (CvkNodeProxies *self, CvkNodeProxy *proxy)
{
  CvkOutlineIndex *index = get_index (self);
  const char *id = cvk_node_proxy_get_node (proxy);
  g_autofree char *name = NULL;
  g_autofree char *problem = NULL;
  unsigned position;

  if (id == NULL || index == NULL || !cvk_outline_index_find (index, id, &position))
    return;
  name = cvk_outline_index_describe (index, id);
  problem = cvk_outline_index_describe_problem (index, id);
  cvk_node_proxy_describe (
    proxy, name, problem,
    cvk_selection_contains (cvk_session_get_selection (self->session), CVK_SELECTION_NODE, id),
    position + 1, cvk_outline_index_get_count (index));
}

static void
describe_all (CvkNodeProxies *self)
{
  for (unsigned i = 0; i < self->proxies->len; i++)
    describe_proxy (self, g_ptr_array_index (self->proxies, i));
}

static void
update_flow (CvkNodeProxies *self)
{
  CvkOutlineIndex *index = get_index (self);

  for (unsigned i = 0; index != NULL && i < self->proxies->len; i++)
    {
      CvkNodeProxy *proxy = g_ptr_array_index (self->proxies, i);
      const char *id = cvk_node_proxy_get_node (proxy);
      GPtrArray *next = id != NULL ? cvk_outline_index_list_next (index, id) : NULL;
      GList *targets = NULL;

      for (unsigned j = 0; next != NULL && j < next->len; j++)
        {
          CvkNodeProxy *target = g_hash_table_lookup (self->bound, g_ptr_array_index (next, j));

          if (target != NULL)
            targets = g_list_prepend (targets, target);
        }
      cvk_node_proxy_set_flow (proxy, g_list_reverse (targets));
    }
}

/* --- Which nodes --- */

typedef struct
{
  const char *id;
  double distance; /* from the middle of the view, or less for what matters more */
  unsigned order;
} Candidate;

static int
compare_distance (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  return (first->distance > second->distance) - (first->distance < second->distance);
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  return (first->order > second->order) - (first->order < second->order);
}

static double
rate (CvkNodeProxies *self, const char *id)
{
  CvkSelection *selection = cvk_session_get_selection (self->session);
  graphene_rect_t area;

  if (g_strcmp0 (id, cvk_canvas_get_focus_node (self->canvas)) == 0)
    return -2;
  if (cvk_selection_contains (selection, CVK_SELECTION_NODE, id))
    return -1;
  if (!cvk_canvas_get_node_area (self->canvas, id, &area))
    return G_MAXDOUBLE;
  return hypot (
    area.origin.x + area.size.width / 2 - gtk_widget_get_width (GTK_WIDGET (self->canvas)) / 2.0,
    area.origin.y + area.size.height / 2 - gtk_widget_get_height (GTK_WIDGET (self->canvas)) / 2.0);
}

/* (element-type Candidate): in the order of painting, as many as there may be proxies. */
static GArray *
choose_nodes (CvkNodeProxies *self)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (Candidate));
  const char *focused = cvk_canvas_get_focus_node (self->canvas);
  gboolean has_focused = focused == NULL;

  if (cvk_canvas_get_scale (self->canvas) >= MIN_SCALE)
    {
      g_autoptr (GPtrArray) visible = cvk_canvas_list_visible_nodes (self->canvas);

      for (unsigned i = 0; i < visible->len; i++)
        {
          Candidate candidate = { g_ptr_array_index (visible, i), 0, i };

          if (visible->len >= CVK_NODE_PROXIES_MAX)
            candidate.distance = rate (self, candidate.id);
          has_focused |= g_strcmp0 (candidate.id, focused) == 0;
          g_array_append_val (chosen, candidate);
        }
    }
  if (!has_focused)
    {
      Candidate candidate = { focused, -2, chosen->len };

      g_array_append_val (chosen, candidate);
    }
  if (chosen->len > CVK_NODE_PROXIES_MAX)
    {
      g_array_sort (chosen, compare_distance);
      g_array_set_size (chosen, CVK_NODE_PROXIES_MAX);
      g_array_sort (chosen, compare_order);
    }
  return chosen;
}

/* --- Binding --- */

static CvkNodeProxy *
take_free (CvkNodeProxies *self, GPtrArray *spare)
{
  CvkNodeProxy *proxy;

  if (spare->len > 0)
    return g_ptr_array_steal_index_fast (spare, spare->len - 1);
  proxy = CVK_NODE_PROXY (cvk_node_proxy_new ());
  gtk_widget_set_parent (GTK_WIDGET (proxy), GTK_WIDGET (self->canvas));
  return proxy;
}

/* Those that stand for a wanted node keep it, so the focused one is never given to another. */
static GPtrArray *
list_free (CvkNodeProxies *self, GArray *chosen)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *spare = g_ptr_array_new ();

  for (unsigned i = 0; i < chosen->len; i++)
    g_hash_table_add (wanted, (gpointer) g_array_index (chosen, Candidate, i).id);
  for (unsigned i = 0; i < self->proxies->len; i++)
    {
      CvkNodeProxy *proxy = g_ptr_array_index (self->proxies, i);
      const char *id = cvk_node_proxy_get_node (proxy);

      if (id != NULL && g_hash_table_contains (wanted, id))
        continue;
      g_ptr_array_add (spare, proxy);
    }
  return spare;
}

static gboolean
is_bound (CvkNodeProxies *self, GArray *chosen)
{
  if (chosen->len > self->proxies->len)
    return FALSE;
  for (unsigned i = 0; i < self->proxies->len; i++)
    {
      const char *id = cvk_node_proxy_get_node (g_ptr_array_index (self->proxies, i));

      if (g_strcmp0 (id, i < chosen->len ? g_array_index (chosen, Candidate, i).id : NULL) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
bind_nodes (CvkNodeProxies *self)
{
  g_autoptr (GArray) chosen = choose_nodes (self);
  g_autoptr (GPtrArray) spare = NULL;
  g_autoptr (GPtrArray) ordered = NULL;
  GtkWidget *before = NULL;

  if (is_bound (self, chosen))
    return;
  spare = list_free (self, chosen);
  ordered = g_ptr_array_new ();
  for (unsigned i = 0; i < chosen->len; i++)
    {
      const char *id = g_array_index (chosen, Candidate, i).id;
      CvkNodeProxy *proxy = g_hash_table_lookup (self->bound, id);

      g_ptr_array_add (ordered, proxy != NULL ? proxy : take_free (self, spare));
    }
  g_hash_table_remove_all (self->bound);
  for (unsigned i = 0; i < ordered->len; i++)
    {
      CvkNodeProxy *proxy = g_ptr_array_index (ordered, i);

      cvk_node_proxy_set_node (proxy, g_array_index (chosen, Candidate, i).id);
      g_hash_table_insert (self->bound, (gpointer) cvk_node_proxy_get_node (proxy), proxy);
      if (gtk_widget_get_prev_sibling (GTK_WIDGET (proxy)) != before)
        gtk_widget_insert_after (GTK_WIDGET (proxy), GTK_WIDGET (self->canvas), before);
      before = GTK_WIDGET (proxy);
    }
  for (unsigned i = 0; i < spare->len; i++)
    {
      cvk_node_proxy_set_node (g_ptr_array_index (spare, i), NULL);
      g_ptr_array_add (ordered, g_ptr_array_index (spare, i));
    }
  g_ptr_array_unref (self->proxies);
  self->proxies = g_steal_pointer (&ordered);
  describe_all (self);
  update_flow (self);
}

static gboolean
bind_cb (gpointer user_data)
{
  CvkNodeProxies *self = user_data;

  self->bind_source = 0;
  bind_nodes (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
  return G_SOURCE_REMOVE;
}

/* A child that comes or moves among its siblings while its parent is being allocated leaves the
 * widgets above without an allocation, so that waits until it is over. */
static void
bind_later (CvkNodeProxies *self)
{
  g_autoptr (GArray) chosen = choose_nodes (self);

  if (self->bind_source == 0 && !is_bound (self, chosen))
    self->bind_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, bind_cb, self, NULL);
}

void
cvk_node_proxies_allocate (CvkNodeProxies *self)
{
  g_return_if_fail (self != NULL);

  if (self->session == NULL)
    return;
  bind_later (self);
  for (unsigned i = 0; i < self->proxies->len; i++)
    {
      CvkNodeProxy *proxy = g_ptr_array_index (self->proxies, i);
      const char *id = cvk_node_proxy_get_node (proxy);
      graphene_rect_t area;
      GtkAllocation allocation = { 0 };

      if (id == NULL)
        continue;
      /* In a collapsed frame, a card has no place of its own. */
      if (cvk_canvas_get_node_area (self->canvas, id, &area))
        allocation = (GtkAllocation){ (int) area.origin.x, (int) area.origin.y,
                                      (int) ceil (area.size.width), (int) ceil (area.size.height) };
      gtk_widget_size_allocate (GTK_WIDGET (proxy), &allocation, -1);
    }
}

/* --- The keyboard --- */

gboolean
cvk_node_proxies_grab_focus (CvkNodeProxies *self)
{
  const char *focused;
  CvkNodeProxy *proxy;

  g_return_val_if_fail (self != NULL, FALSE);

  focused = cvk_canvas_get_focus_node (self->canvas);
  if (focused == NULL || self->session == NULL)
    return FALSE;
  bind_nodes (self);
  proxy = g_hash_table_lookup (self->bound, focused);
  return proxy != NULL && gtk_widget_grab_focus (GTK_WIDGET (proxy));
}

static gboolean
has_keyboard (CvkNodeProxies *self)
{
  return (gtk_widget_get_state_flags (GTK_WIDGET (self->canvas)) & GTK_STATE_FLAG_FOCUS_WITHIN) !=
         0;
}

static void
focus_node_cb (CvkNodeProxies *self)
{
  if (has_keyboard (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* --- What changes --- */

static void
document_changed (CvkNodeProxies *self)
{
  g_clear_pointer (&self->index, cvk_outline_index_free);
  describe_canvas (self);
  bind_nodes (self);
  describe_all (self);
  update_flow (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
}

/* Cards that only moved are called what they were called. */
static void
document_changed_cb (CvkNodeProxies *self, CvkDocumentParts parts)
{
  if ((parts & ~(CVK_DOCUMENT_PART_LAYOUT | CVK_DOCUMENT_PART_NOTES)) != 0)
    document_changed (self);
  else
    gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
}

static void
run_cb (CvkNodeProxies *self)
{
  g_signal_group_set_target (self->on_run,
                             self->session != NULL ? cvk_session_get_run (self->session) : NULL);
  describe_all (self);
}

static void
document_cb (CvkNodeProxies *self)
{
  g_signal_group_set_target (self->on_document, cvk_session_get_document (self->session));
  document_changed (self);
}

static void
session_cb (CvkNodeProxies *self)
{
  CvkSession *session = cvk_canvas_get_session (self->canvas);

  g_clear_pointer (&self->index, cvk_outline_index_free);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->on_session, session);
  g_signal_group_set_target (self->on_selection,
                             session != NULL ? cvk_session_get_selection (session) : NULL);
  g_signal_group_set_target (self->on_breakpoints,
                             session != NULL ? cvk_breakpoints_get (session) : NULL);
  run_cb (self);
  if (session != NULL)
    document_cb (self);
}

static GSignalGroup *
listen (CvkNodeProxies *self, GType type, const char *signal, GCallback callback)
{
  GSignalGroup *group = g_signal_group_new (type);

  g_signal_group_connect_swapped (group, signal, callback, self);
  return group;
}

CvkNodeProxies *
cvk_node_proxies_new (CvkCanvas *canvas)
{
  CvkNodeProxies *self = g_new0 (CvkNodeProxies, 1);

  self->canvas = canvas;
  self->proxies = g_ptr_array_new ();
  self->bound = g_hash_table_new (g_str_hash, g_str_equal);
  self->on_session = listen (self, CVK_TYPE_SESSION, "notify::document", G_CALLBACK (document_cb));
  g_signal_group_connect_swapped (self->on_session, "notify::run", G_CALLBACK (run_cb), self);
  g_signal_group_connect_swapped (self->on_session, "notify::title", G_CALLBACK (describe_canvas),
                                  self);
  g_signal_group_connect_swapped (self->on_session, "problems-changed", G_CALLBACK (describe_all),
                                  self);
  self->on_document = listen (self, CVK_TYPE_DOCUMENT, "changed", G_CALLBACK (document_changed_cb));
  self->on_selection = listen (self, CVK_TYPE_SELECTION, "changed", G_CALLBACK (describe_all));
  self->on_run = listen (self, CVK_TYPE_RUN_MODEL, "changed", G_CALLBACK (describe_all));
  self->on_breakpoints = listen (self, CVK_TYPE_BREAKPOINTS, "changed", G_CALLBACK (describe_all));
  g_signal_connect_swapped (canvas, "notify::session", G_CALLBACK (session_cb), self);
  g_signal_connect_swapped (canvas, "notify::focus-node", G_CALLBACK (focus_node_cb), self);
  session_cb (self);
  return self;
}

void
cvk_node_proxies_free (CvkNodeProxies *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_clear_handle_id (&self->bind_source, g_source_remove);
  g_clear_object (&self->on_session);
  g_clear_object (&self->on_document);
  g_clear_object (&self->on_selection);
  g_clear_object (&self->on_run);
  g_clear_object (&self->on_breakpoints);
  g_clear_pointer (&self->index, cvk_outline_index_free);
  g_clear_object (&self->session);
  for (unsigned i = 0; i < self->proxies->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->proxies, i));
  g_ptr_array_unref (self->proxies);
  g_hash_table_unref (self->bound);
  g_free (self);
}
