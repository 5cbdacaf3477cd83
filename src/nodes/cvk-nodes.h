// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Adds every built-in node type, each a CvkNodeOperations, to @types. */
void cvk_nodes_register (CvkNodeTypes *types);

G_END_DECLS
