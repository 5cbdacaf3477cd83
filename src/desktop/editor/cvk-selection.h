// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CvkSelection:
 *
 * What is selected in a pipeline. Canvas, outline and inspector share one, so that they always
 * agree. Nodes, notes and frames are named by their ids, links by their text, "node.port ->
 * node.port". What is not in the document any more is taken out by the session.
 *
 * Signal "changed" ().
 */
#define CVK_TYPE_SELECTION (cvk_selection_get_type ())
G_DECLARE_FINAL_TYPE (CvkSelection, cvk_selection, CVK, SELECTION, GObject)

typedef enum
{
  CVK_SELECTION_NODE,
  CVK_SELECTION_LINK,
  CVK_SELECTION_NOTE,
  CVK_SELECTION_FRAME,
  CVK_SELECTION_N_KINDS,
} CvkSelectionKind;

CvkSelection *cvk_selection_new (void) G_GNUC_WARN_UNUSED_RESULT;

gboolean cvk_selection_contains (CvkSelection *self, CvkSelectionKind kind, const char *id);
/* Of one kind, in the order in which they were selected. (transfer none) (element-type utf8) */
GPtrArray *cvk_selection_list (CvkSelection *self, CvkSelectionKind kind);
/* Of all kinds. */
unsigned cvk_selection_get_count (CvkSelection *self);
/* The id when one node and nothing else is selected. (nullable) (transfer none) */
const char *cvk_selection_get_single_node (CvkSelection *self);

void cvk_selection_add (CvkSelection *self, CvkSelectionKind kind, const char *id);
void cvk_selection_remove (CvkSelection *self, CvkSelectionKind kind, const char *id);
/* Selects this and nothing else. */
void cvk_selection_set_only (CvkSelection *self, CvkSelectionKind kind, const char *id);
void cvk_selection_clear (CvkSelection *self);
/* Between these, "changed" is held back, and comes once at the end when anything changed. */
void cvk_selection_freeze (CvkSelection *self);
void cvk_selection_thaw (CvkSelection *self);

G_END_DECLS
