// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/editor/cvk-selection.h"
#include "model/cvk-history.h"
#include "model/cvk-node-type.h"

G_BEGIN_DECLS

/**
 * CvkSession:
 *
 * One pipeline that is open: its document, what was done to it, what is selected, what is wrong
 * with it, and the file it lives in. Everything that shows or edits a pipeline takes a session;
 * none of them knows another. One thread.
 *
 * Document and history are replaced together when the file was changed elsewhere and is read again:
 * whoever looks at them listens to "notify::document".
 *
 * Properties, all readable, with "notify": "document", "file" (nullable), "title", "state",
 * "message" (nullable); "run" (nullable) can be set.
 *
 * Signal "problems-changed" (): what the checks say is different.
 */
#define CVK_TYPE_SESSION (cvk_session_get_type ())
G_DECLARE_FINAL_TYPE (CvkSession, cvk_session, CVK, SESSION, GObject)

typedef enum
{
  CVK_SESSION_SAVED,
  CVK_SESSION_SAVING,
  CVK_SESSION_UNSAVED,           /* will be saved in a moment, or has no file yet */
  CVK_SESSION_FAILED,            /* could not be saved: the message says why */
  CVK_SESSION_CHANGED_ELSEWHERE, /* here and in the file, differently: the user decides */
  CVK_SESSION_READ_ONLY,         /* made by a newer Convoke: can be looked at */
} CvkSessionState;

#define CVK_TYPE_SESSION_STATE (cvk_session_state_get_type ())
GType cvk_session_state_get_type (void);

/* Takes over @document, which is in no file. */
CvkSession *cvk_session_new (CvkDocument *document) G_GNUC_WARN_UNUSED_RESULT;
/* An empty pipeline of that name, which is in no file. */
CvkSession *cvk_session_new_blank (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Opens a file. Errors: those of model/cvk-document-file.h. */
void cvk_session_load_async (GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full) */
CvkSession *cvk_session_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Writes what is not written yet, at once. Never overwrites what somebody else wrote. Errors: those
 * of model/cvk-document-file.h; G_IO_ERROR_NOT_FOUND when the session has no file. */
void cvk_session_save_async (CvkSession *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean cvk_session_save_finish (CvkSession *self, GAsyncResult *result, GError **error);
/* Makes @file the session's file. What was there is replaced: whoever asked for the name has asked
 * about that too. */
void cvk_session_save_as_async (CvkSession *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean cvk_session_save_as_finish (CvkSession *self, GAsyncResult *result, GError **error);

/* (transfer none) (nullable) */
GFile *cvk_session_get_file (CvkSession *self);
/* The pipeline's name, else the file's; never empty. (transfer none) */
const char *cvk_session_get_title (CvkSession *self);
CvkSessionState cvk_session_get_state (CvkSession *self);
/* What the state is about, in a sentence for the user. (transfer none) (nullable) */
const char *cvk_session_get_message (CvkSession *self);

/* All (transfer none), never NULL. */
CvkDocument *cvk_session_get_document (CvkSession *self);
CvkHistory *cvk_session_get_history (CvkSession *self);
CvkSelection *cvk_session_get_selection (CvkSession *self);
const CvkNodeTypes *cvk_session_get_types (CvkSession *self);
/* (element-type CvkProblem) errors and warnings, in the order of the file. */
GPtrArray *cvk_session_get_problems (CvkSession *self);

/* The run that is shown with the pipeline: a CvkRunModel. (transfer none) (nullable) */
GObject *cvk_session_get_run (CvkSession *self);
void cvk_session_set_run (CvkSession *self, GObject *run);

G_END_DECLS
