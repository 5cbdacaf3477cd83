// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkHomeSandbox:
 *
 * The sandbox of the data directory: the one that "connect --sandbox" signs in to. Its state is
 * DIRECTORY/sandbox.db, its port is kept, so that its connections work again when it is started
 * again. It ends with the host.
 */
#define CVK_TYPE_HOME_SANDBOX (cvk_home_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (CvkHomeSandbox, cvk_home_sandbox, CVK, HOME_SANDBOX, GObject)

/* The client that connections to it are made with, and known by. */
#define CVK_HOME_SANDBOX_CLIENT "convoke-home-sandbox"

CvkHomeSandbox *cvk_home_sandbox_new (CvkHost *host) G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_home_sandbox_is_running (CvkHomeSandbox *self);
/* Starts it when it is not running. One at a time. */
void cvk_home_sandbox_start_async (CvkHomeSandbox *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: its address. (transfer none) (nullable) */
const char *cvk_home_sandbox_start_finish (CvkHomeSandbox *self,
                                           GAsyncResult *result,
                                           GError **error);

/* Ends it, and removes its state. */
void cvk_home_sandbox_forget (CvkHomeSandbox *self);

G_END_DECLS
