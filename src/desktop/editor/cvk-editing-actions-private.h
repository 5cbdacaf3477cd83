// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-editing-actions.h"
#include "desktop/editor/cvk-editing.h"
#include "desktop/editor/cvk-node-search-match.h"

G_BEGIN_DECLS

/* Shared by the files that answer to actions and to the canvas. */
struct _CvkEditingActions
{
  GObject parent_instance;

  GtkWidget *page;       /* borrowed: it owns this */
  CvkCanvas *canvas;     /* borrowed: a child of the page; NULL when it has gone */
  CvkNodeSearch *search; /* owned */
  GSimpleActionGroup *group;
  CvkSession *session; /* owned; nullable */
  GSignalGroup *on_selection;
  GtkWidget *popover;  /* a child of the canvas, borrowed; nullable: the one that is open */
  GtkWidget *find_bar; /* in the overlay over the canvas, borrowed; NULL until the first use */
  GtkWidget *outline;  /* the same */

  /* where the pointer asked for a menu, in the document; else not a number */
  double menu_x, menu_y;
};

/* Where a new node shall be, and what it shall be linked to: a port of @node, or both ends of
 * @link; nothing when these are NULL. Owned strings. */
typedef struct
{
  CvkEditingActions *actions; /* borrowed */
  char *node;
  char *port;
  gboolean is_output;
  char *link;
  double x, y; /* in the document */
} CvkEditingWish;

/* A toast. */
void cvk_editing_actions_tell (CvkEditingActions *self, const char *message);
/* The same for @error, when there is one. */
void cvk_editing_actions_tell_error (CvkEditingActions *self, const GError *error);
/* The keyboard goes to a new node, and the view follows. @id: nullable. */
void cvk_editing_actions_show_node (CvkEditingActions *self, const char *id);
/* Shows @popover at a place of the canvas, in its coordinates. Takes it; it goes when it closes,
 * and the focus comes back to the canvas. */
void cvk_editing_actions_popup (CvkEditingActions *self,
                                GtkWidget *popover,
                                const graphene_rect_t *area);
void cvk_editing_actions_close (CvkEditingActions *self);
/* Where the keyboard is: the focused node, or the only selected one. (nullable) (transfer none) */
const char *cvk_editing_actions_get_node (CvkEditingActions *self);
/* Where a node, note or frame is on the canvas; FALSE when it cannot be seen. */
gboolean cvk_editing_actions_get_area (CvkEditingActions *self,
                                       CvkSelectionKind kind,
                                       const char *id,
                                       graphene_rect_t *area);

/* The middle of what is in view, in the document. */
void cvk_editing_actions_get_middle (CvkEditingActions *self, double *x, double *y);

/* cvk-editing-transfer.c: the clipboard */
void cvk_editing_actions_copy (CvkEditingActions *self);
void cvk_editing_actions_cut (CvkEditingActions *self);
void cvk_editing_actions_paste (CvkEditingActions *self);

/* cvk-editing-places.c: answers to the canvas */
void cvk_editing_actions_connect (CvkEditingActions *self);
/* The popover with what fits; @wish is taken. */
void cvk_editing_actions_search (CvkEditingActions *self, CvkEditingWish *wish, CvkNodeFit fit);
CvkEditingWish *cvk_editing_wish_new (CvkEditingActions *self,
                                      const char *node,
                                      const char *port,
                                      gboolean is_output,
                                      double x,
                                      double y) G_GNUC_WARN_UNUSED_RESULT;

/* cvk-editing-rename.c: a name in an entry over the canvas */
void cvk_editing_actions_rename_node (CvkEditingActions *self, const char *id);
void cvk_editing_actions_rename_frame (CvkEditingActions *self, const char *id);
/* cvk-editing-menus.c: for what is selected, at a place of the canvas. */
void cvk_editing_actions_open_menu (CvkEditingActions *self, double x, double y);
/* cvk-editing-walk.c: the actions of the group that move the keyboard over the canvas. */
void cvk_editing_actions_add_walk (CvkEditingActions *self);
/* cvk-editing-views.c */
void cvk_editing_actions_find (CvkEditingActions *self);
void cvk_editing_actions_toggle_outline (CvkEditingActions *self);
/* They show the session of the canvas. */
void cvk_editing_actions_update_views (CvkEditingActions *self);
/* cvk-editing-note.c */
void cvk_editing_actions_edit_note (CvkEditingActions *self, const char *id);
/* cvk-editing-nested.c: the actions of the group for sub-pipelines. */
void cvk_editing_actions_add_nested (CvkEditingActions *self);
gboolean cvk_editing_actions_can_open_pipeline (CvkEditingActions *self);
/* FALSE when the node runs none. */
gboolean cvk_editing_actions_open_pipeline (CvkEditingActions *self, const char *node);
/* cvk-editing-linking.c */
void cvk_editing_actions_begin_link (CvkEditingActions *self);
void cvk_editing_actions_follow (CvkEditingActions *self, gboolean forward);

G_END_DECLS
