// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkHold:
 *
 * Stands by a run that holds at breakpoints: says so on standard error, and reads from standard
 * input what is to be done. When that has ended, the run goes on to its own end, because nobody is
 * there who could let it. Nothing is read while it does not hold.
 */
typedef struct _CvkHold CvkHold;

CvkHold *cvk_hold_new (GDBusConnection *client, const char *run) G_GNUC_WARN_UNUSED_RESULT;
void cvk_hold_free (CvkHold *self);

G_END_DECLS
