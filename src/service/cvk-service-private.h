// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-activations.h"
#include "service/cvk-background.h"
#include "service/cvk-engine-api.h"
#include "service/cvk-failure-handler.h"
#include "service/cvk-health-notices.h"
#include "service/cvk-health-watch.h"
#include "service/cvk-questions.h"
#include "service/cvk-run-notices.h"
#include "service/cvk-run-retention.h"
#include "service/cvk-service.h"
#include "service/cvk-sleep-guard.h"

G_BEGIN_DECLS

struct _CvkService
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkHostRuns *runs;
  CvkQuestions *questions;
  CvkSignIns *sign_ins;
  CvkHealthMonitor *health;
  CvkHealthWatch *watch;
  CvkBackground *background;
  CvkActivations *activations;
  CvkRunRetention *retention;
  CvkFailureHandler *failures;
  CvkSleepGuard *sleep;
  CvkHealthNotices *notices;  /* nullable: on the session bus only */
  CvkRunNotices *run_notices; /* likewise */
  CvkApiEngine *api;
  GDBusServer *server;
  GDBusConnection *session_bus; /* nullable */
  GObject *tray;                /* nullable: the icon in the panels */
  GHashTable *clients;          /* GDBusConnection of the private socket */
  char *socket_path;
  unsigned name_id;
  unsigned unflushed; /* connections whose last answers are on their way, before it quits */
  unsigned flush_source;
  gboolean is_bus_gone; /* it was on a session bus, which has ended */
};

/* Whose end ends what was asked for: the private connection; NULL on the session bus. */
GObject *cvk_service_get_owner (CvkService *self, GDBusMethodInvocation *invocation);

/* What to say when @name is no connection's. (transfer full) */
CvkProblem *cvk_service_make_unknown_problem (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* cvk-service-runs.c, cvk-service-run-lists.c, cvk-service-breakpoints.c,
 * cvk-service-connections.c, cvk-service-control.c,
 * cvk-service-health.c, cvk-service-questions.c, cvk-service-read.c, cvk-service-remove.c,
 * cvk-service-sign-in.c, cvk-service-activations.c */
void cvk_service_connect_run_methods (CvkService *self);
void cvk_service_connect_run_list_methods (CvkService *self);
/* cvk-service-request.c */
/* A call of the API on its way to an answer, which takes @invocation out. */
typedef struct
{
  CvkService *service;               /* owned */
  GDBusMethodInvocation *invocation; /* owned until it is answered */
} CvkServiceRequest;

/* Takes @invocation. */
CvkServiceRequest *cvk_service_request_new (CvkService *service, GDBusMethodInvocation *invocation)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_service_request_free (CvkServiceRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkServiceRequest, cvk_service_request_free)

/* cvk-service-items.c */
void cvk_service_connect_item_methods (CvkService *self);
void cvk_service_connect_breakpoint_methods (CvkService *self);
void cvk_service_connect_connection_methods (CvkService *self);
void cvk_service_connect_sign_in_methods (CvkService *self);
void cvk_service_connect_control_methods (CvkService *self);
void cvk_service_connect_health_methods (CvkService *self);
void cvk_service_connect_remove_methods (CvkService *self);
void cvk_service_connect_activation_methods (CvkService *self);
void cvk_service_connect_webhook_method (CvkService *self);
void cvk_service_connect_question_methods (CvkService *self);
void cvk_service_connect_quota_methods (CvkService *self);
void cvk_service_connect_read_method (CvkService *self);
/* cvk-service-tables.c */
void cvk_service_connect_table_methods (CvkService *self);
/* cvk-service-clipboard.c */
void cvk_service_connect_clipboard_methods (CvkService *self);
/* cvk-service-add.c */
void cvk_service_connect_add_method (CvkService *self);

/* cvk-service-trouble.c */
void cvk_service_watch_trouble (CvkService *self);
void cvk_service_notify_of_trouble (CvkService *self, CvkNotifier *notifier);
/* cvk-service-history.c */
/* Calls @opened, which answers @invocation, with the run @id, whether it is of this process or in
 * the journal only; answers with the error otherwise. */
typedef void (*CvkRunOpened) (CvkService *self, CvkHostRun *run, GDBusMethodInvocation *invocation);
void cvk_service_open_run (CvkService *self,
                           GDBusMethodInvocation *invocation,
                           const char *id,
                           CvkRunOpened opened);
void cvk_service_connect_history_methods (CvkService *self);

/* cvk-service-bus.c */
void cvk_service_watch_background (CvkService *self);
/* Quits when the session bus has ended and nobody is working with the service any more. */
void cvk_service_leave_after_bus (CvkService *self);

/* cvk-service-tray.c, in builds with a tray: once there is a session bus. */
void cvk_service_show_tray (CvkService *self, CvkNotifier *notifier);

G_END_DECLS
