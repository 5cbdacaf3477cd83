// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-activation.h"

G_BEGIN_DECLS

/**
 * CvkActivations:
 *
 * The pipelines that run by themselves. Activating publishes a version: the text is frozen, with
 * what its slots are filled with, and editing the file changes nothing until it is activated again,
 * which takes the place of the version before at once. Keeps the host while there is one and the
 * user lets it stay.
 *
 * Signals: "changed": one came, went, or is something else; "missed"
 * (CvkActivation, int64_t count): times of a schedule passed while nobody was there;
 * "blocked" (CvkActivation, CvkProblem): it cannot run, or watch, until something is done.
 */
#define CVK_TYPE_ACTIVATIONS (cvk_activations_get_type ())
G_DECLARE_FINAL_TYPE (CvkActivations, cvk_activations, CVK, ACTIVATIONS, GObject)

CvkActivations *cvk_activations_new (CvkHost *host,
                                     CvkHostConnections *connections,
                                     CvkHostRuns *runs,
                                     CvkQuestions *questions) G_GNUC_WARN_UNUSED_RESULT;
/* Loads them and begins to watch for what makes them run. */
void cvk_activations_load_async (CvkActivations *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cvk_activations_load_finish (CvkActivations *self, GAsyncResult *result, GError **error);
/* Whether the host may stay only to run them. */
void cvk_activations_set_may_stay (CvkActivations *self, gboolean may_stay);

/* @options: the API's. */
void cvk_activations_activate_async (CvkActivations *self,
                                     GBytes *pipeline,
                                     GVariant *options,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full) (nullable): NULL with @error set, or with errors in @problems (transfer
 * full); else @problems holds warnings. */
CvkActivation *cvk_activations_activate_finish (CvkActivations *self,
                                                GAsyncResult *result,
                                                GPtrArray **problems,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What has begun goes on to its end. */
void cvk_activations_deactivate_async (CvkActivations *self,
                                       CvkActivation *activation,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean cvk_activations_deactivate_finish (CvkActivations *self,
                                            GAsyncResult *result,
                                            GError **error);

/* Nothing more begins; all stay active for the next start. */
void cvk_activations_close (CvkActivations *self);

/* The store has forgotten all of them. */
void cvk_activations_forget (CvkActivations *self);

/* By id or path of the file, while it is active. (transfer none) (nullable) */
CvkActivation *cvk_activations_find (CvkActivations *self, const char *name);
/* Those that are active, oldest first. (transfer none) (element-type CvkActivation) */
GPtrArray *cvk_activations_list (CvkActivations *self);
/* The next @count firings by the clock of all, or of @activation (nullable). (transfer full) */
CvkValue *cvk_activations_dup_next (CvkActivations *self, CvkActivation *activation, unsigned count)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
