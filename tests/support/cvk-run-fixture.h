// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-run.h"
#include "support/cvk-fake-clock.h"

G_BEGIN_DECLS

/**
 * CvkRunFixture:
 *
 * Everything a run needs, without a host: the built-in node types and whatever a test adds, a
 * journal in memory, the system's clock, convoke-script. Runs a pipeline text to its end.
 */
typedef struct
{
  CvkClock *clock;
  CvkMemoryJournal *journal;
  CvkScriptHost *scripts;
  CvkNodeTypes *types;
  CvkEnvironment environment;
  char *folder; /* a temporary one: where relative files are */
} CvkRunFixture;

void cvk_run_fixture_init (CvkRunFixture *self);
void cvk_run_fixture_clear (CvkRunFixture *self);

/* Starts and waits for the end. @inputs_json (nullable). (transfer full) */
CvkRun *cvk_run_fixture_run (CvkRunFixture *self, const char *pipeline, const char *inputs_json)
  G_GNUC_WARN_UNUSED_RESULT;
/* Makes the run without starting it. (transfer full) */
CvkRun *cvk_run_fixture_create (CvkRunFixture *self, const char *pipeline, const char *inputs_json)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_run_fixture_finish (CvkRun *run);
/* A file in the fixture's folder. */
void cvk_run_fixture_write (CvkRunFixture *self, const char *name, const char *content);
char *cvk_run_fixture_read (CvkRunFixture *self, const char *name);

/* Items at a port as compact JSON: "[{...},{...}]". (transfer full) */
char *cvk_run_items_to_json (CvkRun *run, const char *node, const char *port);
/* "node/code/field/item" of every failure, separated by spaces. (transfer full) */
char *cvk_run_failures_to_text (CvkRun *run);

G_END_DECLS
