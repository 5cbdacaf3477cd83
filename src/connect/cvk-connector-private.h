// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connectors.h"
#include "connect/cvk-credential.h"

G_BEGIN_DECLS

typedef struct _CvkAction CvkAction;

/**
 * CvkConnectorQuirks:
 *
 * What a connector's description cannot say. Every member may be NULL.
 */
typedef struct
{
  /* Brings evaluated settings into the form that the service takes, after checking what a schema
   * cannot: NULL sets @problem. @now is the wall time. (transfer full) */
  CvkValue *(*prepare) (const CvkAction *action,
                        CvkValue *settings,
                        int64_t now,
                        CvkProblem **problem);
  /* What can be said of settings whose texts may still hold expressions. */
  void (*check) (const CvkAction *action, const CvkValue *settings, GPtrArray *problems);
  /* Whether the service's @value of @field is what was @asked for; @body is the whole request. */
  gboolean (*is_same) (const char *field,
                       const CvkValue *body,
                       const CvkValue *asked,
                       const CvkValue *value);
  /* Reads a reply in place of cvk_action_read_response(). */
  struct _CvkReply *(*read_response) (const CvkAction *action,
                                      const CvkValue *settings,
                                      const CvkHttpResponse *response,
                                      const GError *error,
                                      int64_t now,
                                      unsigned attempt);
  /* Sends it otherwise than by HTTP, with what the connection shows (@credential, nullable), and
   * says what came of it; the request's "url" names the server. The action is of this one call, and
   * knows the rest. Cannot be called back. */
  void (*transmit_async) (const CvkAction *action,
                          const CvkCredential *credential,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
  struct _CvkReply *(*transmit_finish) (const CvkAction *action, GAsyncResult *result);
  /* The instant that a field of the body stands for. */
  gboolean (*read_instant) (const char *field, const CvkValue *body, int64_t *instant);
} CvkConnectorQuirks;

extern const CvkConnectorQuirks cvk_zoom_quirks;
/* Of all services of language models. */
extern const CvkConnectorQuirks cvk_model_quirks;

/* What to do when nobody can tell from the reply whether a change was carried out. */
typedef enum
{
  CVK_ON_UNKNOWN_PARK,      /* ask the user */
  CVK_ON_UNKNOWN_READ_BACK, /* read the thing and compare; else ask the user */
  CVK_ON_UNKNOWN_REPEAT,    /* asking again is harmless */
  CVK_ON_UNKNOWN_RECONCILE, /* look for it in a list; else ask the user */
} CvkOnUnknown;

struct _CvkAction
{
  CvkNodeOperations operations; /* first, so that a node type leads here */
  const CvkConnector *connector;
  CvkValue *description; /* owned, without "$include"; the borrowed texts below live in it */
  char *id;              /* "create-meeting" */
  char *type_id;         /* "zoom.create-meeting" */
  const char *title;
  const char *method;
  const char *path;
  GStrv scopes;
  GArray *success;      /* unsigned: statuses that mean it was done */
  unsigned concurrency; /* at most so many at once; 0: as the connection says */
  CvkOnUnknown on_unknown;
  const CvkAction *read_back; /* nullable: how to read what was changed */
  gboolean tells_secrets;     /* its replies keep them; of a copy that is made to fetch one */
};

struct _CvkConnector
{
  CvkValue *description; /* owned */
  const char *id;
  const char *title;
  const char *family;               /* nullable */
  const char *client_id;            /* nullable: of this build */
  const CvkConnectorQuirks *quirks; /* never NULL */
  GStrv scopes;
  GPtrArray *actions;           /* owned CvkAction */
  CvkNodeOperations incomplete; /* the type without an action */
};

/* In cvk-connector-include.c: @value with every {"$include": "#/$defs/…"} replaced by the members
 * it names, and without the members whose "x-actions" leave out @action. */
CvkValue *cvk_connector_expand (const CvkValue *value,
                                const CvkValue *description,
                                const char *action,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In cvk-connector-reader.c: the description, checked. The message names line and column. */
CvkValue *cvk_connector_read_description (GBytes *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In cvk-connector-record.c, for all that is given when connecting. The address of the API without
 * a slash at the end, out of @answers where the user gives it; empty where there is none. @secret:
 * (nullable), only of an ADDRESS. NULL sets @problem. (transfer full) (nullable) */
char *cvk_connector_find_api_url (const CvkConnector *self,
                                  CvkAuthKind kind,
                                  const CvkValue *answers,
                                  const CvkSecret *secret,
                                  CvkProblem **problem) G_GNUC_WARN_UNUSED_RESULT;
/* What is wrong with @details, which are asked for by @way or by the whole connector. (transfer
 * full) (nullable) */
CvkProblem *cvk_connector_check_details (const CvkConnector *self,
                                         const CvkValue *way,
                                         CvkValue *details) G_GNUC_WARN_UNUSED_RESULT;
/* What people will know a connection by: the "name" in @answers, the "user", where it is if that
 * is the user's to say, or the service. (transfer full) */
char *cvk_connector_choose_name (const CvkConnector *self,
                                 const CvkValue *answers,
                                 const char *api_url) G_GNUC_WARN_UNUSED_RESULT;

/* In cvk-connector-own.c. (transfer none) (element-type CvkConnector) */
GPtrArray *cvk_connector_list_own (void);

/* In cvk-action-type.c */
CvkAction *cvk_action_new (const CvkConnector *connector, const char *id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The action that @type is; NULL for those that no connector's file describes. (nullable) */
const CvkAction *cvk_action_from_type (const CvkNodeType *type);
void cvk_action_free (CvkAction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkAction, cvk_action_free)
const CvkAction *cvk_connector_get_action (const CvkConnector *self, const char *id);
GStrv cvk_connector_dup_texts (const CvkValue *array) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
