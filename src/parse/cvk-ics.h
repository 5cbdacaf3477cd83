// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-parse-format.h"

G_BEGIN_DECLS

/**
 * iCalendar (RFC 5545), "ics". The text may be several calendars one after the other, as a folder
 * of such files makes. Only what is asked for reaches libical, property by property; nothing is
 * read from disk, so zones are named, and known here as far as the calendar brings them along.
 *
 * Options:
 *   from, until   seconds since 1970: events and times that may lie between them are told, and
 * those up to a day around, since only who knows all zones can tell times         times of a series
 * at most, default CVK_ICS_MAX_TIMES index         1: only where events are
 *
 * Lines:
 *   {"calendar":{"at":[BEGIN,END],"end":OFFSET}}       END: behind it; OFFSET: of its last line.
 *                                                      After its events.
 *   {"zone":{"id"}}                                    a VTIMEZONE of it
 *   {"event":{...}}                                    see below
 *   {"warning":CODE,"uid","summary","line","property"} what was left out, and where
 *
 * An event: "uid", "at":[BEGIN,END], "line", "recurrence_id":T, "and_future", "start":T, "end":T or
 * "days" and "seconds", "rule", "rule_end":T, "times":[WALL...], "more", "rdates":[T...],
 * "exdates":[T...], "summary", "description", "location", "url", "conference", "status",
 * "sequence", "last_modified":T, "organizer":{"name","email"},
 * "attendees":[{"name","email","status"}]. T is {"time":WALL,"zone":TZID,"offset":SECONDS}; WALL is
 * 20260303T140000, with Z for UTC, or 20260303; "offset" is there when the calendar has the zone. A
 * time in "times" is in the zone of the start and has its offset behind a slash. With "index" an
 * event has "uid", "at", "recurrence_id", "sequence".
 */
extern const CvkParseFormat cvk_ics_format;

#define CVK_ICS_MAX_SIZE ((size_t) 64 * 1024 * 1024)

G_END_DECLS
