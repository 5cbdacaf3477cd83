// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <math.h>

#include "desktop/editor/cvk-session.h"
#include "model/cvk-link-rules.h"

G_BEGIN_DECLS

/**
 * What one does to a pipeline, whatever asks for it: pointer, key, menu or search. No widgets.
 *
 * Each function is one step that can be undone under a translated name; one that has nothing to do,
 * or fails, leaves no step behind. Places are the upper left corner of a card in the coordinates of
 * the document. Errors: CVK_DOCUMENT_ERROR, a sentence for the user. Links are named by their text,
 * "node.port -> node.port".
 */

/* The distance of the grid that cards stand on. */
#define CVK_EDITING_GRID 20
/* For a place: where it would stand by itself. */
#define CVK_EDITING_ANYWHERE NAN

/* What a node is called: its label, else the title of its type, else its type. (transfer none) */
const char *cvk_editing_get_node_name (CvkSession *self, const CvkNode *node);

/* --- Adding (cvk-editing-add.c) --- */

/* A new node is selected, and a node of a service gets the slot of that service, which is added
 * when the pipeline has none. Places are moved to the grid, and on to where no other card stands.
 * Returns: (transfer full) (nullable) the id. */
char *cvk_editing_add_node (CvkSession *self, const char *type, double x, double y, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* And links it to a port of @node; one that cannot be linked is an error. */
char *cvk_editing_add_linked (CvkSession *self,
                              const char *type,
                              const char *node,
                              const char *port,
                              gboolean is_output,
                              double x,
                              double y,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Into a link: what comes from its beginning goes through the new node. Where there is no room at
 * the place, it stands in line, and what comes behind it moves on. */
char *cvk_editing_insert_on_link (CvkSession *self,
                                  const char *type,
                                  const char *link,
                                  double x,
                                  double y,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where somebody expects it who chose it in a list: behind the node that is selected, and linked to
 * its first output when that is free and takes such a node; else at the place. */
char *cvk_editing_add_beside (CvkSession *self,
                              const char *type,
                              double x,
                              double y,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a node that is there, which is moved to the place; it must not be an end of @link.
 */
gboolean cvk_editing_put_on_link (CvkSession *self,
                                  const char *node,
                                  const char *link,
                                  double x,
                                  double y,
                                  GError **error);
/* Whether a node of this type can be linked to such a port at all. */
gboolean cvk_editing_type_fits (CvkSession *self, const char *type, gboolean is_output);

/* --- Links (cvk-editing-links.c) --- */

char *cvk_editing_make_link_text (const char *source,
                                  const char *source_port,
                                  const char *target,
                                  const char *target_port) G_GNUC_WARN_UNUSED_RESULT;
/* By the rules of model/cvk-link-rules.h. */
gboolean cvk_editing_connect (CvkSession *self,
                              const char *source,
                              const char *source_port,
                              const char *target,
                              const char *target_port,
                              GError **error);
/* Takes hold of a link's end and puts it elsewhere: @link goes, the new one comes, in one step. */
gboolean cvk_editing_reconnect (CvkSession *self,
                                const char *link,
                                const char *source,
                                const char *source_port,
                                const char *target,
                                const char *target_port,
                                GError **error);
gboolean cvk_editing_disconnect (CvkSession *self, const char *link, GError **error);
/* The rules for a link that begins at this port. */
CvkLinkRules *cvk_editing_begin_link (CvkSession *self,
                                      const char *node,
                                      const char *port,
                                      gboolean is_output) G_GNUC_WARN_UNUSED_RESULT;

/* --- What is selected (cvk-editing-selection.c) --- */

void cvk_editing_select_all (CvkSession *self);
/* Nodes with their links, links, notes, and frames without what is in them. */
gboolean cvk_editing_delete_selection (CvkSession *self);
/* Mutes the selected nodes; when all of them are muted, unmutes them. */
gboolean cvk_editing_toggle_muted (CvkSession *self);
gboolean cvk_editing_rename_node (CvkSession *self, const char *node, const char *label);
/* Moves nodes and notes, and with a frame what is in it. One drag or one key is one step. @frames:
 * (nullable): where the move takes nodes out of a frame or into one: id of the node to that of the
 * frame, "" for none. */
gboolean cvk_editing_move_selection (CvkSession *self, double dx, double dy, GHashTable *frames);

/* --- By the clipboard (cvk-editing-clipboard.c) --- */

/* The selected nodes, notes and frames, with the nodes in these frames, the links between the
 * nodes, and what they need: the text of a pipeline. (transfer full) (nullable): NULL when nothing
 * of that is selected. */
char *cvk_editing_copy_selection (CvkSession *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same, and deletes it. */
char *cvk_editing_cut_selection (CvkSession *self) G_GNUC_WARN_UNUSED_RESULT;
/* Text that is a pipeline or a part of one. What came is selected; its corner comes to the place,
 * or beside where it was copied when that is CVK_EDITING_ANYWHERE. */
gboolean cvk_editing_paste (CvkSession *self, const char *text, double x, double y, GError **error);
gboolean cvk_editing_duplicate_selection (CvkSession *self);

/* --- As a sub-pipeline (cvk-editing-extract.c) --- */

/* Makes the selected nodes a pipeline in a file beside this one, and puts a node that runs it in
 * their place, selected: one step here. Errors: those of model/cvk-extract.h and
 * model/cvk-document-file.h. */
void cvk_editing_extract_async (CvkSession *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (nullable): the id of the node. */
char *cvk_editing_extract_finish (CvkSession *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* --- In order (cvk-editing-arrange.c, cvk-editing-tidy.c) --- */

typedef enum
{
  CVK_ALIGN_LEFT,
  CVK_ALIGN_CENTER,
  CVK_ALIGN_RIGHT,
  CVK_ALIGN_TOP,
  CVK_ALIGN_MIDDLE,
  CVK_ALIGN_BOTTOM,
  CVK_DISTRIBUTE_ACROSS, /* equal gaps from left to right */
  CVK_DISTRIBUTE_DOWN,
} CvkAlignment;

/* The selected nodes and notes; two at least. */
gboolean cvk_editing_align (CvkSession *self, CvkAlignment alignment);
/* Lays the selected nodes out, all when at most one is selected. */
gboolean cvk_editing_tidy (CvkSession *self);
/* Gives the nodes that the file has no place for one below the others. That is no edit: it is not
 * undone, and not written before somebody moves them. For a document that nobody has seen yet. */
void cvk_editing_place (CvkSession *self);

/* --- Frames and notes (cvk-editing-frames.c, cvk-editing-notes.c) --- */

/* A frame around the selected nodes, which leave the frames they were in; with one frame among what
 * is selected, the nodes go into that. Returns: its id, NULL when there is no node to put into one.
 * (transfer full) (nullable) */
char *cvk_editing_group_selection (CvkSession *self) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the selected nodes out of the frames they are in; a frame that is left empty goes. */
gboolean cvk_editing_leave_frames (CvkSession *self);
/* Removes the selected frames, and those of the selected nodes; what is in them stays. */
gboolean cvk_editing_ungroup_selection (CvkSession *self);
/* Collapses the selected frames, or those of the selected nodes; when all are, expands them. */
gboolean cvk_editing_toggle_collapsed (CvkSession *self);
/* The frame that a node is in. (nullable) (transfer none): good until the document changes. */
const char *cvk_editing_find_frame (CvkSession *self, const char *node);
/* "" for a frame without one. (transfer none) */
const char *cvk_editing_get_frame_title (CvkSession *self, const char *frame);
gboolean cvk_editing_rename_frame (CvkSession *self, const char *frame, const char *title);
gboolean cvk_editing_is_collapsed (CvkSession *self, const char *frame);

/* An empty note, selected. (transfer full) */
char *cvk_editing_add_note (CvkSession *self, double x, double y) G_GNUC_WARN_UNUSED_RESULT;
/* A note without text goes. */
gboolean cvk_editing_set_note_text (CvkSession *self, const char *note, const char *text);
const char *cvk_editing_get_note_text (CvkSession *self, const char *note);
/* Of the selected notes and frames: "yellow", "green", "blue", "red", "purple" or "gray". */
gboolean cvk_editing_set_color (CvkSession *self, const char *color);

/* --- Finding (cvk-editing-find.c) --- */

typedef struct
{
  CvkSelectionKind kind;
  char *id;
} CvkFound;

/* Nodes by name, type, id and the texts in their settings, notes and frames by their texts, in the
 * order of the file; nothing for an empty query. (transfer full) (element-type CvkFound) */
GPtrArray *cvk_editing_find (CvkSession *self, const char *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
