// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-document.h"

G_BEGIN_DECLS

/* What keeps nodes in one pipeline, for cvk-extract.c. */

/* Whether an expression or script of @node reads from a node on the other side: one in @inside (a
 * set of ids) when it is not in there itself, and one outside otherwise. */
gboolean cvk_extract_reads_across (CvkDocument *document, const CvkNode *node, GHashTable *inside);
gboolean cvk_extract_reads_inputs (const CvkNode *node);

G_END_DECLS
