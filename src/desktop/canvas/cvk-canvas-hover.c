// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-local-text.h"
#include "desktop/canvas/cvk-canvas-input-private.h"
#include "desktop/canvas/cvk-canvas-metrics.h"
#include "desktop/runs/cvk-run-words.h"

/* What an idle pointer is over: the shape of the pointer, what lights up, what is said. */

/* More sentences than this fill the screen. */
#define MAX_PROBLEMS 4

static const char *
get_cursor (CvkCanvasInput *self)
{
  if (self->mode == CVK_CANVAS_DRAG_PAN)
    return "grabbing";
  if (self->mode == CVK_CANVAS_DRAG_MOVE)
    return "move";
  if (self->mode == CVK_CANVAS_DRAG_LINK)
    return self->link.reason != NULL ? "not-allowed" : "crosshair";
  if (self->mode == CVK_CANVAS_DRAG_RESIZE)
    return "nwse-resize";
  if (self->mode == CVK_CANVAS_DRAG_BAND)
    return NULL;
  if (self->has_space)
    return "grab";
  if (self->hovered.kind != CVK_CANVAS_PICK_LINK && self->canvas->session != NULL &&
      cvk_session_is_read_only (self->canvas->session))
    return NULL;
  switch (self->hovered.kind)
    {
    case CVK_CANVAS_PICK_PORT:
      return "crosshair";
    case CVK_CANVAS_PICK_LINK:
      return "pointer";
    case CVK_CANVAS_PICK_NOTE:
      return cvk_canvas_is_on_grip (self, self->x, self->y) ? "nwse-resize" : NULL;
    case CVK_CANVAS_PICK_NODE:
    case CVK_CANVAS_PICK_FRAME:
    case CVK_CANVAS_PICK_NONE:
    default:
      return NULL;
    }
}

static gboolean
is_same (const CvkCanvasTarget *target, const CvkCanvasPick *pick)
{
  return target->kind == pick->kind && g_strcmp0 (target->id, pick->id) == 0 &&
         g_strcmp0 (target->port, pick->port) == 0 && target->is_output == pick->is_output;
}

void
cvk_canvas_hover_update (CvkCanvasInput *self)
{
  CvkCanvasPick pick = { CVK_CANVAS_PICK_NONE, NULL, NULL, FALSE };

  if (self->is_inside && self->mode == CVK_CANVAS_DRAG_NONE)
    pick = cvk_canvas_pick (self->canvas, self->x, self->y);
  if (!is_same (&self->hovered, &pick))
    {
      cvk_canvas_target_set (&self->hovered, &pick);
      gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
    }
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->canvas), get_cursor (self));
}

/* --- Drawing --- */

void
cvk_canvas_draw_lit_link (CvkCanvasInput *self, GtkSnapshot *snapshot, const char *text)
{
  const CvkCanvasLink *link = cvk_canvas_scene_get_link (self->canvas->scene, text);

  if (link == NULL || link->item.is_hidden)
    return;
  cvk_canvas_paint_route (snapshot, &link->route, 8, &self->canvas->palette.colors[CVK_COLOR_TINT]);
  cvk_canvas_paint_route (snapshot, &link->route, CVK_CANVAS_LINK_WIDTH,
                          &self->canvas->palette.colors[CVK_COLOR_ACCENT]);
}

static void
draw_port (CvkCanvasInput *self,
           GtkSnapshot *snapshot,
           const CvkCanvasCard *card,
           unsigned index,
           gboolean is_output)
{
  gboolean is_failed = is_output && index == card->n_outputs;
  graphene_point_t point;

  if (is_output)
    cvk_canvas_card_get_output (card, index, &point);
  else
    cvk_canvas_card_get_input (card, index, &point);
  cvk_canvas_paint_port (
    &self->canvas->painter, snapshot, point.x, point.y,
    &self->canvas->palette.colors[is_failed ? CVK_COLOR_ERROR : CVK_COLOR_ACCENT],
    self->hovered.kind == CVK_CANVAS_PICK_PORT);
}

