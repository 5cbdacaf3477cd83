// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-scene-private.h"

/* Links of the scene: found again by their text, routed between the ports of their cards. */

/* How far a link's looks reach beyond its route: half its width, its halo when selected, its count
 * beside it. */
#define LINK_MARGIN 24.0f

void
cvk_canvas_scene_route_link (CvkCanvasScene *self, CvkCanvasLink *link)
{
  unsigned output = cvk_canvas_card_find_output (link->source, link->source_port);
  graphene_point_t from;
  graphene_point_t to;
  graphene_rect_t bounds;

  cvk_canvas_card_get_output (link->source, output, &from);
  cvk_canvas_card_get_input (link->target,
                             cvk_canvas_card_find_input (link->target, link->target_port), &to);
  cvk_canvas_route_init (&link->route, &from, &to,
                         link->is_failure              ? 1
                         : link->source->n_outputs > 1 ? output + 1
                                                       : 0);
  cvk_canvas_route_get_bounds (&link->route, &bounds);
  graphene_rect_inset (&bounds, -LINK_MARGIN, -LINK_MARGIN);
  cvk_canvas_scene_place (self, &link->item, &bounds);
}

void
cvk_canvas_scene_route_card (CvkCanvasScene *self, CvkCanvasCard *card)
{
  for (CvkCanvasLink *link = card->first_out; link != NULL; link = link->next_out)
    cvk_canvas_scene_route_link (self, link);
  for (CvkCanvasLink *link = card->first_in; link != NULL; link = link->next_in)
    cvk_canvas_scene_route_link (self, link);
}

/* Which links a card has is made anew with every pass. */
static void
unhook_all (CvkCanvasScene *self)
{
  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);

      card->first_in = card->first_out = NULL;
    }
}

static void
hook (CvkCanvasLink *link)
{
  link->next_out = link->source->first_out;
  link->source->first_out = link;
  link->next_in = link->target->first_in;
  link->target->first_in = link;
}

static CvkCanvasCard *
find_card (CvkCanvasScene *self, const char *id)
{
  return cvk_document_get_node (self->document, id) != NULL
           ? g_hash_table_lookup (self->cards_by_id, id)
           : NULL;
}

/* NULL for a link that leads nowhere, or is there twice: the list of problems tells of it. */
static CvkCanvasLink *
sync_link (CvkCanvasScene *self, const CvkLink *element)
{
  CvkCanvasCard *source = find_card (self, element->source);
  CvkCanvasCard *target = find_card (self, element->target);
  CvkCanvasLink *fresh;
  CvkCanvasLink *link;

  if (source == NULL || target == NULL)
    return NULL;
  fresh = cvk_canvas_link_new (element);
  link = g_hash_table_lookup (self->links_by_text, fresh->text);
  if (link == NULL)
    {
      link = fresh;
      g_hash_table_insert (self->links_by_text, link->text, link);
    }
  else
    {
      cvk_canvas_item_free (&fresh->item);
      if (link->item.stamp == self->stamp)
        return NULL;
    }
  link->item.stamp = self->stamp;
  if (link->source != source || link->target != target)
    {
      link->source = source;
      link->target = target;
      cvk_canvas_scene_route_link (self, link);
    }
  return link;
}

/* Of a node that takes many inputs, those that are linked and the next one are to be seen. */
static void
show_inputs (CvkCanvasScene *self, CvkCanvasCard *card)
{
  unsigned n_shown = 2;

  if (card->n_all_inputs <= 2)
    return;
  for (CvkCanvasLink *link = card->first_in; link != NULL; link = link->next_in)
    n_shown = MAX (n_shown, cvk_canvas_card_find_input (card, link->target_port) + 2);
  n_shown = MIN (n_shown, card->n_all_inputs);
  if (n_shown == card->n_inputs)
    return;
  card->n_inputs = n_shown;
  cvk_canvas_item_drop_painted (&card->item);
  cvk_canvas_scene_fit_card (self, card);
}

/* Among how many links of a card its equals are looked for; a count on one of more is read by
 * nobody. */
#define MAX_EQUALS 32

static gboolean
shares_input (const CvkCanvasLink *link)
{
  unsigned n_seen = 0;

  for (const CvkCanvasLink *other = link->target->first_in; other != NULL && n_seen < MAX_EQUALS;
       other = other->next_in, n_seen++)
    if (other != link && g_str_equal (other->target_port, link->target_port))
      return TRUE;
  return FALSE;
}

static gboolean
shares_output (const CvkCanvasLink *link)
{
  unsigned n_seen = 0;

  for (const CvkCanvasLink *other = link->source->first_out; other != NULL && n_seen < MAX_EQUALS;
       other = other->next_out, n_seen++)
    if (other != link && g_str_equal (other->source_port, link->source_port))
      return TRUE;
  return FALSE;
}

/* Counts of links that end at the same input would stand on each other there. */
static void
place_count (CvkCanvasLink *link)
{
  CvkCanvasRoutePart part = !shares_input (link)    ? CVK_CANVAS_ROUTE_END
                            : !shares_output (link) ? CVK_CANVAS_ROUTE_START
                                                    : CVK_CANVAS_ROUTE_MIDDLE;

  if (part == link->count_part)
    return;
  link->count_part = part;
  cvk_canvas_item_drop_painted (&link->item);
}

/* Cards of nodes that went are still there, so that old links can be taken apart. */
void
cvk_canvas_scene_sync_links (CvkCanvasScene *self)
{
  GPtrArray *elements = cvk_document_get_links (self->document);
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->links);

  self->links = g_ptr_array_new_full (elements->len, NULL);
  self->stamp++;
  unhook_all (self);
  for (unsigned i = 0; i < elements->len; i++)
    {
      CvkCanvasLink *link = sync_link (self, g_ptr_array_index (elements, i));

      if (link == NULL)
        continue;
      link->item.order = i;
      g_ptr_array_add (self->links, link);
      hook (link);
    }
  for (unsigned i = 0; i < self->links->len; i++)
    place_count (g_ptr_array_index (self->links, i));
  for (unsigned i = 0; i < before->len; i++)
    {
      CvkCanvasLink *link = g_ptr_array_index (before, i);

      if (link->item.stamp == self->stamp)
        continue;
      cvk_canvas_scene_forget (self, &link->item);
      g_hash_table_remove (self->links_by_text, link->text);
      cvk_canvas_item_free (&link->item);
    }
  for (unsigned i = 0; i < self->cards->len; i++)
    show_inputs (self, g_ptr_array_index (self->cards, i));
}
