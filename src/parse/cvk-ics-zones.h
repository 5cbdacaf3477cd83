// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <libical/ical.h>

G_BEGIN_DECLS

/**
 * CvkIcsZones:
 *
 * The time zones that a calendar brings along (VTIMEZONE). They count where the reader of the
 * answer does not know a zone by its name.
 */
typedef struct _CvkIcsZones CvkIcsZones;

CvkIcsZones *cvk_ics_zones_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_ics_zones_free (CvkIcsZones *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkIcsZones, cvk_ics_zones_free)

/* @text: from BEGIN:VTIMEZONE to its end. FALSE when it is not understood, or would take long. */
gboolean cvk_ics_zones_add (CvkIcsZones *self, const char *text);
/* Seconds east of UTC that the clocks show at @time; FALSE when the calendar has no such zone. */
gboolean cvk_ics_zones_get_offset (CvkIcsZones *self,
                                   const char *id,
                                   struct icaltimetype time,
                                   int *offset);
/* The name that the zone has elsewhere, as its maker says; NULL when it does not. */
const char *cvk_ics_zones_get_location (CvkIcsZones *self, const char *id);

G_END_DECLS
