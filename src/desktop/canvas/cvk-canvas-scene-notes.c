// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/canvas/cvk-canvas-scene-private.h"

/* Notes and frames of the scene. There are few of them: every pass goes over all. */

static gpointer
find_item (GPtrArray *items, size_t id_offset, const char *id)
{
  for (unsigned i = 0; i < items->len; i++)
    {
      gpointer item = g_ptr_array_index (items, i);

      if (g_str_equal (G_STRUCT_MEMBER (char *, item, id_offset), id))
        return item;
    }
  return NULL;
}

CvkCanvasNote *
cvk_canvas_scene_get_note (CvkCanvasScene *self, const char *id)
{
  return find_item (self->notes, G_STRUCT_OFFSET (CvkCanvasNote, id), id);
}

CvkCanvasFrame *
cvk_canvas_scene_get_frame (CvkCanvasScene *self, const char *id)
{
  return find_item (self->frames, G_STRUCT_OFFSET (CvkCanvasFrame, id), id);
}

/* Frees what this pass did not meet. */
static void
drop_gone (CvkCanvasScene *self, GPtrArray *before)
{
  for (unsigned i = 0; i < before->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (before, i);

      if (item->stamp == self->stamp)
        continue;
      cvk_canvas_scene_forget (self, item);
      cvk_canvas_item_free (item);
    }
}

/* --- Notes --- */

void
cvk_canvas_scene_sync_notes (CvkCanvasScene *self)
{
  GPtrArray *annotations = cvk_document_get_notes (self->document);
  GPtrArray *notes = g_ptr_array_new ();

  self->stamp++;
  for (unsigned i = 0; i < annotations->len; i++)
    {
      const CvkAnnotation *annotation = g_ptr_array_index (annotations, i);
      CvkCanvasNote *note = cvk_canvas_scene_get_note (self, annotation->id);
      graphene_rect_t area;

      if (note == NULL)
        note = cvk_canvas_note_new (annotation);
      note->annotation = annotation;
      note->item.order = i;
      note->item.stamp = self->stamp;
      graphene_rect_init (
        &area, (float) cvk_canvas_annotation_get_number (annotation, "x", 0),
        (float) cvk_canvas_annotation_get_number (annotation, "y", 0),
        (float) MAX (cvk_canvas_annotation_get_number (annotation, "width", CVK_NOTE_WIDTH),
                     CVK_NOTE_MIN_SIZE),
        (float) MAX (cvk_canvas_annotation_get_number (annotation, "height", CVK_NOTE_HEIGHT),
                     CVK_NOTE_MIN_SIZE));
      cvk_canvas_scene_place (self, &note->item, &area);
      cvk_canvas_item_drop_painted (&note->item);
      g_ptr_array_add (notes, note);
    }
  drop_gone (self, self->notes);
  g_ptr_array_unref (self->notes);
  self->notes = notes;
}

void
cvk_canvas_scene_resize_note (CvkCanvasScene *self,
                              CvkCanvasNote *note,
                              double width,
                              double height)
{
  graphene_rect_t area = note->item.entry.area;

  graphene_size_init (&area.size, (float) MAX (width, CVK_NOTE_MIN_SIZE),
                      (float) MAX (height, CVK_NOTE_MIN_SIZE));
  cvk_canvas_scene_place (self, &note->item, &area);
}

/* --- Frames --- */

/* FALSE when it has none. */
static gboolean
unite_members (const CvkCanvasFrame *frame, graphene_rect_t *area)
{
  if (frame->members->len == 0)
    return FALSE;
  for (unsigned i = 0; i < frame->members->len; i++)
    {
      const CvkCanvasCard *card = g_ptr_array_index (frame->members, i);

      if (i == 0)
        *area = card->item.entry.area;
      else
        graphene_rect_union (area, &card->item.entry.area, area);
    }
  area->origin.x -= (float) CVK_FRAME_PADDING;
  area->origin.y -= (float) CVK_FRAME_TITLE;
  area->size.width += 2 * (float) CVK_FRAME_PADDING;
  area->size.height += (float) (CVK_FRAME_TITLE + CVK_FRAME_PADDING);
  return TRUE;
}

/* A frame lies around its nodes, wherever they are. One that has none keeps the place it names; one
 * that is collapsed is a card where its upper left corner was. */
