// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* What the commands about past runs share. */

/* Calls a method that answers with JSON. (transfer full) (nullable): NULL when it failed, which is
 * printed then. */
CvkValue *cvk_history_call (GDBusConnection *client, const char *method, GVariant *parameters)
  G_GNUC_WARN_UNUSED_RESULT;
/* The whole id of the run that the user means: an id, the beginning of one, or its number.
 * (transfer full) (nullable): NULL when there is none, or several, which is printed then. */
char *cvk_history_find_run (GDBusConnection *client, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* A time of the journal (microseconds since 1970) as text; empty for NULL and for null. */
char *cvk_history_format_instant (const CvkValue *instant) G_GNUC_WARN_UNUSED_RESULT;
/* How long something took, in microseconds, as text. */
char *cvk_history_format_duration (int64_t duration) G_GNUC_WARN_UNUSED_RESULT;
/* What kind of run an element of ListRuns is: a rehearsal, or one that uses a sandbox; empty for
 * all others. */
const char *cvk_history_get_kind_words (const CvkValue *entry);
/* The state of a run or a step in words; for those it does not know, as it is. */
const char *cvk_history_get_state_words (const char *state);

G_END_DECLS
