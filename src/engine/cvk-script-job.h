// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-script-host.h"

G_BEGIN_DECLS

/* A request under way, and what is known of its results. */
typedef struct
{
  GTask *task;
  GSource *cancelled; /* nullable */
  CvkScriptKind kind;
  char *text; /* of a BEGIN frame, without its first byte */
  char *run;  /* tells runs apart */
  GPtrArray *scopes;
  uint64_t first_index;
  int64_t time_limit;
  size_t memory_limit;
  GPtrArray *results; /* of the scopes so far, in order */
  gboolean retrying;  /* the next scope has lost a process before */
} CvkScriptJob;

CvkScriptJob *cvk_script_job_new (GTask *task, const CvkScriptRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;
CvkScriptJob *cvk_script_job_ref (CvkScriptJob *self);
void cvk_script_job_unref (CvkScriptJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkScriptJob, cvk_script_job_unref)

gboolean cvk_script_job_is_complete (const CvkScriptJob *self);
/* The next scope's result. FALSE when @text is not what the program may send. */
gboolean cvk_script_job_add_value (CvkScriptJob *self, const char *text, size_t length);
void cvk_script_job_add_problem (CvkScriptJob *self, CvkProblem *problem);
/* What all remaining scopes have in common, made anew for each. */
void cvk_script_job_add_syntax_problems (CvkScriptJob *self, const char *text, size_t length);
void cvk_script_job_add_unavailable_problems (CvkScriptJob *self, const char *reason);

/* Each ends the task, which may run the caller's callback at once. */
void cvk_script_job_finish (CvkScriptJob *self);
void cvk_script_job_cancel (CvkScriptJob *self);

G_END_DECLS
