// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "cvk-fake-authority.h"
#include "cvk-fake-token-store.h"
#include "service/cvk-health-watch.h"

G_BEGIN_DECLS

/* A host on a fake clock with one connection, "zoom-1" named ada@example.com, whose service and
 * keyring are fakes. */
typedef struct
{
  char *home;
  char *directory;
  CvkClock *clock;
  CvkHost *host;
  CvkHostConnections *connections;
  CvkFakeAuthority *authority;
  CvkFakeTokenStore *store;
  CvkConnection *connection;
  CvkHealthMonitor *monitor;
  CvkHealthWatch *watch;
} CvkHealthBench;

void cvk_health_bench_set_up (CvkHealthBench *self, gconstpointer data);
void cvk_health_bench_tear_down (CvkHealthBench *self, gconstpointer data);
/* Everything that begins with the next start of the host's program. */
void cvk_health_bench_start_anew (CvkHealthBench *self);

void cvk_health_bench_advance (CvkHealthBench *self, int64_t time);
const CvkHealthReport *cvk_health_bench_get_report (CvkHealthBench *self);
/* Asks the service now, and waits for the answer. */
void cvk_health_bench_check (CvkHealthBench *self);

G_END_DECLS
