// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The settings of the desktop application (data/app.convoke.Convoke.gschema.xml), one object in a
 * process. A program in the build tree takes the schema that was built with it. (transfer none) */
GSettings *cvk_settings_get (void);

G_END_DECLS
