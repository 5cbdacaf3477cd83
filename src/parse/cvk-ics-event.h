// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "parse/cvk-ics-zones.h"
#include "parse/cvk-parse-output.h"

G_BEGIN_DECLS

/* What is wanted, and what may still be spent on it. */
typedef struct
{
  CvkParseOutput *output;
  gint64 from, until; /* wall times, with a day around them, since zones are not known here */
  unsigned max_times;
  gboolean is_index;
  gint64 steps; /* left */
  unsigned n_warnings;
} CvkIcsRequest;

/* One VEVENT as it is collected. */
typedef struct
{
  GPtrArray *lines;  /* content lines that matter, unfolded */
  size_t size;       /* of these */
  size_t begin, end; /* in the text */
  unsigned line;
  gboolean was_cut; /* it had more than is read */
} CvkIcsEvent;

CvkIcsEvent *cvk_ics_event_new (size_t begin, unsigned line) G_GNUC_WARN_UNUSED_RESULT;
void cvk_ics_event_free (CvkIcsEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkIcsEvent, cvk_ics_event_free)

/* Keeps the line when its property matters. */
void cvk_ics_event_add_line (CvkIcsEvent *self, const char *line);
/* Puts it out, unless it lies outside of what is wanted. */
void cvk_ics_event_put_out (CvkIcsEvent *self, CvkIcsRequest *request, CvkIcsZones *zones);

/* @uid, @summary, @property: (nullable); @line: 0 for none. Of a hundred and more no word. */
void cvk_ics_warn (CvkIcsRequest *request,
                   const char *code,
                   const char *uid,
                   const char *summary,
                   unsigned line,
                   const char *property);

G_END_DECLS
