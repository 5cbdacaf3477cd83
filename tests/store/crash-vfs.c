// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "crash-vfs.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

/* A change that may or may not have reached the disk. */
typedef struct
{
  GBytes *data; /* nullable: the file gets the size @offset */
  int64_t offset;
} Change;

/* What the disk has of a file. */
typedef struct
{
  char *path;
  GByteArray *flushed;
  GPtrArray *changes;   /* Change, in order, since the last flush */
  gboolean is_there;    /* its name was flushed */
  gboolean is_deleted;  /* which was not flushed */
  gboolean keeps_a_log; /* it is the write-ahead log */
  gboolean is_journal;  /* that, or the log of another mode */
} Image;

/* What SQLite has of one; that of the real file system lies behind it. */
typedef struct
{
  sqlite3_file base;
  Image *image; /* borrowed, nullable: a temporary file */
} File;

static struct
{
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  GHashTable *images; /* path -> Image */
  GRand *random;
  CrashVfsDisk disk;
  unsigned left;  /* writes and flushes until the cut */
  int is_cut;     /* atomic */
  int has_failed; /* atomic */
} computer;

static void
change_free (gpointer data)
{
  Change *self = data;

  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

static void
image_free (gpointer data)
{
  Image *self = data;

  g_byte_array_unref (self->flushed);
  g_ptr_array_unref (self->changes);
  g_free (self->path);
  g_free (self);
}

static void
add_change (Image *self, const void *data, size_t size, int64_t offset)
{
  Change *change = g_new0 (Change, 1);

  change->data = data != NULL ? g_bytes_new (data, size) : NULL;
  change->offset = offset;
  g_ptr_array_add (self->changes, change);
}

gboolean
crash_vfs_is_cut (void)
{
  return g_atomic_int_get (&computer.is_cut);
}

gboolean
crash_vfs_has_failed (void)
{
  return g_atomic_int_get (&computer.has_failed);
}

static gboolean
has_power_always (void)
{
  return computer.disk == CRASH_VFS_FAILS_ONCE || computer.disk == CRASH_VFS_IS_FULL;
}

/* Whether the disk refuses this call, before anything has come of it. */
static gboolean
refuses (gboolean needs_space)
{
  if (!has_power_always () || (computer.disk == CRASH_VFS_IS_FULL && !needs_space))
    return FALSE;
  if (crash_vfs_has_failed ())
    return computer.disk == CRASH_VFS_IS_FULL;
  if (--computer.left > 0)
    return FALSE;
  g_atomic_int_set (&computer.has_failed, TRUE);
  return TRUE;
}

/* Returns whether there is still power after one more write or flush. */
static gboolean
spend (void)
{
  if (has_power_always ())
    return TRUE;
  if (!crash_vfs_is_cut () && --computer.left == 0)
    g_atomic_int_set (&computer.is_cut, TRUE);
  return !crash_vfs_is_cut ();
}

/* --- What reaches the disk --- */

static void
set_size (GByteArray *content, size_t size)
{
  size_t before = content->len;

  g_byte_array_set_size (content, size);
  if (size > before)
    memset (content->data + before, 0, size - before);
}

static void
put (GByteArray *content, const uint8_t *data, size_t size, int64_t offset)
{
  if (content->len < offset + size)
    set_size (content, offset + size);
  memcpy (content->data + offset, data, size);
}

static void
put_garbage (GByteArray *content, size_t size, int64_t offset)
{
  g_autofree uint8_t *garbage = g_malloc (size);

  for (size_t i = 0; i < size; i++)
    garbage[i] = g_rand_int_range (computer.random, 0, 256);
  put (content, garbage, size, offset);
}

/* Each sector for itself: it is there, it is not, or nobody knows what it holds. */
static void
tear (GByteArray *content, const uint8_t *data, size_t size, int64_t offset)
{
  size_t done = 0;

  while (done < size)
    {
      size_t part = MIN (SECTOR - (offset + done) % SECTOR, size - done);

      switch (g_rand_int_range (computer.random, 0, 3))
        {
        case 0:
          put (content, data + done, part, offset + done);
          break;
        case 1:
          put_garbage (content, part, offset + done);
          break;
        default:
          break;
        }
      done += part;
    }
}

static void
apply (GByteArray *content, const Change *change, gboolean is_whole)
{
  size_t size = 0;
  const uint8_t *data = NULL;

  if (change->data == NULL)
    {
      set_size (content, change->offset);
      return;
    }
  data = g_bytes_get_data (change->data, &size);
  if (is_whole)
    put (content, data, size, change->offset);
  else
    tear (content, data, size, change->offset);
}

static void
forget_content (Image *self)
{
  g_byte_array_set_size (self->flushed, 0);
  g_ptr_array_set_size (self->changes, 0);
  self->is_there = FALSE;
}

/* SQLite flushes the folder together with a new journal; in there are the names of all. */
static void
flush_names (void)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, computer.images);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Image *image = value;

      if (image->is_deleted)
        forget_content (image);
      else
        image->is_there = TRUE;
    }
}

