// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connector-private.h"
#include "net/cvk-retry.h"

G_BEGIN_DECLS

/* --- cvk-action-request.c: what is asked --- */

typedef struct
{
  char *path;      /* below the API's address, encoded, with the query */
  CvkValue *body;  /* nullable */
  char *match_key; /* nullable: equal for requests that would make equal things */

  /* For what is asked at another address than the API's, or otherwise than in JSON. */
  char *url;          /* nullable: absolute, in place of @path */
  GBytes *content;    /* nullable: in place of @body */
  char *content_type; /* nullable: of @content */
  GStrv headers;      /* nullable: names and values, besides those of every request */
  int64_t deadline;   /* microseconds; 0: as the connector says */
  size_t budget;      /* bytes; 0: likewise */
  CvkHttpReach reach;
} CvkActionRequest;

void cvk_action_request_clear (CvkActionRequest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkActionRequest, cvk_action_request_clear)

/* @settings as the service takes them; nothing is checked but what a path cannot hold. */
gboolean cvk_action_build_request (const CvkAction *self,
                                   CvkValue *settings,
                                   CvkActionRequest *request,
                                   CvkProblem **problem);
/* Sets the query's @name to @value, for paging. */
void cvk_action_request_set_query (CvkActionRequest *self, const char *name, const char *value);
/* The request of one page of the list that @whole asks for, in place of what @page was. @settings
 * (nullable): of the list, which may say how long a page is. @token (nullable): of all but the
 * first. */
void cvk_action_build_page (const CvkAction *self,
                            const CvkActionRequest *whole,
                            const CvkValue *settings,
                            const char *token,
                            CvkActionRequest *page);
