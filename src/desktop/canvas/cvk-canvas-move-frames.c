// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-paint.h"

#define FRAME_RADIUS 16.0

static void
mark (CvkCanvasFrame *frame, GHashTable *moving)
{
  unsigned count = 0;

  for (unsigned i = 0; i < frame->members->len; i++)
    count += g_hash_table_contains (moving, g_ptr_array_index (frame->members, i));
  frame->is_held = count > 0 && count < frame->members->len;
  frame->is_taken_along = count > 0 && !frame->is_held;
}

void
cvk_canvas_move_frames_begin (CvkCanvasInput *self)
{
  GPtrArray *frames = cvk_canvas_scene_get_frames (self->canvas->scene);
  g_autoptr (GHashTable) moving = NULL;

  if (frames->len == 0)
    return;
  moving = g_hash_table_new (NULL, NULL);
  for (unsigned i = 0; i < self->move.items->len; i++)
    g_hash_table_add (moving, g_ptr_array_index (self->move.items, i));
  for (unsigned i = 0; i < frames->len; i++)
    mark (g_ptr_array_index (frames, i), moving);
}

/* Whether the card goes along by itself, and not because its frame does. */
static gboolean
is_free (const CvkCanvasCard *card)
{
  return card->frame == NULL || card->frame->is_held;
}

/* The frame under the middle of a card; the one on top, and its own before any other. (nullable) */
static CvkCanvasFrame *
find_frame (CvkCanvasInput *self, CvkCanvasCard *card)
{
  GPtrArray *frames = cvk_canvas_scene_get_frames (self->canvas->scene);
  graphene_point_t middle;
  CvkCanvasFrame *found = NULL;

  graphene_rect_get_center (&card->item.entry.area, &middle);
  if (card->frame != NULL && graphene_rect_contains_point (&card->frame->item.entry.area, &middle))
    return card->frame;
  for (unsigned i = 0; i < frames->len; i++)
    {
      CvkCanvasFrame *frame = g_ptr_array_index (frames, i);

      if (!frame->is_collapsed && !frame->item.is_hidden && !frame->is_taken_along &&
          graphene_rect_contains_point (&frame->item.entry.area, &middle))
        found = frame;
    }
  return found;
}

void
cvk_canvas_move_frames_update (CvkCanvasInput *self)
{
  CvkCanvasItem *lead = g_ptr_array_index (self->move.items, self->move.lead);
  CvkCanvasCard *card = lead->kind == CVK_CANVAS_ITEM_CARD ? (CvkCanvasCard *) lead : NULL;
  CvkCanvasFrame *frame = card != NULL && is_free (card) ? find_frame (self, card) : NULL;

  g_clear_pointer (&self->move.frame, g_free);
  if (frame != NULL && frame != card->frame)
    self->move.frame = g_strdup (frame->id);
}

static GHashTable *
list_changes (CvkCanvasInput *self)
{
  g_autoptr (GHashTable) changes = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < self->move.items->len; i++)
    {
      CvkCanvasItem *item = g_ptr_array_index (self->move.items, i);
      CvkCanvasCard *card = (CvkCanvasCard *) item;
      CvkCanvasFrame *frame;

      if (item->kind != CVK_CANVAS_ITEM_CARD || !is_free (card))
        continue;
      frame = find_frame (self, card);
      if (frame != card->frame)
        g_hash_table_insert (changes, card->id, frame != NULL ? frame->id : (char *) "");
    }
  return g_hash_table_size (changes) > 0 ? g_steal_pointer (&changes) : NULL;
}

GHashTable *
cvk_canvas_move_frames_end (CvkCanvasInput *self)
{
  GPtrArray *frames = cvk_canvas_scene_get_frames (self->canvas->scene);
  GHashTable *changes = frames->len > 0 ? list_changes (self) : NULL;

  g_clear_pointer (&self->move.frame, g_free);
  for (unsigned i = 0; i < frames->len; i++)
    {
      CvkCanvasFrame *frame = g_ptr_array_index (frames, i);

      frame->is_held = frame->is_taken_along = FALSE;
    }
  return changes;
}

void
cvk_canvas_move_frames_draw (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  const CvkCanvasPalette *palette = &self->canvas->palette;
  CvkCanvasFrame *frame = cvk_canvas_scene_get_frame (self->canvas->scene, self->move.frame);

  if (frame != NULL)
    cvk_canvas_paint_box (snapshot, &frame->item.entry.area, FRAME_RADIUS,
                          &palette->colors[CVK_COLOR_TINT], &palette->colors[CVK_COLOR_ACCENT], 2);
}
