// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Next run today at 14:00", "Next run on Wed 3 Mar at 08:00". Times in microseconds since 1970;
 * @zone: an IANA name, in which they are shown. (transfer full) */
char *cvk_activation_words_next (int64_t time, int64_t now, const char *zone)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
