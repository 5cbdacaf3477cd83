// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsoup/soup.h>

#include "connect/cvk-connectors.h"
#include "engine/cvk-run.h"
#include "support/cvk-fake-clock.h"

G_BEGIN_DECLS

/**
 * ServiceFixture:
 *
 * A connection to a service that answers what a test put down, one reply a request, in this process
 * and on a clock that jumps ahead whenever nothing else is to be done.
 */
typedef struct
{
  CvkFakeClock *clock;
  CvkHttp *http;
  CvkTokenStore *store;
  CvkConnection *connection;
  CvkMemoryJournal *journal;
  CvkNodeTypes *types;
  SoupServer *server;
  unsigned port;
  GQueue replies;
  unsigned status_after;   /* of all replies when there is none in line; 0: there has to be one */
  const char *body_after;  /* nullable: likewise */
  GPtrArray *requests;     /* "POST /v2/users/me/meetings {…}" */
  GArray *times;           /* int64_t: when each of them came, on the clock */
  unsigned timeout;        /* seconds that the node gives each item; set before starting */
  gboolean spreads;        /* runs are to spread over days without asking; likewise */
  unsigned n_tokens;       /* how many access tokens were given out */
  char *authorization;     /* of the last request */
  char *headers;           /* of the last request: lines */
  const char *api;         /* nullable: another server than ours for everything but tokens */
  gboolean is_unconnected; /* http.request has no connection */
  const char *path;        /* nullable: of the pipeline's file */
  gboolean rehearses;      /* nothing is changed */
  GAsyncResult *ended;     /* of the run that was started */
} ServiceFixture;

void service_fixture_init (ServiceFixture *self);
void service_fixture_clear (ServiceFixture *self);
/* A connection without these scopes ("a b", nullable). */
void service_fixture_connect (ServiceFixture *self, const char *missing_scopes);

/* The next reply. @headers (nullable): "Name: value" lines. Status 0 hangs up instead. */
void service_fixture_reply (ServiceFixture *self,
                            unsigned status,
                            const char *headers,
                            const char *body);
/* Runs one node of @type ("zoom.get-meeting") to the end. (transfer full) */
CvkRun *service_fixture_run (ServiceFixture *self, const char *type, const char *settings)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same in two steps; with @n_items the node works on so many items {"number": 0}, ..., and goes
 * on after a failure. */
CvkRun *service_fixture_start (ServiceFixture *self,
                               const char *type,
                               const char *settings,
                               unsigned n_items) G_GNUC_WARN_UNUSED_RESULT;
void service_fixture_finish (ServiceFixture *self, CvkRun *run);
/* Nobody listens any more; and again, at the same port. */
void service_fixture_go_away (ServiceFixture *self);
void service_fixture_come_back (ServiceFixture *self);
/* The states of the last run's effect: "planned sent confirmed". (transfer full) */
char *service_fixture_list_states (ServiceFixture *self) G_GNUC_WARN_UNUSED_RESULT;

/* Code of the only failure, NULL when there is none. */
const char *run_get_code (CvkRun *run);
const char *run_get_field (CvkRun *run);
/* What the node put out. (transfer none) */
GPtrArray *run_get_items (CvkRun *run);
/* A field of the first item as JSON. (transfer full) */
char *run_dup_field (CvkRun *run, const char *path);

G_END_DECLS
