// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-scene.h"

G_BEGIN_DECLS

/* Shared by the files of the scene. */
struct _CvkCanvasScene
{
  GObject parent_instance;

  /* owned */
  CvkSession *session;
  CvkDocument *document;
  GSignalGroup *on_run; /* the run that is shown */
  GPtrArray *cards;
  GPtrArray *links;
  GPtrArray *notes;
  GPtrArray *frames;
  GHashTable *cards_by_id; /* borrowed keys and values */
  GHashTable *links_by_text;
  GHashTable *port_lists; /* joined names to GStrv: most cards have the same ports */
  CvkCanvasIndex *index;
  GPtrArray *selected; /* borrowed: items that are painted as selected */
  GPtrArray *moving;   /* borrowed: items that are being dragged */

  unsigned stamp;
  graphene_rect_t bounds;
  gboolean has_bounds;
};

/* Items */
void cvk_canvas_scene_place (CvkCanvasScene *self,
                             CvkCanvasItem *item,
                             const graphene_rect_t *area);
void cvk_canvas_scene_hide (CvkCanvasScene *self, CvkCanvasItem *item, gboolean is_hidden);
void cvk_canvas_scene_forget (CvkCanvasScene *self, CvkCanvasItem *item);

/* Gives the card the size that its ports need, where its node stands. */
void cvk_canvas_scene_fit_card (CvkCanvasScene *self, CvkCanvasCard *card);

/* Links: after nodes, before frames have hidden any. */
void cvk_canvas_scene_sync_links (CvkCanvasScene *self);
void cvk_canvas_scene_route_link (CvkCanvasScene *self, CvkCanvasLink *link);
void cvk_canvas_scene_route_card (CvkCanvasScene *self, CvkCanvasCard *card);

/* Notes and frames: after links. */
void cvk_canvas_scene_sync_notes (CvkCanvasScene *self);
void cvk_canvas_scene_sync_frames (CvkCanvasScene *self);

/* What the session's run says; after everything. */
void cvk_canvas_scene_sync_run (CvkCanvasScene *self);

G_END_DECLS
