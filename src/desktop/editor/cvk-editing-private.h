// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-editing.h"
#include "model/cvk-command.h"

G_BEGIN_DECLS

/* Shared by the files cvk-editing-*.c. */

/* Pushes @command, and begins a new step behind it. Takes it; FALSE when it was empty. */
gboolean cvk_editing_push (CvkSession *self, CvkCommand *command);
/* The note or frame of that id. (nullable) (transfer none) */
CvkAnnotation *cvk_editing_find_annotation (GPtrArray *annotations, const char *id);
/* NULL-terminated ids of a kind in the selection; borrowed strings. (transfer container) */
const char **cvk_editing_list_selected (CvkSession *self, CvkSelectionKind kind)
  G_GNUC_WARN_UNUSED_RESULT;
/* An id that nothing in @annotations has: "note", "note-2". (transfer full) */
char *cvk_editing_make_annotation_id (GPtrArray *annotations, const char *base)
  G_GNUC_WARN_UNUSED_RESULT;
/* @object with a member set; @member NULL removes it. Takes @member. (transfer full) */
CvkValue *cvk_editing_with_member (const CvkValue *object, const char *name, CvkValue *member)
  G_GNUC_WARN_UNUSED_RESULT;
double cvk_editing_snap (double position);
CvkValue *cvk_editing_new_number (double number) G_GNUC_WARN_UNUSED_RESULT;
/* A number of a note or frame. */
double cvk_editing_get_number (const CvkValue *object, const char *name, double fallback);
/* Ids of the selected nodes and of those in the selected frames, each once, in the order of the
 * document. (transfer container), NULL-terminated: good until the document changes. */
const char **cvk_editing_list_with_frames (CvkSession *self) G_GNUC_WARN_UNUSED_RESULT;
/* Puts nodes into other frames within @command, or into none: as cvk_editing_move_selection(). */
void cvk_editing_change_frames (CvkSession *self, CvkCommand *command, GHashTable *frames);
/* Lays nodes out within @command, their corner staying where it is; all nodes when @ids is NULL. */
void cvk_editing_arrange (CvkSession *self, CvkCommand *command, const char *const *ids);
/* Sets one number of a note. */
void cvk_editing_place_note (CvkSession *self,
                             CvkCommand *command,
                             const char *id,
                             double x,
                             double y);

G_END_DECLS
