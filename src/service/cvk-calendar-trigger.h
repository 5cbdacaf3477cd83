// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkCalendarTrigger:
 *
 * A trigger.calendar: an .ics file or a folder of them. It says when events appear, change or go,
 * by comparing with what it remembers, at the start too; and when one is about to begin, by the
 * wall clock. Its memory is {"path", "text", "sequence", "events"} (service/cvk-event-changes.h); a
 * beginning needs none, because its key says which one it is.
 */
#define CVK_TYPE_CALENDAR_TRIGGER (cvk_calendar_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkCalendarTrigger, cvk_calendar_trigger, CVK, CALENDAR_TRIGGER, GObject)

CvkTrigger *cvk_calendar_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
