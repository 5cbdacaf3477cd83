// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* What all triggers do in a run: puts out the items of what happened. FALSE when a person began the
 * run, and the node puts out a sample. */
gboolean cvk_trigger_put_out (CvkStep *step, CvkOutput *output);

G_END_DECLS
