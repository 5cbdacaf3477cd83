// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-clipboard-copier.h"
#include "desktop/cvk-application.h"
#include "desktop/cvk-search-provider.h"

G_BEGIN_DECLS

struct _CvkApplication
{
  AdwApplication parent_instance;

  CvkEngineClient *client;    /* owned */
  CvkClipboardCopier *copier; /* owned */
  GSignalGroup *on_api;       /* owned */
  CvkSearchProvider *search;  /* owned */
  unsigned state_source;      /* while there is something to keep */
  gboolean is_used;           /* there is a user, and not only somebody who asks what can be done */
  GPtrArray *wanted;          /* owned; GFile that were asked for and not opened yet */
  GFile *wanted_start;        /* owned, nullable: likewise, to be run when the user says so */
  char *wanted_run;           /* owned, nullable: likewise */
  gboolean wants_new;         /* likewise: a pipeline that is yet to be named */
  gboolean is_recovering;     /* what a crash has left is asked for once */
  gboolean has_recovered;
  gboolean is_quitting; /* what was open is kept already; windows only go */
};

/* Shows a run in a window, whatever was open. */
void cvk_application_open_run (CvkApplication *self, const char *run);
/* Opens one more window; the first ones are those that were open last. */
void cvk_application_open_window (CvkApplication *self);
/* Asks in a window for the name of a new pipeline. */
void cvk_application_begin_new (CvkApplication *self);
/* Opens a pipeline and asks the user whether it is to run. */
void cvk_application_open_to_run (CvkApplication *self, GFile *file);
/* Tells the user in the window that is in front. */
void cvk_application_say (CvkApplication *self, const char *text);

/* cvk-application-actions.c */
void cvk_application_init_actions (CvkApplication *self);

/* cvk-application-pause.c */
void cvk_application_init_pause (CvkApplication *self);

/* cvk-application-search.c */
void cvk_application_init_search (CvkApplication *self);

/* cvk-application-state.c */
/* Opens the windows that were open last; FALSE when there were none. */
gboolean cvk_application_restore_windows (CvkApplication *self);
/* Keeps what is open now. */
void cvk_application_keep_windows (CvkApplication *self);

G_END_DECLS
