// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

#include "base/cvk-value.h"
#include "service/cvk-client.h"

G_BEGIN_DECLS

/* Calls a method of the API and waits, as long as it takes. @reply is its type. */
GVariant *cvk_client_call (GDBusConnection *client,
                           const char *method,
                           GVariant *parameters,
                           const char *reply,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, with @descriptors (nullable) beside the parameters. */
GVariant *cvk_client_call_with_descriptors (GDBusConnection *client,
                                            const char *method,
                                            GVariant *parameters,
                                            GUnixFDList *descriptors,
                                            const char *reply,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @delta: what has changed of a run, as the service's RunChanged has it. */
typedef void (*CvkRunChangedFunc) (const CvkValue *delta, gpointer user_data);

/* Tells of changes of @run until g_dbus_connection_signal_unsubscribe() gets what this returns. */
unsigned cvk_client_follow_run (GDBusConnection *client,
                                const char *run,
                                CvkRunChangedFunc changed,
                                gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
