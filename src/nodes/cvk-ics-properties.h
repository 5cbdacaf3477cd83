// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "nodes/cvk-calendar-time.h"

G_BEGIN_DECLS

/**
 * CvkIcsProperties:
 *
 * What the settings of a node say of an event, as lines of iCalendar. What they do not say is not
 * there, and stays as it is in an event that is there already.
 */
typedef struct
{
  char *summary, *description, *location, *url, *link, *status, *rule; /* nullable */
  CvkDateTime *start, *end;                                            /* nullable */
  int64_t minutes;                                                     /* it lasts; -1: unsaid */
  char *organizer;                                                     /* a whole line; nullable */
  GPtrArray *attendees; /* of whole lines; nullable */
  GPtrArray *addresses; /* of them, as many */
} CvkIcsProperties;

/* FALSE with @problem set, which names the setting. To be cleared in any case. */
gboolean cvk_ics_properties_init (CvkIcsProperties *self,
                                  const CvkValue *settings,
                                  CvkProblem **problem);
void cvk_ics_properties_clear (CvkIcsProperties *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkIcsProperties, cvk_ics_properties_clear)

/* Who calendars say wrote them. */
#define CVK_ICS_PRODUCT "PRODID:-//Convoke//Convoke//EN\r\n"

/* A new event, BEGIN and END included; @now: microseconds since 1970. (transfer full) */
char *cvk_ics_properties_to_event (const CvkIcsProperties *self,
                                   const char *uid,
                                   int64_t sequence,
                                   int64_t now) G_GNUC_WARN_UNUSED_RESULT;
/* The VTIMEZONEs that it needs and that are not in @known (nullable; a set of TZIDs), which they
 * are added to. (transfer full) */
char *cvk_ics_properties_list_zones (const CvkIcsProperties *self, GHashTable *known)
  G_GNUC_WARN_UNUSED_RESULT;
/* When it ends, as far as it is said. (transfer full) (nullable) */
CvkDateTime *cvk_ics_properties_dup_end (const CvkIcsProperties *self) G_GNUC_WARN_UNUSED_RESULT;
/* "CONFERENCE;...:LINK" (RFC 7986, section 5.11). (transfer full) */
char *cvk_ics_format_conference (const char *link) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
