// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Parts of sentences about days, in the language of this process. All are (transfer full). */

/* "Tuesday", in the language that the C library's names follow. @day: 0 is Sunday. */
char *cvk_calendar_dup_weekday (int day) G_GNUC_WARN_UNUSED_RESULT;
/* "March"; @month: 1 to 12. */
char *cvk_calendar_dup_month (int month) G_GNUC_WARN_UNUSED_RESULT;
/* "the first Tuesday"; @week: 1 to 5, anything else is the last. */
char *cvk_calendar_dup_week_day (int week, int day) G_GNUC_WARN_UNUSED_RESULT;
/* "Tuesday, Wednesday and Thursday", of at least one text. (element-type utf8) */
char *cvk_calendar_join (GPtrArray *texts) G_GNUC_WARN_UNUSED_RESULT;
/* Likewise; bit 0 is Sunday, which comes last: the weekend stands together. */
char *cvk_calendar_list_weekdays (unsigned weekdays) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
