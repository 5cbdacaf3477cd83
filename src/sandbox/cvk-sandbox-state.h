// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkSandboxState:
 *
 * What must survive a restart, as records (kind, id) -> JSON in SQLite. The memory is what counts
 * while the program runs; this is written behind by one thread, many changes in one transaction,
 * and an answer waits for cvk_sandbox_state_settle(). Without a file nothing is kept and nothing
 * waits. Main thread only.
 */
typedef struct _CvkSandboxState CvkSandboxState;

/* @path nullable: keep nothing. Returns: (transfer full) (nullable) */
CvkSandboxState *cvk_sandbox_state_open (const char *path, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is pending and waits for it. */
void cvk_sandbox_state_close (CvkSandboxState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandboxState, cvk_sandbox_state_close)

/* @value NULL removes the record. */
void cvk_sandbox_state_put (CvkSandboxState *self,
                            const char *kind,
                            const char *id,
                            const CvkValue *value);

typedef void (*CvkSandboxStateFunc) (const char *id, const CvkValue *value, gpointer user_data);
/* Every record of a kind, in the order of ids. Only before the first put. */
gboolean cvk_sandbox_state_load (CvkSandboxState *self,
                                 const char *kind,
                                 CvkSandboxStateFunc callback,
                                 gpointer user_data,
                                 GError **error);

typedef void (*CvkSandboxSettledFunc) (gboolean kept, gpointer user_data);
/* Calls @callback when all puts so far are on disk, at once when there is nothing to wait for;
 * @kept is FALSE when writing failed. */
void cvk_sandbox_state_settle (CvkSandboxState *self,
                               CvkSandboxSettledFunc callback,
                               gpointer user_data);

G_END_DECLS
