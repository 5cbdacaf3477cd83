// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-layers.h"

#include <math.h>

/* From far away more links than this are a grey carpet: then only those that say something are
 * drawn, and the others as shades. */
#define MAX_FAR_LINKS 1500
/* The picture reaches this much of the view beyond its edges, so that a few frames of panning need
 * no new one. Where cards are drawn in full, making it is cheap and drawing what nobody sees is
 * not. */
#define MARGIN 0.03f
#define FAR_MARGIN 0.15f
/* Ports and badges stand over the edges of their cards. */
#define OVERHANG 12.0f

struct _CvkCanvasLayers
{
  /* owned, nullable */
  GskRenderNode *still;
  GskRenderNode *moving;
  GskRenderNode *both;
  GPtrArray *items; /* borrowed, scratch */

  graphene_rect_t area; /* that @still covers */
  CvkCanvasDetail detail;
  gboolean is_valid;
  gboolean is_moving_valid;
};

CvkCanvasLayers *
cvk_canvas_layers_new (void)
{
  CvkCanvasLayers *self = g_new0 (CvkCanvasLayers, 1);

  self->items = g_ptr_array_new ();
  return self;
}

static void
clear (CvkCanvasLayers *self)
{
  g_clear_pointer (&self->still, gsk_render_node_unref);
  g_clear_pointer (&self->moving, gsk_render_node_unref);
  g_clear_pointer (&self->both, gsk_render_node_unref);
}

void
cvk_canvas_layers_free (CvkCanvasLayers *self)
{
  clear (self);
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
cvk_canvas_layers_invalidate (CvkCanvasLayers *self)
{
  self->is_valid = self->is_moving_valid = FALSE;
}

void
cvk_canvas_layers_invalidate_moving (CvkCanvasLayers *self)
{
  self->is_moving_valid = FALSE;
}

/* --- Items --- */

static GskRenderNode *
paint (CvkCanvasPainter *painter, const CvkCanvasItem *item, CvkCanvasDetail detail)
{
  switch (item->kind)
    {
    case CVK_CANVAS_ITEM_CARD:
      return cvk_canvas_paint_card (painter, (const CvkCanvasCard *) item, detail);
    case CVK_CANVAS_ITEM_LINK:
      return cvk_canvas_paint_link (painter, (const CvkCanvasLink *) item, detail);
    case CVK_CANVAS_ITEM_NOTE:
      return cvk_canvas_paint_note (painter, (const CvkCanvasNote *) item, detail);
    case CVK_CANVAS_ITEM_FRAME:
    default:
      return cvk_canvas_paint_frame (painter, (const CvkCanvasFrame *) item, detail);
    }
}

/* What is painted is kept until it changes, and where it stands until it moves. A rectangle of one
 * colour is put at its place right away: there may be ten thousand of them in view. */
static GskRenderNode *
place (CvkCanvasPainter *painter, CvkCanvasItem *item, CvkCanvasDetail detail)
{
  const graphene_point_t *origin = &item->entry.area.origin;

  if (item->painted != NULL && item->detail != detail)
    cvk_canvas_item_drop_painted (item);
  if (item->placed != NULL)
    return item->placed;
  item->detail = detail;
  if (item->painted == NULL)
    item->painted = paint (painter, item, detail);
  if (item->painted == NULL)
    return NULL;
  if (item->kind == CVK_CANVAS_ITEM_LINK || graphene_point_equal (origin, graphene_point_zero ()))
    item->placed = gsk_render_node_ref (item->painted);
  else if (gsk_render_node_get_node_type (item->painted) == GSK_COLOR_NODE)
    item->placed = gsk_color_node_new (gsk_color_node_get_color (item->painted), &item->entry.area);
  else
    {
      g_autoptr (GskTransform) transform = gsk_transform_translate (NULL, origin);

      item->placed = gsk_transform_node_new (item->painted, transform);
    }
  return item->placed;
}

static gboolean
is_moving (const CvkCanvasItem *item)
{
  const CvkCanvasLink *link = (const CvkCanvasLink *) item;

  return item->is_moving || (item->kind == CVK_CANVAS_ITEM_LINK &&
                             (link->source->item.is_moving || link->target->item.is_moving));
}

static gboolean
says_something (const CvkCanvasLink *link)
{
  return link->item.is_selected || link->is_failure || link->source->item.is_selected ||
         link->target->item.is_selected;
}

static unsigned
count_links (GPtrArray *items)
{
  unsigned count = 0;

  for (unsigned i = 0; i < items->len; i++)
    count += ((CvkCanvasItem *) g_ptr_array_index (items, i))->kind == CVK_CANVAS_ITEM_LINK;
  return count;
}

/* --- Density --- */

#define SHADES_ACROSS 48
#define SHADES_DOWN 32

/* Where many links run, the ground is a little darker. */
static void
add_shades (CvkCanvasLayers *self, const GdkRGBA *color, GPtrArray *nodes)
{
  g_autofree unsigned *counts = g_new0 (unsigned, SHADES_ACROSS *SHADES_DOWN);
  float width = self->area.size.width / SHADES_ACROSS;
  float height = self->area.size.height / SHADES_DOWN;

  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkCanvasItem *item = g_ptr_array_index (self->items, i);
      graphene_point_t center;
      int x;
      int y;

      if (item->kind != CVK_CANVAS_ITEM_LINK)
        continue;
      graphene_rect_get_center (&item->entry.area, &center);
      x = (int) floorf ((center.x - self->area.origin.x) / width);
      y = (int) floorf ((center.y - self->area.origin.y) / height);
      if (x >= 0 && x < SHADES_ACROSS && y >= 0 && y < SHADES_DOWN)
        counts[y * SHADES_ACROSS + x]++;
    }
  for (int i = 0; i < SHADES_ACROSS * SHADES_DOWN; i++)
    {
      GdkRGBA shade = *color;

      if (counts[i] == 0)
        continue;
      shade.alpha = 0.04f + MIN (0.12f, (float) counts[i] / 150);
      g_ptr_array_add (
        nodes,
        gsk_color_node_new (
          &shade, &GRAPHENE_RECT_INIT (self->area.origin.x + (float) (i % SHADES_ACROSS) * width,
                                       self->area.origin.y + (float) (i / SHADES_ACROSS) * height,
                                       width, height)));
    }
}

