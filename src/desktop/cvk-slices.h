// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One part of the work, which takes a millisecond or two. @owner: as given to cvk_slices_begin().
 * Returns: whether there is more to do. */
typedef gboolean (*CvkSliceFunc) (gpointer owner);

/* Has @step called until it returns FALSE, a few milliseconds at a time: what the user does comes
 * in between, the next frame when it is done. Returns: a source that does not keep @owner, who
 * removes it with g_source_remove() when it goes before; @step forgets it when it returns FALSE. */
unsigned cvk_slices_begin (CvkSliceFunc step, gpointer owner);

G_END_DECLS
