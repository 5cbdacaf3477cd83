// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into a program, this makes one of its calls fail that change files: of those whose path
 * has a given part, the one with the number that the file named by CVK_FAULT_PLAN says, or all from
 * that one on. Other programs than the one in CVK_FAULT_PROGRAM are left alone. */

/* Both names of a call are there, so neither may stand for the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

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
  char self[PATH_MAX];
  ssize_t length = readlink ("/proc/self/exe", self, sizeof self - 1);
  const char *path = getenv ("CVK_FAULT_PLAN");
  const char *program = getenv ("CVK_FAULT_PROGRAM");
  const char *name = NULL;
  void *memory = NULL;
  int fd = -1;

  if (length <= 0 || path == NULL || program == NULL)
    return;
  self[length] = '\0';
  name = strrchr (self, '/');
  if (name == NULL || strcmp (name + 1, program) != 0)
    return;
  fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    abort ();
  memory = mmap (NULL, sizeof (Plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall (SYS_close, fd);
  if (memory == MAP_FAILED)
    abort ();
  plan = memory;
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

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

#define WATCH(type, name, parameters, arguments, folder, path)                                     \
  type name parameters                                                                             \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    return fails_there (folder, path) ? -1 : real arguments;                                       \
  }

WATCH (ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size), fd, NULL)
WATCH (ssize_t,
       pwrite64,
       (int fd, const void *data, size_t size, off64_t at),
       (fd, data, size, at),
       fd,
       NULL)
WATCH (ssize_t,
       writev,
       (int fd, const struct iovec *parts, int count),
       (fd, parts, count),
       fd,
       NULL)
WATCH (int, fsync, (int fd), (fd), fd, NULL)
WATCH (int, fdatasync, (int fd), (fd), fd, NULL)
WATCH (int, ftruncate64, (int fd, off64_t size), (fd, size), fd, NULL)
WATCH (int, rename, (const char *from, const char *to), (from, to), AT_FDCWD, to)
WATCH (int,
       renameat,
       (int from_folder, const char *from, int folder, const char *to),
       (from_folder, from, folder, to),
       folder,
       to)
WATCH (int, mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)

/* Reading is another matter; a folder is opened to be synced. */
#define CHANGES (O_WRONLY | O_RDWR | O_CREAT | O_DIRECTORY)

#define WATCH_OPEN(name, parameters, arguments, folder, path)                                      \
  int name parameters                                                                              \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
    va_list list;                                                                                  \
    mode_t mode = 0;                                                                               \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE)                                \
      {                                                                                            \
        va_start (list, flags);                                                                    \
        mode = va_arg (list, mode_t);                                                              \
        va_end (list);                                                                             \
      }                                                                                            \
    return (flags & CHANGES) != 0 && fails_there (folder, path) ? -1 : real arguments;             \
  }

WATCH_OPEN (open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, path)
WATCH_OPEN (open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, path)
WATCH_OPEN (openat,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            folder,
            path)
WATCH_OPEN (openat64,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            folder,
            path)
