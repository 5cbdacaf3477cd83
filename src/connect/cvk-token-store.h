// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/**
 * CvkTokenStore:
 *
 * Where refresh tokens live: the Secret Service, or memory for this session when the user said so.
 * Locked is not absent. One payload a connection, replaced as a whole.
 */
#define CVK_TYPE_TOKEN_STORE (cvk_token_store_get_type ())
G_DECLARE_INTERFACE (CvkTokenStore, cvk_token_store, CVK, TOKEN_STORE, GObject)

#define CVK_TOKEN_STORE_ERROR (cvk_token_store_error_quark ())
GQuark cvk_token_store_error_quark (void);

typedef enum
{
  CVK_TOKEN_STORE_ERROR_ABSENT,
  CVK_TOKEN_STORE_ERROR_LOCKED,
  CVK_TOKEN_STORE_ERROR_NO_SERVICE,
  CVK_TOKEN_STORE_ERROR_FAILED,
} CvkTokenStoreError;

struct _CvkTokenStoreInterface
{
  GTypeInterface parent;

  void (*load) (CvkTokenStore *self, const char *connection, GTask *task); /* CvkSecret */
  void (*save) (CvkTokenStore *self,
                const char *connection,
                const char *label,
                CvkSecret *payload,
                GTask *task);
  void (*remove) (CvkTokenStore *self, const char *connection, GTask *task);
};

void cvk_token_store_load_async (CvkTokenStore *self,
                                 const char *connection,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CvkSecret *cvk_token_store_load_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_token_store_save_async (CvkTokenStore *self,
                                 const char *connection,
                                 const char *label,
                                 CvkSecret *payload,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cvk_token_store_save_finish (CvkTokenStore *self, GAsyncResult *result, GError **error);
void cvk_token_store_remove_async (CvkTokenStore *self,
                                   const char *connection,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_token_store_remove_finish (CvkTokenStore *self, GAsyncResult *result, GError **error);

CvkTokenStore *cvk_memory_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;
CvkTokenStore *cvk_secret_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
