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
};

/* A run that has been started; takes the place of an ended one of the same id. */
void cvk_host_runs_add (CvkHostRuns *self, CvkHostRun *run, GObject *owner);

/* cvk-host-runs-resume.c */
void cvk_host_runs_take_up_left (CvkHostRuns *self);
void cvk_host_runs_clear_resume (CvkHostRuns *self);

G_END_DECLS
