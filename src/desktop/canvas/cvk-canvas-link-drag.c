// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/editor/cvk-editing.h"

/* Dragging a link from port to port, in either direction, or the end of one that is there. */

static void
clear (CvkCanvasLinkDrag *link)
{
  g_clear_pointer (&link->node, g_free);
  g_clear_pointer (&link->port, g_free);
  g_clear_pointer (&link->link, g_free);
  g_clear_pointer (&link->rules, cvk_link_rules_free);
  g_clear_pointer (&link->target, g_free);
  g_clear_pointer (&link->target_port, g_free);
  g_clear_pointer (&link->reason, g_free);
}

/* The link whose end lies in this port: that of an input, the last that came in; of an output,
 * which may have any number, only one that is selected. */
static CvkCanvasLink *
find_link (CvkCanvasInput *self, CvkCanvasCard *card)
{
  CvkCanvasLink *found = NULL;

  if (self->pressed.is_output)
    {
      for (CvkCanvasLink *link = card->first_out; link != NULL; link = link->next_out)
        if (link->item.is_selected && g_str_equal (link->source_port, self->pressed.port))
          found = link;
      return found;
    }
  for (CvkCanvasLink *link = card->first_in; link != NULL; link = link->next_in)
    if (g_str_equal (link->target_port, self->pressed.port) &&
        (found == NULL || link->item.is_selected))
      found = link;
  return found;
}

gboolean
cvk_canvas_link_drag_begin (CvkCanvasInput *self)
{
  CvkCanvasLinkDrag *drag = &self->link;
  CvkCanvasCard *card = cvk_canvas_scene_get_card (self->canvas->scene, self->pressed.id);
  CvkCanvasLink *link;

  if (card == NULL)
    return FALSE;
  link = find_link (self, card);
  drag->is_output = link != NULL ? !self->pressed.is_output : self->pressed.is_output;
  if (link == NULL)
    {
      drag->node = g_strdup (self->pressed.id);
      drag->port = g_strdup (self->pressed.port);
    }
  else
    {
      drag->node = g_strdup (drag->is_output ? link->source->id : link->target->id);
      drag->port = g_strdup (drag->is_output ? link->source_port : link->target_port);
      drag->link = g_strdup (link->text);
    }
  drag->rules =
    cvk_editing_begin_link (self->canvas->session, drag->node, drag->port, drag->is_output);
  return TRUE;
}

/* --- Targets --- */

static gboolean
is_own_end (CvkCanvasInput *self, const char *node, const char *port)
{
  const CvkCanvasLink *link = self->link.link != NULL
                                ? cvk_canvas_scene_get_link (self->canvas->scene, self->link.link)
                                : NULL;

  if (link == NULL)
    return FALSE;
  return self->link.is_output
           ? g_str_equal (link->target->id, node) && g_str_equal (link->target_port, port)
           : g_str_equal (link->source->id, node) && g_str_equal (link->source_port, port);
}

static gboolean
fits (CvkCanvasInput *self, const char *node, const char *port, GError **error)
{
  return is_own_end (self, node, port) ||
         cvk_link_rules_check (self->link.rules, node, port, error);
}

/* A card counts as its first port that fits: nobody has to aim. */
static void
find_target (CvkCanvasInput *self, const CvkCanvasPick *pick)
{
  CvkCanvasLinkDrag *drag = &self->link;
  g_autoptr (GError) error = NULL;

  if (pick->kind != CVK_CANVAS_PICK_PORT && pick->kind != CVK_CANVAS_PICK_NODE)
    return;
  if (pick->kind == CVK_CANVAS_PICK_PORT && pick->is_output != drag->is_output)
    {
      if (fits (self, pick->id, pick->port, &error))
        {
          drag->target = g_strdup (pick->id);
          drag->target_port = g_strdup (pick->port);
        }
      else
        drag->reason = g_strdup (error->message);
      return;
    }
  if (g_str_equal (pick->id, drag->node))
    return;
  drag->target_port = cvk_link_rules_find_port (drag->rules, pick->id);
  if (drag->target_port != NULL)
    drag->target = g_strdup (pick->id);
  else
    {
      cvk_link_rules_check (drag->rules, pick->id, drag->is_output ? "in" : "out", &error);
      drag->reason = error != NULL ? g_strdup (error->message) : NULL;
    }
}

void
cvk_canvas_link_drag_update (CvkCanvasInput *self, double x, double y)
{
  CvkCanvasLinkDrag *drag = &self->link;
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, self->x, self->y);

  g_clear_pointer (&drag->target, g_free);
  g_clear_pointer (&drag->target_port, g_free);
  g_clear_pointer (&drag->reason, g_free);
  find_target (self, &pick);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
commit (CvkCanvasInput *self)
{
  CvkCanvasLinkDrag *drag = &self->link;
  const char *source = drag->is_output ? drag->node : drag->target;
  const char *source_port = drag->is_output ? drag->port : drag->target_port;
  const char *target = drag->is_output ? drag->target : drag->node;
  const char *target_port = drag->is_output ? drag->target_port : drag->port;

  if (is_own_end (self, drag->target, drag->target_port))
    return;
  if (drag->link != NULL)
    cvk_editing_reconnect (self->canvas->session, drag->link, source, source_port, target,
                           target_port, NULL);
  else
    cvk_editing_connect (self->canvas->session, source, source_port, target, target_port, NULL);
}

