// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-secret-reference.h"
#include "engine/cvk-node-operations.h"

G_BEGIN_DECLS

/**
 * CvkSecretKeeper:
 *
 * Who can tell what a secret reference stands for: the connection that it came by, which asks its
 * service anew each time.
 */
#define CVK_TYPE_SECRET_KEEPER (cvk_secret_keeper_get_type ())
G_DECLARE_INTERFACE (CvkSecretKeeper, cvk_secret_keeper, CVK, SECRET_KEEPER, GObject)

struct _CvkSecretKeeperInterface
{
  GTypeInterface parent;

  /* Takes @task, which returns a CvkSecret; @call is that of its cancellable, and says what it
   * waits for meanwhile. */
  void (*fetch) (CvkSecretKeeper *self,
                 const CvkSecretReference *reference,
                 CvkCall *call,
                 GTask *task);
};

/* Errors: G_IO_ERROR, as sentences. */
void cvk_secret_keeper_fetch_async (CvkSecretKeeper *self,
                                    const CvkSecretReference *reference,
                                    CvkCall *call,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* (transfer full) (nullable) */
CvkSecret *cvk_secret_keeper_fetch_finish (CvkSecretKeeper *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
