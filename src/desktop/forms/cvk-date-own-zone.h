// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The time zone in which this user wants to see times: the one of the preferences, else that of the
 * computer. (transfer full) */
char *cvk_date_dup_own_zone (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
