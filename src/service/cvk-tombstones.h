// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkTombstones:
 *
 * Connections that the user has deleted while their service was away: each has a row without any
 * secret in the store, and its refresh token in the keyring under another name. The service is
 * asked to end the sign-in when the host starts, when the network is back, and again and again with
 * longer and longer pauses, for seven days. The host stays as long as there is one; the user is
 * asked nothing.
 */
#define CVK_TYPE_TOMBSTONES (cvk_tombstones_get_type ())
G_DECLARE_FINAL_TYPE (CvkTombstones, cvk_tombstones, CVK, TOMBSTONES, GObject)

/* Begins with what is in the store. */
CvkTombstones *cvk_tombstones_new (CvkHost *host) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the row before the refresh token is moved, or a crash in between would leave it in the
 * keyring and nobody would know. cvk_tombstones_settle() has to follow. */
void cvk_tombstones_add_async (CvkTombstones *self,
                               CvkConnection *connection,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean cvk_tombstones_add_finish (CvkTombstones *self, GAsyncResult *result, GError **error);
/* What became of it: the refresh token was moved, or there is nothing to do. */
void cvk_tombstones_settle (CvkTombstones *self, CvkConnection *connection, gboolean is_buried);

/* Tries each once more, then gives them up. @n_unconfirmed: how many the service has not ended.
 * FALSE when the keyring does not let go of one. */
void cvk_tombstones_forget_async (CvkTombstones *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean cvk_tombstones_forget_finish (CvkTombstones *self,
                                       GAsyncResult *result,
                                       unsigned *n_unconfirmed,
                                       GError **error);

G_END_DECLS
