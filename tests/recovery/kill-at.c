// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into an engine, this kills it right before one of its calls that read or write: files,
 * sockets, everything. The calls of all threads are numbered in the order in which they come, and
 * the file that CVK_KILL_PLAN names says which number is the last. Nothing of the engine is
 * changed: it is the program that people have, and SIGKILL leaves it no last word. */

/* Both names of a call are there, so neither may stand for the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_KILLS 2
#define VICTIM "/convoke-engine"

/* The file, shared with whoever made it. */
typedef struct
{
  _Atomic uint64_t count;   /* calls of the engine that is there now, or was there last */
  uint64_t last[MAX_KILLS]; /* 0: it lives */
  _Atomic uint64_t n_kills; /* how many of them have been used */
  uint64_t is_over;         /* no engine starts any more */
} Plan;

static Plan *plan;
static pid_t victim;

__attribute__ ((constructor)) static void
open_plan (void)
{
  char self[4096];
  ssize_t length = readlink ("/proc/self/exe", self, sizeof self - 1);
  const char *path = getenv ("CVK_KILL_PLAN");
  void *memory = NULL;
  int fd = -1;

  if (length <= 0 || path == NULL)
    return;
  self[length] = '\0';
  if (strrchr (self, '/') == NULL || strcmp (strrchr (self, '/'), VICTIM) != 0)
    return;
  fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    abort ();
  memory = mmap (NULL, sizeof (Plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall (SYS_close, fd);
  if (memory == MAP_FAILED)
    abort ();
  victim = getpid ();
  plan = memory;
  plan->count = 0;
  if (plan->is_over)
    _exit (1);
}

/* Children, between fork and exec, are none of our business. */
static void
pass (void)
{
  uint64_t kill_number = 0;

  if (plan == NULL || getpid () != victim)
    return;
  kill_number = plan->n_kills;
  if (++plan->count != (kill_number < MAX_KILLS ? plan->last[kill_number] : 0))
    return;
  plan->n_kills = kill_number + 1;
  kill (victim, SIGKILL);
  for (;;)
    pause ();
}

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

#define WATCH(type, name, parameters, arguments)                                                   \
  type name parameters                                                                             \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    pass ();                                                                                       \
    return real arguments;                                                                         \
  }

WATCH (ssize_t, read, (int fd, void *data, size_t size), (fd, data, size))
WATCH (ssize_t, pread64, (int fd, void *data, size_t size, off64_t at), (fd, data, size, at))
WATCH (ssize_t, readv, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WATCH (ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WATCH (ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WATCH (ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WATCH (ssize_t, recv, (int fd, void *data, size_t size, int flags), (fd, data, size, flags))
WATCH (ssize_t,
       recvfrom,
       (int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length),
       (fd, data, size, flags, from, length))
WATCH (ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
WATCH (ssize_t, send, (int fd, const void *data, size_t size, int flags), (fd, data, size, flags))
WATCH (
  ssize_t,
  sendto,
  (int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length),
  (fd, data, size, flags, to, length))
WATCH (ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
WATCH (int, connect, (int fd, const struct sockaddr *to, socklen_t length), (fd, to, length))
WATCH (int, fsync, (int fd), (fd))
WATCH (int, fdatasync, (int fd), (fd))
WATCH (int, ftruncate64, (int fd, off64_t size), (fd, size))
WATCH (int, rename, (const char *from, const char *to), (from, to))
WATCH (int, unlink, (const char *path), (path))

#define WATCH_OPEN(name, parameters, arguments)                                                    \
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
    pass ();                                                                                       \
    return real arguments;                                                                         \
  }

WATCH_OPEN (open, (const char *path, int flags, ...), (path, flags, mode))
WATCH_OPEN (open64, (const char *path, int flags, ...), (path, flags, mode))
WATCH_OPEN (openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
WATCH_OPEN (openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
