// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkRunEntry:
 *
 * A run as the engine lists it. It stays the same object for as long as the run is listed.
 *
 * Signal "changed" ().
 */
#define CVK_TYPE_RUN_ENTRY (cvk_run_entry_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunEntry, cvk_run_entry, CVK, RUN_ENTRY, GObject)

/* @description: an element of ListRuns. */
CvkRunEntry *cvk_run_entry_new (const CvkValue *description) G_GNUC_WARN_UNUSED_RESULT;
void cvk_run_entry_update (CvkRunEntry *self, const CvkValue *description);

/* Never NULL; empty when not known. (transfer none) */
const char *cvk_run_entry_get_id (CvkRunEntry *self);
const char *cvk_run_entry_get_name (CvkRunEntry *self);
const char *cvk_run_entry_get_path (CvkRunEntry *self);
const char *cvk_run_entry_get_state (CvkRunEntry *self);
/* The state as cvk_run_words_state() takes it: "sleeping" where only the clock is waited for. */
const char *cvk_run_entry_get_shown_state (CvkRunEntry *self);
gboolean cvk_run_entry_is_paused (CvkRunEntry *self);
int64_t cvk_run_entry_get_number (CvkRunEntry *self);
unsigned cvk_run_entry_get_failures (CvkRunEntry *self);
/* "Run 14 · 3.1 s · today 14:02", "Rehearsal 15 · Sandbox · 3.1 s · today 14:02". (transfer full)
 */
char *cvk_run_entry_describe (CvkRunEntry *self, int64_t now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
