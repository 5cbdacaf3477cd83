// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "service/cvk-engine-api.h"

G_BEGIN_DECLS

/**
 * CvkEngineClient:
 *
 * The way of a window to the host of its data directory. The host is started when somebody asks for
 * its API and it is not there, in a thread, so that nothing waits; who asks at the same time shares
 * one start. A host may leave at any time: then nothing happens until somebody asks again. Main
 * thread.
 *
 * Signals:
 * "api-changed" (): a host has come, or the one that was there has gone. What was read from it may
 *   be another now.
 * "run-changed" (const char *run, const char *delta), "connections-changed" (),
 * "activations-changed" (), "questions-changed" (), "desk-changed" (),
 * "health-changed" (const char *id, const char *report): the host's signals, see
 *   app.convoke.Convoke.Engine.xml.
 */
#define CVK_TYPE_ENGINE_CLIENT (cvk_engine_client_get_type ())
typedef struct _CvkActivationList CvkActivationList;
G_DECLARE_FINAL_TYPE (CvkEngineClient, cvk_engine_client, CVK, ENGINE_CLIENT, GObject)

/* @data_directory: (nullable): NULL for the default one. */
CvkEngineClient *cvk_engine_client_new (const char *data_directory) G_GNUC_WARN_UNUSED_RESULT;

/* The API of a host that was there a moment ago. Its calls wait as long as the host takes; a call
 * to one that has gone ends in an error of G_IO_ERROR or G_DBUS_ERROR. */
void cvk_engine_client_get_api_async (CvkEngineClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* Errors: G_IO_ERROR, with a sentence that says why there is no host. (transfer full) (nullable) */
CvkApiEngine *cvk_engine_client_get_api_finish (CvkEngineClient *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The API when there is a host right now. (transfer none) (nullable) */
CvkApiEngine *cvk_engine_client_peek_api (CvkEngineClient *self);

/* The connections, of CvkConnectionInfo: a CvkConnectionList, which is loaded when this is called
 * first. (transfer none) */
GListModel *cvk_engine_client_get_connections (CvkEngineClient *self);

/* Which pipelines run by themselves; loaded when this is called first. (transfer none) */
CvkActivationList *cvk_engine_client_get_activations (CvkEngineClient *self);

G_END_DECLS
