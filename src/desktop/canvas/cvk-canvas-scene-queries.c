// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-scene-private.h"

/* What others ask a scene, and the moves that a drag shows. */

GPtrArray *
cvk_canvas_scene_get_cards (CvkCanvasScene *self)
{
  return self->cards;
}

GPtrArray *
cvk_canvas_scene_get_links (CvkCanvasScene *self)
{
  return self->links;
}

GPtrArray *
cvk_canvas_scene_get_notes (CvkCanvasScene *self)
{
  return self->notes;
}

GPtrArray *
cvk_canvas_scene_get_frames (CvkCanvasScene *self)
{
  return self->frames;
}

CvkCanvasCard *
cvk_canvas_scene_get_card (CvkCanvasScene *self, const char *id)
{
  return g_hash_table_lookup (self->cards_by_id, id);
}

CvkCanvasLink *
cvk_canvas_scene_get_link (CvkCanvasScene *self, const char *text)
{
  return g_hash_table_lookup (self->links_by_text, text);
}

gboolean
cvk_canvas_scene_is_empty (CvkCanvasScene *self)
{
  return self->cards->len == 0 && self->notes->len == 0 && self->frames->len == 0;
}

static void
unite (CvkCanvasScene *self, GPtrArray *items, gboolean *is_first)
{
  for (unsigned i = 0; i < items->len; i++)
    {
      const CvkCanvasItem *item = g_ptr_array_index (items, i);

      if (item->is_hidden)
        continue;
      if (*is_first)
        self->bounds = item->entry.area;
      else
        graphene_rect_union (&self->bounds, &item->entry.area, &self->bounds);
      *is_first = FALSE;
    }
}

void
cvk_canvas_scene_get_bounds (CvkCanvasScene *self, graphene_rect_t *bounds)
{
  if (!self->has_bounds)
    {
      gboolean is_first = TRUE;

      self->bounds = *graphene_rect_zero ();
      unite (self, self->cards, &is_first);
      unite (self, self->notes, &is_first);
      unite (self, self->frames, &is_first);
      self->has_bounds = TRUE;
    }
  *bounds = self->bounds;
}

/* A collapsed frame stands for cards, and lies where they do. */
static CvkCanvasItemKind
get_rank (const CvkCanvasItem *item)
{
  return item->kind == CVK_CANVAS_ITEM_FRAME && ((const CvkCanvasFrame *) item)->is_collapsed
           ? CVK_CANVAS_ITEM_CARD
           : item->kind;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const CvkCanvasItem *first = *(const CvkCanvasItem *const *) a;
  const CvkCanvasItem *second = *(const CvkCanvasItem *const *) b;

  if (get_rank (first) != get_rank (second))
    return get_rank (first) < get_rank (second) ? -1 : 1;
  if (first->kind != second->kind)
    return first->kind == CVK_CANVAS_ITEM_FRAME ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

void
cvk_canvas_scene_query (CvkCanvasScene *self, const graphene_rect_t *area, GPtrArray *found)
{
  cvk_canvas_index_query (self->index, area, found);
  g_ptr_array_sort (found, compare_items);
}

static gboolean
is_other_card (const CvkCanvasIndexEntry *entry, gpointer from)
{
  const CvkCanvasItem *item = (const CvkCanvasItem *) entry;

  return item->kind == CVK_CANVAS_ITEM_CARD && item != from;
}

CvkCanvasCard *
cvk_canvas_scene_find_next (CvkCanvasScene *self,
                            const CvkCanvasCard *from,
                            CvkCanvasDirection direction)
{
  return (CvkCanvasCard *) cvk_canvas_index_find_next (self->index, &from->item.entry.area,
                                                       direction, is_other_card, (gpointer) from);
}

void
cvk_canvas_scene_move_item (CvkCanvasScene *self, CvkCanvasItem *item, double x, double y)
{
  graphene_rect_t area = item->entry.area;

  graphene_point_init (&area.origin, (float) x, (float) y);
  cvk_canvas_scene_place (self, item, &area);
  if (item->kind == CVK_CANVAS_ITEM_CARD)
    cvk_canvas_scene_route_card (self, (CvkCanvasCard *) item);
}

/* --- Moving --- */

static gboolean
touches (const CvkCanvasItem *item, const graphene_rect_t *area)
{
  return !item->is_hidden && graphene_rect_intersection (&item->entry.area, area, NULL);
}

static void
add_moving_links (CvkCanvasScene *self,
                  const CvkCanvasCard *card,
                  const graphene_rect_t *area,
                  GPtrArray *found)
{
  for (CvkCanvasLink *link = card->first_out; link != NULL; link = link->next_out)
    if (touches (&link->item, area))
      g_ptr_array_add (found, link);
  /* A link between two that are moved is on the list of its source. */
  for (CvkCanvasLink *link = card->first_in; link != NULL; link = link->next_in)
    if (!link->source->item.is_moving && touches (&link->item, area))
      g_ptr_array_add (found, link);
}

void
cvk_canvas_scene_list_moving (CvkCanvasScene *self, const graphene_rect_t *area, GPtrArray *found)
{
  for (unsigned i = 0; i < self->moving->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (self->moving, i);

      if (item->kind == CVK_CANVAS_ITEM_CARD)
        add_moving_links (self, (CvkCanvasCard *) item, area, found);
      if (touches (item, area))
        g_ptr_array_add (found, item);
    }
  g_ptr_array_sort (found, compare_items);
}

void
cvk_canvas_scene_set_moving (CvkCanvasScene *self, GPtrArray *items)
{
  for (unsigned i = 0; i < self->moving->len; i++)
    ((CvkCanvasItem *) g_ptr_array_index (self->moving, i))->is_moving = FALSE;
  g_ptr_array_set_size (self->moving, 0);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (items, i);

      item->is_moving = TRUE;
      g_ptr_array_add (self->moving, item);
    }
}
