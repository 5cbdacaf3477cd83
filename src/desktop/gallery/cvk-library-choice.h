// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for the folder in which pipelines are kept from now on, and keeps the answer in GSettings,
 * which whoever shows the library follows. In a sandbox the desktop's portal asks, and the
 * application may use what was chosen afterwards. Files are not moved. @parent: (nullable) */
void cvk_library_choice_ask (GtkWindow *parent);
/* What the answer does. */
void cvk_library_choice_take (GFile *folder);

G_END_DECLS
