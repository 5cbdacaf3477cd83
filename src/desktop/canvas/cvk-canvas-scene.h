// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/canvas/cvk-canvas-item.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkCanvasScene:
 *
 * What a session's document looks like as things in places: cards, links, notes and frames, where
 * they are and what of them has to be painted anew. It follows document, selection and problems; it
 * paints nothing and knows no widget.
 *
 * Signals: "changed" (): something looks different. "bounds-changed" (): something stands elsewhere
 * or came or went, too; comes before "changed".
 */
#define CVK_TYPE_CANVAS_SCENE (cvk_canvas_scene_get_type ())
G_DECLARE_FINAL_TYPE (CvkCanvasScene, cvk_canvas_scene, CVK, CANVAS_SCENE, GObject)

CvkCanvasScene *cvk_canvas_scene_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @session: nullable. */
void cvk_canvas_scene_set_session (CvkCanvasScene *self, CvkSession *session);

/* All (transfer none). By id: nullable. Arrays in the order of the file. */
GPtrArray *cvk_canvas_scene_get_cards (CvkCanvasScene *self);  /* CvkCanvasCard */
GPtrArray *cvk_canvas_scene_get_links (CvkCanvasScene *self);  /* CvkCanvasLink */
GPtrArray *cvk_canvas_scene_get_notes (CvkCanvasScene *self);  /* CvkCanvasNote */
GPtrArray *cvk_canvas_scene_get_frames (CvkCanvasScene *self); /* CvkCanvasFrame */
CvkCanvasCard *cvk_canvas_scene_get_card (CvkCanvasScene *self, const char *id);
CvkCanvasLink *cvk_canvas_scene_get_link (CvkCanvasScene *self, const char *text);
CvkCanvasNote *cvk_canvas_scene_get_note (CvkCanvasScene *self, const char *id);
CvkCanvasFrame *cvk_canvas_scene_get_frame (CvkCanvasScene *self, const char *id);

gboolean cvk_canvas_scene_is_empty (CvkCanvasScene *self);
/* Around everything; all zero when there is nothing. */
void cvk_canvas_scene_get_bounds (CvkCanvasScene *self, graphene_rect_t *bounds);
/* Appends what touches @area, the lowest first. Hidden things are not there. */
void cvk_canvas_scene_query (CvkCanvasScene *self, const graphene_rect_t *area, GPtrArray *found);
/* Appends what is being moved and touches @area, with the links of cards that are. */
void cvk_canvas_scene_list_moving (CvkCanvasScene *self,
                                   const graphene_rect_t *area,
                                   GPtrArray *found);
/* Says which items are being moved: @items (element-type CvkCanvasItem), nullable. */
void cvk_canvas_scene_set_moving (CvkCanvasScene *self, GPtrArray *items);
/* The nearest card in a direction. (nullable) (transfer none) */
CvkCanvasCard *cvk_canvas_scene_find_next (CvkCanvasScene *self,
                                           const CvkCanvasCard *from,
                                           CvkCanvasDirection direction);

/* Puts a card or note elsewhere until the document says otherwise: what a drag shows. The card's
 * links follow; frames follow with cvk_canvas_scene_update_frames(). */
void cvk_canvas_scene_move_item (CvkCanvasScene *self, CvkCanvasItem *item, double x, double y);
void cvk_canvas_scene_resize_note (CvkCanvasScene *self,
                                   CvkCanvasNote *note,
                                   double width,
                                   double height);
/* Returns whether any frame is elsewhere now. */
gboolean cvk_canvas_scene_update_frames (CvkCanvasScene *self);
/* Forgets all of that. */
void cvk_canvas_scene_restore (CvkCanvasScene *self);
/* Everything has to be painted anew: colours, fonts or the scale factor are different. */
void cvk_canvas_scene_drop_painted (CvkCanvasScene *self);

G_END_DECLS