static void
flush_image (Image *self)
{
  if (self->is_journal && !self->is_there)
    flush_names ();
  for (unsigned i = 0; i < self->changes->len; i++)
    apply (self->flushed, g_ptr_array_index (self->changes, i), TRUE);
  g_ptr_array_set_size (self->changes, 0);
  self->is_there = TRUE;
}

/* The log is on the disk before what is in it is written back, also with synchronous=NORMAL. */
static void
flush_log (void)
{
  GHashTableIter iter;
  gpointer image = NULL;

  g_hash_table_iter_init (&iter, computer.images);
  while (g_hash_table_iter_next (&iter, NULL, &image))
    if (((Image *) image)->keeps_a_log)
      flush_image (image);
}

static void
lose_power (Image *self)
{
  gboolean may_be_gone = self->is_deleted || !self->is_there;
  gboolean is_gone = may_be_gone && (self->changes->len == 0 || g_rand_boolean (computer.random));

  for (unsigned i = 0; i < self->changes->len; i++)
    {
      const Change *change = g_ptr_array_index (self->changes, i);
      int fate = g_rand_int_range (computer.random, 0, 3);

      if (fate == 0 || (fate == 1 && change->data != NULL))
        apply (self->flushed, change, fate == 0);
    }
  if (is_gone)
    g_unlink (self->path);
  else
    g_assert_true (g_file_set_contents_full (self->path, (const char *) self->flushed->data,
                                             self->flushed->len, G_FILE_SET_CONTENTS_NONE, 0600,
                                             NULL));
}

/* --- Files --- */

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return (sqlite3_file *) ((File *) file + 1);
}

#define PASS(method, ...) get_real (file)->pMethods->method (get_real (file), ##__VA_ARGS__)

static int
file_close (sqlite3_file *file)
{
  return PASS (xClose);
}

static int
file_read (sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
  return PASS (xRead, data, size, offset);
}

/* The write at which the power goes off may be on the disk all the same. */
static int
file_write (sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
  Image *image = ((File *) file)->image;

  if (image == NULL)
    return PASS (xWrite, data, size, offset);
  if (crash_vfs_is_cut ())
    return SQLITE_IOERR_WRITE;
  if (refuses (TRUE))
    return computer.disk == CRASH_VFS_IS_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  if (computer.disk == CRASH_VFS_FORGETS_LOG && !image->keeps_a_log)
    flush_log ();
  add_change (image, data, size, offset);
  return spend () ? PASS (xWrite, data, size, offset) : SQLITE_IOERR_WRITE;
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Image *image = ((File *) file)->image;

  if (image == NULL)
    return PASS (xTruncate, size);
  if (crash_vfs_is_cut ())
    return SQLITE_IOERR_TRUNCATE;
  if (refuses (FALSE))
    return SQLITE_IOERR_TRUNCATE;
  add_change (image, NULL, 0, size);
  return spend () ? PASS (xTruncate, size) : SQLITE_IOERR_TRUNCATE;
}

/* The real disk need not work: it is not cut. */
static int
file_sync (sqlite3_file *file, int flags)
{
  Image *image = ((File *) file)->image;

  if (refuses (FALSE) || !spend ())
    return SQLITE_IOERR_FSYNC;
  if (image != NULL && !(computer.disk == CRASH_VFS_FORGETS_LOG && image->keeps_a_log))
    flush_image (image);
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return PASS (xFileSize, size);
}

static int
file_lock (sqlite3_file *file, int lock)
{
  return PASS (xLock, lock);
}