void
cvk_canvas_link_drag_end (CvkCanvasInput *self, gboolean is_kept)
{
  CvkCanvasLinkDrag drag = self->link;
  CvkCanvasPick pick = cvk_canvas_pick (self->canvas, self->x, self->y);
  gboolean is_empty = pick.kind == CVK_CANVAS_PICK_NONE || pick.kind == CVK_CANVAS_PICK_LINK;

  if (is_kept && drag.target != NULL)
    commit (self);
  self->link = (CvkCanvasLinkDrag){ NULL };
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  /* An end that is let go in empty space comes off, as a plug would. */
  if (is_kept && drag.target == NULL && is_empty && drag.link != NULL)
    cvk_editing_disconnect (self->canvas->session, drag.link, NULL);
  else if (is_kept && drag.target == NULL && is_empty)
    cvk_canvas_emit (self->canvas, CVK_CANVAS_SIGNAL_LINK_DROPPED, drag.node, drag.port,
                     drag.is_output, self->x, self->y);
  clear (&drag);
}

/* --- Drawing --- */

static void
get_port (const CvkCanvasCard *card, const char *port, gboolean is_output, graphene_point_t *point)
{
  if (is_output)
    cvk_canvas_card_get_output (card, cvk_canvas_card_find_output (card, port), point);
  else
    cvk_canvas_card_get_input (card, cvk_canvas_card_find_input (card, port), point);
}

/* Ports that the link may go to are lit, and cards without one step back. */
static void
draw_targets (CvkCanvasInput *self, GtkSnapshot *snapshot, const CvkCanvasCard *card)
{
  CvkCanvas *canvas = self->canvas;
  gboolean to_output = !self->link.is_output;
  unsigned n_ports = to_output ? card->n_outputs + 1 : card->n_inputs;
  gboolean has_any = g_str_equal (card->id, self->link.node);
  GdkRGBA veil = canvas->palette.colors[CVK_COLOR_CANVAS];
  graphene_rect_t area = card->item.entry.area;
  GskRoundedRect outline;

  for (unsigned i = 0; i < n_ports; i++)
    {
      const char *port = to_output ? cvk_canvas_card_get_output_name (card, i) : card->inputs[i];
      graphene_point_t point;

      if (!fits (self, card->id, port, NULL))
        continue;
      has_any = TRUE;
      get_port (card, port, to_output, &point);
      cvk_canvas_paint_port (&canvas->painter, snapshot, point.x, point.y,
                             &canvas->palette.colors[CVK_COLOR_ACCENT], TRUE);
    }
  if (has_any)
    return;
  veil.alpha = 0.6f;
  graphene_rect_inset (&area, -8, -3); /* its ports stand over the edge */
  gsk_rounded_rect_init_from_rect (&outline, &area, CVK_CARD_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &veil, &area);
  gtk_snapshot_pop (snapshot);
}

static void
draw_route (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  CvkCanvas *canvas = self->canvas;
  CvkCanvasLinkDrag *drag = &self->link;
  const CvkCanvasCard *card = cvk_canvas_scene_get_card (canvas->scene, drag->node);
  const CvkCanvasCard *target =
    drag->target != NULL ? cvk_canvas_scene_get_card (canvas->scene, drag->target) : NULL;
  graphene_point_t fixed;
  graphene_point_t loose;
  CvkCanvasRoute route;
  double x;
  double y;

  if (card == NULL)
    return;
  get_port (card, drag->port, drag->is_output, &fixed);
  cvk_canvas_to_document (canvas, self->x, self->y, &x, &y);
  graphene_point_init (&loose, (float) x, (float) y);
  if (target != NULL)
    get_port (target, drag->target_port, !drag->is_output, &loose);
  cvk_canvas_route_init (&route, drag->is_output ? &fixed : &loose,
                         drag->is_output ? &loose : &fixed, 0);
  cvk_canvas_paint_route (
    snapshot, &route, 2.5,
    &canvas->palette.colors[drag->reason != NULL ? CVK_COLOR_ERROR : CVK_COLOR_ACCENT]);
  cvk_canvas_paint_port (&canvas->painter, snapshot, loose.x, loose.y,
                         &canvas->palette.colors[CVK_COLOR_ACCENT], target != NULL);
}

/* Why not, where the eye is. */
static void
draw_reason (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  g_autoptr (PangoLayout) layout =
    gtk_widget_create_pango_layout (GTK_WIDGET (self->canvas), self->link.reason);
  const CvkCanvasPalette *palette = &self->canvas->palette;
  graphene_rect_t area;
  int width;
  int height;

  pango_layout_set_width (layout, 280 * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &width, &height);
  graphene_rect_init (&area, (float) self->x + 18, (float) self->y + 12, (float) width + 20,
                      (float) height + 12);
  cvk_canvas_paint_box (snapshot, &area, 8, &palette->colors[CVK_COLOR_CARD],
                        &palette->colors[CVK_COLOR_EDGE], 1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (area.origin.x + 10, area.origin.y + 6));
  gtk_snapshot_append_layout (snapshot, layout, &palette->colors[CVK_COLOR_TEXT]);
  gtk_snapshot_restore (snapshot);
}

void
cvk_canvas_link_drag_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  CvkCanvas *canvas = self->canvas;
  const CvkCanvasCamera *camera = &canvas->camera;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  graphene_rect_t view;

  cvk_canvas_get_view (canvas, &view);
  cvk_canvas_scene_query (canvas->scene, &view, found);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, (float) camera->scale, (float) camera->scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -camera->x, (float) -camera->y));
  for (unsigned i = 0; i < found->len; i++)
    {
      const CvkCanvasItem *item = g_ptr_array_index (found, i);

      if (item->kind == CVK_CANVAS_ITEM_CARD &&
          cvk_canvas_get_detail (canvas) > CVK_CANVAS_DETAIL_SHAPE)
        draw_targets (self, snapshot, (const CvkCanvasCard *) item);
    }
  draw_route (self, snapshot);
  gtk_snapshot_restore (snapshot);
  if (self->link.reason != NULL)
    draw_reason (self, snapshot);
}
