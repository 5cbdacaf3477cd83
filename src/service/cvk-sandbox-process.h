// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkSandboxProcess:
 *
 * A running convoke-sandbox with its control socket in a folder that only this user can enter. It
 * ends with this object, or with this process, whatever ends that.
 */
#define CVK_TYPE_SANDBOX_PROCESS (cvk_sandbox_process_get_type ())
G_DECLARE_FINAL_TYPE (CvkSandboxProcess, cvk_sandbox_process, CVK, SANDBOX_PROCESS, GObject)

CvkSandboxProcess *cvk_sandbox_process_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @arguments: NULL-terminated, for the program. Ends when it answers. */
void cvk_sandbox_process_start_async (CvkSandboxProcess *self,
                                      const char *const *arguments,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Returns: its address, "http://127.0.0.1:PORT". (transfer none) (nullable) */
const char *cvk_sandbox_process_start_finish (CvkSandboxProcess *self,
                                              GAsyncResult *result,
                                              GError **error);

/* (nullable): NULL before it has started. (transfer none) */
const char *cvk_sandbox_process_get_url (CvkSandboxProcess *self);
gboolean cvk_sandbox_process_is_running (CvkSandboxProcess *self);
/* One order on the control socket: JSON objects in and out. */
void cvk_sandbox_process_order_async (CvkSandboxProcess *self,
                                      const char *order,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* (transfer full) (nullable) */
char *cvk_sandbox_process_order_finish (CvkSandboxProcess *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