/* --- Layers --- */

static GskRenderNode *
make_container (GPtrArray *nodes)
{
  return nodes->len > 0 ? gsk_container_node_new ((GskRenderNode **) nodes->pdata, nodes->len)
                        : NULL;
}

static GskRenderNode *
make_layer (CvkCanvasLayers *self, CvkCanvasPainter *painter, gboolean of_moving)
{
  g_autoptr (GPtrArray) nodes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  gboolean is_far = self->detail <= CVK_CANVAS_DETAIL_SHAPE && !of_moving &&
                    count_links (self->items) > MAX_FAR_LINKS;

  if (is_far)
    add_shades (self, &painter->palette->colors[CVK_COLOR_LINK], nodes);
  for (unsigned i = 0; i < self->items->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (self->items, i);
      GskRenderNode *node;

      if (is_moving (item) != of_moving || (is_far && item->kind == CVK_CANVAS_ITEM_LINK &&
                                            !says_something ((CvkCanvasLink *) item)))
        continue;
      node = place (painter, item, self->detail);
      if (node != NULL)
        g_ptr_array_add (nodes, gsk_render_node_ref (node));
    }
  return make_container (nodes);
}

static gboolean
covers (const CvkCanvasLayers *self, CvkCanvasScene *scene, const graphene_rect_t *view)
{
  graphene_rect_t bounds;

  graphene_rect_t needed = *view;

  graphene_rect_inset (&needed, -OVERHANG, -OVERHANG);
  if (graphene_rect_contains_rect (&self->area, &needed))
    return TRUE;
  cvk_canvas_scene_get_bounds (scene, &bounds);
  return graphene_rect_contains_rect (&self->area, &bounds);
}

static void
update_still (CvkCanvasLayers *self,
              CvkCanvasScene *scene,
              CvkCanvasPainter *painter,
              const graphene_rect_t *view,
              CvkCanvasDetail detail)
{
  float margin = detail <= CVK_CANVAS_DETAIL_SHAPE ? FAR_MARGIN : MARGIN;

  clear (self);
  self->area = *view;
  graphene_rect_inset (&self->area, -view->size.width * margin - OVERHANG,
                       -view->size.height * margin - OVERHANG);
  self->detail = detail;
  g_ptr_array_set_size (self->items, 0);
  cvk_canvas_scene_query (scene, &self->area, self->items);
  self->still = make_layer (self, painter, FALSE);
  self->is_valid = TRUE;
  self->is_moving_valid = FALSE;
}

static void
update_moving (CvkCanvasLayers *self, CvkCanvasScene *scene, CvkCanvasPainter *painter)
{
  GskRenderNode *children[2];
  unsigned n_children = 0;

  g_clear_pointer (&self->moving, gsk_render_node_unref);
  g_clear_pointer (&self->both, gsk_render_node_unref);
  g_ptr_array_set_size (self->items, 0);
  cvk_canvas_scene_list_moving (scene, &self->area, self->items);
  self->moving = make_layer (self, painter, TRUE);
  if (self->still != NULL)
    children[n_children++] = self->still;
  if (self->moving != NULL)
    children[n_children++] = self->moving;
  if (n_children > 0)
    self->both = gsk_container_node_new (children, n_children);
  self->is_moving_valid = TRUE;
}

GskRenderNode *
cvk_canvas_layers_get (CvkCanvasLayers *self,
                       CvkCanvasScene *scene,
                       CvkCanvasPainter *painter,
                       const graphene_rect_t *view,
                       CvkCanvasDetail detail)
{
  painter->is_exact = detail == CVK_CANVAS_DETAIL_EXACT;
  if (!self->is_valid || self->detail != detail || !covers (self, scene, view))
    update_still (self, scene, painter, view, detail);
  if (!self->is_moving_valid)
    update_moving (self, scene, painter);
  return self->both;
}
