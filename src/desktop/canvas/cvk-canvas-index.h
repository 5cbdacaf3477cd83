// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <graphene.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkCanvasIndex:
 *
 * Where things are: a hash of squares, each with the things that touch it. Ten thousand cards are
 * searched in microseconds, and moving one costs as much as finding it.
 *
 * A thing embeds a CvkCanvasIndexEntry; the index borrows it between insert and remove.
 */
typedef struct
{
  graphene_rect_t area; /* read it; changed by cvk_canvas_index_move() */
  unsigned stamp;       /* the last query that found it */
  gboolean is_inside;
} CvkCanvasIndexEntry;

typedef struct _CvkCanvasIndex CvkCanvasIndex;

typedef enum
{
  CVK_CANVAS_LEFT,
  CVK_CANVAS_RIGHT,
  CVK_CANVAS_UP,
  CVK_CANVAS_DOWN,
} CvkCanvasDirection;

CvkCanvasIndex *cvk_canvas_index_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_canvas_index_free (CvkCanvasIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCanvasIndex, cvk_canvas_index_free)

void cvk_canvas_index_insert (CvkCanvasIndex *self,
                              CvkCanvasIndexEntry *entry,
                              const graphene_rect_t *area);
void cvk_canvas_index_move (CvkCanvasIndex *self,
                            CvkCanvasIndexEntry *entry,
                            const graphene_rect_t *area);
void cvk_canvas_index_remove (CvkCanvasIndex *self, CvkCanvasIndexEntry *entry);

/* Appends every entry that touches @area to @found, in no order, each once. */
void cvk_canvas_index_query (CvkCanvasIndex *self, const graphene_rect_t *area, GPtrArray *found);

/* Chooses what a query offers. */
typedef gboolean (*CvkCanvasIndexFilter) (const CvkCanvasIndexEntry *entry, gpointer data);

/* The nearest entry that lies in this direction from the middle of @from, as one would say looking
 * at it: what is far aside counts as farther away. @filter is nullable. (nullable) */
CvkCanvasIndexEntry *cvk_canvas_index_find_next (CvkCanvasIndex *self,
                                                 const graphene_rect_t *from,
                                                 CvkCanvasDirection direction,
                                                 CvkCanvasIndexFilter filter,
                                                 gpointer data);

G_END_DECLS
