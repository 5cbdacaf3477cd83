// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkActivationInfo:
 *
 * What the host says of a pipeline that runs by itself. It never changes: when the activation does,
 * another one takes its place.
 */
#define CVK_TYPE_ACTIVATION_INFO (cvk_activation_info_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivationInfo, cvk_activation_info, CVK, ACTIVATION_INFO, GObject)

/* @value: an element of ListActivations. */
CvkActivationInfo *cvk_activation_info_new (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;

const char *cvk_activation_info_get_id (CvkActivationInfo *self);
/* Of the pipeline file. */
const char *cvk_activation_info_get_path (CvkActivationInfo *self);
/* Of the content that is active, as cvk_document_dup_content_hash(). */
const char *cvk_activation_info_get_hash (CvkActivationInfo *self);
/* Whether the file holds something else than what is active. */
gboolean cvk_activation_info_is_file_changed (CvkActivationInfo *self);
/* As of the host's ListActivations: an array. (nullable) (transfer none) */
const CvkValue *cvk_activation_info_get_triggers (CvkActivationInfo *self);
/* When the clock starts it next, of all its triggers; microseconds since 1970, 0 when the clock
 * does not say. */
int64_t cvk_activation_info_get_next (CvkActivationInfo *self);
/* Why nothing begins now: its own, or that of a trigger. (nullable) (transfer none) */
CvkProblem *cvk_activation_info_get_problem (CvkActivationInfo *self);

G_END_DECLS
