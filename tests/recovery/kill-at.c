// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into an engine, this kills it right before one of its calls that read or write: files,
 * sockets, everything. The calls of all threads are numbered in the order in which they come, and
 * the file that CVK_KILL_PLAN names says which number is the last. Nothing of the engine is
 * changed: it is the program that people have, and SIGKILL leaves it no last word. */

#include "watched-calls.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/socket.h>

#define MAX_KILLS 2
#define VICTIM "convoke-engine"

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
  const char *path = getenv ("CVK_KILL_PLAN");

  if (path == NULL || !is_program (VICTIM))
    return;
  victim = getpid ();
  plan = map_plan (path, sizeof (Plan));
  plan->count = 0;
  if (plan->is_over)
    _exit (1);
}

/* Whoever comes by lives: 0. Children, between fork and exec, are none of our business. */
static int
pass (void)
{
  uint64_t kill_number = 0;

  if (plan == NULL || getpid () != victim)
    return 0;
  kill_number = plan->n_kills;
  if (++plan->count != (kill_number < MAX_KILLS ? plan->last[kill_number] : 0))
    return 0;
  plan->n_kills = kill_number + 1;
  kill (victim, SIGKILL);
  for (;;)
    pause ();
}

WATCH (ssize_t, read, (int fd, void *data, size_t size), (fd, data, size), pass ())
WATCH (ssize_t,
       pread64,
       (int fd, void *data, size_t size, off64_t at),
       (fd, data, size, at),
       pass ())
WATCH (ssize_t, readv, (int fd, const struct iovec *parts, int count), (fd, parts, count), pass ())
WATCH (ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size), pass ())
WATCH (ssize_t,
       pwrite64,
       (int fd, const void *data, size_t size, off64_t at),
       (fd, data, size, at),
       pass ())
WATCH (ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), pass ())
WATCH (ssize_t,
       recv,
       (int fd, void *data, size_t size, int flags),
       (fd, data, size, flags),
       pass ())
WATCH (ssize_t,
       recvfrom,
       (int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length),
       (fd, data, size, flags, from, length),
       pass ())
WATCH (ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags), pass ())
WATCH (ssize_t,
       send,
       (int fd, const void *data, size_t size, int flags),
       (fd, data, size, flags),
       pass ())
WATCH (
  ssize_t,
  sendto,
  (int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length),
  (fd, data, size, flags, to, length),
  pass ())
WATCH (ssize_t,
       sendmsg,
       (int fd, const struct msghdr *message, int flags),
       (fd, message, flags),
       pass ())
WATCH (int,
       connect,
       (int fd, const struct sockaddr *to, socklen_t length),
       (fd, to, length),
       pass ())
WATCH (int, fsync, (int fd), (fd), pass ())
WATCH (int, fdatasync, (int fd), (fd), pass ())
WATCH (int, ftruncate64, (int fd, off64_t size), (fd, size), pass ())
WATCH (int, rename, (const char *from, const char *to), (from, to), pass ())
WATCH (int, unlink, (const char *path), (path), pass ())

WATCH_OPEN (open, (const char *path, int flags, ...), (path, flags, mode), pass ())
WATCH_OPEN (open64, (const char *path, int flags, ...), (path, flags, mode), pass ())
WATCH_OPEN (openat,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            pass ())
WATCH_OPEN (openat64,
            (int folder, const char *path, int flags, ...),
            (folder, path, flags, mode),
            pass ())
