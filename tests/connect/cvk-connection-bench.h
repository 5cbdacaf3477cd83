// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-connection.h"
#include "cvk-fake-authority.h"
#include "cvk-fake-token-store.h"

G_BEGIN_DECLS

/* A connection on a fake clock, with a fake server that holds refresh token 7 for good and a fake
 * store that has it as generation 3. */
#define SECOND ((int64_t) G_USEC_PER_SEC)
#define HOUR (3600 * SECOND)
#define REFRESH "POST /oauth/token - grant_type=refresh_token&"

typedef struct
{
  CvkClock *clock;
  CvkHttp *http;
  CvkFakeAuthority *authority;
  CvkFakeTokenStore *store;
  CvkConnection *connection;
} CvkConnectionBench;

/* Folders of the user in a place of their own, for the whole program; before anything asks GLib for
 * them. Returns what to give back at the end. */
char *cvk_connection_bench_make_home (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_connection_bench_remove_home (char *home);
CvkConnection *cvk_connection_bench_make_connection (CvkConnectionBench *self);
void cvk_connection_bench_set_up (CvkConnectionBench *self, gconstpointer data);
void cvk_connection_bench_tear_down (CvkConnectionBench *self, gconstpointer data);
CvkSecret *cvk_connection_bench_finish_token (CvkConnection *connection,
                                              GAsyncResult **pending,
                                              GError **error);
CvkSecret *cvk_connection_bench_get_token (CvkConnection *connection,
                                           CvkSecret *rejected,
                                           GError **error);
CvkSecret *cvk_connection_bench_assert_token (CvkConnection *connection, const char *expected);
void cvk_connection_bench_assert_same_token (CvkConnection *connection, const char *expected);
void cvk_connection_bench_assert_failure (CvkConnection *connection, CvkAuthError code);
void cvk_connection_bench_advance (CvkConnectionBench *self, int64_t microseconds);
unsigned cvk_connection_bench_count_refreshes (CvkConnectionBench *self);
void cvk_connection_bench_assert_stored (CvkConnectionBench *self,
                                         int64_t generation,
                                         const char *refresh_token);

G_END_DECLS
