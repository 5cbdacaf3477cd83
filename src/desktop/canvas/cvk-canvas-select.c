// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input-private.h"

/* Clicks and the rubber band: what is selected. */

static CvkSelection *
get_selection (CvkCanvasInput *self)
{
  return cvk_session_get_selection (self->canvas->session);
}

static gboolean
get_kind (CvkCanvasPickKind pick, CvkSelectionKind *kind)
{
  switch (pick)
    {
    case CVK_CANVAS_PICK_NODE:
    case CVK_CANVAS_PICK_PORT:
      *kind = CVK_SELECTION_NODE;
      return TRUE;
    case CVK_CANVAS_PICK_LINK:
      *kind = CVK_SELECTION_LINK;
      return TRUE;
    case CVK_CANVAS_PICK_NOTE:
      *kind = CVK_SELECTION_NOTE;
      return TRUE;
    case CVK_CANVAS_PICK_FRAME:
      *kind = CVK_SELECTION_FRAME;
      return TRUE;
    case CVK_CANVAS_PICK_NONE:
    default:
      return FALSE;
    }
}

static gboolean
is_extending (GdkModifierType state)
{
  return (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;
}

/* One of several selected things may be where a drag of all begins: the others stay until the
 * button is let go without one. */
void
cvk_canvas_select_press (CvkCanvasInput *self, const CvkCanvasPick *pick, GdkModifierType state)
{
  CvkSelection *selection = get_selection (self);
  CvkSelectionKind kind;

  self->was_selected = FALSE;
  if (!get_kind (pick->kind, &kind))
    {
      if (!is_extending (state))
        cvk_selection_clear (selection);
      return;
    }
  if (is_extending (state))
    {
      if (cvk_selection_contains (selection, kind, pick->id))
        cvk_selection_remove (selection, kind, pick->id);
      else
        cvk_selection_add (selection, kind, pick->id);
    }
  else if (cvk_selection_contains (selection, kind, pick->id))
    self->was_selected = TRUE;
  else
    cvk_selection_set_only (selection, kind, pick->id);
  if (kind == CVK_SELECTION_NODE)
    cvk_canvas_set_focus_node (self->canvas, pick->id);
}

void
cvk_canvas_select_release (CvkCanvasInput *self, GdkModifierType state)
{
  CvkSelectionKind kind;

  if (self->was_selected && !is_extending (state) && get_kind (self->pressed.kind, &kind))
    cvk_selection_set_only (get_selection (self), kind, self->pressed.id);
  self->was_selected = FALSE;
}

void
cvk_canvas_select_for_menu (CvkCanvasInput *self, const CvkCanvasPick *pick)
{
  CvkSelection *selection = get_selection (self);
  CvkSelectionKind kind;

  if (!get_kind (pick->kind, &kind))
    cvk_selection_clear (selection);
  else if (!cvk_selection_contains (selection, kind, pick->id))
    cvk_selection_set_only (selection, kind, pick->id);
  if (pick->kind == CVK_CANVAS_PICK_NODE || pick->kind == CVK_CANVAS_PICK_PORT)
    cvk_canvas_set_focus_node (self->canvas, pick->id);
}

/* --- Rubber band --- */

void
cvk_canvas_band_begin (CvkCanvasInput *self, GdkModifierType state)
{
  if (!is_extending (state))
    cvk_selection_clear (get_selection (self));
  self->banded = g_hash_table_new (NULL, NULL);
}

/* Cards and notes; their links go with them in everything one does. */
static gboolean
get_banded (const CvkCanvasItem *item, CvkSelectionKind *kind, const char **id)
{
  if (item->kind == CVK_CANVAS_ITEM_CARD)
    {
      *kind = CVK_SELECTION_NODE;
      *id = ((const CvkCanvasCard *) item)->id;
      return TRUE;
    }
  if (item->kind == CVK_CANVAS_ITEM_NOTE)
    {
      *kind = CVK_SELECTION_NOTE;
      *id = ((const CvkCanvasNote *) item)->id;
      return TRUE;
    }
  return FALSE;
}

/* What was selected before stays selected, also when the band passes over it and goes back. */
static void
sync_banded (CvkCanvasInput *self, GPtrArray *found)
{
  CvkSelection *selection = get_selection (self);
  g_autoptr (GHashTable) before = g_steal_pointer (&self->banded);
  GHashTableIter iter;
  gpointer item;
  CvkSelectionKind kind;
  const char *id;

  self->banded = g_hash_table_new (NULL, NULL);
  for (unsigned i = 0; i < found->len; i++)
    {
      item = g_ptr_array_index (found, i);
      if (!get_banded (item, &kind, &id))
        continue;
      if (!g_hash_table_remove (before, item))
        {
          if (cvk_selection_contains (selection, kind, id))
            continue;
          cvk_selection_add (selection, kind, id);
        }
      g_hash_table_add (self->banded, item);
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      if (get_banded (item, &kind, &id))
        cvk_selection_remove (selection, kind, id);
    }
}

void
cvk_canvas_band_update (CvkCanvasInput *self, double x, double y)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  graphene_rect_init (&self->band, (float) MIN (x, self->press_x), (float) MIN (y, self->press_y),
                      (float) ABS (x - self->press_x), (float) ABS (y - self->press_y));
  cvk_canvas_scene_query (self->canvas->scene, &self->band, found);
  cvk_selection_freeze (get_selection (self));
  sync_banded (self, found);
  cvk_selection_thaw (get_selection (self));
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

void
cvk_canvas_band_end (CvkCanvasInput *self)
{
  g_clear_pointer (&self->banded, g_hash_table_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}
