// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing.h"

/* Dragging what is selected, and the corner of a note. The scene shows it at once; the document
 * hears of it when the button is let go, as one step. */

#define GRIP 16.0

/* --- Moving --- */

static void
add_item (GPtrArray *items, gpointer item)
{
  if (item != NULL && !g_ptr_array_find (items, item, NULL))
    g_ptr_array_add (items, item);
}

/* Selected cards and notes, and with a frame what is in it. */
static GPtrArray *
list_items (CvkCanvasInput *self)
{
  CvkCanvasScene *scene = self->canvas->scene;
  GPtrArray *items = g_ptr_array_new ();
  GPtrArray *cards = cvk_canvas_scene_get_cards (scene);
  GPtrArray *notes = cvk_canvas_scene_get_notes (scene);

  for (unsigned i = 0; i < cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (cards, i);

      if (card->item.is_selected || (card->frame != NULL && card->frame->item.is_selected))
        g_ptr_array_add (items, card);
    }
  for (unsigned i = 0; i < notes->len; i++)
    if (((CvkCanvasItem *) g_ptr_array_index (notes, i))->is_selected)
      add_item (items, g_ptr_array_index (notes, i));
  return items;
}

/* The thing that the pointer took hold of; of a frame, its first card. */
static gpointer
find_lead (CvkCanvasInput *self)
{
  CvkCanvasScene *scene = self->canvas->scene;
  CvkCanvasFrame *frame;

  if (self->pressed.kind == CVK_CANVAS_PICK_NODE)
    return cvk_canvas_scene_get_card (scene, self->pressed.id);
  if (self->pressed.kind == CVK_CANVAS_PICK_NOTE)
    return cvk_canvas_scene_get_note (scene, self->pressed.id);
  frame = cvk_canvas_scene_get_frame (scene, self->pressed.id);
  return frame != NULL && frame->members->len > 0 ? g_ptr_array_index (frame->members, 0) : NULL;
}

gboolean
cvk_canvas_move_begin (CvkCanvasInput *self)
{
  CvkCanvasMove *move = &self->move;
  gpointer lead = find_lead (self);

  move->items = list_items (self);
  if (lead == NULL || !g_ptr_array_find (move->items, lead, &move->lead))
    {
      g_clear_pointer (&move->items, g_ptr_array_unref);
      return FALSE;
    }
  move->bases = g_new (graphene_point_t, move->items->len);
  for (unsigned i = 0; i < move->items->len; i++)
    move->bases[i] = ((CvkCanvasItem *) g_ptr_array_index (move->items, i))->entry.area.origin;
  move->dx = move->dy = 0;
  cvk_canvas_move_frames_begin (self);
  cvk_canvas_scene_set_moving (self->canvas->scene, move->items);
  cvk_canvas_layers_invalidate (self->canvas->layers);
  return TRUE;
}

/* A single card without links can be put into a link that it is held over. */
static void
find_link (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasMove *move = &self->move;
  CvkCanvasCard *card = g_ptr_array_index (move->items, 0);
  double widget_x;
  double widget_y;
  CvkCanvasPick pick;

  g_clear_pointer (&move->link, g_free);
  if (move->items->len != 1 || card->item.kind != CVK_CANVAS_ITEM_CARD || card->first_in != NULL ||
      card->first_out != NULL || card->n_inputs == 0 || card->n_outputs == 0)
    return;
  cvk_canvas_to_widget (self->canvas, x, y, &widget_x, &widget_y);
  pick = cvk_canvas_pick (self->canvas, widget_x, widget_y);
  if (pick.kind == CVK_CANVAS_PICK_LINK)
    move->link = g_strdup (pick.id);
}