static int
file_unlock (sqlite3_file *file, int lock)
{
  return PASS (xUnlock, lock);
}

static int
file_check_lock (sqlite3_file *file, int *result)
{
  return PASS (xCheckReservedLock, result);
}

static int
file_control (sqlite3_file *file, int order, void *argument)
{
  return PASS (xFileControl, order, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return PASS (xSectorSize);
}

static int
file_characteristics (sqlite3_file *file)
{
  return PASS (xDeviceCharacteristics);
}

static int
file_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return PASS (xShmMap, page, size, extend, memory);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int count, int flags)
{
  return PASS (xShmLock, offset, count, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  PASS (xShmBarrier);
}

static int
file_shm_unmap (sqlite3_file *file, int delete)
{
  return PASS (xShmUnmap, delete);
}

static const sqlite3_io_methods file_methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

/* --- The file system --- */

/* What is in a file when it is first opened has been there for long. */
static Image *
get_image (const char *path, int flags)
{
  Image *image = g_hash_table_lookup (computer.images, path);
  g_autofree char *content = NULL;
  size_t size = 0;

  if (image != NULL)
    return image;
  image = g_new0 (Image, 1);
  image->path = g_strdup (path);
  image->changes = g_ptr_array_new_with_free_func (change_free);
  image->keeps_a_log = (flags & SQLITE_OPEN_WAL) != 0;
  image->is_journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  image->is_there = g_file_get_contents (path, &content, &size, NULL);
  image->flushed = g_byte_array_new ();
  if (image->is_there)
    g_byte_array_append (image->flushed, (const uint8_t *) content, size);
  g_hash_table_insert (computer.images, g_strdup (path), image);
  return image;
}

static int
open_file (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
  File *self = (File *) file;
  int result = SQLITE_IOERR;

  self->base.pMethods = NULL;
  self->image =
    path != NULL && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0 ? get_image (path, flags) : NULL;
  if (!crash_vfs_is_cut ())
    result = computer.real->xOpen (computer.real, path, get_real (file), flags, flags_out);
  if (result == SQLITE_OK)
    self->base.pMethods = &file_methods;
  if (result == SQLITE_OK && self->image != NULL)
    self->image->is_deleted = FALSE;
  return result;
}

static int
delete_file (sqlite3_vfs *vfs, const char *path, int is_flushed)
{
  Image *image = g_hash_table_lookup (computer.images, path);

  if (refuses (FALSE) || !spend ())
    return SQLITE_IOERR_DELETE;
  if (image != NULL && is_flushed)
    {
      forget_content (image);
      image->is_deleted = TRUE;
    }
  else if (image != NULL)
    {
      add_change (image, NULL, 0, 0);
      image->is_deleted = TRUE;
    }
  return computer.real->xDelete (computer.real, path, FALSE);
}

void
crash_vfs_register (void)
{
  computer.real = sqlite3_vfs_find (NULL);
  computer.vfs = *computer.real;
  computer.vfs.zName = "crash";
  computer.vfs.szOsFile = sizeof (File) + computer.real->szOsFile;
  computer.vfs.xOpen = open_file;
  computer.vfs.xDelete = delete_file;
  g_assert_cmpint (sqlite3_vfs_register (&computer.vfs, TRUE), ==, SQLITE_OK);
}

void
crash_vfs_begin (CrashVfsDisk disk, uint32_t seed, unsigned cut_after)
{
  computer.images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
  computer.random = g_rand_new_with_seed (seed);
  computer.disk = disk;
  computer.left = cut_after;
  g_atomic_int_set (&computer.is_cut, FALSE);
  g_atomic_int_set (&computer.has_failed, FALSE);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

void
crash_vfs_end (void)
{
  g_autofree char **paths = (char **) g_hash_table_get_keys_as_array (computer.images, NULL);
  unsigned count = g_hash_table_size (computer.images);

  /* In an order that is the same with the same seed. */
  qsort (paths, count, sizeof *paths, compare_paths);
  for (unsigned i = 0; i < count && !has_power_always (); i++)
    lose_power (g_hash_table_lookup (computer.images, paths[i]));
  g_clear_pointer (&computer.images, g_hash_table_unref);
  g_clear_pointer (&computer.random, g_rand_free);
}
