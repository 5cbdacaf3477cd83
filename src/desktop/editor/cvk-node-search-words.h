// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words by which people look for a node type besides its title, translated and separated by spaces;
 * "" for a type that has none. */
const char *cvk_node_search_get_words (const char *type);

G_END_DECLS
