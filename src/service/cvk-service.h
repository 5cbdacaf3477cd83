// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"
#include "service/cvk-sign-ins.h"

G_BEGIN_DECLS

/**
 * CvkService:
 *
 * The host's API (app.convoke.Convoke.Engine.xml) on its private socket and, for the default data
 * directory, on the session bus when there is one. Only processes of the same user are let in.
 *
 * Signals: "quit" (): it was asked to end, and what it has answered is sent.
 */
#define CVK_TYPE_SERVICE (cvk_service_get_type ())
G_DECLARE_FINAL_TYPE (CvkService, cvk_service, CVK, SERVICE, GObject)

CvkService *cvk_service_new (CvkHost *host) G_GNUC_WARN_UNUSED_RESULT;
/* Opens the private socket and returns its address. (transfer none) (nullable) */
const char *cvk_service_listen (CvkService *self, GError **error);
/* Takes the well-known name when there is a session bus; nothing happens when there is none. */
void cvk_service_join_session_bus (CvkService *self);
/* Lets nobody in any more, sends what was answered, and emits "quit". */
void cvk_service_quit (CvkService *self);
/* Lets nobody in any more. */
void cvk_service_close (CvkService *self);

G_END_DECLS
