// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/runs/cvk-run-controller.h"
#include "desktop/runs/cvk-run-request.h"
#include "desktop/runs/cvk-run-watch.h"

G_BEGIN_DECLS

struct _CvkRunController
{
  GObject parent_instance;

  CvkSession *session;
  CvkEngineClient *client;
  GSimpleActionGroup *actions;
  GtkWidget *widget; /* weak */
  GCancellable *cancellable;
  CvkRunWatch *watch;     /* nullable */
  CvkRunRequest *request; /* nullable: what is on its way to a run */
  CvkValue *last_inputs;  /* nullable */
  CvkValue *own_inputs;   /* nullable: those that the pipeline was made for */
  char *held;             /* nullable: the node before which the run held when it was looked at */
  gboolean rehearses;     /* the run that is shown makes a plan that was not shown yet */
};

/* cvk-run-controller.c: a run was started */
void cvk_run_controller_follow (CvkRunController *self, const char *run);
/* What is on its way has come to nothing, or to a run. */
void cvk_run_controller_end_request (CvkRunController *self);
void cvk_run_controller_update_actions (CvkRunController *self);
void cvk_run_controller_show_node (CvkRunController *self, const char *node, const char *field);
void cvk_run_controller_show_problems (CvkRunController *self);

/* The run holds before @node now. */
void cvk_run_controller_show_held (CvkRunController *self, const char *node);

/* cvk-run-breakpoints.c */
void cvk_run_controller_add_breakpoint_actions (CvkRunController *self);
void cvk_run_controller_update_breakpoint_actions (CvkRunController *self);
void cvk_run_controller_watch_held (CvkRunController *self);

/* cvk-run-start.c: takes @request; does nothing while another one is on its way */
void cvk_run_controller_start (CvkRunController *self, CvkRunRequest *request);
/* Goes on with it: saves, asks, sends. */
void cvk_run_controller_save (CvkRunController *self);
/* cvk-run-room.c: sends it when today has room for what it will change, as far as is known; else
 * asks. */
void cvk_run_controller_send_if_room (CvkRunController *self);
/* Sends it, once more with what the user has answered meanwhile. */
void cvk_run_controller_send (CvkRunController *self);

/* cvk-run-rehearsal.c: shows the plan when the rehearsal has ended */
void cvk_run_controller_watch_rehearsal (CvkRunController *self);

/* cvk-run-dialogs.c */
/* Errors of the pipeline itself. */
void cvk_run_controller_refuse (CvkRunController *self, GPtrArray *problems);
/* Why the engine did not start it, with the button that mends it. */
void cvk_run_controller_explain (CvkRunController *self, GPtrArray *problems);
void cvk_run_controller_explain_error (CvkRunController *self, const GError *error);
/* A pipeline that came from elsewhere: what it would do, and whether it may. */
void cvk_run_controller_review (CvkRunController *self);
/* Running @node again would do again what it did. */
void cvk_run_controller_warn_repeat (CvkRunController *self, CvkNode *node, unsigned count);

G_END_DECLS
