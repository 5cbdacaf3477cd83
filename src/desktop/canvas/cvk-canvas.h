// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkCanvas:
 *
 * A session's pipeline as cards and links, in one painted scene that scrolls and scales. Put it
 * into a GtkScrolledWindow. It changes the document through commands; what needs other widgets
 * (menus, the search for a node, the text of a note) it asks for by signals.
 *
 * Properties: "session" (CvkSession, nullable), "scale" (double), "focus-node" (string, nullable:
 * the node that the keyboard is at), and those of GtkScrollable.
 *
 * Signals, places in widget coordinates:
 * "node-activated" (id): a double click.
 * "menu-requested" (x, y): the right button, or a long press; what is selected is what it is about.
 * "link-dropped" (node, port, is_output, x, y): a dragged link was let go in empty space. @port is
 * an output when @is_output.
 * "search-requested" (x, y): a double click in empty space wants a node there.
 * "edit-note" (id), "edit-frame" (id): a double click on it.
 * "view-changed" (): other things are in view than before, or elsewhere; once a frame.
 *
 * Actions: "canvas.fit", "canvas.scale-in", "canvas.scale-out", "canvas.scale-reset".
 */
#define CVK_TYPE_CANVAS (cvk_canvas_get_type ())
G_DECLARE_FINAL_TYPE (CvkCanvas, cvk_canvas, CVK, CANVAS, GtkWidget)

typedef enum
{
  CVK_CANVAS_PICK_NONE,
  CVK_CANVAS_PICK_NODE,
  CVK_CANVAS_PICK_PORT,
  CVK_CANVAS_PICK_LINK,
  CVK_CANVAS_PICK_NOTE,
  CVK_CANVAS_PICK_FRAME,
} CvkCanvasPickKind;

/* What is at a place. The strings are borrowed, and good until the document changes. */
typedef struct
{
  CvkCanvasPickKind kind;
  const char *id;   /* of the node (of a port too), note or frame; the text of a link; else NULL */
  const char *port; /* nullable */
  gboolean is_output;
} CvkCanvasPick;

GtkWidget *cvk_canvas_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) (transfer none) */
CvkSession *cvk_canvas_get_session (CvkCanvas *self);
void cvk_canvas_set_session (CvkCanvas *self, CvkSession *session);

/* What fills the slots of the pipeline on this computer, slot to name, to be shown on cards.
 * (nullable) (element-type utf8 utf8) */
void cvk_canvas_set_accounts (CvkCanvas *self, GHashTable *accounts);

/* --- View --- */

/* 1 is 100 %. */
double cvk_canvas_get_scale (CvkCanvas *self);
/* What is under the anchor, in widget coordinates, stays there. */
void cvk_canvas_set_scale (CvkCanvas *self, double scale, double anchor_x, double anchor_y);
/* Shows everything, at 100 % at most. */
void cvk_canvas_fit (CvkCanvas *self);
/* Scrolls until the card is in view. */
void cvk_canvas_reveal_node (CvkCanvas *self, const char *id);

void cvk_canvas_to_document (CvkCanvas *self,
                             double x,
                             double y,
                             double *document_x,
                             double *document_y);
void cvk_canvas_to_widget (CvkCanvas *self,
                           double document_x,
                           double document_y,
                           double *x,
                           double *y);
/* In widget coordinates, also out of view. FALSE when there is no such card to be seen. */
gboolean cvk_canvas_get_node_area (CvkCanvas *self, const char *id, graphene_rect_t *area);
gboolean cvk_canvas_get_note_area (CvkCanvas *self, const char *id, graphene_rect_t *area);
gboolean cvk_canvas_get_frame_area (CvkCanvas *self, const char *id, graphene_rect_t *area);
/* Ids of the nodes whose cards are in view, in the order in which they are painted.
 * (transfer container) (element-type utf8): good until the document changes. */
GPtrArray *cvk_canvas_list_visible_nodes (CvkCanvas *self) G_GNUC_WARN_UNUSED_RESULT;
CvkCanvasPick cvk_canvas_pick (CvkCanvas *self, double x, double y);

/* --- Keyboard --- */

/* (nullable) (transfer none) */
const char *cvk_canvas_get_focus_node (CvkCanvas *self);
/* @id: nullable. Drawn as a ring while the canvas has the keyboard's focus. */
void cvk_canvas_set_focus_node (CvkCanvas *self, const char *id);
/* The nearest card in a direction. (nullable) (transfer none): good until the document changes. */
const char *cvk_canvas_find_next_node (CvkCanvas *self, const char *id, GtkDirectionType direction);

G_END_DECLS
