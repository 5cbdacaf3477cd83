// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-token-store.h"

#define CVK_BENCH_CANARY "CANARYRT0123456789"
#define CVK_BENCH_PAYLOAD "{\"v\":1,\"generation\":1,\"refresh_token\":\"" CVK_BENCH_CANARY "\"}"

/* The operations of a store, one after the other. */
CvkSecret *cvk_bench_load (CvkTokenStore *store, const char *connection, GError **error);
gboolean cvk_bench_save (CvkTokenStore *store,
                         const char *connection,
                         const char *text,
                         GError **error);
gboolean cvk_bench_remove (CvkTokenStore *store, const char *connection, GError **error);
gboolean cvk_bench_unlock (CvkTokenStore *store, const char *connection, GError **error);

void cvk_bench_assert_load (CvkTokenStore *store, const char *connection, const char *expected);
void cvk_bench_assert_load_error (CvkTokenStore *store,
                                  const char *connection,
                                  CvkTokenStoreError code);
/* What every store does. Leaves CVK_BENCH_PAYLOAD in "zoom-1". */
void cvk_bench_try_store (CvkTokenStore *store);
