// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "model/cvk-document.h"

G_BEGIN_DECLS

/* What the store keeps of an activation (store/cvk-store-activations.h) and what triggers note:
 * pure functions from one to the other. Its bindings are {"connections": {slot: {"id", "name"}},
 * "files": {file slot or relative path: path}}. */

/* (transfer full) (nullable): NULL with @problem set when this version cannot read it. */
CvkDocument *cvk_activation_read_document (const CvkValue *record, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
/* Slot -> id of its connection. (transfer full) */
GHashTable *cvk_activation_dup_slots (const CvkValue *record) G_GNUC_WARN_UNUSED_RESULT;
/* File slot or relative path -> path. (transfer full) */
GHashTable *cvk_activation_dup_files (const CvkValue *record) G_GNUC_WARN_UNUSED_RESULT;
/* As the API's StartRun takes them. (transfer full) */
GVariantDict *cvk_activation_dup_run_options (const CvkValue *record) G_GNUC_WARN_UNUSED_RESULT;

/* @occurrence with the time it was noted at; @reason (nullable): there is no run for it if it asks
 * for one. (transfer full) */
CvkValue *cvk_activation_date_occurrence (const CvkValue *occurrence,
                                          int64_t now,
                                          const char *reason) G_GNUC_WARN_UNUSED_RESULT;

/* A trigger's next time with "activation", "path", "name" and "node". (transfer full) */
CvkValue *cvk_activation_place_next (const CvkValue *record, const char *node, const CvkValue *next)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
