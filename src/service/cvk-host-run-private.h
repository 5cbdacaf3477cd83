// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-run.h"
#include "service/cvk-private-sandbox.h"
#include "service/cvk-run-rows.h"

G_BEGIN_DECLS

/* What the clients have been told of a step. */
typedef struct
{
  CvkStepState state;
  unsigned done;
  unsigned total;
  int64_t items;  /* at all its ports: they only become more */
  unsigned shown; /* a hash of what has come of an answer; 0: nothing */
  unsigned wait;  /* a hash of what it waits for; 0: nothing that people should know */
} ToldStep;

struct _CvkHostRun
{
  GObject parent_instance;

  CvkHost *host;
  CvkRun *run;
  GHashTable *connections;
  GStrv sandbox_slots;
  CvkPrivateSandbox *sandbox;
  CvkPause *pause; /* borrowed, nullable: nothing of this run leaves the computer */
  GCancellable *cancellable;
  GPtrArray *failures; /* of a run that could not begin */
  CvkValue *past_plan; /* nullable: of a run that is only looked at; null when it made none */
  ToldStep *told;
  CvkRunRows *rows;
  char *id;
  char *path; /* nullable: of the pipeline's file */
  unsigned delta_source;
  gboolean is_practice; /* as its record says too: a connection may be gone by now */
  gboolean invalid;
  gboolean cancelled;
  gboolean ended;
};

/* Whether one of its accounts is only played on this computer, as far as its connections are there.
 */
gboolean cvk_host_run_uses_sandbox (CvkHostRun *self);
/* What only a private sandbox sees does not leave the computer, and is not paused. @document:
 * (nullable): of the run; NULL: it may send something. */
CvkEnvironment cvk_host_run_choose_environment (CvkHostRun *self, CvkDocument *document);
/* The engine's run is made. */
void cvk_host_run_watch (CvkHostRun *self);

G_END_DECLS
