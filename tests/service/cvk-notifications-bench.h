// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A session bus of the test's own, and fake-notifications on it. */
typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *bus;
  GSubprocess *fake; /* nullable */
  GDataInputStream *output;
} CvkNotificationsBench;

/* @arguments: (nullable): the fake's; NULL for a bus without one. */
void cvk_notifications_bench_set_up (CvkNotificationsBench *self, const char *const *arguments);
void cvk_notifications_bench_tear_down (CvkNotificationsBench *self);
/* The next call that the fake has seen, waited for in the main loop. (transfer full) */
char *cvk_notifications_bench_read (CvkNotificationsBench *self) G_GNUC_WARN_UNUSED_RESULT;
/* Has the fake send a signal: its name and its arguments as GVariant text. */
void cvk_notifications_bench_write (CvkNotificationsBench *self, const char *text);

G_END_DECLS
