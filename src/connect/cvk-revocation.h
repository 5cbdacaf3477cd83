// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-token-request.h"

G_BEGIN_DECLS

/* Ends a grant at the service (RFC 7009): first the refresh token, then the access token, which
 * most services end with it. @request's URL is the revocation endpoint; either token is nullable.
 * Cannot be cancelled, because who asks is about to throw the tokens away. */
void cvk_revocation_send_async (const CvkTokenRequest *request,
                                CvkSecret *refresh_token,
                                CvkSecret *access_token,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* TRUE: the service has ended it, or knows of nothing to end. Errors are CVK_AUTH_ERROR: OFFLINE
 * and BUSY for a service that may say so later, REFUSED for one that will not. */
gboolean cvk_revocation_send_finish (CvkHttp *http, GAsyncResult *result, GError **error);
/* When to try again, as the service says; 0: it did not. @now and the result are walls. */
int64_t cvk_revocation_get_retry_at (GAsyncResult *result, int64_t now);

G_END_DECLS
