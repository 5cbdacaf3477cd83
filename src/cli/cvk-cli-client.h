// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* A connection to the host of the data directory (nullable: the default one); the host is started
 * when it is not there. May be called by several processes at once: one host comes of it.
 * (transfer full) (nullable) */
GDBusConnection *cvk_client_connect (const char *directory, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
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
/* The problems that a method has returned as JSON. (transfer full) */
GPtrArray *cvk_client_read_problems (const char *json) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
