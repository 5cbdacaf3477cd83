// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gsk/gsk.h>

#include "desktop/canvas/cvk-canvas-index.h"
#include "desktop/canvas/cvk-canvas-route.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* What stands on a canvas. Plain structs, because there are ten thousand of them; the scene owns
 * them, changes them and keeps them in its index. Everybody else reads. */

/* In the order in which they are painted, the lowest first. */
typedef enum
{
  CVK_CANVAS_ITEM_FRAME,
  CVK_CANVAS_ITEM_LINK,
  CVK_CANVAS_ITEM_NOTE,
  CVK_CANVAS_ITEM_CARD,
} CvkCanvasItemKind;

/* How much of an item is painted. */
typedef enum
{
  CVK_CANVAS_DETAIL_BLOCK, /* a coloured rectangle */
  CVK_CANVAS_DETAIL_SHAPE, /* with round corners: there are not that many of them in view */
  CVK_CANVAS_DETAIL_TITLE, /* its name */
  CVK_CANVAS_DETAIL_FULL,
  CVK_CANVAS_DETAIL_EXACT, /* the same at 100 %, where parts may be pictures */
} CvkCanvasDetail;

typedef struct
{
  CvkCanvasIndexEntry entry; /* its area, in document units */
  CvkCanvasItemKind kind;
  unsigned order; /* among its kind */

  /* owned, nullable: what it looks like, and the same at its place */
  GskRenderNode *painted;
  GskRenderNode *placed;
  CvkCanvasDetail detail; /* of @painted */

  gboolean is_selected;
  gboolean is_moving; /* being dragged: painted above what is not */
  gboolean is_hidden; /* inside of a collapsed frame */
  unsigned stamp;     /* for passes over all of them */
} CvkCanvasItem;

typedef enum
{
  CVK_CANVAS_STATE_NONE, /* no run, or the run has not come here */
  CVK_CANVAS_STATE_RUNNING,
  CVK_CANVAS_STATE_DONE,
  CVK_CANVAS_STATE_FAILED,
  CVK_CANVAS_STATE_WAITING, /* for a person */
  CVK_CANVAS_STATE_HELD,    /* at a breakpoint, before it */
} CvkCanvasState;

/* What a run did at a node. */
typedef struct
{
  CvkCanvasState state;
  int64_t done;
  int64_t failed;
  double fraction; /* of a running node; negative when nobody knows */
} CvkCanvasProgress;

typedef struct _CvkCanvasCard CvkCanvasCard;
typedef struct _CvkCanvasLink CvkCanvasLink;
typedef struct _CvkCanvasNote CvkCanvasNote;
typedef struct _CvkCanvasFrame CvkCanvasFrame;

struct _CvkCanvasCard
{
  CvkCanvasItem item;
  char *id;
  const CvkNode *node;       /* borrowed from the document */
  const CvkNodeType *type;   /* nullable: not known to this build */
  const char *const *inputs; /* names of ports, borrowed from the scene */
  const char *const *outputs;
  unsigned n_inputs, n_outputs; /* that are to be seen; the failed port is not counted */
  unsigned n_all_inputs;
  unsigned n_errors, n_warnings;
  gboolean has_failed_port; /* always to be seen; others show it when one points at the card */
  CvkCanvasLink *first_in;
  CvkCanvasLink *first_out;
  CvkCanvasFrame *frame; /* nullable */
  CvkCanvasProgress progress;
};

struct _CvkCanvasLink
{
  CvkCanvasItem item;
  char *text; /* "node.port -> node.port", its name in the selection */
  char *source_port;
  char *target_port;
  CvkCanvasCard *source;
  CvkCanvasCard *target;
  CvkCanvasLink *next_out; /* of the source's links */
  CvkCanvasLink *next_in;  /* of the target's links */
  CvkCanvasRoute route;
  gboolean is_failure;
  int64_t count;                 /* items that passed; negative when nobody knows */
  CvkCanvasRoutePart count_part; /* where that stands */
};

struct _CvkCanvasNote
{
  CvkCanvasItem item;
  const CvkAnnotation *annotation; /* borrowed from the document */
  char *id;
};

struct _CvkCanvasFrame
{
  CvkCanvasItem item;
  const CvkAnnotation *annotation; /* borrowed from the document */
  char *id;
  GPtrArray *members; /* CvkCanvasCard, borrowed */
  gboolean is_collapsed;
  /* During a drag: */
  gboolean is_held;        /* some of its cards go, and it stays where it is */
  gboolean is_taken_along; /* all of them go, and it with them */
};

/* Where a port of a card is, in document units. @index: that of the port; @n_outputs means the
 * failed port. In a collapsed frame, the edge of the frame. */
void cvk_canvas_card_get_input (const CvkCanvasCard *self, unsigned index, graphene_point_t *point);
void cvk_canvas_card_get_output (const CvkCanvasCard *self,
                                 unsigned index,
                                 graphene_point_t *point);
/* The number of the port of that name; a name that the type does not have counts as the first, so
 * that a link that waits for repair can be seen. */
unsigned cvk_canvas_card_find_input (const CvkCanvasCard *self, const char *port);
unsigned cvk_canvas_card_find_output (const CvkCanvasCard *self, const char *port);
/* "failed" for the last. (transfer none) */
const char *cvk_canvas_card_get_output_name (const CvkCanvasCard *self, unsigned index);
/* The label, or the title of the type, or its id. (transfer none) */
const char *cvk_canvas_card_get_name (const CvkCanvasCard *self);

/* Members of notes and frames that are numbers. */
double cvk_canvas_annotation_get_number (const CvkAnnotation *self,
                                         const char *name,
                                         double fallback);

void cvk_canvas_item_drop_painted (CvkCanvasItem *self);
void cvk_canvas_item_drop_placed (CvkCanvasItem *self);
/* Frees the item of whatever kind. */
void cvk_canvas_item_free (CvkCanvasItem *self);
CvkCanvasCard *cvk_canvas_card_new (const CvkNode *node) G_GNUC_WARN_UNUSED_RESULT;
CvkCanvasLink *cvk_canvas_link_new (const CvkLink *link) G_GNUC_WARN_UNUSED_RESULT;
CvkCanvasNote *cvk_canvas_note_new (const CvkAnnotation *annotation) G_GNUC_WARN_UNUSED_RESULT;
CvkCanvasFrame *cvk_canvas_frame_new (const CvkAnnotation *annotation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
