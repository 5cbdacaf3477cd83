// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-time-zone.h"

G_BEGIN_DECLS

/* Wall times and instants are in seconds here, as in cvk-time-zone.h. */
#define CVK_MIN_YEAR 1
#define CVK_MAX_YEAR 9999

/* RFC 3339 has no seconds in an offset: those of local mean times are rounded, and the reader of
 * the text knows that. */
int cvk_offset_to_minutes (int offset);

int64_t cvk_date_time_get_wall_seconds (const CvkDateTime *self);
/* Sets the fields of the wall time (not the microsecond); FALSE outside the years 1 to 9999. */
gboolean cvk_date_time_set_wall_seconds (CvkDateTime *self, int64_t wall, GError **error);
/* Sets instant, offset and wall time as seen at @offset. */
gboolean cvk_date_time_set_instant_seconds (CvkDateTime *self,
                                            int64_t instant,
                                            int offset,
                                            GError **error);

G_END_DECLS
