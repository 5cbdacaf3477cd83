// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "connect/cvk-token-store.h"

G_BEGIN_DECLS

/* A store in memory that fails when a
 * test asks for it. */
#define CVK_TYPE_FAKE_TOKEN_STORE (cvk_fake_token_store_get_type ())
G_DECLARE_FINAL_TYPE (CvkFakeTokenStore, cvk_fake_token_store, CVK, FAKE_TOKEN_STORE, GObject)

struct _CvkFakeTokenStore
{
  GObject parent_instance;

  GHashTable *items;  /* connection -> CvkSecret */
  GHashTable *labels; /* connection -> label */
  int load_error;     /* -1: none; else a CvkTokenStoreError */
  int save_error;
  int remove_error;
  gboolean is_changing_what_it_saves;
  unsigned loads;
  unsigned saves;
  unsigned unlocks; /* each sets load_error and save_error to -1 */
  void (*before_load) (CvkFakeTokenStore *self, gpointer data); /* nullable */
  gpointer before_load_data;
};

CvkFakeTokenStore *cvk_fake_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The text of the item. (transfer none) (nullable) */
const char *cvk_fake_token_store_peek (CvkFakeTokenStore *self, const char *connection);
void cvk_fake_token_store_put (CvkFakeTokenStore *self,
                               const char *connection,
                               int64_t generation,
                               const char *refresh_token);

G_END_DECLS
