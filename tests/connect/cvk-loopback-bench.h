// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-loopback.h"

G_BEGIN_DECLS

/* A listener on a fake clock, and raw sockets to talk to it. */
#define STATE "state-0123456789abcdefghijklmnopqrstuvwxyz-0"
#define MINUTE (60 * G_USEC_PER_SEC)

typedef struct
{
  CvkClock *clock;
  CvkLoopback *loopback;
  GCancellable *cancellable;
  GAsyncResult *result;
  unsigned port;
  char *host; /* 127.0.0.1:PORT */
} CvkLoopbackBench;

/* "%h" in a pattern stands for the right host. */
void cvk_loopback_bench_start (CvkLoopbackBench *self,
                               const char *issuer,
                               gboolean issuer_is_needed);
void cvk_loopback_bench_set_up (CvkLoopbackBench *self, gconstpointer data);
void cvk_loopback_bench_tear_down (CvkLoopbackBench *self, gconstpointer data);
int cvk_loopback_bench_try_to_connect (CvkLoopbackBench *self);
int cvk_loopback_bench_open_client (CvkLoopbackBench *self);
void cvk_loopback_bench_write_to (int client, const char *data, size_t length);
char *cvk_loopback_bench_read_from (int client);
char *cvk_loopback_bench_exchange_bytes (CvkLoopbackBench *self,
                                         const char *request,
                                         size_t length);
char *cvk_loopback_bench_fill_in (CvkLoopbackBench *self, const char *pattern);
char *cvk_loopback_bench_exchange (CvkLoopbackBench *self, const char *pattern);
unsigned cvk_loopback_bench_get_status (const char *answer);
char *cvk_loopback_bench_make_get (const char *target);
unsigned cvk_loopback_bench_get (CvkLoopbackBench *self, const char *target);
CvkSecret *cvk_loopback_bench_take_code (CvkLoopbackBench *self, GError **error);
void cvk_loopback_bench_assert_code (CvkLoopbackBench *self, const char *expected);
void cvk_loopback_bench_assert_goes_on (CvkLoopbackBench *self);
/* The headers of row B14, and a body without anything that could act. */
void cvk_loopback_bench_assert_harmless (const char *answer);

G_END_DECLS
