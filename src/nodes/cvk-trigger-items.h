// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* What all triggers do in a run: puts out the items of what happened, or @sample (transfer none)
 * when a person began the run. */
void cvk_trigger_put_out (CvkStep *step, CvkOutput *output, CvkValue *sample);

G_END_DECLS
