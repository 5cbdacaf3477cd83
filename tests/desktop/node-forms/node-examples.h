// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"
#include "model/cvk-node-type.h"

/* The node that is filled in. */
#define NODE_EXAMPLES_STEP "step"

/* Opens a pipeline with a node of @type as people fill it in (examples.json), behind a step whose
 * items are known, in a file with those beside it that it names. A type without an example stays
 * empty. The folder is the current one, which should be empty. (transfer full) */
CvkSession *node_examples_open (const CvkNodeType *type) G_GNUC_WARN_UNUSED_RESULT;
/* Whether there is an example for @type. */
gboolean node_examples_has (const CvkNodeType *type);
/* Makes the folder of the examples, with their files in it, and goes there. */
void node_examples_begin (void);
