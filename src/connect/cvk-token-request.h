// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-device-code.h"
#include "connect/cvk-token-reply.h"
#include "net/cvk-http.h"

G_BEGIN_DECLS

/* One field of a form. */
typedef struct
{
  const char *name;
  const char *text;
} CvkTokenField;

/* Who asks whom. */
typedef struct
{
  CvkHttp *http;
  const char *url;
  const char *client_id;
  CvkSecret *client_secret; /* nullable: a public client */
  gboolean secret_in_form;  /* where that stands, for servers that read no header */
  gboolean in_query;        /* the parameters, none of which is secret then, stand in the address */
} CvkTokenRequest;

/* Posts a form with @fields (ended by one without a name; (transfer none), may hold secrets) and
 * the client's identity: in the form for a public client, as Authorization: Basic for one with a
 * secret, unless it is to stand in the form as well (RFC 6749, section 2.3.1). Sent once; what
 * became of a request without an answer is not known. */
void cvk_token_request_send_async (const CvkTokenRequest *self,
                                   const CvkTokenField *fields,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Of a grant. @http is the source object. Returns: (transfer full) (nullable) */
CvkTokenReply *cvk_token_request_send_finish (CvkHttp *http, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Of a device authorization (RFC 8628). Returns: (transfer full) (nullable) */
CvkDeviceCode *cvk_token_request_device_finish (CvkHttp *http, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Of any: when the service says that it may be asked again (Retry-After and the like); 0 when it
 * did not say. @now and the result are walls. */
int64_t cvk_token_request_get_retry_at (GAsyncResult *result, int64_t now);
/* Of either that failed: whether the service cannot have seen it. */
gboolean cvk_token_request_is_unsent (GAsyncResult *result);
/* Of a revocation (RFC 7009), where any body will do. Errors: OFFLINE and BUSY for a service that
 * may confirm it later, REFUSED for one that will not. */
gboolean cvk_token_request_revoke_finish (CvkHttp *http, GAsyncResult *result, GError **error);

G_END_DECLS
