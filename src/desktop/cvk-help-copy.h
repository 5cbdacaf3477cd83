// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A web page of the manual that opens at @topic (cvk-help.h): a copy of @manual in the cache folder
 * of the user, or @manual itself where it has no such place. Neither GIO, which knows files and no
 * places in them, nor the portal, which takes an open file, could tell a browser where to begin.
 * Blocks. @topic: (nullable)
 *
 * Returns: (transfer full) (nullable): its path; NULL with a G_FILE_ERROR */
char *cvk_help_copy_make (const char *manual, const char *topic, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
