// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <math.h>

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-private.h"

/* Half of the side of what a port can be hit by, and how near to a link one must be; in widget
 * pixels, whatever the scale. */
#define PORT_REACH 12.0
#define LINK_REACH 6.0

typedef struct
{
  graphene_point_t point; /* in the document */
  double scale;
} Place;

static double
measure (const Place *place, const graphene_point_t *point)
{
  return MAX (fabsf (point->x - place->point.x), fabsf (point->y - place->point.y)) * place->scale;
}

/* Of all ports in reach the nearest: zoomed out they lie close together. */
static void
pick_port (const CvkCanvasCard *card, const Place *place, double *distance, CvkCanvasPick *pick)
{
  graphene_point_t point;

  for (unsigned i = 0; i < card->n_inputs; i++)
    {
      cvk_canvas_card_get_input (card, i, &point);
      if (measure (place, &point) > *distance)
        continue;
      *distance = measure (place, &point);
      *pick = (CvkCanvasPick){ CVK_CANVAS_PICK_PORT, card->id, card->inputs[i], FALSE };
    }
  for (unsigned i = 0; i <= card->n_outputs; i++)
    {
      cvk_canvas_card_get_output (card, i, &point);
      if (measure (place, &point) > *distance)
        continue;
      *distance = measure (place, &point);
      *pick = (CvkCanvasPick){ CVK_CANVAS_PICK_PORT, card->id,
                               cvk_canvas_card_get_output_name (card, i), TRUE };
    }
}

static gboolean
contains (const CvkCanvasItem *item, const Place *place)
{
  return graphene_rect_contains_point (&item->entry.area, &place->point);
}

/* Only its title and its border: the ground inside belongs to what stands on it. */
static gboolean
hits_frame (const CvkCanvasFrame *frame, const Place *place)
{
  graphene_rect_t inside = frame->item.entry.area;
  float border = (float) (LINK_REACH / place->scale);

  if (frame->is_collapsed)
    return contains (&frame->item, place);
  graphene_rect_inset (&inside, border, border);
  inside.origin.y += (float) CVK_FRAME_TITLE - border;
  inside.size.height -= (float) CVK_FRAME_TITLE - border;
  return contains (&frame->item, place) && !graphene_rect_contains_point (&inside, &place->point);
}

/* What is being dragged is in the pointer's hand, not under it. */
static CvkCanvasPick
pick_item (GPtrArray *found, const Place *place)
{
  const CvkCanvasLink *link = NULL;
  double distance = LINK_REACH;
  const CvkCanvasFrame *frame = NULL;

  for (unsigned i = found->len; i > 0; i--)
    {
      const CvkCanvasItem *item = g_ptr_array_index (found, i - 1);

      if (item->is_moving)
        continue;
      if (item->kind == CVK_CANVAS_ITEM_CARD && contains (item, place))
        return (CvkCanvasPick){ CVK_CANVAS_PICK_NODE, ((CvkCanvasCard *) item)->id, NULL, FALSE };
      if (item->kind == CVK_CANVAS_ITEM_NOTE && contains (item, place))
        return (CvkCanvasPick){ CVK_CANVAS_PICK_NOTE, ((CvkCanvasNote *) item)->id, NULL, FALSE };
      if (item->kind == CVK_CANVAS_ITEM_LINK)
        {
          const CvkCanvasLink *other = (const CvkCanvasLink *) item;
          double length =
            cvk_canvas_route_get_distance (&other->route, &place->point) * place->scale;

          if (length < distance)
            {
              distance = length;
              link = other;
            }
        }
      else if (item->kind == CVK_CANVAS_ITEM_FRAME && frame == NULL &&
               hits_frame ((const CvkCanvasFrame *) item, place))
        frame = (const CvkCanvasFrame *) item;
    }
  if (frame != NULL && frame->is_collapsed)
    return (CvkCanvasPick){ CVK_CANVAS_PICK_FRAME, frame->id, NULL, FALSE };
  if (link != NULL)
    return (CvkCanvasPick){ CVK_CANVAS_PICK_LINK, link->text, NULL, FALSE };
  if (frame != NULL)
    return (CvkCanvasPick){ CVK_CANVAS_PICK_FRAME, frame->id, NULL, FALSE };
  return (CvkCanvasPick){ CVK_CANVAS_PICK_NONE, NULL, NULL, FALSE };
}

CvkCanvasPick
cvk_canvas_pick (CvkCanvas *self, double x, double y)
{
  CvkCanvasPick pick = { CVK_CANVAS_PICK_NONE, NULL, NULL, FALSE };
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  Place place;
  graphene_rect_t area;
  double document_x;
  double document_y;
  double distance = PORT_REACH;
  float reach;

  g_return_val_if_fail (CVK_IS_CANVAS (self), pick);

  cvk_canvas_to_document (self, x, y, &document_x, &document_y);
  place.scale = self->camera.scale;
  graphene_point_init (&place.point, (float) document_x, (float) document_y);
  reach = (float) (PORT_REACH / place.scale);
  graphene_rect_init (&area, place.point.x - reach, place.point.y - reach, 2 * reach, 2 * reach);
  cvk_canvas_scene_query (self->scene, &area, found);
  /* Far away a card is smaller than the reach of its ports: then it is the card that is meant. */
  if (cvk_canvas_get_detail (self) > CVK_CANVAS_DETAIL_SHAPE)
    for (unsigned i = found->len; i > 0; i--)
      {
        const CvkCanvasItem *item = g_ptr_array_index (found, i - 1);

        if (item->kind == CVK_CANVAS_ITEM_CARD && !item->is_moving)
          pick_port ((const CvkCanvasCard *) item, &place, &distance, &pick);
      }
  return pick.kind != CVK_CANVAS_PICK_NONE ? pick : pick_item (found, &place);
}
