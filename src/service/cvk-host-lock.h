// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkHostLock:
 *
 * Makes its holder the only host of a data directory, until it lets go or dies. The lock belongs to
 * the open file (fcntl(2), open file description locks), so it also holds between processes that
 * cannot see each other's pids. The file says, for clients, since which boot and where it listens.
 */
typedef struct _CvkHostLock CvkHostLock;

/* G_IO_ERROR_BUSY: another host has it. (transfer full) (nullable) */
CvkHostLock *cvk_host_lock_new (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_host_lock_publish (CvkHostLock *self, const char *address, GError **error);
void cvk_host_lock_free (CvkHostLock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkHostLock, cvk_host_lock_free)

G_END_DECLS
