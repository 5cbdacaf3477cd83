// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* Every node type that this program knows; the same as the engine's. (transfer full) */
CvkNodeTypes *cvk_cli_types_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
