// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkAdaptiveBin:
 *
 * One child, which is told when it has to make do with less width. The bin itself may become as
 * narrow as it likes; "narrow" (boolean, read only) is set while the child, as it looks when it is
 * not narrow, would not fit. So the limit follows from fonts and languages, and no number has to be
 * right for all of them.
 *
 * Whoever reacts to "notify::narrow" makes the child smaller when it is narrow, by hiding parts of
 * it or moving them elsewhere.
 */
#define CVK_TYPE_ADAPTIVE_BIN (cvk_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (CvkAdaptiveBin, cvk_adaptive_bin, CVK, ADAPTIVE_BIN, GtkWidget)

GtkWidget *cvk_adaptive_bin_new (void);

void cvk_adaptive_bin_set_child (CvkAdaptiveBin *self, GtkWidget *child);

gboolean cvk_adaptive_bin_is_narrow (CvkAdaptiveBin *self);

G_END_DECLS
