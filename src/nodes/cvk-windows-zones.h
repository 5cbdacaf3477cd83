// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The IANA name of a zone that Windows, Outlook and Exchange call @name ("W. Europe Standard
 * Time"), by the table windowsZones of Unicode CLDR (territory 001). NULL for others. */
const char *cvk_windows_zone_to_iana (const char *name);

G_END_DECLS
