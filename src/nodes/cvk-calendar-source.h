// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkCalendarSource:
 *
 * An .ics file, or a folder of them as Evolution, Radicale and vdirsyncer keep (vdir), opened for
 * convoke-parse: as one text in one descriptor, since a process that is shut in can open nothing
 * more. For worker threads: these functions block.
 */
typedef struct
{
  int fd;
  GPtrArray *paths;  /* of files */
  GArray *positions; /* int64_t: where each begins in the text */
  gboolean is_folder;
} CvkCalendarSource;

/* Errors: G_IO_ERROR, as sentences that name the file; NOT_FOUND. (transfer full) (nullable) */
CvkCalendarSource *cvk_calendar_source_open (const char *path, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_calendar_source_free (CvkCalendarSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkCalendarSource, cvk_calendar_source_free)

/* The file in which @event of convoke-parse stands. (nullable): it says nothing that is true */
const char *cvk_calendar_source_get_path (const CvkCalendarSource *self, const CvkValue *event);

G_END_DECLS
