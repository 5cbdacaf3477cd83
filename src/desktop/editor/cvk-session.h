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
 * What is edited is saved a moment later, without being asked, and never over what somebody else
 * wrote meanwhile. When another program changes the file and nothing here waits to be saved, the
 * document follows in one step that can be undone; otherwise the state is "changed elsewhere" and
 * the user decides. As long as the file does not have an edit, the folder for state has it, so that
 * a crash loses nothing, and there the steps that can be undone are kept too. Whoever lets go of a
 * session calls cvk_session_close_async() before.
 *
 * Document and history may be replaced together: whoever looks at them listens to
 * "notify::document".
 *
 * Properties, all readable, with "notify": "document", "file" (nullable), "title", "state",
 * "message" (nullable), "notice" (nullable); "run" (nullable) can be set.
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
  CVK_SESSION_GONE,              /* the file was deleted or moved: the user decides */
  CVK_SESSION_READ_ONLY,         /* of a past run, or made by a newer Convoke: can be looked at */
} CvkSessionState;

#define CVK_TYPE_SESSION_STATE (cvk_session_state_get_type ())
GType cvk_session_state_get_type (void);

/* Takes over @document, which is in no file and stays so until it is saved. */
CvkSession *cvk_session_new (CvkDocument *document) G_GNUC_WARN_UNUSED_RESULT;
/* An empty pipeline of that name. The first edit makes a file for it in the library. */
CvkSession *cvk_session_new_blank (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* The pipeline as it was when @run ran, to be looked at. Takes over @document; @origin: (nullable)
 * the file that it was in then; @message says what is shown, in a sentence for the user. */
CvkSession *cvk_session_new_past (CvkDocument *document,
                                  const char *run,
                                  GFile *origin,
                                  const char *message) G_GNUC_WARN_UNUSED_RESULT;
/* A new pipeline like this one, under a name that says so. It gets a file in the library when it is
 * saved. */
CvkSession *cvk_session_new_copy (CvkSession *self) G_GNUC_WARN_UNUSED_RESULT;

/* Opens a file, with what could be undone when it was closed, and what a crash kept from being
 * saved. Errors: those of model/cvk-document-file.h. */
void cvk_session_load_async (GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (transfer full) */
CvkSession *cvk_session_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* What was not saved when the application ended: for its start, before any file is opened. */
void cvk_session_recover_async (GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) (element-type CvkSession) */
GPtrArray *cvk_session_recover_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The session that has this file open. (transfer none) (nullable) */
CvkSession *cvk_session_find (GFile *file);

/* Writes what is not written yet, at once; what is in no file gets one in the library. Never
 * overwrites what somebody else wrote. Errors: those of model/cvk-document-file.h. */
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
/* Writes what is not written yet, and waits for everything that is being written. FALSE with
 * @error: the file does not have everything, but it is kept and comes back at the next start; with
 * G_IO_ERROR_NOT_FOUND it is in no file and not kept. */
void cvk_session_close_async (CvkSession *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean cvk_session_close_finish (CvkSession *self, GAsyncResult *result, GError **error);
/* Forgets what is not in the file, because the user says so; it is not saved any more. */
void cvk_session_discard (CvkSession *self);

/* The ways out of CVK_SESSION_CHANGED_ELSEWHERE, _GONE and _FAILED; the third is saving as another
 * file. Keeping mine writes what is here over what is there; taking theirs is a step that can be
 * undone. */
void cvk_session_keep_mine (CvkSession *self);
void cvk_session_take_theirs (CvkSession *self);

/* (transfer none) (nullable) */
GFile *cvk_session_get_file (CvkSession *self);
/* The pipeline's name, else the file's; never empty. (transfer none) */
const char *cvk_session_get_title (CvkSession *self);
CvkSessionState cvk_session_get_state (CvkSession *self);
/* What the state is about, in a sentence for the user. (transfer none) (nullable) */
const char *cvk_session_get_message (CvkSession *self);

/* Whether it can be looked at only: nothing that is done to it stays. */
gboolean cvk_session_is_read_only (CvkSession *self);
/* The run that it is shown as of, and the file that it was in then. (transfer none) (nullable) */
const char *cvk_session_get_past_run (CvkSession *self);
GFile *cvk_session_get_origin (CvkSession *self);

/* Whether somebody else may have made it, or a part of it: it was opened, and what is in the file
 * is not what was written here last; or it was changed by another program, or pasted into from one.
 * Before such a pipeline runs, the user looks through what it wants. Who edits it does not thereby
 * know it. */
gboolean cvk_session_is_foreign (CvkSession *self);
void cvk_session_set_foreign (CvkSession *self, gboolean is_foreign);

/* Something that the user should know once: that work was recovered, or the file was read again.
 * (transfer none) (nullable) */
const char *cvk_session_get_notice (CvkSession *self);
void cvk_session_dismiss_notice (CvkSession *self);

/* All (transfer none), never NULL. */
CvkDocument *cvk_session_get_document (CvkSession *self);
CvkHistory *cvk_session_get_history (CvkSession *self);
CvkSelection *cvk_session_get_selection (CvkSession *self);
const CvkNodeTypes *cvk_session_get_types (CvkSession *self);
/* (element-type CvkProblem) errors and warnings, in the order of the file; that it has no nodes yet
 * is none. */
GPtrArray *cvk_session_get_problems (CvkSession *self);

/* The pipeline with those that its steps run in it, as they were when it was checked last: an edit
 * may be newer. NULL when it runs none, or none is known. (transfer none) (nullable) */
CvkDocument *cvk_session_get_whole (CvkSession *self);

/* The run that is shown with the pipeline: a CvkRunModel. (transfer none) (nullable) */
GObject *cvk_session_get_run (CvkSession *self);
void cvk_session_set_run (CvkSession *self, GObject *run);

G_END_DECLS
