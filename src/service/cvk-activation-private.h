// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-schedule.h"
#include "service/cvk-activation-file.h"
#include "service/cvk-activation.h"
#include "service/cvk-trigger.h"

G_BEGIN_DECLS

typedef struct
{
  CvkActivation *activation; /* borrowed */
  const CvkNode *node;       /* of the document */
  CvkTrigger *trigger;       /* nullable: @problem says why */
  CvkProblem *problem;       /* nullable */
  CvkOverlapPolicy overlap;
  unsigned n_unwritten; /* what asks for a run and is not on the disk yet */
  gboolean is_pushed;   /* others send what it notes, as much as they like */
  gboolean is_clock;    /* a schedule: what it asks for is worth something at its time only */
} CvkActivationWatch;

/* What a trigger has noted, on its way to a run. */
typedef struct
{
  CvkActivationWatch *watch; /* borrowed */
  char *key;
  CvkValue *items;
  int64_t missed;            /* how many are said to be missed with it */
  CvkActivation *activation; /* owned while the store has it */
  gboolean wants_run;
} CvkActivationWaiting;

struct _CvkActivation
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  CvkDocument *document;
  CvkValue *record;
  CvkActivationFile *file; /* nullable until it is started */
  GHashTable *slots;       /* slot -> id of a connection */
  GHashTable *files;       /* file slot or relative path -> path */
  GPtrArray *watches;      /* CvkActivationWatch, in the order of the file */
  GQueue waiting;          /* CvkActivationWaiting, oldest first */
  GHashTable *ending;      /* ids of runs that waited and are to end, until the questions change */
  CvkProblem *problem;     /* nullable: why nothing begins */
  unsigned n_unwritten;
  gboolean is_started;
  gboolean is_stopped;
};

void cvk_activation_waiting_free (CvkActivationWaiting *waiting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkActivationWaiting, cvk_activation_waiting_free)

/* cvk-activation.c: emit the signals. */
void cvk_activation_say_changed (CvkActivation *self);
void cvk_activation_say_missed (CvkActivation *self, int64_t count);
void cvk_activation_say_blocked (CvkActivation *self, CvkProblem *problem);

/* cvk-activation-runs.c */
/* Runs of this activation that have not ended, those of a version before it too. (transfer full)
 * (element-type CvkHostRun) */
GPtrArray *cvk_activation_list_runs (CvkActivation *self) G_GNUC_WARN_UNUSED_RESULT;
/* Listens to what may let a run begin, and to @watch. */
void cvk_activation_watch_world (CvkActivation *self);
void cvk_activation_listen (CvkActivation *self, CvkActivationWatch *watch);

G_END_DECLS