/* {"method","path","body"} for the journal. (transfer full) */
CvkValue *cvk_action_request_to_value (const CvkAction *self, const CvkActionRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;

/* What asks for the page after @page; empty after the last. (transfer none) */
const char *cvk_action_get_page_token (const CvkAction *self, const CvkValue *page);

/* --- cvk-action-body.c: the shape of what is sent --- */

/* NULL when the action has no "body": then the settings are members of it. (transfer full) */
CvkValue *cvk_action_fill_body (const CvkAction *self, const CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;
/* The name of a setting that @body asks for and @properties do not have. (transfer none)
 * (nullable) */
const char *cvk_action_find_unknown_setting (const CvkValue *body, const CvkValue *properties);

/* --- cvk-action-rules.c: what one field asks of another --- */

/* @are_templates: texts may hold expressions, of which nothing is said. Adds to @problems. */
void cvk_action_check_rules (const CvkAction *self,
                             const CvkValue *settings,
                             gboolean are_templates,
                             GPtrArray *problems);
/* The value at a dotted path. (transfer none) (nullable) */
CvkValue *cvk_value_get_path (const CvkValue *value, const char *path);

/* --- cvk-action-reply.c: what came of it --- */

typedef enum
{
  CVK_REPLY_DONE,
  CVK_REPLY_REFUSED,      /* nothing happened, and asking again would not help */
  CVK_REPLY_UNAUTHORIZED, /* nothing happened: the token was not accepted */
  CVK_REPLY_LIMITED,      /* nothing happened: wait */
  CVK_REPLY_NOT_SENT,     /* nothing happened: it never left */
  CVK_REPLY_UNKNOWN,      /* it may have happened */
} CvkReplyKind;

typedef struct _CvkReply CvkReply;
struct _CvkReply
{
  CvkReplyKind kind;
  CvkValue *value;      /* DONE: the reply, secrets replaced by references; null when it has none */
  CvkProblem *problem;  /* all others */
  CvkRetryWait wait;    /* LIMITED */
  gboolean is_quota;    /* LIMITED, or REFUSED after it: it is the host's limit of the day */
  int64_t quota_limit;  /* of that: how many the service permits; 0: it did not say */
  gboolean is_sent;     /* the effect stands in the journal as sent and has to be resolved */
  int64_t sent;         /* wall: when it left last, which may be long after it was asked for */
  gboolean is_answered; /* NOT_SENT: the server is there and has said so */
  gboolean is_repeated; /* it was asked again after a reply that was lost */
  gboolean says_done;   /* UNKNOWN: it claims success, though not as the service would say it */
};

void cvk_reply_free (CvkReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkReply, cvk_reply_free)
CvkReply *cvk_reply_new (CvkReplyKind kind, CvkProblem *problem) G_GNUC_WARN_UNUSED_RESULT;

/* @thing with the members of the object that "lift" of the result names in its place. (transfer
 * full)
 */
CvkValue *cvk_action_lift (const CvkAction *self, CvkValue *thing) G_GNUC_WARN_UNUSED_RESULT;
/* An exchange that ended without a reply, for one of @self. */
CvkReply *cvk_action_read_transport_error (const CvkAction *self, const GError *error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Nobody can tell what came of it: @reason and, for a change, what to do about it. @code: of a
 * read.
 * @reference: (nullable): the service's number for this exchange. */
CvkReply *cvk_reply_new_unknown (const CvkAction *self,
                                 const char *code,
                                 const char *reason,
                                 const char *reference) G_GNUC_WARN_UNUSED_RESULT;
/* Takes neither @response nor @error, of which one is given. */
CvkReply *cvk_action_read_response (const CvkAction *self,
                                    const CvkValue *settings,
                                    const CvkHttpResponse *response,
                                    const GError *error,
                                    int64_t now,
                                    unsigned attempt) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-action-errors.c: the connector's table of errors --- */

typedef struct
{
  unsigned status;
  int64_t code;    /* 0: none */
  char *message;   /* what the service said; never NULL */
  char *field;     /* nullable: that it named */
  char *reference; /* nullable: the service's number for this exchange */
  int64_t wait;    /* microseconds that it asks to wait in its body; 0: it does not */
} CvkServiceError;

void cvk_service_error_clear (CvkServiceError *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkServiceError, cvk_service_error_clear)
void cvk_service_error_read (CvkServiceError *self,
                             const CvkAction *action,
                             const CvkHttpResponse *response);
/* @wait (nullable): for limits. @is_quota (nullable): it is the limit of the day that the journal
 * counts. (transfer full) */
CvkProblem *cvk_action_describe_error (const CvkAction *self,
                                       const CvkValue *settings,
                                       const CvkServiceError *error,
                                       const CvkRetryWait *wait,
                                       gboolean *is_quota) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-exchange.c: asking until there is an answer --- */

/* Whoever follows an answer while it comes; lives until the callback. */
typedef struct
{
  CvkHttpStream stream;
  void (*begin) (gpointer user_data); /* it is asked for, perhaps not for the first time */
} CvkExchangeFollower;

typedef struct
{
  const CvkAction *action;
  CvkConnection *connection; /* nullable: nobody signs the request, and no limits are known */
  CvkHttp *http;             /* what is sent over without a connection */
  CvkClock *clock;
  CvkPause *pause;     /* nullable: nothing is sent while it is on */
  CvkCall *owner;      /* nullable: the call that this is done for; it says what it waits for */
  CvkCall *call;       /* nullable: the call whose planned effect this is; NULL for reading */
  gboolean is_repeat;  /* an earlier request may have been carried out */
  gboolean reads_only; /* nothing that changes anything leaves, whatever asks for it */
  CvkValue *settings;
  const CvkActionRequest *request;
  const CvkExchangeFollower *follower; /* nullable */
  GCancellable *cancellable;           /* nullable */
  int64_t max_wait; /* microseconds that waiting for the service may take in all */
  gboolean is_here; /* it is on this computer: where nobody listens, nobody is waited for */
} CvkExchangeOptions;

/* Turn, token, request and everything that can be said about trying again. */
void cvk_exchange_async (const CvkExchangeOptions *options,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* Never NULL. */
CvkReply *cvk_exchange_finish (GAsyncResult *result) G_GNUC_WARN_UNUSED_RESULT;
/* Why an effect could not be planned, sent or resolved. (transfer full) */
CvkProblem *cvk_action_describe_engine_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* --- cvk-action.c, cvk-action-list.c, cvk-action-update.c: how a node type runs --- */

void cvk_action_start_read (CvkCall *call);
void cvk_action_start_list (CvkCall *call);
void cvk_action_start_change (CvkCall *call);
void cvk_action_start_update (CvkCall *call);
/* The members of @added over those of @base; both nullable. (transfer full) */
CvkValue *cvk_action_add_members (const CvkValue *base, const CvkValue *added)
  G_GNUC_WARN_UNUSED_RESULT;

/* What comes of @item when @reply (nullable) has confirmed its change. */
void cvk_action_emit_changed (const CvkAction *self,
                              CvkItem *item,
                              const CvkValue *reply,
                              CvkOutput *output);

/* One execution; hangs on its call. */
typedef struct _CvkExecution CvkExecution;
struct _CvkExecution
{
  const CvkAction *action;
  CvkCall *call;
  CvkValue *settings; /* as the service takes them */
  CvkActionRequest request;
  CvkReply *reply;
  gboolean has_quota; /* it counts against a limit of the day */
  /* Of changes: looks what came of one that is open; sends it once more. */
  void (*find_out) (CvkExecution *self);
  void (*send_again) (CvkExecution *self);
  /* Nullable: puts out what a change gave and ends the call. */
  void (*emit) (CvkExecution *self);
  /* Nullable, of one that is no connector's: makes of @settings, which hold real start links, what
   * is sent in place of its request. Called for each sending. FALSE sets @problem. */
  gboolean (*fill_in) (CvkExecution *self,
                       CvkValue *settings,
                       CvkActionRequest *request,
                       CvkProblem **problem);
  struct _CvkReconcile *reconcile; /* owned, nullable */
  unsigned n_found_out;            /* how often it was looked */
  int64_t first_sent;              /* wall; 0: not yet, in this process */
  int64_t last_sent;
  gboolean is_past;   /* what is open was sent by an earlier process */
  gboolean is_repeat; /* the request may have been carried out before */
  gboolean is_given_up;
  gboolean
    says_done; /* the service has said so of one of the requests, in this process or before */
  const CvkExchangeFollower *follower; /* nullable: of what answers @action */
  GDestroyNotify action_free;          /* nullable: @action is this call's own */
  gpointer extra;                      /* nullable: what the kind of action needs besides */
  GDestroyNotify extra_free;
};

/* One for @call, whose data it becomes; @action must live as long. */
CvkExecution *cvk_execution_new (CvkCall *call, const CvkAction *action, CvkValue *settings);
/* Why @settings must not be sent: they hold what stands for a secret. @may_reveal: start links are
 * put in when they are sent, if the settings say so. (transfer full) (nullable) */
CvkProblem *cvk_action_find_secret (const CvkValue *settings, gboolean may_reveal)
  G_GNUC_WARN_UNUSED_RESULT;
/* Sends @self's request as an effect and ends the call. */
void cvk_execution_start_change (CvkExecution *self);
/* Checks and prepares; NULL when the call has failed with that. */
CvkExecution *cvk_execution_begin (CvkCall *call);
/* How @self reads something; what it says is borrowed from @self and its step. */
CvkExchangeOptions cvk_execution_make_options (CvkExecution *self,
                                               const CvkAction *action,
                                               const CvkActionRequest *request);
void cvk_execution_exchange (CvkExecution *self,
                             const CvkAction *action,
                             const CvkActionRequest *request,
                             gboolean is_effect,
                             GAsyncReadyCallback callback);
/* Writes what came of the effect, when it was sent, and calls @done or fails the call. */
typedef void (*CvkExecutionDone) (CvkExecution *self);
void cvk_execution_resolve (CvkExecution *self, CvkExecutionDone done);
/* The request of @reading, made of those settings that it has too. */
gboolean cvk_execution_build_reading (CvkExecution *self,
                                      const CvkAction *reading,
                                      CvkActionRequest *request,
                                      CvkProblem **problem);
/* Takes a refusal for success when what should be gone is gone: that was our own request whose
 * reply was lost, or the user has said that it is no failure. */
void cvk_execution_accept_gone (CvkExecution *self);
/* Whether the connection has the scopes for it. */
gboolean cvk_execution_may_use (CvkExecution *self, const CvkAction *action);
/* Reads for an effect that is open: only the user's cancelling ends it early. */
void cvk_execution_exchange_for (CvkExecution *self,
                                 const CvkAction *action,
                                 const CvkActionRequest *request,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* cvk-action-reveal.c: whether the step that these are the settings of writes real start links. */
gboolean cvk_action_wants_links (const CvkValue *settings);
/* Sends @self's request as an effect, with real start links in place of references. @callback: of
 * an exchange, with @self as its data. */
void cvk_execution_reveal_and_exchange (CvkExecution *self, GAsyncReadyCallback callback);
/* cvk-action-past.c: TRUE when the effect was sent in an earlier process: then @done is called with
 * its result as the reply, or it is found out. */
gboolean cvk_execution_follow_past (CvkExecution *self, CvkExecutionDone done);
/* Writes that nobody can say what came of the effect, and ends the call with a question. */
void cvk_execution_give_up (CvkExecution *self);
/* Ends the call, whose effect is open, with a question. */
void cvk_execution_park (CvkExecution *self);
/* The effect could not be planned. @callback: of the exchange, when the user wants it all the same.
 */
void cvk_execution_fail_plan (CvkExecution *self,
                              const GError *error,
                              GAsyncReadyCallback callback);
/* A CvkNodeOperations.look. */
gboolean cvk_action_look (CvkStep *step,
                          CvkItem *item,
                          const CvkPastEffect *effect,
                          CvkOutput *output);
/* Fails the call with the reply's problem. */
void cvk_execution_fail (CvkExecution *self);

/* What a reply says about the limit of the day: a service that permits more in a second than
 * anybody can send has none. */
void cvk_action_learn_quota (const CvkAction *self,
                             CvkConnection *connection,
                             const CvkHttpResponse *response);

/* --- cvk-action-consent.c --- */

/* Many deletes, and those of a whole series, are asked about first. Then goes on with @go_on, or
 * leaves the item out. */
void cvk_action_ask_consent (CvkExecution *self, CvkExecutionDone go_on);

/* --- cvk-action-rehearsal.c --- */

/* "create", "update", "delete" or "send". */
const char *cvk_action_get_kind (const CvkAction *self);
/* Whether it is all dates of a recurring thing, as far as @before (nullable) or the item tells. */
gboolean cvk_execution_is_series (CvkExecution *self, const CvkValue *before);
/* What people call the thing. (transfer full) (nullable) */
char *cvk_execution_find_subject (CvkExecution *self, const CvkValue *before);
/* How the thing is read before it is changed; NULL where there is nothing to read. */
const CvkAction *cvk_execution_get_reading (CvkExecution *self);

/* Says what a change would do. */
void cvk_action_rehearse (CvkCall *call);
/* A thing that is only a guess cannot be read: TRUE when the call has ended with guesses. */
gboolean cvk_action_pretend_read (CvkExecution *self);

/* --- cvk-action-quota.c: limits of the day --- */

/* Calls @done when there is room for one more today, or fails the call; at once for what does not
 * count. */
void cvk_execution_take_quota (CvkExecution *self, CvkExecutionDone done);
/* When the reply says that today is used up: takes the effect back, and calls @again when there is
 * room once more. FALSE: it does not say so. */
gboolean cvk_execution_retake_quota (CvkExecution *self, CvkExecutionDone again);
/* How many a day the service permits, out of its message; 0: it does not say. */
int64_t cvk_action_read_quota_limit (const CvkAction *self, const char *message);

G_END_DECLS
