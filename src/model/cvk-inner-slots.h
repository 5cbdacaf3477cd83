// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-command.h"
#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* What a sub-pipeline wants from the pipeline around it. A connection slot in there is filled by
 * the slot out here of the same name, or by the one that the node's setting "slots" maps it to; a
 * file slot in there by the one of the same name. Whoever runs a pipeline fills its own slots only,
 * so what is wanted in there needs a slot out here. */

/* Whether a step in @inner, which carries what it runs itself, takes its file from @slot, a file
 * slot of it, and there is none unless it is chosen. */
gboolean cvk_inner_slots_wants_file (CvkDocument *inner,
                                     const CvkNodeTypes *types,
                                     const CvkFileSlot *slot);

/* --- Giving it (cvk-command-inner.c) --- */

/* Gives the slot @slot of what the node @id runs one of the document: its own when that fits, else
 * a new one with the name @slot; where another service has this name, one with a number, which the
 * node's setting "slots" then names. @label: (nullable). Errors: as in model/cvk-command.h. */
gboolean cvk_command_add_inner_slot (CvkCommand *self,
                                     const CvkNodeTypes *types,
                                     const char *id,
                                     const char *slot,
                                     const char *connector,
                                     const char *label,
                                     GError **error);
/* The same for all connections and files that @inner, which the node @id runs, wants. What has a
 * slot already is left as it is. */
gboolean cvk_command_add_inner_slots (CvkCommand *self,
                                      const CvkNodeTypes *types,
                                      const char *id,
                                      CvkDocument *inner,
                                      GError **error);

G_END_DECLS
