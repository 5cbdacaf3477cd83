// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "store/cvk-store.h"

G_BEGIN_DECLS

/* Which runs the journal keeps: those of the last days, as long as they fit. Two settings of the
 * store say how many days and how much. */
#define CVK_RETENTION_DAYS_SETTING "history-days"
#define CVK_RETENTION_MEGABYTES_SETTING "history-megabytes"
#define CVK_RETENTION_DAYS 90
#define CVK_RETENTION_MEGABYTES 500

/* How much is kept: {"days", "megabytes"}. Ends in cvk_store_text_finish(). */
void cvk_store_load_retention_async (CvkStore *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Forgets some of the oldest runs that are to be kept no longer at @now (microseconds since 1970),
 * few enough to hold up nobody. Never those that are under way, wait, have something open, ended
 * within two days (they count against limits of the day), or that another one of these goes on
 * with. Ends in cvk_store_boolean_finish(): TRUE when there may be more. */
void cvk_store_forget_old_runs_async (CvkStore *self,
                                      int64_t now,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
