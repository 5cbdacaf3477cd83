// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "store/cvk-store.h"

G_BEGIN_DECLS

/**
 * Activations: pipelines that run by themselves, frozen as they were when the user said so, and
 * their occurrences: each time that one of their triggers had reason to fire.
 *
 * An occurrence is known by (activation, node, key), and that is unique for good, also when the
 * pipeline is deactivated and activated again: nothing fires twice for one key. Its states:
 *
 *   "queued"   waits for a run; "items" (an array) is what the trigger puts out in it
 *   "fired"    has its run; only the journal gets it there, in one commit with the run's start
 *   "skipped"  there was no run, "reason" says why
 *   "missed"   its time passed while nobody was there; "count" of them in one row
 *
 * Only the newest of a node are kept.
 */

/* @activation: {"id", "path", "name", "hash", "pipeline": text, "bindings": object, "since"}; takes
 * the place of the one with that id at once, and is active. Ends in cvk_store_boolean_finish(). */
void cvk_store_save_activation_async (CvkStore *self,
                                      const CvkValue *activation,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* It is not active any more. What waits for a run is skipped with the reason "deactivated", and its
 * triggers forget: what happens until it is activated again is nothing to them. Ends in
 * cvk_store_boolean_finish(). */
void cvk_store_end_activation_async (CvkStore *self,
                                     const char *id,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* All of them, oldest first, those that have been deactivated too: [{what was saved, "state":
 * "active" or "inactive", "memory": {node: value}, "queued": [{"node", "key", "items", "noted"}]}].
 * Ends in cvk_store_text_finish(). */
void cvk_store_load_activations_async (CvkStore *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* @occurrences: an array of {"key", "state", "reason", "count", "items", "noted"}, what is missing
 * left out; may be empty. @memory: (nullable): what the trigger remembers from now on. One commit
 * for both. Ends in cvk_store_boolean_finish(): whether the last of them was not known before; a
 * known one stays as it is. */
void cvk_store_note_occurrences_async (CvkStore *self,
                                       const char *activation,
                                       const char *node,
                                       const CvkValue *occurrences,
                                       const CvkValue *memory,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* What waited for a run will not get one. Ends in cvk_store_boolean_finish(). */
void cvk_store_skip_occurrence_async (CvkStore *self,
                                      const char *activation,
                                      const char *node,
                                      const char *key,
                                      const char *reason,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Runs that have succeeded or failed since @since (microseconds), or the one called @run when it
 * has, the first one first, at most @limit: [{"run", "name", "path", "state", "finished",
 * "trigger", "failures", "outputs"}]; outputs only when they are small. @run: (nullable). Ends in
 * cvk_store_text_finish(). */
void cvk_store_load_ended_runs_async (CvkStore *self,
                                      const char *run,
                                      int64_t since,
                                      unsigned limit,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* The newest first, at most @limit: [{"activation", "node", "key", "state", "reason", "count",
 * "run", "noted"}]. @activation: (nullable): of all. Ends in cvk_store_text_finish(). */
void cvk_store_load_occurrences_async (CvkStore *self,
                                       const char *activation,
                                       unsigned limit,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* Ids of failed runs, ended at @since or later, that name a handler of failures ("handler" in their
 * first record) and for which none has run: its id is theirs with "-handler" behind it. Ends in
 * cvk_store_text_finish(): a JSON array. */
void cvk_store_load_unhandled_runs_async (CvkStore *self,
                                          int64_t since,
                                          unsigned limit,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);

G_END_DECLS
