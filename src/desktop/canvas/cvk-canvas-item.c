// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-item.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-metrics.h"

/* --- Ports --- */

static const graphene_rect_t *
get_visible_area (const CvkCanvasCard *self)
{
  return self->item.is_hidden && self->frame != NULL ? &self->frame->item.entry.area
                                                     : &self->item.entry.area;
}

void
cvk_canvas_card_get_input (const CvkCanvasCard *self, unsigned index, graphene_point_t *point)
{
  const graphene_rect_t *area = get_visible_area (self);
  double y = cvk_card_get_input_y (self->item.is_hidden ? 0 : index);

  graphene_point_init (point, area->origin.x, (float) (area->origin.y + y));
}

void
cvk_canvas_card_get_output (const CvkCanvasCard *self, unsigned index, graphene_point_t *point)
{
  const graphene_rect_t *area = get_visible_area (self);
  double y = self->item.is_hidden ? cvk_card_get_output_y (1, index < self->n_outputs ? 0 : 1)
                                  : cvk_card_get_output_y (self->n_outputs, index);

  graphene_point_init (point, area->origin.x + area->size.width, (float) (area->origin.y + y));
}

static unsigned
find_port (const char *const *ports, const char *port)
{
  for (unsigned i = 0; ports[i] != NULL; i++)
    if (g_str_equal (ports[i], port))
      return i;
  return 0;
}

unsigned
cvk_canvas_card_find_input (const CvkCanvasCard *self, const char *port)
{
  return find_port (self->inputs, port);
}

unsigned
cvk_canvas_card_find_output (const CvkCanvasCard *self, const char *port)
{
  return g_str_equal (port, "failed") ? self->n_outputs : find_port (self->outputs, port);
}

const char *
cvk_canvas_card_get_output_name (const CvkCanvasCard *self, unsigned index)
{
  return index < self->n_outputs ? self->outputs[index] : "failed";
}

const char *
cvk_canvas_card_get_name (const CvkCanvasCard *self)
{
  if (self->node->label != NULL && *self->node->label != '\0')
    return self->node->label;
  return self->type != NULL ? _ (self->type->title) : self->node->type;
}

/* --- Notes and frames --- */

double
cvk_canvas_annotation_get_number (const CvkAnnotation *self, const char *name, double fallback)
{
  CvkValue *value = cvk_value_get_member (self->value, name);

  if (value == NULL || !cvk_value_is_number (value))
    return fallback;
  return CLAMP (cvk_value_get_double (value), -1e9, 1e9);
}

/* --- Items --- */

void
cvk_canvas_item_drop_placed (CvkCanvasItem *self)
{
  g_clear_pointer (&self->placed, gsk_render_node_unref);
}

void
cvk_canvas_item_drop_painted (CvkCanvasItem *self)
{
  g_clear_pointer (&self->painted, gsk_render_node_unref);
  g_clear_pointer (&self->placed, gsk_render_node_unref);
}

void
cvk_canvas_item_free (CvkCanvasItem *self)
{
  cvk_canvas_item_drop_painted (self);
  switch (self->kind)
    {
    case CVK_CANVAS_ITEM_CARD:
      g_free (((CvkCanvasCard *) self)->id);
      break;
    case CVK_CANVAS_ITEM_LINK:
      g_free (((CvkCanvasLink *) self)->text);
      g_free (((CvkCanvasLink *) self)->source_port);
      g_free (((CvkCanvasLink *) self)->target_port);
      break;
    case CVK_CANVAS_ITEM_NOTE:
      g_free (((CvkCanvasNote *) self)->id);
      break;
    case CVK_CANVAS_ITEM_FRAME:
    default:
      g_free (((CvkCanvasFrame *) self)->id);
      g_ptr_array_unref (((CvkCanvasFrame *) self)->members);
    }
  g_free (self);
}

CvkCanvasCard *
cvk_canvas_card_new (const CvkNode *node)
{
  CvkCanvasCard *self = g_new0 (CvkCanvasCard, 1);

  self->item.kind = CVK_CANVAS_ITEM_CARD;
  self->id = g_strdup (node->id);
  self->node = node;
  self->progress.fraction = -1;
  return self;
}

CvkCanvasLink *
cvk_canvas_link_new (const CvkLink *link)
{
  CvkCanvasLink *self = g_new0 (CvkCanvasLink, 1);

  self->item.kind = CVK_CANVAS_ITEM_LINK;
  self->text = g_strdup_printf ("%s.%s -> %s.%s", link->source, link->source_port, link->target,
                                link->target_port);
  self->source_port = g_strdup (link->source_port);
  self->target_port = g_strdup (link->target_port);
  self->is_failure = g_str_equal (link->source_port, "failed");
  self->count = -1;
  return self;
}

CvkCanvasNote *
cvk_canvas_note_new (const CvkAnnotation *annotation)
{
  CvkCanvasNote *self = g_new0 (CvkCanvasNote, 1);

  self->item.kind = CVK_CANVAS_ITEM_NOTE;
  self->id = g_strdup (annotation->id);
  self->annotation = annotation;
  return self;
}

CvkCanvasFrame *
cvk_canvas_frame_new (const CvkAnnotation *annotation)
{
  CvkCanvasFrame *self = g_new0 (CvkCanvasFrame, 1);

  self->item.kind = CVK_CANVAS_ITEM_FRAME;
  self->id = g_strdup (annotation->id);
  self->annotation = annotation;
  self->members = g_ptr_array_new ();
  return self;
}
