// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "nodes/cvk-calendar-file.h"

G_BEGIN_DECLS

/* Where things are in one file. */
typedef struct
{
  const char *uid;
  const char *occurrence;       /* nullable */
  CvkCalendarZones *read_zones; /* that times are read with */
  int64_t begin, end;           /* of the event itself; begin is -1 without one */
  int64_t one_begin, one_end;   /* of what is in place of the occurrence; -1 without */
  int64_t sequence;
  GArray *others;     /* of int64_t pairs: what is in place of its times */
  GHashTable *zones;  /* TZIDs that are there */
  int64_t last_line;  /* of the last calendar; -1: there is none */
  unsigned n_strange; /* events with other UIDs */
} CvkCalendarIndex;

/* Whether the change is about one time of a series that stands in @data. */
gboolean cvk_calendar_index_is_one_of_series (const CvkCalendarIndex *index, const char *data);

/* cvk-calendar-file-series.c. @path: of the file that @data is in. @text: (out) (transfer full)
 * (nullable): the file as it is to be; it is so already. Errors: G_IO_ERROR_NOT_FOUND, as a
 * sentence.
 */

/* Its own event, changed; or one made of the series, behind it. */
gboolean cvk_calendar_file_save_occurrence (const CvkCalendarChange *change,
                                            const char *path,
                                            const CvkCalendarIndex *index,
                                            const char *data,
                                            size_t length,
                                            GString **text,
                                            GCancellable *cancellable,
                                            GError **error);
/* Taken out of the series, with what is in its place. */
gboolean cvk_calendar_file_remove_occurrence (const CvkCalendarChange *change,
                                              const char *path,
                                              const CvkCalendarIndex *index,
                                              const char *data,
                                              size_t length,
                                              GString **text,
                                              GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
