// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * Which file stands behind each file slot of a pipeline on this computer: a pipeline names slots,
 * or paths beside itself, so that it can be given to somebody else. What was chosen elsewhere is
 * remembered in the settings, by the place of the pipeline's file; without a choice, it is the
 * file beside the pipeline. Main thread.
 */

/* The path that was chosen; @slot: a slot, or a path as the pipeline has it. (transfer full)
 * (nullable) */
char *cvk_file_bindings_dup_choice (CvkSession *session, const char *slot)
  G_GNUC_WARN_UNUSED_RESULT;
/* @path: absolute; NULL for the file beside the pipeline. */
void cvk_file_bindings_choose (CvkSession *session, const char *slot, const char *path);
/* The file that a run would use, whether it is there or not; NULL where a pipeline in no file
 * leaves it open. (transfer full) (nullable) */
char *cvk_file_bindings_dup_path (CvkSession *session, const char *slot) G_GNUC_WARN_UNUSED_RESULT;
/* For the option "files" of StartRun, a{ss}: the choices that the pipeline uses. (transfer
 * floating) */
GVariant *cvk_file_bindings_make_option (CvkSession *session);

G_END_DECLS