static void
place_frame (CvkCanvasScene *self, CvkCanvasFrame *frame)
{
  graphene_rect_t area;

  if (frame->is_held)
    return;
  if (!unite_members (frame, &area))
    graphene_rect_init (
      &area, (float) cvk_canvas_annotation_get_number (frame->annotation, "x", 0),
      (float) cvk_canvas_annotation_get_number (frame->annotation, "y", 0),
      (float) MAX (cvk_canvas_annotation_get_number (frame->annotation, "width", 260), 80),
      (float) MAX (cvk_canvas_annotation_get_number (frame->annotation, "height", 136), 80));
  if (frame->is_collapsed)
    {
      area.origin.x += (float) CVK_FRAME_PADDING;
      area.origin.y += (float) CVK_FRAME_TITLE;
      graphene_size_init (&area.size, CVK_CARD_WIDTH, CVK_CARD_HEIGHT);
    }
  cvk_canvas_scene_place (self, &frame->item, &area);
}

static void
sync_members (CvkCanvasScene *self, CvkCanvasFrame *frame)
{
  CvkValue *ids = cvk_value_get_member (frame->annotation->value, "nodes");
  size_t length = ids != NULL && cvk_value_is_array (ids) ? cvk_value_get_length (ids) : 0;

  g_ptr_array_set_size (frame->members, 0);
  for (size_t i = 0; i < length; i++)
    {
      CvkValue *id = cvk_value_get_element (ids, i);
      CvkCanvasCard *card = cvk_value_is_string (id)
                              ? cvk_canvas_scene_get_card (self, cvk_value_get_string (id))
                              : NULL;

      /* A file that was written by hand may name a node twice; the first frame has it. */
      if (card == NULL || card->frame != NULL)
        continue;
      card->frame = frame;
      g_ptr_array_add (frame->members, card);
    }
}

/* What is inside of a collapsed frame is not to be seen, nor is a link between two such. */
static void
hide_members (CvkCanvasScene *self)
{
  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);

      cvk_canvas_scene_hide (self, &card->item, card->frame != NULL && card->frame->is_collapsed);
    }
  for (unsigned i = 0; i < self->links->len; i++)
    {
      CvkCanvasLink *link = g_ptr_array_index (self->links, i);
      gboolean was_outside = !link->source->item.is_hidden && !link->target->item.is_hidden;

      cvk_canvas_scene_hide (self, &link->item,
                             !was_outside && link->source->frame == link->target->frame);
      if (link->item.stamp == self->stamp || !was_outside)
        cvk_canvas_scene_route_link (self, link);
    }
}

/* Links of cards that were hidden before have to be routed anew too. */
static void
mark_hidden_links (CvkCanvasScene *self)
{
  for (unsigned i = 0; i < self->links->len; i++)
    {
      CvkCanvasLink *link = g_ptr_array_index (self->links, i);

      if (link->source->item.is_hidden || link->target->item.is_hidden)
        link->item.stamp = self->stamp;
    }
}

void
cvk_canvas_scene_sync_frames (CvkCanvasScene *self)
{
  GPtrArray *annotations = cvk_document_get_frames (self->document);
  GPtrArray *frames = g_ptr_array_new ();

  if (annotations->len == 0 && self->frames->len == 0)
    {
      g_ptr_array_unref (frames);
      return;
    }
  self->stamp++;
  for (unsigned i = 0; i < self->cards->len; i++)
    ((CvkCanvasCard *) g_ptr_array_index (self->cards, i))->frame = NULL;
  for (unsigned i = 0; i < annotations->len; i++)
    {
      const CvkAnnotation *annotation = g_ptr_array_index (annotations, i);
      CvkCanvasFrame *frame = cvk_canvas_scene_get_frame (self, annotation->id);

      if (frame == NULL)
        frame = cvk_canvas_frame_new (annotation);
      frame->annotation = annotation;
      frame->is_collapsed = cvk_value_lookup_boolean (annotation->value, "collapsed", FALSE);
      frame->item.order = i;
      frame->item.stamp = self->stamp;
      sync_members (self, frame);
      place_frame (self, frame);
      cvk_canvas_item_drop_painted (&frame->item);
      g_ptr_array_add (frames, frame);
    }
  drop_gone (self, self->frames);
  g_ptr_array_unref (self->frames);
  self->frames = frames;
  mark_hidden_links (self);
  hide_members (self);
}

gboolean
cvk_canvas_scene_update_frames (CvkCanvasScene *self)
{
  gboolean is_changed = FALSE;

  for (unsigned i = 0; i < self->frames->len; i++)
    {
      CvkCanvasFrame *frame = g_ptr_array_index (self->frames, i);
      graphene_rect_t before = frame->item.entry.area;

      place_frame (self, frame);
      if (graphene_rect_equal (&before, &frame->item.entry.area))
        continue;
      is_changed = TRUE;
      for (unsigned j = 0; frame->is_collapsed && j < frame->members->len; j++)
        cvk_canvas_scene_route_card (self, g_ptr_array_index (frame->members, j));
    }
  return is_changed;
}
