// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-scene.h"

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-scene-private.h"
#include "desktop/runs/cvk-run-model.h"

G_DEFINE_FINAL_TYPE (CvkCanvasScene, cvk_canvas_scene, G_TYPE_OBJECT)

enum
{
  SIGNAL_BOUNDS_CHANGED,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- Items --- */

void
cvk_canvas_scene_place (CvkCanvasScene *self, CvkCanvasItem *item, const graphene_rect_t *area)
{
  self->has_bounds = FALSE;
  if (!graphene_size_equal (&item->entry.area.size, &area->size) ||
      item->kind == CVK_CANVAS_ITEM_LINK)
    cvk_canvas_item_drop_painted (item);
  else
    cvk_canvas_item_drop_placed (item);
  if (item->entry.is_inside)
    cvk_canvas_index_move (self->index, &item->entry, area);
  else if (item->is_hidden)
    item->entry.area = *area;
  else
    cvk_canvas_index_insert (self->index, &item->entry, area);
}

void
cvk_canvas_scene_hide (CvkCanvasScene *self, CvkCanvasItem *item, gboolean is_hidden)
{
  if (item->is_hidden == is_hidden)
    return;
  item->is_hidden = is_hidden;
  self->has_bounds = FALSE;
  if (is_hidden)
    cvk_canvas_index_remove (self->index, &item->entry);
  else
    {
      graphene_rect_t area = item->entry.area;

      cvk_canvas_index_insert (self->index, &item->entry, &area);
    }
}

void
cvk_canvas_scene_forget (CvkCanvasScene *self, CvkCanvasItem *item)
{
  self->has_bounds = FALSE;
  cvk_canvas_index_remove (self->index, &item->entry);
  if (item->is_selected)
    g_ptr_array_remove_fast (self->selected, item);
  if (item->is_moving)
    g_ptr_array_remove_fast (self->moving, item);
}

/* --- Cards --- */

static void
take_ports (CvkCanvasScene *self, GStrv ports, const char *const **list, unsigned *count)
{
  char *key = g_strjoinv ("\n", ports);
  GStrv known = g_hash_table_lookup (self->port_lists, key);

  if (known == NULL)
    {
      known = ports;
      g_hash_table_insert (self->port_lists, key, known);
    }
  else
    {
      g_strfreev (ports);
      g_free (key);
    }
  *list = (const char *const *) known;
  *count = g_strv_length (known);
}

static void
update_ports (CvkCanvasScene *self, CvkCanvasCard *card)
{
  static const char *const in[] = { "in", NULL };
  static const char *const out[] = { "out", NULL };

  if (card->type == NULL)
    {
      card->inputs = in;
      card->outputs = out;
      card->n_inputs = card->n_all_inputs = card->n_outputs = 1;
      return;
    }
  take_ports (self, cvk_node_type_list_inputs (card->type, card->node->settings), &card->inputs,
              &card->n_all_inputs);
  /* Which of many are to be seen follows from the links. */
  card->n_inputs = MIN (card->n_all_inputs, MAX (card->n_inputs, 2));
  take_ports (self, cvk_node_type_list_outputs (card->type, card->node->settings), &card->outputs,
              &card->n_outputs);
}

void
cvk_canvas_scene_fit_card (CvkCanvasScene *self, CvkCanvasCard *card)
{
  graphene_rect_t area;

  graphene_rect_init (&area, (float) card->node->x, (float) card->node->y, CVK_CARD_WIDTH,
                      (float) cvk_card_get_height (card->n_inputs, card->n_outputs));
  cvk_canvas_scene_place (self, &card->item, &area);
}

/* What the document says of it. */
static void
update_card (CvkCanvasScene *self, CvkCanvasCard *card)
{
  card->type = cvk_node_types_lookup (cvk_session_get_types (self->session), card->node->type);
  card->has_failed_port = card->type != NULL && card->type->effect == CVK_NODE_EFFECT_CHANGE;
  update_ports (self, card);
  cvk_canvas_item_drop_painted (&card->item);
  cvk_canvas_scene_fit_card (self, card);
}

static void
add_card (CvkCanvasScene *self, const CvkNode *node)
{
  CvkCanvasCard *card = cvk_canvas_card_new (node);

  g_ptr_array_add (self->cards, card);
  g_hash_table_insert (self->cards_by_id, card->id, card);
  update_card (self, card);
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const CvkCanvasItem *first = *(const CvkCanvasItem *const *) a;
  const CvkCanvasItem *second = *(const CvkCanvasItem *const *) b;

  return first->order < second->order ? -1 : first->order > second->order;
}

/* Cards of nodes that went are taken out, and all of them put into the order of the file. */
static void
sort_cards (CvkCanvasScene *self)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  unsigned n_kept = 0;

