// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-sign-in.h"
#include "cvk-fake-authority.h"
#include "cvk-fake-token-store.h"
#include "cvk-loopback-bench.h"

G_BEGIN_DECLS

/* Signing in to a fake authority, on a fake clock, with a browser that does as it is told. */
typedef struct
{
  CvkClock *clock;
  CvkHttp *http;
  CvkFakeAuthority *authority;
  CvkFakeTokenStore *store;
  GStringChunk *strings;
  CvkSignInRequest request;
  CvkSignIn *sign_in;
  GHashTable *parameters; /* of the URL */
  GCancellable *cancellable;
  GAsyncResult *result;
} CvkSignInBench;

void cvk_sign_in_bench_set_up (CvkSignInBench *self, gconstpointer data);
void cvk_sign_in_bench_tear_down (CvkSignInBench *self, gconstpointer data);
/* An address of the authority, which lives as long as the bench. */
const char *cvk_sign_in_bench_join (CvkSignInBench *self, const char *path);
/* Of the address for the browser. */
const char *cvk_sign_in_bench_get_parameter (CvkSignInBench *self, const char *name);
void cvk_sign_in_bench_begin (CvkSignInBench *self);
void cvk_sign_in_bench_wait (CvkSignInBench *self);
CvkConnection *cvk_sign_in_bench_finish (CvkSignInBench *self, GError **error);
/* The browser's callback. Returns what it shows in the end. */
char *cvk_sign_in_bench_come_back (CvkSignInBench *self, const char *query);
/* All of it. */
CvkConnection *cvk_sign_in_bench_sign_in (CvkSignInBench *self);
/* So that another attempt can begin. */
void cvk_sign_in_bench_drop (CvkSignInBench *self);

G_END_DECLS
