// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CvkPausedStrip:
 *
 * Says that everything is paused, as long as the application's action "paused" says so, and offers
 * to go on. Takes no room otherwise.
 */
#define CVK_TYPE_PAUSED_STRIP (cvk_paused_strip_get_type ())
G_DECLARE_FINAL_TYPE (CvkPausedStrip, cvk_paused_strip, CVK, PAUSED_STRIP, GtkWidget)

G_END_DECLS
