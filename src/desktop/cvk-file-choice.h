// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @file: (transfer none) what was chosen. */
typedef void (*CvkFileChosenFunc) (gpointer owner, GFile *file);

/* Shows @dialog (transfer full), which nobody else keeps: it goes when it is answered. @chosen is
 * called if a file was chosen, and @owner, a GObject, is still there. */
void cvk_file_choice_ask (GtkFileChooserNative *dialog, gpointer owner, CvkFileChosenFunc chosen);

G_END_DECLS
