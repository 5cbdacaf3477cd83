// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-ics-event.h"
#include "parse/cvk-ics-lines.h"

G_BEGIN_DECLS

/* What an event is made of while it is put out. */
typedef struct
{
  CvkIcsEvent *event;
  CvkIcsRequest *request;
  CvkIcsZones *zones;
  GArray *properties; /* of CvkIcsProperty */
  char *uid;          /* nullable */
  char *summary;      /* nullable */
  struct icaltimetype start;
  const char *zone; /* of the start; nullable */
  GArray *warnings; /* of CvkIcsWarning: lines of their own, when the event's is written */
} CvkIcsMaker;

/* What was left out; both are static. */
typedef struct
{
  const char *code;
  const char *property; /* nullable */
} CvkIcsWarning;

/* The first of that name. (transfer none) (nullable) */
const CvkIcsProperty *cvk_ics_maker_find (CvkIcsMaker *self, const char *name);
void cvk_ics_maker_warn (CvkIcsMaker *self, const char *code, const char *property);

/* --- Times (cvk-ics-event-times.c) --- */

/* @length: of the text, which a list goes on behind. FALSE for what no calendar has. */
gboolean cvk_ics_read_time (const char *text, size_t length, struct icaltimetype *time);
void cvk_ics_maker_put_time (CvkIcsMaker *self,
                             const char *name,
                             struct icaltimetype time,
                             const char *zone);
/* Of the property, when the event has it. */
void cvk_ics_maker_put_property_time (CvkIcsMaker *self,
                                      const char *property_name,
                                      const char *name);
/* When it ends, or how long it lasts. */
void cvk_ics_maker_put_end (CvkIcsMaker *self);
/* Whether a single event may be wanted. */
gboolean cvk_ics_maker_is_near (CvkIcsMaker *self);
/* FALSE when none of its times may be wanted. @trouble: (out): what there is to say, a static word
 * or NULL. */
gboolean cvk_ics_maker_put_series (CvkIcsMaker *self, const char **trouble);

G_END_DECLS
