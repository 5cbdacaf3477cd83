// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-node-type.h"

/* A handful of node types that the tests of the model know: "read", "pass", "make", "zoom" and
 * "input". */
CvkNodeTypes *model_types_new (void) G_GNUC_WARN_UNUSED_RESULT;
