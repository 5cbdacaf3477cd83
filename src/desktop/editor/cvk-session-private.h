// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include "desktop/editor/cvk-session-record.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

typedef struct _CvkSessionWrite CvkSessionWrite;

/* Shared by the files cvk-session-*.c. */
struct _CvkSession
{
  GObject parent_instance;

  CvkDocument *document;
  CvkHistory *history;
  CvkSelection *selection;
  GPtrArray *problems; /* CvkProblem */
  CvkDocument *whole;  /* nullable: with what it runs, as it was checked last */
  const CvkNodeTypes *types;
  GObject *run; /* nullable */
  unsigned check_source;
  gboolean is_checking; /* what it runs is being read */

  GFile *file;   /* nullable */
  char *version; /* nullable: of the file, as it was read or written last */
  char *title;
  CvkSessionState state;
  char *message;  /* nullable */
  char *notice;   /* nullable */
  char *past_run; /* nullable */
  gboolean is_foreign;
  GFile *origin;    /* nullable */
  uint64_t edits;   /* counted since it was opened */
  uint64_t written; /* how many of them are in the file */

  /* One write at a time; each holds the session. */
  CvkSessionWrite *writing; /* nullable, borrowed */
  GQueue writes;            /* CvkSessionWrite, owned */

  /* saving without being asked */
  CvkClock *clock;
  gboolean is_autosaved;
  unsigned save_timeout;
  int64_t unsaved_since; /* monotonic; 0: everything is saved */

  /* the record, see cvk-session-record.h */
  char *record_key;
  gboolean record_has_text;
  gboolean is_recording;
  gboolean is_record_due; /* another one when the one under way is written */
  uint64_t kept;          /* how many edits there were when it was closed last */
  GPtrArray *closing;     /* GTask: who waits for everything to be written */

  /* what others do to the file */
  GFileMonitor *monitor; /* nullable */
  unsigned look_timeout;
  gboolean is_looking;
  gboolean is_taking; /* what is found takes the place of what is here */
};

/* --- cvk-session.c --- */
CvkSession *cvk_session_new_full (CvkDocument *document, CvkHistory *history)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_session_set_file (CvkSession *self, GFile *file, const char *version);
void cvk_session_set_state (CvkSession *self, CvkSessionState state, const char *message);
void cvk_session_update_title (CvkSession *self);
/* Something that the user should know once. */
void cvk_session_set_notice (CvkSession *self, const char *notice);
/* For tests: the clock that delays are measured by. */
void cvk_session_set_clock (CvkSession *self, CvkClock *clock);

/* Takes @problems. */
void cvk_session_take_problems (CvkSession *self, GPtrArray *problems);

/* --- cvk-session-check.c --- */
void cvk_session_check_later (CvkSession *self);

/* --- cvk-session-file.c --- */
/* Whether all edits are in the file, when no write is under way. */
void cvk_session_update_state (CvkSession *self);
/* Whether the session may write its file without asking anybody. */
gboolean cvk_session_can_write (CvkSession *self);

/* --- cvk-session-autosave.c --- */
/* From now on what is edited is saved a moment later. */
void cvk_session_start_autosave (CvkSession *self);
void cvk_session_save_later (CvkSession *self);
/* Keeps history, and the pipeline when the file does not have it. */
void cvk_session_write_record (CvkSession *self);
void cvk_session_stop_autosave (CvkSession *self);
/* TRUE when the session has been taken into use once more, to write what is not written. */
gboolean cvk_session_rescue (CvkSession *self);

/* --- cvk-session-watch.c --- */
void cvk_session_watch_file (CvkSession *self);
void cvk_session_stop_watching (CvkSession *self);
void cvk_session_look_later (CvkSession *self);

/* --- cvk-session-selection.c --- */
/* What is not in the document any more is not selected either. */
void cvk_session_drop_gone (CvkSession *self);

G_END_DECLS
