// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"

G_BEGIN_DECLS

/**
 * A part of a pipeline, to be carried to another place: by the clipboard, or within the pipeline.
 * An excerpt is a document of its own, so its text is a pipeline that everybody can read.
 */

/* The nodes, notes and frames of these ids (each nullable, NULL-terminated), the links between the
 * nodes, and the slots and files that they name. Frames keep those of their nodes that are there.
 * (transfer full) */
CvkDocument *cvk_document_excerpt (CvkDocument *self,
                                   const char *const *nodes,
                                   const char *const *notes,
                                   const char *const *frames) G_GNUC_WARN_UNUSED_RESULT;

/* What cvk_command_paste() brought: new ids, owned. */
typedef struct
{
  GPtrArray *nodes;
  GPtrArray *notes;
  GPtrArray *frames;
} CvkPasted;

void cvk_pasted_clear (CvkPasted *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkPasted, cvk_pasted_clear)

/* Puts all of @excerpt into the document, moved by this distance. Ids that are taken are replaced,
 * in what refers to them too: links, frames, expressions and scripts. A slot of the same name and
 * service is shared. Linear in both, but for the ids. @pasted: filled; clear it. */
void cvk_command_paste (CvkCommand *self,
                        CvkDocument *excerpt,
                        double dx,
                        double dy,
                        CvkPasted *pasted);

G_END_DECLS
