// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection-private.h"
#include "connect/cvk-refresh-marker.h"

G_BEGIN_DECLS

/* One refresh, the data of its task: taking the lock, looking at what others have done, sending
 * (cvk-connection-refresh.c), storing what came (cvk-connection-store.c). */
typedef struct
{
  CvkConnectionLock *lock;  /* NULL for what is in memory only, which is shared with nobody */
  CvkTokenPayload *payload; /* what is sent, then what is stored */
  CvkTokenReply *reply;
  GError *refusal;        /* the server's, while the store is looked at again */
  CvkRefreshMarker found; /* left behind by somebody */
  gboolean is_unsaved;    /* @payload is in no store */
  /* Storing: */
  gboolean is_published; /* the access token is where others find it, as well as that went */
  gboolean is_stored;
  GError *store_error; /* nullable */
} CvkRefresh;

/* Stores the reply, then uses it, then ends @task, which is (transfer full). */
void cvk_connection_store_reply (GTask *task);

G_END_DECLS
