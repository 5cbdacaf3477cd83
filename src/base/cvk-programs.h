// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * cvk_program_find:
 * @name: "convoke-script", "convoke-parse", "convoke-engine", "convoke-sandbox", "convokectl" or
 *   "convoke"
 *
 * The path of one of Convoke's programs: the sibling in the build tree when the running program
 * lies there itself, else the installed one. The environment has no say in it. Whether the file
 * exists is not looked at; starting it will tell.
 *
 * Returns: (transfer full)
 */
char *cvk_program_find (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the running program lies in the build tree. */
gboolean cvk_program_is_uninstalled (void);

G_END_DECLS
