// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-actions-private.h"
#include "desktop/editor/cvk-editing-find-bar.h"
#include "desktop/editor/cvk-outline.h"

/* What lies over the canvas when it is asked for: the list of steps and the bar for finding. Made
 * at the first use, in the overlay that the canvas is in. */

static GtkOverlay *
get_overlay (CvkEditingActions *self)
{
  GtkWidget *overlay = self->canvas != NULL
                         ? gtk_widget_get_ancestor (GTK_WIDGET (self->canvas), GTK_TYPE_OVERLAY)
                         : NULL;

  return GTK_OVERLAY (overlay);
}

static void
hide_view (CvkEditingActions *self, GtkWidget *view)
{
  gtk_widget_set_visible (view, FALSE);
  if (self->canvas != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
cvk_editing_actions_update_views (CvkEditingActions *self)
{
  if (self->find_bar != NULL)
    cvk_editing_find_bar_set_session (CVK_EDITING_FIND_BAR (self->find_bar), self->session);
  if (self->outline != NULL)
    cvk_outline_set_session (CVK_OUTLINE (self->outline), self->session);
}

/* --- Finding --- */

/* Nodes are revealed by the canvas; for the rest, the middle of it comes into the middle. */
static void
reveal (CvkEditingActions *self, CvkSelectionKind kind, const char *id)
{
  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  g_autoptr (GtkAdjustment) horizontal = NULL;
  g_autoptr (GtkAdjustment) vertical = NULL;
  graphene_rect_t area;

  if (kind == CVK_SELECTION_NODE)
    {
      cvk_canvas_set_focus_node (self->canvas, id);
      cvk_canvas_reveal_node (self->canvas, id);
      return;
    }
  if (!cvk_editing_actions_get_area (self, kind, id, &area))
    return;
  g_object_get (canvas, "hadjustment", &horizontal, "vadjustment", &vertical, NULL);
  if (horizontal == NULL || vertical == NULL)
    return;
  gtk_adjustment_set_value (horizontal, gtk_adjustment_get_value (horizontal) + area.origin.x +
                                          (area.size.width - gtk_widget_get_width (canvas)) / 2);
  gtk_adjustment_set_value (vertical, gtk_adjustment_get_value (vertical) + area.origin.y +
                                        (area.size.height - gtk_widget_get_height (canvas)) / 2);
}

static void
found_cb (CvkEditingActions *self, unsigned kind, const char *id)
{
  if (self->session == NULL || self->canvas == NULL)
    return;
  cvk_selection_set_only (cvk_session_get_selection (self->session), (CvkSelectionKind) kind, id);
  reveal (self, (CvkSelectionKind) kind, id);
}

void
cvk_editing_actions_find (CvkEditingActions *self)
{
  GtkOverlay *overlay = get_overlay (self);

  if (overlay == NULL)
    return;
  if (self->find_bar == NULL)
    {
      g_set_weak_pointer (&self->find_bar, cvk_editing_find_bar_new ());
      gtk_widget_set_halign (self->find_bar, GTK_ALIGN_END);
      gtk_widget_set_valign (self->find_bar, GTK_ALIGN_START);
      g_signal_connect_object (self->find_bar, "found", G_CALLBACK (found_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->find_bar, "closed", G_CALLBACK (hide_view), self,
                               G_CONNECT_SWAPPED);
      gtk_overlay_add_overlay (overlay, self->find_bar);
      cvk_editing_actions_update_views (self);
    }
  gtk_widget_set_visible (self->find_bar, TRUE);
  cvk_editing_find_bar_begin (CVK_EDITING_FIND_BAR (self->find_bar));
}

/* --- The list of steps --- */

static void
outline_open_cb (CvkEditingActions *self, const char *id)
{
  if (self->canvas != NULL)
    {
      cvk_canvas_set_focus_node (self->canvas, id);
      cvk_canvas_reveal_node (self->canvas, id);
    }
  g_signal_emit_by_name (self, "open-node", id);
}

void
cvk_editing_actions_toggle_outline (CvkEditingActions *self)
{
  GtkOverlay *overlay = get_overlay (self);

  if (overlay == NULL)
    return;
  if (self->outline == NULL)
    {
      g_set_weak_pointer (&self->outline, cvk_outline_new ());
      gtk_widget_set_halign (self->outline, GTK_ALIGN_START);
      gtk_widget_set_visible (self->outline, FALSE);
      g_signal_connect_object (self->outline, "open-node", G_CALLBACK (outline_open_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->outline, "closed", G_CALLBACK (hide_view), self,
                               G_CONNECT_SWAPPED);
      gtk_overlay_add_overlay (overlay, self->outline);
      cvk_editing_actions_update_views (self);
    }
  if (gtk_widget_get_visible (self->outline))
    {
      hide_view (self, self->outline);
      return;
    }
  gtk_widget_set_visible (self->outline, TRUE);
  cvk_outline_begin (CVK_OUTLINE (self->outline));
}
