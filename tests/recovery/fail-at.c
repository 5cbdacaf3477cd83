// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into a program, this makes one of its calls fail that change files: of those whose path
 * has a given part, the one with the number that the file named by CVK_FAULT_PLAN says, or all from
 * that one on. Other programs than the one in CVK_FAULT_PROGRAM are left alone. */

#include "watched-calls.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>

/* The file, shared with whoever made it. */
typedef struct
{
  _Atomic uint64_t count;    /* calls so far */
  uint64_t at;               /* which one fails, from 1; 0: none */
  uint64_t is_lasting;       /* and all that follow */
  uint64_t error;            /* with this errno */
  _Atomic uint64_t n_failed; /* so many did */
  char part[256];            /* of the paths that count, folders ending in a slash */
} Plan;

static Plan *plan;

__attribute__ ((constructor)) static void
open_plan (void)
{
  const char *path = getenv ("CVK_FAULT_PLAN");
  const char *program = getenv ("CVK_FAULT_PROGRAM");

  if (path != NULL && program != NULL && is_program (program))
    plan = map_plan (path, sizeof (Plan));
}

/* Whether it fails; errno says so then. */
static int
fails (const char *path)
{
  uint64_t number = 0;

  if (strstr (path, plan->part) == NULL)
    return 0;
  number = ++plan->count;
  if (plan->at == 0 || number < plan->at || (number > plan->at && !plan->is_lasting))
    return 0;
  plan->n_failed++;
  errno = (int) plan->error;
  return 1;
}

static int
fails_there (int folder, const char *name)
{
  char link[64], path[2 * PATH_MAX];
  ssize_t length = 0;
  struct stat status;

  if (plan == NULL)
    return 0;
  if (name != NULL && (name[0] == '/' || folder == AT_FDCWD))
    return fails (name);
  snprintf (link, sizeof link, "/proc/self/fd/%d", folder);
  length = readlink (link, path, PATH_MAX);
  if (length <= 0)
    return 0;
  path[length] = '\0';
  if (name != NULL)
    snprintf (path + length, PATH_MAX, "/%s", name);
  else if (fstat (folder, &status) == 0 && S_ISDIR (status.st_mode))
    strcpy (path + length, "/");
  return fails (path);
}

WATCH (ssize_t,
       write,
       (int fd, const void *data, size_t size),
       (fd, data, size),
       fails_there (fd, NULL))
WATCH (ssize_t,
       pwrite64,
       (int fd, const void *data, size_t size, off64_t at),
       (fd, data, size, at),
       fails_there (fd, NULL))
WATCH (ssize_t,
       writev,
       (int fd, const struct iovec *parts, int count),
       (fd, parts, count),
       fails_there (fd, NULL))
WATCH (int, fsync, (int fd), (fd), fails_there (fd, NULL))
WATCH (int, fdatasync, (int fd), (fd), fails_there (fd, NULL))
WATCH (int, ftruncate64, (int fd, off64_t size), (fd, size), fails_there (fd, NULL))
WATCH (int, rename, (const char *from, const char *to), (from, to), fails_there (AT_FDCWD, to))
WATCH (int,
       renameat,
       (int from_folder, const char *from, int folder, const char *to),
       (from_folder, from, folder, to),
       fails_there (folder, to))
WATCH (int, mkdir, (const char *path, mode_t mode), (path, mode), fails_there (AT_FDCWD, path))

/* Reading is another matter; a folder is opened to be synced. */
#define CHANGES (O_WRONLY | O_RDWR | O_CREAT | O_DIRECTORY)

static int
opening_fails (int folder, const char *path, int flags)
{
  return (flags & CHANGES) != 0 && fails_there (folder, path);
}

WATCH_OPEN (open,
            (const char *path, int flags, ...),
            (path, flags, mode),
            opening_fails (AT_FDCWD, path, flags))
WATCH_OPEN (open64,
            (const char *path, int flags, ...),
            (path, flags, mode),
            opening_fails (AT_FDCWD, path, flags))
WATCH_OPEN (openat,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            opening_fails (folder, path, flags))
WATCH_OPEN (openat64,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            opening_fails (folder, path, flags))