void
cvk_canvas_move_update (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasMove *move = &self->move;
  const graphene_point_t *lead = &move->bases[move->lead];
  double dx = cvk_canvas_snap (lead->x + x - self->press_x) - lead->x;
  double dy = cvk_canvas_snap (lead->y + y - self->press_y) - lead->y;

  find_link (self, x, y);
  if (dx != move->dx || dy != move->dy)
    {
      move->dx = dx;
      move->dy = dy;
      for (unsigned i = 0; i < move->items->len; i++)
        cvk_canvas_scene_move_item (self->canvas->scene, g_ptr_array_index (move->items, i),
                                    move->bases[i].x + dx, move->bases[i].y + dy);
      cvk_canvas_move_frames_update (self);
      if (cvk_canvas_scene_update_frames (self->canvas->scene))
        cvk_canvas_layers_invalidate (self->canvas->layers);
      cvk_canvas_layers_invalidate_moving (self->canvas->layers);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
}

void
cvk_canvas_move_end (CvkCanvasInput *self, gboolean is_kept)
{
  CvkCanvasMove *move = &self->move;
  CvkSession *session = self->canvas->session;
  g_autofree char *link = g_steal_pointer (&move->link);
  g_autoptr (GHashTable) frames = cvk_canvas_move_frames_end (self);
  gboolean is_done = FALSE;

  cvk_canvas_scene_set_moving (self->canvas->scene, NULL);
  cvk_canvas_layers_invalidate (self->canvas->layers);
  if (is_kept && link != NULL)
    {
      const CvkCanvasCard *card = g_ptr_array_index (move->items, 0);

      is_done = cvk_editing_put_on_link (session, card->id, link, move->bases[0].x + move->dx,
                                         move->bases[0].y + move->dy, NULL);
    }
  if (is_kept && !is_done)
    is_done = cvk_editing_move_selection (session, move->dx, move->dy, frames);
  g_clear_pointer (&move->items, g_ptr_array_unref);
  g_clear_pointer (&move->bases, g_free);
  if (!is_done)
    cvk_canvas_scene_restore (self->canvas->scene);
}

/* --- Resizing a note --- */

static CvkCanvasNote *
find_note (CvkCanvasInput *self)
{
  return cvk_canvas_scene_get_note (self->canvas->scene, self->pressed.id);
}

/* The lower right corner of a selected note; places in the widget. */
gboolean
cvk_canvas_is_on_grip (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, x, y);
  CvkCanvasNote *note;
  graphene_rect_t area;

  if (pick.kind != CVK_CANVAS_PICK_NOTE)
    return FALSE;
  note = cvk_canvas_scene_get_note (self->canvas->scene, pick.id);
  cvk_canvas_camera_area_to_widget (&self->canvas->camera, &note->item.entry.area, &area);
  return note->item.is_selected && area.origin.x + area.size.width - x < GRIP &&
         area.origin.y + area.size.height - y < GRIP;
}

void
cvk_canvas_resize_update (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasNote *note = find_note (self);

  if (note == NULL)
    return;
  cvk_canvas_scene_resize_note (self->canvas->scene, note,
                                cvk_canvas_snap (x - note->item.entry.area.origin.x),
                                cvk_canvas_snap (y - note->item.entry.area.origin.y));
  cvk_canvas_layers_invalidate (self->canvas->layers);
  gtk_widget_queue_allocate (GTK_WIDGET (self->canvas));
}

void
cvk_canvas_resize_end (CvkCanvasInput *self, gboolean is_kept)
{
  CvkCanvasNote *note = find_note (self);
  g_autoptr (CvkCommand) command = NULL;
  g_autoptr (CvkValue) value = NULL;
  CvkObjectBuilder builder;

  if (note == NULL || !is_kept)
    {
      cvk_canvas_scene_restore (self->canvas->scene);
      return;
    }
  cvk_object_builder_init_from (&builder, note->annotation->value);
  cvk_object_builder_set (&builder, "width",
                          cvk_value_new_integer ((int64_t) note->item.entry.area.size.width));
  cvk_object_builder_set (&builder, "height",
                          cvk_value_new_integer ((int64_t) note->item.entry.area.size.height));
  value = cvk_object_builder_end (&builder);
  command = cvk_command_new (cvk_session_get_document (self->canvas->session), _ ("Resize Note"));
  cvk_command_set_note (command, note->id, value, NULL);
  cvk_history_push (cvk_session_get_history (self->canvas->session), g_steal_pointer (&command));
  cvk_history_seal (cvk_session_get_history (self->canvas->session));
}
