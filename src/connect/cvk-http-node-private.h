// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-data-file.h"
#include "connect/cvk-action-private.h"

G_BEGIN_DECLS

/**
 * CvkHttpCall:
 *
 * One execution of http.request. It is an action of a service that nobody has described, made of
 * the step's settings for this one call, so that waiting, trying again, the effect protocol and the
 * questions are those of every other action.
 */
typedef struct
{
  CvkAction action; /* first: what reads a reply gets to here by it */
  CvkConnector connector;
  CvkExecution *execution;      /* borrowed: it owns this */
  char *host;                   /* what people know the service by */
  GHashTable *files;            /* owned: path on this computer -> GBytes, of what is sent */
  char *url;                    /* of the last request */
  char *target;                 /* nullable: where the answer is saved */
  CvkDataFileDraft *draft;      /* owned, nullable: what is saved there, as it comes */
  CvkExchangeFollower follower; /* with @draft: what writes to it */
  GBytes *answer;               /* owned, nullable: what of it is not written yet */
  GError *draft_error;          /* owned, nullable: why it could not be written */

  /* Paging. */
  GPtrArray *elements; /* owned CvkValue */
  GHashTable *seen;    /* owned: addresses that were asked */
  CvkValue *last_page; /* owned, nullable */
  unsigned n_pages;
} CvkHttpCall;

static inline CvkHttpCall *
cvk_http_call_get (CvkExecution *execution)
{
  return (CvkHttpCall *) execution->action;
}

/* --- cvk-http-node-address.c --- */

/* The address that @settings ask for, with the query, absolute and without a fragment. @connection:
 * (nullable): below whose address a relative one lies, and whose hosts an absolute one must be of.
 * (transfer full) (nullable); NULL sets @problem with the field. */
char *cvk_http_node_make_url (CvkValue *settings, CvkConnection *connection, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
/* @url with the query's @name set to @value in place of what it had there. (transfer full) */
char *cvk_http_node_set_query (const char *url, const char *name, const char *value)
  G_GNUC_WARN_UNUSED_RESULT;
/* The next page's address as @reference gives it, which may be relative. (transfer full)
 * (nullable): it leads to another server, or nowhere. */
char *cvk_http_node_resolve (const char *url, const char *reference) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-http-node-body.c --- */

/* The paths in @settings whose files are sent. (transfer full) (nullable); NULL sets @problem. */
GStrv cvk_http_node_list_files (CvkStep *step, CvkValue *settings, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;
/* Sets the content of @request. @files: path -> GBytes. */
gboolean cvk_http_node_fill_body (CvkCall *call,
                                  CvkValue *settings,
                                  GHashTable *files,
                                  CvkActionRequest *request,
                                  CvkProblem **problem);

/* --- cvk-http-node-headers.c --- */

/* Sets the headers of @request and, when one of them says so, the type of its content.
 * @idempotency_key: (nullable): for the header that takes one. */
gboolean cvk_http_node_fill_headers (CvkValue *settings,
                                     const char *idempotency_key,
                                     CvkActionRequest *request,
                                     CvkProblem **problem);
/* Whether a header of that name is one that this program sets or a connection fills, so that
 * nothing else may. */
gboolean cvk_http_node_is_reserved_header (const char *name);
/* Whether it looks as if it carried a key. */
gboolean cvk_http_node_is_secret_header (const char *name);

/* --- cvk-http-node-reply.c --- */

/* A CvkConnectorQuirks.read_response. A reply that is DONE has {"status", "headers", "body",
 * "url"}. */
CvkReply *cvk_http_node_read_response (const CvkAction *action,
                                       const CvkValue *settings,
                                       const CvkHttpResponse *response,
                                       const GError *error,
                                       int64_t now,
                                       unsigned attempt) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-http-node-paging.c --- */

/* Reads one page after the other and ends the call. */
void cvk_http_node_start_read (CvkExecution *execution);
/* The part of an answer's @body at the setting "list", or all of it when elements are asked for;
 * NULL: nobody asked, or it is no list. (transfer none) (nullable) */
CvkValue *cvk_http_node_find_list (const CvkValue *settings, CvkValue *body);

/* --- cvk-http-node-output.c --- */

/* Puts out what @reply (nullable), as cvk_http_node_read_response() makes it, gives for @item. */
void cvk_http_node_emit (CvkItem *item,
                         const CvkValue *settings,
                         const CvkValue *reply,
                         CvkOutput *output);
/* In a rehearsal: says what would be done, puts out guesses and ends the call. */
void cvk_http_node_pretend (CvkExecution *execution);

/* --- cvk-http-node-check.c --- */

/* A CvkNodeType.check. */
void cvk_http_node_check (const CvkNodeType *type, const CvkValue *settings, GPtrArray *problems);

/* --- cvk-http-node-file.c --- */

/* Reads the files that are sent into the call, has the one that is saved ready to be written, and
 * goes on with @done, or fails the call. */
void cvk_http_node_load_files (CvkExecution *execution, CvkExecutionDone done);
/* Gives the answer that was saved its name, puts out what became of it and ends the call. */
void cvk_http_node_save_answer (CvkExecution *execution);

/* --- cvk-http-link.c --- */

/* The target of the first link of relation @relation in a Link header (RFC 8288). (transfer full)
 * (nullable) */
char *cvk_http_link_find (const char *header, const char *relation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
