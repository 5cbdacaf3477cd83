// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-replay.h"
#include "store/cvk-store.h"

G_BEGIN_DECLS

/* What the journal holds of runs that have not ended, or are to be gone through again. */

/* An effect whose outcome is not known. */
typedef struct
{
  char *effect;
  char *match_key;
  gboolean is_awaited; /* its run will be taken up */
} CvkOpenEffect;

typedef struct
{
  GPtrArray *runs;     /* (element-type utf8) ids of those under way, oldest first */
  GPtrArray *worn_out; /* (element-type utf8) those that were taken up too often in vain */
  GPtrArray *effects;  /* (element-type CvkOpenEffect) with a match key */
} CvkUnfinished;

void cvk_unfinished_free (CvkUnfinished *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkUnfinished, cvk_unfinished_free)

void cvk_store_load_unfinished_async (CvkStore *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
CvkUnfinished *cvk_store_load_unfinished_finish (CvkStore *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): NULL without an error when there is no such run. */
void cvk_store_load_replay_async (CvkStore *self,
                                  const char *run,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
CvkReplay *cvk_store_load_replay_finish (CvkStore *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
