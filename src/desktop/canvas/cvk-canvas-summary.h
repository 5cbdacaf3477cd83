// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* What @node does, in the few words that fit under its name: the file, the account, the condition.
 * @type: nullable. @accounts: what fills the slots on this computer, slot to name; nullable.
 * (transfer full), plain text, never NULL. */
char *cvk_canvas_summary_new (CvkDocument *document,
                              const CvkNode *node,
                              const CvkNodeType *type,
                              GHashTable *accounts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
