// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkWeekdayButtons:
 *
 * A row of seven buttons, from Monday on; one of them is pressed at least.
 *
 * Signal "changed" (): the user pressed one.
 */
#define CVK_TYPE_WEEKDAY_BUTTONS (cvk_weekday_buttons_get_type ())
G_DECLARE_FINAL_TYPE (CvkWeekdayButtons, cvk_weekday_buttons, CVK, WEEKDAY_BUTTONS, GtkBox)

/* Bit 0 is Sunday. Setting emits nothing. */
void cvk_weekday_buttons_set (CvkWeekdayButtons *self, unsigned weekdays);
unsigned cvk_weekday_buttons_get (CvkWeekdayButtons *self);

G_END_DECLS
