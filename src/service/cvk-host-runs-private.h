// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/* What the files of CvkHostRuns share. */
struct _CvkHostRuns
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  GPtrArray *entries;   /* Entry, oldest first */
  GPtrArray *left;      /* (nullable) ids of runs that an earlier process left, to be taken up */
  GPtrArray *waiting;   /* GTask that wait for all of them */
  GHashTable *resuming; /* id -> GPtrArray of GTask */
  gboolean is_ready;    /* all were taken up */
  GPtrArray *opened;    /* CvkHostRun that are only looked at, the last used last */
  GHashTable *opening;  /* id -> GPtrArray of GTask */
};

/* A run that has been started; takes the place of an ended one of the same id. */
void cvk_host_runs_add (CvkHostRuns *self, CvkHostRun *run, GObject *owner);

void cvk_host_runs_say_changed (CvkHostRuns *self);

/* cvk-host-runs-resume.c */
void cvk_host_runs_take_up_left (CvkHostRuns *self);
void cvk_host_runs_clear_resume (CvkHostRuns *self);

/* cvk-host-runs-open.c */
void cvk_host_runs_init_open (CvkHostRuns *self);
void cvk_host_runs_clear_open (CvkHostRuns *self);
/* (transfer none) (nullable) */
CvkHostRun *cvk_host_runs_find_opened (CvkHostRuns *self, const char *id);
/* @id: NULL for all. */
void cvk_host_runs_drop_opened (CvkHostRuns *self, const char *id);
/* An opened run has the connections that were there when it was opened, and is compared by them
 * with a run that goes on from it: when there are others, it is dropped. */
void cvk_host_runs_watch_connections (CvkHostRuns *self);

G_END_DECLS
