// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CvkPause:
 *
 * The user's wish that nothing new leaves this computer for now. Shared by all runs of a host.
 * Steps go on with what needs nobody else; whoever is about to send waits for "changed", and the
 * deadlines of calls stand still meanwhile.
 *
 * Signals: "changed".
 */
#define CVK_TYPE_PAUSE (cvk_pause_get_type ())
G_DECLARE_FINAL_TYPE (CvkPause, cvk_pause, CVK, PAUSE, GObject)

CvkPause *cvk_pause_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_pause_set (CvkPause *self, gboolean is_on);
/* @self: (nullable): NULL is never on. */
gboolean cvk_pause_is_on (CvkPause *self);

G_END_DECLS
