// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkProgress:
 *
 * One line on a terminal's standard error that follows a run and goes away with it.
 */
typedef struct _CvkProgress CvkProgress;

CvkProgress *cvk_progress_new (GDBusConnection *client, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* A line of its own above. */
void cvk_progress_say (CvkProgress *self, const char *message);
void cvk_progress_free (CvkProgress *self);

G_END_DECLS