  self->stamp++;
  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);
      CvkCanvasCard *card = g_hash_table_lookup (self->cards_by_id, node->id);

      card->item.order = i;
      card->item.stamp = self->stamp;
    }
  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);

      if (card->item.stamp == self->stamp)
        {
          self->cards->pdata[n_kept++] = card;
          continue;
        }
      cvk_canvas_scene_forget (self, &card->item);
      if (g_hash_table_lookup (self->cards_by_id, card->id) == card)
        g_hash_table_remove (self->cards_by_id, card->id);
      cvk_canvas_item_free (&card->item);
    }
  self->cards->len = n_kept;
  g_ptr_array_sort (self->cards, compare_order);
}

/* Returns whether nodes came or went. */
static gboolean
sync_node (CvkCanvasScene *self, const char *id)
{
  const CvkNode *node = cvk_document_get_node (self->document, id);
  CvkCanvasCard *card = g_hash_table_lookup (self->cards_by_id, id);

  if (node == NULL)
    return card != NULL;
  if (card == NULL)
    {
      add_card (self, node);
      return TRUE;
    }
  card->node = node;
  update_card (self, card);
  cvk_canvas_scene_route_card (self, card);
  return FALSE;
}

/* --- Selection --- */

static void
mark_selected (CvkCanvasScene *self, gpointer data)
{
  CvkCanvasItem *item = data;

  if (item == NULL)
    return;
  item->stamp = self->stamp;
  if (item->is_selected)
    return;
  item->is_selected = TRUE;
  cvk_canvas_item_drop_painted (item);
  g_ptr_array_add (self->selected, item);
}

static void
sync_selection (CvkCanvasScene *self)
{
  CvkSelection *selection = cvk_session_get_selection (self->session);

  self->stamp++;
  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      GPtrArray *ids = cvk_selection_list (selection, kind);

      for (unsigned i = 0; i < ids->len; i++)
        {
          const char *id = g_ptr_array_index (ids, i);

          mark_selected (
            self, kind == CVK_SELECTION_NODE   ? (gpointer) cvk_canvas_scene_get_card (self, id)
                  : kind == CVK_SELECTION_LINK ? (gpointer) cvk_canvas_scene_get_link (self, id)
                  : kind == CVK_SELECTION_NOTE ? (gpointer) cvk_canvas_scene_get_note (self, id)
                                               : (gpointer) cvk_canvas_scene_get_frame (self, id));
        }
    }
  for (unsigned i = self->selected->len; i > 0; i--)
    {
      CvkCanvasItem *item = g_ptr_array_index (self->selected, i - 1);

      if (item->stamp == self->stamp)
        continue;
      item->is_selected = FALSE;
      cvk_canvas_item_drop_painted (item);
      g_ptr_array_remove_index_fast (self->selected, i - 1);
    }
}

