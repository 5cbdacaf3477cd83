// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-recurrence.h"

G_BEGIN_DECLS

/* The dates that @rule makes, a line for each of the first ones and one for the rest, with a word
 * where the clocks change between two of them. @start and @zone as the meeting's settings have
 * them, nullable. Without a start that can be placed, a sentence says what is missing.
 * (transfer full) */
char *cvk_recurrence_dates_describe (const CvkRecurrence *rule,
                                     const char *start,
                                     const char *zone,
                                     const char *own_zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
