// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes the folder @path with all that is in it; links are removed and not followed. FALSE when
 * it is still there. */
gboolean cvk_remove_folder (const char *path);

G_END_DECLS
