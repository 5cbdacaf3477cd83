// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

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
  const CvkNodeTypes *types;
  GObject *run; /* nullable */
  unsigned check_source;

  GFile *file;   /* nullable */
  char *version; /* nullable: of the file, as it was read or written last */
  char *title;
  CvkSessionState state;
  char *message;    /* nullable */
  uint64_t edits;   /* counted since it was opened */
  uint64_t written; /* how many of them are in the file */

  /* One write at a time; each holds the session. */
  CvkSessionWrite *writing; /* nullable, borrowed */
  GQueue writes;            /* CvkSessionWrite, owned */
};

void cvk_session_set_file (CvkSession *self, GFile *file, const char *version);
void cvk_session_set_state (CvkSession *self, CvkSessionState state, const char *message);
/* The title follows from the name in the document and the file. */
void cvk_session_update_title (CvkSession *self);
/* Whether all edits are in the file, when no write is under way. */
void cvk_session_update_state (CvkSession *self);

/* What is not in the document any more is not selected either. */
void cvk_session_drop_gone (CvkSession *self);

G_END_DECLS
