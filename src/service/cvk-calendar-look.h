// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* One look of a trigger.calendar at its calendar: what is there, what has happened, and what begins
 * soon. Blocks, for worker threads; the thread has it to itself. */
typedef struct
{
  char *path;
  char *zone; /* the reader's */
  CvkValue *settings;
  CvkValue *known; /* nullable: events as of the look before */
  int64_t now;     /* seconds since 1970 */

  CvkProblem *problem; /* nullable: why there is nothing else */
  CvkValue *files;     /* what the files looked like (service/cvk-file-snapshot.h) */
  CvkValue *events;    /* to be remembered */
  CvkValue *items;     /* an array: what has happened */
  CvkValue *starting;  /* an array of {"key", "start" (seconds), "item"}: begins within a day */
} CvkCalendarLook;

/* How far ahead "starting" looks beyond the minutes in the settings. */
#define CVK_CALENDAR_LOOK_AHEAD ((int64_t) 25 * 3600)

void cvk_calendar_look_take (CvkCalendarLook *self);
void cvk_calendar_look_free (CvkCalendarLook *self);

G_END_DECLS
