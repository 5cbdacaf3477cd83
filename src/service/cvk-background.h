// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-connections.h"

G_BEGIN_DECLS

/**
 * CvkBackground:
 *
 * Whether the host stays although nobody needs it now: on the session bus, as long as the user lets
 * it (the default) and there is a connection in the keyring to look after. Ends with the bus, that
 * is, with the login.
 *
 * Signals: "changed": one of the getters is another.
 */
#define CVK_TYPE_BACKGROUND (cvk_background_get_type ())
G_DECLARE_FINAL_TYPE (CvkBackground, cvk_background, CVK, BACKGROUND, GObject)

CvkBackground *cvk_background_new (CvkHost *host, CvkHostConnections *connections)
  G_GNUC_WARN_UNUSED_RESULT;
/* There may be a session bus; cvk_background_set_bus() will say. */
void cvk_background_expect_bus (CvkBackground *self);
/* The session bus the host is on, or NULL when there is none or it has gone. */
void cvk_background_set_bus (CvkBackground *self, GDBusConnection *bus);

/* Whether the user lets it stay. */
gboolean cvk_background_is_allowed (CvkBackground *self);
/* Whether it was set up to start at login. */
gboolean cvk_background_starts_at_login (CvkBackground *self);
/* Whether it stays now. */
gboolean cvk_background_is_active (CvkBackground *self);

/* Lets it stay and start at login, or neither; kept. What of it could not be done is the error,
 * staying is allowed or not in any case. */
void cvk_background_set_allowed_async (CvkBackground *self,
                                       gboolean is_allowed,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean cvk_background_set_allowed_finish (CvkBackground *self,
                                            GAsyncResult *result,
                                            GError **error);

/* Active pipelines need the host after the next login too, or no longer: unless the user wants that
 * anyway, the last of them takes it back. Errors: G_IO_ERROR_PERMISSION_DENIED when the user or the
 * desktop does not let it, G_IO_ERROR_NOT_SUPPORTED where nothing starts programs at login. */
void cvk_background_set_needed_async (CvkBackground *self,
                                      gboolean is_needed,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean cvk_background_set_needed_finish (CvkBackground *self,
                                           GAsyncResult *result,
                                           GError **error);

G_END_DECLS
