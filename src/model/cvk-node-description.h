// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/* Fills @type with what the JSON text @source says of it: "id", "title", "help", "icon", "group",
 * "connector", "slot" ("optional"), "mode" ("each", "all"), "effect" ("pure", "read", "change"),
 * "source", "trigger", "keeps_input", "settings", "output". A description is part of the program,
 * so what is wrong with it ends the program, with @name. The type's strings point into the parsed
 * value, which lives as long as the program and is the type's data. */
void cvk_node_type_describe (CvkNodeType *type, GBytes *source, const char *name);

G_END_DECLS
