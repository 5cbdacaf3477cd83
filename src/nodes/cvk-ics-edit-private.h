// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "nodes/cvk-ics-edit.h"

G_BEGIN_DECLS

/* The lines of one event, while some of them are replaced. */

/* A content line: as it stands in the text, and without its folds. */
typedef struct
{
  char *raw;
  char *line;
  gboolean is_own; /* not in a part of the event */
} CvkIcsLine;

typedef struct
{
  GPtrArray *lines;        /* owned; of CvkIcsLine */
  CvkCalendarZones *zones; /* owned */
  gboolean has_changed;
} CvkIcsEdit;

void cvk_ics_edit_init (CvkIcsEdit *self, const char *text, size_t length);
void cvk_ics_edit_clear (CvkIcsEdit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkIcsEdit, cvk_ics_edit_clear)

gboolean cvk_ics_line_has_name (const CvkIcsLine *line, const char *name);
/* Behind the parameters, whose quotes may hold a colon. */
const char *cvk_ics_line_get_value (const CvkIcsLine *line);

/* The first of that name. (transfer none) (nullable) */
CvkIcsLine *cvk_ics_edit_find (CvkIcsEdit *self, const char *name);
/* All of that name by one line. @content: (nullable): by nothing. */
void cvk_ics_edit_replace (CvkIcsEdit *self, const char *name, const char *content);
/* One more line, behind the other properties. */
void cvk_ics_edit_add (CvkIcsEdit *self, const char *content);
/* @line: (nullable). FALSE: it is none, or in a zone that nobody knows. */
gboolean cvk_ics_edit_read_time (CvkIcsEdit *self, const CvkIcsLine *line, CvkCalendarTime *time);
/* That it is another version of the event. */
void cvk_ics_edit_mark (CvkIcsEdit *self, int64_t now);
/* (transfer full) */
char *cvk_ics_edit_join (CvkIcsEdit *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
