// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-private.h"
#include "desktop/editor/cvk-node-drag.h"
#include "model/cvk-link-rules.h"

G_BEGIN_DECLS

/* What a drag is doing. */
typedef enum
{
  CVK_CANVAS_DRAG_NONE,
  CVK_CANVAS_DRAG_PAN,
  CVK_CANVAS_DRAG_BAND,
  CVK_CANVAS_DRAG_MOVE,
  CVK_CANVAS_DRAG_LINK,
  CVK_CANVAS_DRAG_RESIZE,
} CvkCanvasDragMode;

/* A pick that outlives changes of the document. */
typedef struct
{
  CvkCanvasPickKind kind;
  char *id;
  char *port;
  gboolean is_output;
} CvkCanvasTarget;

/* Cards and notes that are being moved. */
typedef struct
{
  GPtrArray *items;        /* CvkCanvasItem, borrowed from the scene */
  graphene_point_t *bases; /* where they stood */
  unsigned lead;           /* the one that keeps to the grid */
  double dx, dy;
  char *link;  /* nullable: that the single card would be put into */
  char *frame; /* nullable: that the lead would be in, when it is not in it now */
} CvkCanvasMove;

/* A link with one end at a port and the other at the pointer. */
typedef struct
{
  char *node;
  char *port;
  gboolean is_output; /* of the port that stays */
  char *link;         /* nullable: whose end is taken elsewhere */
  CvkLinkRules *rules;
  char *target; /* nullable: node that the end would go to now */
  char *target_port;
  char *reason; /* nullable: why it may not end here */
} CvkCanvasLinkDrag;

struct _CvkCanvasInput
{
  CvkCanvas *canvas;      /* borrowed */
  GPtrArray *controllers; /* borrowed from the canvas */

  double x, y; /* of the pointer */
  gboolean is_inside;
  gboolean has_space; /* the space bar is held: the pointer takes hold of the canvas */
  gboolean is_scaling;
  double scale_at_begin;
  unsigned refine_source;
  unsigned tick;
  int64_t tick_time;

  CvkCanvasDragMode mode;
  CvkCanvasTarget pressed; /* what a drag began on */
  double press_x, press_y; /* in the document */
  double last_x, last_y;   /* in the widget, of a pan */
  gboolean was_selected;   /* and a click without a drag takes the others out */
  CvkCanvasMove move;      /* while in that mode */
  CvkCanvasLinkDrag link;
  graphene_rect_t band; /* in the document */
  GHashTable *banded;   /* nullable: CvkCanvasItem that the band selected */

  CvkCanvasTarget hovered;
  char *drop_link; /* nullable: that what is being dropped would be put into */
};

void cvk_canvas_target_set (CvkCanvasTarget *self, const CvkCanvasPick *pick);
void cvk_canvas_target_clear (CvkCanvasTarget *self);

/* Selecting (cvk-canvas-select.c) */
void cvk_canvas_select_press (CvkCanvasInput *self,
                              const CvkCanvasPick *pick,
                              GdkModifierType state);
void cvk_canvas_select_release (CvkCanvasInput *self, GdkModifierType state);
/* For a menu: what is under the pointer, unless it is selected already. */
void cvk_canvas_select_for_menu (CvkCanvasInput *self, const CvkCanvasPick *pick);
void cvk_canvas_band_begin (CvkCanvasInput *self, GdkModifierType state);
void cvk_canvas_band_update (CvkCanvasInput *self, double x, double y);
void cvk_canvas_band_end (CvkCanvasInput *self);

/* Moving and resizing (cvk-canvas-move.c) */
gboolean cvk_canvas_move_begin (CvkCanvasInput *self);
void cvk_canvas_move_update (CvkCanvasInput *self, double x, double y);
void cvk_canvas_move_end (CvkCanvasInput *self, gboolean is_kept);
/* In and out of frames (cvk-canvas-move-frames.c): what is dragged out of a frame leaves it, and
 * what is let go in one joins it. A frame that is taken along as a whole keeps what is in it. */
void cvk_canvas_move_frames_begin (CvkCanvasInput *self);
/* Finds what the lead would join. */
void cvk_canvas_move_frames_update (CvkCanvasInput *self);
/* Where the cards are in other frames than before: ids of nodes to those of frames, "" for none.
 * (nullable) (transfer full): borrows the ids from the scene. */
GHashTable *cvk_canvas_move_frames_end (CvkCanvasInput *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_move_frames_draw (CvkCanvasInput *self, GtkSnapshot *snapshot);
gboolean cvk_canvas_is_on_grip (CvkCanvasInput *self, double x, double y);
void cvk_canvas_resize_update (CvkCanvasInput *self, double x, double y);
void cvk_canvas_resize_end (CvkCanvasInput *self, gboolean is_kept);

/* Links (cvk-canvas-link-drag.c) */
gboolean cvk_canvas_link_drag_begin (CvkCanvasInput *self);
void cvk_canvas_link_drag_update (CvkCanvasInput *self, double x, double y);
void cvk_canvas_link_drag_end (CvkCanvasInput *self, gboolean is_kept);
void cvk_canvas_link_drag_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot);

/* What is under an idle pointer (cvk-canvas-hover.c) */
void cvk_canvas_hover_init (CvkCanvasInput *self);
void cvk_canvas_hover_update (CvkCanvasInput *self);
void cvk_canvas_hover_snapshot (CvkCanvasInput *self, GtkSnapshot *snapshot);

/* Drops from elsewhere (cvk-canvas-drop.c) */
void cvk_canvas_drop_init (CvkCanvasInput *self);
/* Places in the widget; what the drop lit is where it goes. FALSE when nothing came of it. */
gboolean cvk_canvas_drop_node (CvkCanvasInput *self, const CvkNodeDrag *drag, double x, double y);
/* @files: (element-type GFile) */
gboolean cvk_canvas_drop_files (CvkCanvasInput *self, GSList *files, double x, double y);

/* A link as if the pointer were on it. */
void cvk_canvas_draw_lit_link (CvkCanvasInput *self, GtkSnapshot *snapshot, const char *link);

G_END_DECLS
