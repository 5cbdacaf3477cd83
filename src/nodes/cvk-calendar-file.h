// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "nodes/cvk-ics-properties.h"

G_BEGIN_DECLS

/**
 * Writing into an .ics file, or a folder of them: one event at a time, known by its UID. Everything
 * else stays as it is. Where events are is told by convoke-parse, which alone reads what strangers
 * wrote; here only bytes are put in their place. The file is replaced whole, and not when another
 * program has written to it meanwhile: then it is done again. For worker threads.
 */
typedef struct
{
  const char *path; /* a file that need not be there, or a folder */
  const char *uid;
  const char *occurrence; /* nullable: the key of the one time of a series that it is about
                             (cvk-ics-occurrence.h); of an event that is none it is all */
  const CvkIcsProperties
    *properties; /* nullable: it goes, with all that is in place of its times */
  int64_t now;   /* microseconds since 1970 */
} CvkCalendarChange;

typedef enum
{
  CVK_CALENDAR_UNCHANGED, /* it is so already */
  CVK_CALENDAR_CREATED,
  CVK_CALENDAR_UPDATED,
  CVK_CALENDAR_REMOVED,
} CvkCalendarOutcome;

/* Errors: as cvk_calendar_read(). */
gboolean cvk_calendar_file_change (const CvkCalendarChange *change,
                                   CvkCalendarOutcome *outcome,
                                   GCancellable *cancellable,
                                   GError **error);

/* A calendar of its own with one event, for whoever is invited: @method is "REQUEST" or "CANCEL"
 * (RFC 5546, section 3.2). (transfer full) */
char *cvk_calendar_file_make_invitation (const CvkIcsProperties *properties,
                                         const char *method,
                                         const char *uid,
                                         int64_t sequence,
                                         int64_t now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
