// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* Every node type that this program knows, built-in ones and the actions of connectors, loaded once
 * in a process and never freed. (transfer none) */
const CvkNodeTypes *cvk_node_catalogue_get (void);
/* Loads the user's own connectors (@data_directory: (nullable): NULL for the default one), and
 * begins to read all types in a thread, so that the first who asks does not wait for it. Once. */
void cvk_node_catalogue_prepare (const char *data_directory);

G_END_DECLS
