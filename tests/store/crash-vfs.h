// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* A disk that loses its power, below SQLite. What was written since the last flush of a file is on
 * the disk wholly, in parts or not at all, in sectors of 512 bytes, and some of those hold garbage;
 * a file that was never flushed may not be there at all. Flushed bytes stay.
 *
 * One database at a time, and these functions only while no database is open, but for
 * crash_vfs_is_cut() and crash_vfs_has_failed(). */

typedef enum
{
  CRASH_VFS_HONEST,
  CRASH_VFS_FORGETS_LOG, /* the write-ahead log is flushed only before it is written back, as with
                            synchronous=NORMAL */
  /* With power all the time: */
  CRASH_VFS_FAILS_ONCE, /* one write, flush or removal does not work, all later ones do */
  CRASH_VFS_IS_FULL,    /* no write works any more */
} CrashVfsDisk;

/* Every database that is opened from now on is on it. */
void crash_vfs_register (void);
/* The power is on; what is in the files is on the disk. It goes off, or the disk fails, at write or
 * flush number @cut_after (from 1). */
void crash_vfs_begin (CrashVfsDisk disk, uint32_t seed, unsigned cut_after);
gboolean crash_vfs_is_cut (void);
/* Whether the disk that has power has not worked by now. */
gboolean crash_vfs_has_failed (void);
/* Makes the files hold what is on the disk after the cut, which comes now if it has not come. */
void crash_vfs_end (void);

G_END_DECLS
