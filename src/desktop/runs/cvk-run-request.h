// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"
#include "engine/cvk-run.h"

G_BEGIN_DECLS

/**
 * CvkRunRequest:
 *
 * What the window asks the engine to run: a session's pipeline as it is now, with the connections
 * that were chosen for its slots. No widgets.
 */
typedef struct
{
  CvkRunPart part;
  char *node;          /* nullable: of the part */
  char *kept;          /* nullable: the run that a part goes on with */
  char *edits;         /* nullable: of a retry, as of StartRun */
  CvkValue *inputs;    /* nullable: object of name and value */
  gboolean is_trusted; /* the user allows this content from now on */
  gboolean is_once;    /* the user allows it this time */
  gboolean is_rehearsal;
  gboolean spreads;  /* over days, where a limit of today does not suffice */
  char *approve;     /* nullable: the rehearsal of which something was approved */
  GVariant *effects; /* nullable: au, what of it */
} CvkRunRequest;

CvkRunRequest *cvk_run_request_new (CvkRunPart part, const char *node, const char *kept)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_run_request_free (CvkRunRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkRunRequest, cvk_run_request_free)

/* Errors: CVK_SERVICE_ERROR_NEEDS_REVIEW, or why there is no engine. @request is borrowed until
 * this returns. */
void cvk_run_request_start_async (const CvkRunRequest *request,
                                  CvkSession *session,
                                  CvkEngineClient *client,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* The run's id; NULL with @error, or with errors in @problems (transfer full) (element-type
 * CvkProblem). (transfer full) (nullable) */
char *cvk_run_request_start_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
