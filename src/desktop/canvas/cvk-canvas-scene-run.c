// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/canvas/cvk-canvas-scene-private.h"
#include "desktop/runs/cvk-run-model.h"

/* What a run did, on cards and links. The model tells at most once a frame; only what is different
 * is painted anew. */

static unsigned
count_outputs (CvkRunModel *run, const CvkCanvasCard *card)
{
  unsigned count = 0;

  /* A node at the end shows what came in. */
  if (card->n_outputs == 0)
    for (unsigned i = 0; i < card->n_inputs; i++)
      count += cvk_run_model_get_count (run, card->id, card->inputs[i]);
  for (unsigned i = 0; i < card->n_outputs; i++)
    count += cvk_run_model_get_count (run, card->id, card->outputs[i]);
  return count;
}

static CvkCanvasState
get_state (CvkRunModel *run, const CvkRunStep *step)
{
  switch (step->state)
    {
    case CVK_STEP_RUNNING:
      if (g_str_equal (cvk_run_model_get_state (run), "waiting"))
        return CVK_CANVAS_STATE_WAITING;
      return cvk_run_model_has_ended (run) ? CVK_CANVAS_STATE_NONE : CVK_CANVAS_STATE_RUNNING;
    case CVK_STEP_SUCCEEDED:
      return CVK_CANVAS_STATE_DONE;
    case CVK_STEP_FAILED:
      return CVK_CANVAS_STATE_FAILED;
    case CVK_STEP_WAITING:
      return CVK_CANVAS_STATE_WAITING;
    case CVK_STEP_PENDING:
    case CVK_STEP_SKIPPED:
    case CVK_STEP_CANCELLED:
    default:
      return CVK_CANVAS_STATE_NONE;
    }
}

static CvkCanvasProgress
get_progress (CvkRunModel *run, const CvkCanvasCard *card)
{
  CvkCanvasProgress progress = { CVK_CANVAS_STATE_NONE, 0, 0, -1 };
  const CvkRunStep *step = run != NULL ? cvk_run_model_get_step (run, card->id) : NULL;

  if (step == NULL)
    return progress;
  progress.state = g_strcmp0 (cvk_run_model_get_held (run), card->id) == 0 ? CVK_CANVAS_STATE_HELD
                                                                           : get_state (run, step);
  progress.failed = cvk_run_model_get_count (run, card->id, "failed");
  progress.done = progress.state == CVK_CANVAS_STATE_RUNNING && step->done >= progress.failed
                    ? step->done - progress.failed
                    : count_outputs (run, card);
  if (step->total > 0)
    progress.fraction = (double) step->done / step->total;
  return progress;
}

static gboolean
is_same (const CvkCanvasProgress *a, const CvkCanvasProgress *b)
{
  return a->state == b->state && a->done == b->done && a->failed == b->failed &&
         a->fraction == b->fraction;
}

static int64_t
count_link (CvkRunModel *run, const CvkCanvasLink *link)
{
  const CvkRunStep *step = run != NULL ? cvk_run_model_get_step (run, link->source->id) : NULL;

  if (step == NULL || step->state == CVK_STEP_PENDING || step->state == CVK_STEP_SKIPPED)
    return -1;
  return cvk_run_model_get_count (run, link->source->id, link->source_port);
}

void
cvk_canvas_scene_sync_run (CvkCanvasScene *self)
{
  GObject *shown = self->session != NULL ? cvk_session_get_run (self->session) : NULL;
  CvkRunModel *run = shown != NULL ? CVK_RUN_MODEL (shown) : NULL;

  for (unsigned i = 0; i < self->cards->len; i++)
    {
      CvkCanvasCard *card = g_ptr_array_index (self->cards, i);
      CvkCanvasProgress progress = get_progress (run, card);

      if (is_same (&card->progress, &progress))
        continue;
      card->progress = progress;
      cvk_canvas_item_drop_painted (&card->item);
    }
  for (unsigned i = 0; i < self->links->len; i++)
    {
      CvkCanvasLink *link = g_ptr_array_index (self->links, i);
      int64_t count = count_link (run, link);

      if (link->count == count)
        continue;
      link->count = count;
      cvk_canvas_item_drop_painted (&link->item);
    }
}
