// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How GNOME counts hours, 12 or 24, which is a setting of the whole desktop. */

/* Takes it over for cvk_local_time() and follows it, in the main context of the caller; once for a
 * process. From GSettings (org.gnome.desktop.interface, "clock-format"), where somebody has chosen
 * or the desktop is GNOME: what the schema says by itself is no choice of somebody on another one.
 * From the portal of settings where @is_sandboxed, because the sandbox has settings of its own;
 * nothing waits for it. The locale decides where there is neither. */
void cvk_desktop_clock_follow (gboolean is_sandboxed);

G_END_DECLS
