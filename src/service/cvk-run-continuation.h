// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Going on with an earlier run: what it was given, as options of a new one. */

/* @start: as cvk_store_load_start_async() gives it. @options: the caller's ("retry", "from",
 * "only", "keep", "id", ...), which win. (transfer full) */
GVariant *cvk_run_continuation_make_options (const char *run,
                                             const CvkValue *start,
                                             GVariant *options) G_GNUC_WARN_UNUSED_RESULT;
/* The pipeline as it was, or as @options give it. (transfer full) */
GBytes *cvk_run_continuation_dup_pipeline (const CvkValue *start, GVariant *options)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
