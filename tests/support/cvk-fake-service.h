// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What programs have in common that stand in for a service on a bus: whoever starts one waits for
 * its line "ready", and it ends with the bus. What is wrong ends it with a message. */

/* (transfer full): the session's or the system's bus. Standard output is written line by line from
 * now on. */
GDBusConnection *cvk_fake_service_connect (GBusType type) G_GNUC_WARN_UNUSED_RESULT;

/* Puts an object at @path that has the one interface which @xml describes. */
void cvk_fake_service_add_object (GDBusConnection *bus,
                                  const char *path,
                                  const char *xml,
                                  const GDBusInterfaceVTable *vtable,
                                  gpointer user_data);

/* Called with each line of standard input. */
typedef void (*CvkFakeServiceLineFunc) (GDBusConnection *bus, const char *line, gpointer user_data);

/* Takes @name, prints "ready", and returns when the name is lost or standard input ends. @line is
 * nullable: standard input is left alone. */
void cvk_fake_service_run (GDBusConnection *bus,
                           const char *name,
                           CvkFakeServiceLineFunc line,
                           gpointer user_data);

/* Prints a call as its method and its arguments, as GVariant text and whatever the locale has. */
void cvk_fake_service_print_call (const char *method, GVariant *arguments);

G_END_DECLS
