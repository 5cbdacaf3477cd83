// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The icon in the sizes of panels, a(iiay); empty when there is no such icon. (transfer full) */
GVariant *cvk_status_pixmaps_new (const char *icon_name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
