// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-clock.h"
#include "base/cvk-secret.h"

G_BEGIN_DECLS

/**
 * CvkHttp:
 *
 * One HTTP exchange with the guarantees that libsoup 3.2 does not give: deadlines for reaching the
 * server, for its answer and for the whole (cvk-http-deadlines.h), a budget for the decoded body,
 * no redirect followed, nothing sent a second time behind our back, header values checked before
 * they are set, and an answer to the question whether the request can have reached the server.
 *
 * Main thread; connections are kept alive and shared.
 */
#define CVK_TYPE_HTTP (cvk_http_get_type ())
G_DECLARE_DERIVABLE_TYPE (CvkHttp, cvk_http, CVK, HTTP, GObject)

typedef struct _CvkRateLimits CvkRateLimits;

#define CVK_HTTP_ERROR (cvk_http_error_quark ())
GQuark cvk_http_error_quark (void);

typedef enum
{
  CVK_HTTP_ERROR_INVALID,   /* a URL, header or method that must not be sent; nothing was */
  CVK_HTTP_ERROR_NOT_SENT,  /* no connection, name not found, TLS refused: nothing was sent */
  CVK_HTTP_ERROR_LOST,      /* failed after the request may have been read: outcome unknown */
  CVK_HTTP_ERROR_DEADLINE,  /* a deadline passed when it may have been sent: outcome unknown */
  CVK_HTTP_ERROR_TOO_LARGE, /* body over the budget; outcome unknown */
  CVK_HTTP_ERROR_PRIVATE, /* it may reach public addresses only, and that is none: nothing was sent
                           */
} CvkHttpError;

/* Bytes of a decoded body when a request does not say. */
#define CVK_HTTP_DEFAULT_BUDGET ((size_t) 8 * 1024 * 1024)

/* How an answer is followed while it comes. */
typedef struct
{
  int64_t first_byte; /* microseconds until its status is there, in place of the request's
                       * patience; 0: as long as all may take */
  int64_t between;    /* microseconds until the next piece; 0: as long as all may take */
  /* A piece of the decoded body of an answer of status 2xx; in no piece do the credentials stand.
   * FALSE: that is enough, the exchange ends as if the body ended here. Must not send or cancel. */
  gboolean (*take) (const char *data, size_t length, gpointer user_data);
  gpointer user_data; /* must live until the callback of the request */
  /* Nullable, in place of @take: where the decoded body of an answer of status 2xx is written as it
   * comes, no faster than that takes it; the response has none of it then. */
  GOutputStream *sink;
} CvkHttpStream;

/* Where a request may go, by the address that its connection really has. */
typedef enum
{
  CVK_HTTP_REACH_ANY,    /* anywhere: the user gave the address in a connection, or it is fixed */
  CVK_HTTP_REACH_PUBLIC, /* public addresses only (cvk-public-address.h): a pipeline or an item says
                            where, and that must not be this computer or what is near it. Shares no
                            connection with the others. */
} CvkHttpReach;

typedef struct
{
  const char *method;
  const char *url;             /* absolute http or https, without user information */
  CvkSecret *secret_url;       /* nullable: one that is a secret as a whole, in place of @url */
  const char *content_type;    /* nullable */
  GBytes *body;                /* nullable */
  CvkSecret *bearer;           /* nullable: Authorization: Bearer */
  CvkSecret *basic;            /* nullable: Authorization: Basic, already encoded */
  const char *secret_header;   /* nullable: the name of a header whose value is @header_secret */
  CvkSecret *header_secret;    /* nullable; of these three credentials one at most */
  const char *const *headers;  /* nullable: name, value, ..., NULL */
  int64_t deadline;            /* microseconds in all; 0: 60 s */
  int64_t patience;            /* microseconds until the answer to what was sent begins; 0: 30 s, or
                                  half of the deadline where that is more */
  size_t budget;               /* bytes of decoded body; 0: 8 MiB */
  const CvkHttpStream *stream; /* nullable: the body is handed over while it comes, and is in the
                                  response all the same but for a sink */
  CvkHttpReach reach;
  gboolean reads_only; /* refuses every method that RFC 9110, section 9.2.1 does not call safe */
} CvkHttpRequest;

typedef struct
{
  unsigned status;
  GBytes *body;
  GHashTable *headers; /* lower-case name -> value; several joined by ", " */
  GError *sink_error;  /* nullable: why its body could not be written to the sink to its end */
} CvkHttpResponse;

void cvk_http_response_free (CvkHttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkHttpResponse, cvk_http_response_free)
/* (nullable); @name in lower case. */
const char *cvk_http_response_get_header (const CvkHttpResponse *response, const char *name);

struct _CvkHttpClass
{
  GObjectClass parent_class;

  /* Sends @request, which lives for this call only, and has @task return a CvkHttpResponse or an
   * error of those above. Takes @task. Another network than the world's (a simulated one) is a
   * class that has another function here. */
  void (*send) (CvkHttp *self, const CvkHttpRequest *request, GTask *task);
};

/* Property "clock" (construct-only). */
CvkHttp *cvk_http_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;
/* The limits that all who send over @self keep together; they are asked by who sends
 * (cvk-rate-limits.h). (transfer none) */
CvkRateLimits *cvk_http_get_rate_limits (CvkHttp *self);
/* How many requests have no end yet. */
unsigned cvk_http_count_under_way (CvkHttp *self);
/* Copies what it needs of @request. Any status is a response, redirects too. Where the body repeats
 * the credentials, it has asterisks in their place. */
void cvk_http_send_async (CvkHttp *self,
                          const CvkHttpRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* Returns: (transfer full) (nullable) */
CvkHttpResponse *cvk_http_send_finish (CvkHttp *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
