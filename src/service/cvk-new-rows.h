// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Which rows of a CSV file have not been there before. A row is known by its content, as often as
 * it is there: rows may be moved, sorted and taken out; one that is edited is a new one. */

#define CVK_NEW_ROWS_MAX 200000

/* Blocks; for worker threads. @settings: of trigger.file. @known: (nullable): what an earlier call
 * gave, "" for none; NULL: nothing is new. @rows: (out) (transfer full): an array of items.
 * @is_whole: (out): the last line has its end. Returns what to
 * remember, a text: (transfer full) (nullable). Errors: of reading and of CSV. */
CvkValue *cvk_new_rows_read (const char *path,
                             const CvkValue *settings,
                             const CvkValue *known,
                             CvkValue **rows,
                             gboolean *is_whole,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
