// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Durations as people write them. */

/* "45", "45 minutes", "1 h 30", "1:30", "1.5 hours", "2 hours 15 minutes". Returns FALSE for
 * anything else, and for more than a year. @minutes: above 0. */
gboolean cvk_duration_parse (const char *text, int64_t *minutes);
/* "45 minutes", "1 hour", "1 hour 30 minutes". (transfer full) */
char *cvk_duration_format (int64_t minutes) G_GNUC_WARN_UNUSED_RESULT;
/* The next step up or down from @minutes, in a clock's usual parts: 5 minutes up to an hour, then
 * 15, from four hours on 30. Never under 5. */
int64_t cvk_duration_step (int64_t minutes, int direction);

G_END_DECLS