static void
selection_changed_cb (CvkCanvasScene *self)
{
  sync_selection (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Problems --- */

static void
sync_problems (CvkCanvasScene *self)
{
  GPtrArray *problems = cvk_session_get_problems (self->session);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);
      const char *id = cvk_problem_get_node (problem);
      CvkCanvasCard *card = id != NULL ? cvk_canvas_scene_get_card (self, id) : NULL;
      unsigned *count;

      if (card == NULL)
        continue;
      count = g_hash_table_lookup (counts, card);
      if (count == NULL)
        {
          count = g_new0 (unsigned, 2);
          g_hash_table_insert (counts, card, count);
        }
      count[cvk_problem_is_warning (problem) ? 1 : 0]++;
    }
  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);
      const unsigned *count = g_hash_table_lookup (counts, card);
      unsigned n_errors = count != NULL ? count[0] : 0;
      unsigned n_warnings = count != NULL ? count[1] : 0;

      if (card->n_errors == n_errors && card->n_warnings == n_warnings)
        continue;
      card->n_errors = n_errors;
      card->n_warnings = n_warnings;
      cvk_canvas_item_drop_painted (&card->item);
    }
}

static void
problems_changed_cb (CvkCanvasScene *self)
{
  sync_problems (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Run --- */

static void
run_changed_cb (CvkCanvasScene *self)
{
  cvk_canvas_scene_sync_run (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
notify_run_cb (CvkCanvasScene *self)
{
  GObject *run = self->session != NULL ? cvk_session_get_run (self->session) : NULL;

  g_signal_group_set_target (self->on_run, run);
  run_changed_cb (self);
}

/* --- Document --- */

static void
emit_both (CvkCanvasScene *self)
{
  g_signal_emit (self, signals[SIGNAL_BOUNDS_CHANGED], 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
document_changed_cb (CvkCanvasScene *self, CvkDocumentParts parts, const char *const *ids)
{
  gboolean is_different = FALSE;

  for (unsigned i = 0; ids[i] != NULL; i++)
    is_different |= sync_node (self, ids[i]);
  /* Before the links let go of cards that went, their items must not be freed. */
  if (is_different || (parts & CVK_DOCUMENT_PART_LINKS) != 0)
    cvk_canvas_scene_sync_links (self);
  if (is_different)
    sort_cards (self);
  if (parts & CVK_DOCUMENT_PART_NOTES)
    cvk_canvas_scene_sync_notes (self);
  if (is_different || (parts & (CVK_DOCUMENT_PART_FRAMES | CVK_DOCUMENT_PART_LAYOUT |
                                CVK_DOCUMENT_PART_LINKS)) != 0)
    cvk_canvas_scene_sync_frames (self);
  if (parts & (CVK_DOCUMENT_PART_SLOTS | CVK_DOCUMENT_PART_FILES))
    for (unsigned i = 0; i < self->cards->len; i++)
      cvk_canvas_item_drop_painted (g_ptr_array_index (self->cards, i));
  sync_selection (self);
  if (parts & (CVK_DOCUMENT_PART_NODES | CVK_DOCUMENT_PART_LINKS))
    cvk_canvas_scene_sync_run (self);
  emit_both (self);
}

static void
clear_items (CvkCanvasScene *self)
{
  GPtrArray *lists[] = { self->links, self->frames, self->notes, self->cards };

  g_ptr_array_set_size (self->selected, 0);
  g_ptr_array_set_size (self->moving, 0);
  g_hash_table_remove_all (self->cards_by_id);
  g_hash_table_remove_all (self->links_by_text);
  for (unsigned i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      for (unsigned j = 0; j < lists[i]->len; j++)
        cvk_canvas_item_free (g_ptr_array_index (lists[i], j));
      g_ptr_array_set_size (lists[i], 0);
    }
  g_clear_pointer (&self->index, cvk_canvas_index_free);
  self->index = cvk_canvas_index_new ();
  self->has_bounds = FALSE;
}

static void
load (CvkCanvasScene *self)
{
  GPtrArray *nodes;

  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  clear_items (self);
  g_clear_object (&self->document);
  if (self->session != NULL)
    self->document = g_object_ref (cvk_session_get_document (self->session));
  if (self->document != NULL)
    {
      nodes = cvk_document_get_nodes (self->document);
      for (unsigned i = 0; i < nodes->len; i++)
        add_card (self, g_ptr_array_index (nodes, i));
      sort_cards (self);
      cvk_canvas_scene_sync_links (self);
      cvk_canvas_scene_sync_notes (self);
      cvk_canvas_scene_sync_frames (self);
      sync_problems (self);
      sync_selection (self);
      cvk_canvas_scene_sync_run (self);
      g_signal_connect_object (self->document, "changed", G_CALLBACK (document_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  emit_both (self);
}

void
cvk_canvas_scene_set_session (CvkCanvasScene *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_CANVAS_SCENE (self));

  if (self->session == session)
    return;
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (cvk_session_get_selection (self->session), self);
    }
  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::document", G_CALLBACK (load), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "problems-changed", G_CALLBACK (problems_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (cvk_session_get_selection (session), "changed",
                               G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::run", G_CALLBACK (notify_run_cb), self,
                               G_CONNECT_SWAPPED);
    }
  load (self);
  notify_run_cb (self);
}

/* --- Object --- */

void
cvk_canvas_scene_drop_painted (CvkCanvasScene *self)
{
  GPtrArray *lists[] = { self->links, self->frames, self->notes, self->cards };

  for (unsigned i = 0; i < G_N_ELEMENTS (lists); i++)
    for (unsigned j = 0; j < lists[i]->len; j++)
      cvk_canvas_item_drop_painted (g_ptr_array_index (lists[i], j));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
cvk_canvas_scene_restore (CvkCanvasScene *self)
{
  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);

      if (card->node->x == card->item.entry.area.origin.x &&
          card->node->y == card->item.entry.area.origin.y)
        continue;
      update_card (self, card);
      cvk_canvas_scene_route_card (self, card);
    }
  cvk_canvas_scene_sync_notes (self);
  cvk_canvas_scene_sync_frames (self);
  emit_both (self);
}

static void
cvk_canvas_scene_dispose (GObject *object)
{
  CvkCanvasScene *self = CVK_CANVAS_SCENE (object);

  if (self->on_run != NULL)
    cvk_canvas_scene_set_session (self, NULL);
  g_clear_object (&self->on_run);
  G_OBJECT_CLASS (cvk_canvas_scene_parent_class)->dispose (object);
}

static void
cvk_canvas_scene_finalize (GObject *object)
{
  CvkCanvasScene *self = CVK_CANVAS_SCENE (object);

  clear_items (self);
  g_ptr_array_unref (self->cards);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->frames);
  g_ptr_array_unref (self->selected);
  g_ptr_array_unref (self->moving);
  g_hash_table_unref (self->cards_by_id);
  g_hash_table_unref (self->links_by_text);
  g_hash_table_unref (self->port_lists);
  cvk_canvas_index_free (self->index);
  G_OBJECT_CLASS (cvk_canvas_scene_parent_class)->finalize (object);
}

static void
cvk_canvas_scene_class_init (CvkCanvasSceneClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = cvk_canvas_scene_dispose;
  object_class->finalize = cvk_canvas_scene_finalize;
  signals[SIGNAL_BOUNDS_CHANGED] =
    g_signal_new ("bounds-changed", CVK_TYPE_CANVAS_SCENE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_CANVAS_SCENE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_canvas_scene_init (CvkCanvasScene *self)
{
  self->cards = g_ptr_array_new ();
  self->links = g_ptr_array_new ();
  self->notes = g_ptr_array_new ();
  self->frames = g_ptr_array_new ();
  self->selected = g_ptr_array_new ();
  self->moving = g_ptr_array_new ();
  self->cards_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->links_by_text = g_hash_table_new (g_str_hash, g_str_equal);
  self->port_lists =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->index = cvk_canvas_index_new ();
  self->on_run = g_signal_group_new (CVK_TYPE_RUN_MODEL);
  g_signal_group_connect_swapped (self->on_run, "changed", G_CALLBACK (run_changed_cb), self);
}

CvkCanvasScene *
cvk_canvas_scene_new (void)
{
  return g_object_new (CVK_TYPE_CANVAS_SCENE, NULL);
}
