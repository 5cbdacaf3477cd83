// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-time-zone.h"

G_BEGIN_DECLS

/**
 * Time zones as people look for them: by a city.
 *
 * IANA names hold one (America/Argentina/Buenos_Aires); the machine's table zone1970.tab says which
 * countries use a zone.
 */

typedef struct
{
  char *name;       /* Europe/Berlin */
  char *city;       /* Berlin */
  char *search_key; /* for looking things up: in small letters, without accents */
  int offset;       /* seconds east of UTC at the moment; only of loaded names */
} CvkTimeZoneName;

void cvk_time_zone_name_free (CvkTimeZoneName *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkTimeZoneName, cvk_time_zone_name_free)

/* The zones in the text of a table as zone1970.tab is, and UTC, ordered by their cities.
 * (transfer full) (element-type CvkTimeZoneName) */
GPtrArray *cvk_time_zone_names_parse (const char *table) G_GNUC_WARN_UNUSED_RESULT;
/* Whether every word of @text is the beginning of a word of city, region or name. An empty text
 * matches all. */
gboolean cvk_time_zone_name_matches (const CvkTimeZoneName *self, const char *text);

/* "UTC+1", "UTC+5:30". (transfer full) */
char *cvk_time_zone_format_offset (int seconds) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the machine's table in a thread; names from it have their offsets. (transfer full)
 * (element-type CvkTimeZoneName): UTC alone on a machine without tables. */
void cvk_time_zone_names_load_async (GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *cvk_time_zone_names_load_finish (GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
