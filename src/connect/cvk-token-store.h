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

  /* Each takes over @task and returns a result with it, later or at once. */
  void (*load) (CvkTokenStore *self, const char *connection, GTask *task); /* CvkSecret */
  void (*save) (CvkTokenStore *self,
                const char *connection,
                const char *label,
                CvkSecret *payload,
                GTask *task);
  void (*remove) (CvkTokenStore *self, const char *connection, GTask *task);
  void (*unlock) (CvkTokenStore *self, const char *connection, GTask *task);
};

/* Never asks the user anything: a locked item is CVK_TOKEN_STORE_ERROR_LOCKED. */
void cvk_token_store_load_async (CvkTokenStore *self,
                                 const char *connection,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CvkSecret *cvk_token_store_load_finish (CvkTokenStore *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Replaces what is there, then reads it back: success means that the store gives out the same
 * payload. What exists and is locked is an error; only for a new item the service may ask the user
 * for a password, which is why a new one is saved while signing in and never in the background.
 * Cannot be cancelled, because the outcome has to be known. @label can be read by everybody. */
void cvk_token_store_save_async (CvkTokenStore *self,
                                 const char *connection,
                                 const char *label,
                                 CvkSecret *payload,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean cvk_token_store_save_finish (CvkTokenStore *self, GAsyncResult *result, GError **error);
/* What is not there counts as removed. */
void cvk_token_store_remove_async (CvkTokenStore *self,
                                   const char *connection,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_token_store_remove_finish (CvkTokenStore *self, GAsyncResult *result, GError **error);

/* Asks the user to unlock what holds the item, or would hold it if there were one; only upon
 * something the user has just done. Asks nothing when it is not locked. */
void cvk_token_store_unlock_async (CvkTokenStore *self,
                                   const char *connection,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean cvk_token_store_unlock_finish (CvkTokenStore *self, GAsyncResult *result, GError **error);

#define CVK_TYPE_MEMORY_TOKEN_STORE (cvk_memory_token_store_get_type ())
G_DECLARE_FINAL_TYPE (CvkMemoryTokenStore, cvk_memory_token_store, CVK, MEMORY_TOKEN_STORE, GObject)
/* For as long as the object lives; nothing is ever written. */
CvkTokenStore *cvk_memory_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

#define CVK_TYPE_SECRET_TOKEN_STORE (cvk_secret_token_store_get_type ())
G_DECLARE_FINAL_TYPE (CvkSecretTokenStore, cvk_secret_token_store, CVK, SECRET_TOKEN_STORE, GObject)
/* The Secret Service of the session bus. Attributes and labels of its items are readable even while
 * it is locked, so they hold no account. */
CvkTokenStore *cvk_secret_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

#define CVK_TYPE_PORTAL_TOKEN_STORE (cvk_portal_token_store_get_type ())
G_DECLARE_FINAL_TYPE (CvkPortalTokenStore, cvk_portal_token_store, CVK, PORTAL_TOKEN_STORE, GObject)
/* For sandboxed applications: a file of their own, encrypted with a key that the Secret portal
 * gives them; the Secret Service where there is no such portal and the sandbox lets through to it.
 * The portal asks for the keyring's password by itself when it has no key, which happens once. */
CvkTokenStore *cvk_portal_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* The one of the two that this process should use. */
CvkTokenStore *cvk_keyring_token_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
