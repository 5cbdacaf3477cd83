// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-questions.h"

G_BEGIN_DECLS

/**
 * CvkActivation:
 *
 * One pipeline that runs by itself, frozen as it was activated, with its triggers. What a trigger
 * notes is written down before anything else; then, one after the other, each gets its run, as the
 * trigger's setting for runs that would overlap says. What cannot run now because of a pause or a
 * connection waits for it, save what a schedule asks for, which is skipped and said.
 *
 * Signals: "changed": what cvk_activation_describe() says is something else; "missed", "blocked" as
 * of CvkActivations.
 */
#define CVK_TYPE_ACTIVATION (cvk_activation_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivation, cvk_activation, CVK, ACTIVATION, GObject)

/* @record: as the store has it (store/cvk-store-activations.h); of the old version, "memory" and
 * "queued" are taken along. (nullable): NULL with @problem set when nothing can come of it. */
CvkActivation *cvk_activation_new (CvkHost *host,
                                   CvkHostConnections *connections,
                                   CvkHostRuns *runs,
                                   CvkQuestions *questions,
                                   const CvkValue *record,
                                   CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* Adds why its triggers cannot be watched, whatever happens. */
void cvk_activation_add_setup_problems (CvkActivation *self, GPtrArray *problems);
void cvk_activation_start (CvkActivation *self);
/* Nothing more begins; runs that are under way end by themselves. */
void cvk_activation_stop (CvkActivation *self);

/* The webhook @node has another secret, or is to have another address. FALSE: there is none. */
gboolean cvk_activation_renew_webhook (CvkActivation *self, const char *node, gboolean new_address);
/* What the keyring holds for its webhooks. */
void cvk_activation_forget_secrets (CvkActivation *self);

/* Tries once more what failed at @node in @failed, a run of this activation that has ended: the
 * items that failed, or, where the step works on its whole list at once and nothing behind it
 * changed anything, all of it. It is the user's: no occurrence begins it. (transfer full)
 * (nullable): NULL when @problems says why nothing was begun. */
CvkHostRun *cvk_activation_retry (CvkActivation *self,
                                  CvkHostRun *failed,
                                  const char *node,
                                  GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;

const char *cvk_activation_get_id (CvkActivation *self);
/* Of the pipeline file. */
const char *cvk_activation_get_path (CvkActivation *self);
/* What the pipeline was called. */
const char *cvk_activation_get_name (CvkActivation *self);
/* Content hash of the version that is active. */
const char *cvk_activation_get_hash (CvkActivation *self);
/* As one of the API's ListActivations. (transfer full) */
CvkValue *cvk_activation_describe (CvkActivation *self) G_GNUC_WARN_UNUSED_RESULT;
/* As the API's GetNext. (transfer full) */
CvkValue *cvk_activation_dup_next (CvkActivation *self, unsigned count) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
