// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "connect/cvk-connection.h"

G_BEGIN_DECLS

/**
 * CvkTombstone:
 *
 * A grant that is to be ended when its service can be reached (cvk_connection_remove_async() with
 * CVK_REMOVE_LATER has left it). A plain struct; one attempt at a time.
 */
typedef struct _CvkTombstone CvkTombstone;

/* For @connection, from now on. */
CvkTombstone *cvk_tombstone_new (CvkConnection *connection, CvkClock *clock)
  G_GNUC_WARN_UNUSED_RESULT;
/* {"item","client_id","revoke_url","since"}, no secret; (nullable): NULL when something is
 * missing. */
CvkTombstone *cvk_tombstone_new_from_row (const CvkValue *row) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_tombstone_to_row (const CvkTombstone *self) G_GNUC_WARN_UNUSED_RESULT;
CvkTombstone *cvk_tombstone_ref (CvkTombstone *self);
void cvk_tombstone_unref (CvkTombstone *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTombstone, cvk_tombstone_unref)

gboolean cvk_tombstone_is_of (const CvkTombstone *self, CvkConnection *connection);
/* Seven days have passed: the service has not been there for as long. */
gboolean cvk_tombstone_is_over (const CvkTombstone *self, CvkClock *clock);

typedef enum
{
  CVK_TOMBSTONE_ENDED,       /* the service has ended the grant, and the token is gone */
  CVK_TOMBSTONE_UNCONFIRMED, /* the token is gone, the service has not confirmed */
  CVK_TOMBSTONE_LATER,       /* nothing has changed */
} CvkTombstoneOutcome;

/* Asks the service, then removes the refresh token from @store; with @is_last, or when it is over,
 * whatever the answer. */
void cvk_tombstone_try_async (CvkTombstone *self,
                              CvkHttp *http,
                              CvkTokenStore *store,
                              CvkClock *clock,
                              gboolean is_last,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* @store is the source object. @retry_at: when the service wants to be asked again, 0: it did not
 * say. @error: why the store does not let go of the token, which is LATER too; may be NULL. */
CvkTombstoneOutcome cvk_tombstone_try_finish (CvkTokenStore *store,
                                              GAsyncResult *result,
                                              int64_t *retry_at,
                                              GError **error);

G_END_DECLS
