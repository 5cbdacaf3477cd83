// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The manual: where the desktop's help viewer can find it, in there; else as one page in a web
 * browser. Says so where neither works, and where the page lies. */
void cvk_help_show (GtkWindow *parent);

G_END_DECLS
