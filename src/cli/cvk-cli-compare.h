// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What came out of each step in two runs: {node: {"first", "second": how many, "only_first",
 * "only_second": how many of them the other one does not have, by their content}}; null where a run
 * has no such step. @first and @second: ids, @steps and @other_steps: of GetRun. (transfer full)
 * (nullable): NULL when it failed, which is printed then. */
CvkValue *cvk_compare_runs (GDBusConnection *client,
                            const char *first,
                            const CvkValue *steps,
                            const char *second,
                            const CvkValue *other_steps) G_GNUC_WARN_UNUSED_RESULT;
/* For a person. */
void cvk_compare_print (const CvkValue *comparison);

G_END_DECLS
