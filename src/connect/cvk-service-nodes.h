// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/* Adds the node types that speak to services and are no actions of a connector (http.request), each
 * a CvkNodeOperations, to @types. */
void cvk_service_nodes_register (CvkNodeTypes *types);

G_END_DECLS
