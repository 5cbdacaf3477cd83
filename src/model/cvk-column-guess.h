// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Which field of an action a column of somebody's table is for: by the words above it, in English
 * and German, and by what stands in it.
 */
typedef struct
{
  const char *name;  /* "start_time", "settings.waiting_room" */
  const char *title; /* in the user's language */
  gboolean is_date;  /* takes a date with a time */
} CvkColumnField;

/* The index of the field, or -1. @values: some of the column's cells. */
int cvk_column_guess (const char *header,
                      const char *const *values,
                      unsigned n_values,
                      const CvkColumnField *fields,
                      unsigned n_fields);
/* Whether it is a word that stands above columns. */
gboolean cvk_column_is_known (const char *header);
/* A number, a date, a time, an address: what stands below a header and is none. */
gboolean cvk_column_looks_like_value (const char *cell);
/* Whether it has a date in figures, or a time of day ("14:00", "3.3.2026", "2026-03-03 14:00"). */
gboolean cvk_column_looks_like_date (const char *cell);

G_END_DECLS
