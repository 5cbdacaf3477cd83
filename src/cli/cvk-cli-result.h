// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gunixfdlist.h>

#include "cli/cvk-cli.h"

G_BEGIN_DECLS

/* The document that WaitRun hands over. (transfer full) (nullable) */
GBytes *cvk_result_read (GUnixFDList *list, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Prints it, for a person or as JSON, and says how to exit. @when_done: also when the run has
 * succeeded. */
CvkExit cvk_result_print (GBytes *document, gboolean json, gboolean when_done);
/* The JSON of a run that did not begin. */
void cvk_result_print_without_run (GPtrArray *problems, const char *state);

G_END_DECLS
