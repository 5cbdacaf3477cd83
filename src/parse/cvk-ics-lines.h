// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CvkIcsLines:
 *
 * The content lines of an iCalendar text (RFC 5545, section 3.1), one after the other: unfolded,
 * with their place in the text. Lines may end in CR LF or in LF. Of a line that is longer than
 * CVK_ICS_MAX_LINE the rest is passed over. Bytes that are no UTF-8 stay as they are, zeros become
 * blanks.
 */
#define CVK_ICS_MAX_LINE (1024 * 1024)

typedef struct
{
  const char *data; /* borrowed */
  size_t length;
  size_t position; /* of the next line */

  /* The line that was read last. */
  GString *line;
  size_t start;     /* where it begins in @data */
  unsigned number;  /* of its first line there, from 1 */
  gboolean was_cut; /* it is longer */
  unsigned n_read;  /* lines in front of @position */
} CvkIcsLines;

void cvk_ics_lines_init (CvkIcsLines *self, const char *data, size_t length);
void cvk_ics_lines_clear (CvkIcsLines *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkIcsLines, cvk_ics_lines_clear)

/* FALSE at the end. */
gboolean cvk_ics_lines_next (CvkIcsLines *self);
/* Whether the line is NAME:VALUE, whatever the case; "BEGIN", "VEVENT" for example. */
gboolean cvk_ics_lines_is (const CvkIcsLines *self, const char *name, const char *value);
/* Whether the line has that name; @value (out) (nullable): (transfer none): behind the colon. */
gboolean cvk_ics_lines_has_name (const CvkIcsLines *self, const char *name, const char **value);

/* A property taken apart. */
typedef struct
{
  char *name;        /* in capitals */
  GPtrArray *names;  /* of parameters, in capitals */
  GPtrArray *values; /* of them, as many, without quotes; of a list the first one */
  const char *value; /* points into the line */
} CvkIcsProperty;

/* FALSE when the line is none. */
gboolean cvk_ics_property_init (CvkIcsProperty *self, const char *line);
void cvk_ics_property_clear (CvkIcsProperty *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkIcsProperty, cvk_ics_property_clear)
/* (nullable) */
const char *cvk_ics_property_get (const CvkIcsProperty *self, const char *name);
/* The value as TEXT: escapes resolved (section 3.3.11). (transfer full) */
char *cvk_ics_unescape (const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