/* A card under the pointer shows where its failed items would leave. */
void
cvk_canvas_hover_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot)
{
  const CvkCanvasCard *card;

  if (self->mode != CVK_CANVAS_DRAG_NONE || self->hovered.id == NULL ||
      cvk_canvas_get_detail (self->canvas) <= CVK_CANVAS_DETAIL_SHAPE)
    return;
  if (self->hovered.kind == CVK_CANVAS_PICK_LINK)
    {
      cvk_canvas_draw_lit_link (self, snapshot, self->hovered.id);
      return;
    }
  card = cvk_canvas_scene_get_card (self->canvas->scene, self->hovered.id);
  if (card == NULL || card->item.is_hidden)
    return;
  if (self->hovered.kind == CVK_CANVAS_PICK_PORT)
    draw_port (self, snapshot, card,
               self->hovered.is_output ? cvk_canvas_card_find_output (card, self->hovered.port)
                                       : cvk_canvas_card_find_input (card, self->hovered.port),
               self->hovered.is_output);
  else if (self->hovered.kind == CVK_CANVAS_PICK_NODE)
    draw_port (self, snapshot, card, card->n_outputs, TRUE);
}

/* --- Tooltips --- */

static char *
describe_problems (CvkCanvasInput *self, const CvkCanvasCard *card)
{
  GPtrArray *problems = cvk_session_get_problems (self->canvas->session);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < problems->len && lines->len < MAX_PROBLEMS; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (cvk_problem_get_node (problem), card->id) == 0)
        g_ptr_array_add (lines, cvk_local_problem (problem));
    }
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (GStrv) lines->pdata);
}

/* Why a step that is under way does not go on. */
static char *
describe_wait (CvkCanvasInput *self, const CvkCanvasCard *card)
{
  GObject *shown = cvk_session_get_run (self->canvas->session);
  CvkRunModel *run = shown != NULL ? CVK_RUN_MODEL (shown) : NULL;
  const CvkRunStep *step = run != NULL ? cvk_run_model_get_step (run, card->id) : NULL;

  if (step == NULL || step->wait == NULL || step->state != CVK_STEP_RUNNING ||
      cvk_run_model_has_ended (run))
    return NULL;
  return cvk_run_words_problem (step->wait);
}

static char *
describe_card (CvkCanvasInput *self, const CvkCanvasCard *card)
{
  char *wait = describe_wait (self, card);

  if (wait != NULL)
    return wait;
  if (card->n_errors + card->n_warnings > 0)
    return describe_problems (self, card);
  if (cvk_canvas_get_detail (self->canvas) < CVK_CANVAS_DETAIL_FULL ||
      cvk_canvas_card_is_clipped (&self->canvas->painter, card))
    return g_strdup (cvk_canvas_card_get_name (card));
  return NULL;
}

static char *
describe_port (const CvkCanvasCard *card, const char *port, gboolean is_output)
{
  if (!is_output)
    return card->n_inputs > 1 ? g_strdup (port) : g_strdup (_ ("Input"));
  if (g_str_equal (port, "failed"))
    return g_strdup (_ ("Items that failed"));
  return card->n_outputs > 1 ? g_strdup (port) : g_strdup (_ ("Output"));
}

static gboolean
query_tooltip_cb (CvkCanvas *canvas,
                  int x,
                  int y,
                  gboolean is_keyboard,
                  GtkTooltip *tooltip,
                  CvkCanvasInput *self)
{
  CvkCanvasPick pick = { CVK_CANVAS_PICK_NONE, NULL, NULL, FALSE };
  const CvkCanvasCard *card = NULL;
  g_autofree char *text = NULL;
  graphene_rect_t area;

  if (self->mode != CVK_CANVAS_DRAG_NONE || canvas->session == NULL)
    return FALSE;
  if (!is_keyboard)
    pick = cvk_canvas_pick (canvas, x, y);
  else if (canvas->focus_node != NULL)
    pick = (CvkCanvasPick){ CVK_CANVAS_PICK_NODE, canvas->focus_node, NULL, FALSE };
  if (pick.kind == CVK_CANVAS_PICK_NODE || pick.kind == CVK_CANVAS_PICK_PORT)
    card = cvk_canvas_scene_get_card (canvas->scene, pick.id);
  if (card == NULL)
    return FALSE;
  text = pick.kind == CVK_CANVAS_PICK_NODE ? describe_card (self, card)
                                           : describe_port (card, pick.port, pick.is_output);
  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  if (pick.kind == CVK_CANVAS_PICK_NODE && cvk_canvas_get_node_area (canvas, pick.id, &area))
    gtk_tooltip_set_tip_area (tooltip,
                              &(GdkRectangle){ (int) area.origin.x, (int) area.origin.y,
                                               (int) area.size.width, (int) area.size.height });
  return TRUE;
}

void
cvk_canvas_hover_init (CvkCanvasInput *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->canvas), TRUE);
  g_signal_connect (self->canvas, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);
}
