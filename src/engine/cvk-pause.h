// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CvkPause:
 *
 * The user's wish that nothing new leaves this computer for now, or that it is about to sleep.
 * Shared by all runs of a host.
 * Steps go on with what needs nobody else; whoever is about to send waits for "changed", and the
 * deadlines of calls stand still meanwhile.
 *
 * Signals: "changed".
 */
#define CVK_TYPE_PAUSE (cvk_pause_get_type ())
G_DECLARE_FINAL_TYPE (CvkPause, cvk_pause, CVK, PAUSE, GObject)

CvkPause *cvk_pause_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* By the user. */
void cvk_pause_set (CvkPause *self, gboolean is_wanted);
gboolean cvk_pause_is_wanted (CvkPause *self);
/* By the computer, for a moment and without a word to anybody. */
void cvk_pause_set_held (CvkPause *self, gboolean is_held);
/* For either reason. @self: (nullable): NULL is never on. */
gboolean cvk_pause_is_on (CvkPause *self);

G_END_DECLS
