// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into the real programs: the system's clocks, waiting, randomness and trusted roots as a
 * test has them. The test writes to the file that CVK_FAKE_CLOCK names (struct Fake below, see
 * fake.py); waiting is cut into short slices, so that a jump of the clock ends it. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C (1000000000)
#define SLICE (10 * SECOND / 1000)

/* All in nanoseconds; what is frozen stands still there until it is 0 again. */
typedef struct
{
  int64_t wall;
  int64_t monotonic;
  int64_t suspended; /* CLOCK_BOOTTIME counts it, CLOCK_MONOTONIC does not */
  int64_t frozen_wall;
  int64_t frozen_monotonic;
  int64_t fails_random;
} Fake;

static const Fake none;
static const volatile Fake *fake = &none;

__attribute__ ((constructor)) static void
open_fake (void)
{
  const char *path = getenv ("CVK_FAKE_CLOCK");
  int file = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *memory;

  if (file < 0)
    return;
  memory = mmap (NULL, sizeof (Fake), PROT_READ, MAP_SHARED, file, 0);
  close (file);
  if (memory != MAP_FAILED)
    fake = memory;
}

static int64_t
read_clock (clockid_t id)
{
  struct timespec now;

  syscall (SYS_clock_gettime, id, &now);
  return now.tv_sec * SECOND + now.tv_nsec;
}

static int64_t
get_wall (void)
{
  return fake->frozen_wall != 0 ? fake->frozen_wall : read_clock (CLOCK_REALTIME) + fake->wall;
}

static int64_t
get_monotonic (clockid_t id)
{
  return fake->frozen_monotonic != 0 ? fake->frozen_monotonic : read_clock (id) + fake->monotonic;
}

static int64_t
get_time (clockid_t id)
{
  switch (id)
    {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
      return get_wall ();
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
      return get_monotonic (id);
    case CLOCK_BOOTTIME:
      return get_monotonic (id) + fake->suspended;
    default:
      return read_clock (id);
    }
}

int
clock_gettime (clockid_t id, struct timespec *result)
{
  int64_t now = get_time (id);

  result->tv_sec = now / SECOND;
  result->tv_nsec = now % SECOND;
  return 0;
}

int
gettimeofday (struct timeval *restrict result, void *restrict zone)
{
  int64_t now = get_wall ();

  result->tv_sec = now / SECOND;
  result->tv_usec = now % SECOND / 1000;
  return 0;
}

time_t
time (time_t *result)
{
  time_t now = get_wall () / SECOND;

  if (result != NULL)
    *result = now;
  return now;
}

int
ppoll (struct pollfd *files, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
  int64_t until = 0;

  if (timeout != NULL)
    until = get_monotonic (CLOCK_MONOTONIC) + timeout->tv_sec * SECOND + timeout->tv_nsec;
  for (;;)
    {
      int64_t left = timeout != NULL ? until - get_monotonic (CLOCK_MONOTONIC) : SLICE;
      struct timespec slice = { 0, left < 0 ? 0 : left < SLICE ? left : SLICE };
      long ready = syscall (SYS_ppoll, files, count, &slice, mask, sizeof (uint64_t));

      if (ready != 0 || (timeout != NULL && get_monotonic (CLOCK_MONOTONIC) >= until))
        return (int) ready;
    }
}

int
poll (struct pollfd *files, nfds_t count, int timeout)
{
  struct timespec time = { timeout / 1000, timeout % 1000 * (SECOND / 1000) };

  return ppoll (files, count, timeout < 0 ? NULL : &time, NULL);
}

ssize_t
getrandom (void *buffer, size_t length, unsigned flags)
{
  if (fake->fails_random)
    {
      errno = ENOSYS;
      return -1;
    }
  return syscall (SYS_getrandom, buffer, length, flags);
}

/* GnuTLS asks this for the roots that the system trusts; a test has its own. */
int gnutls_x509_trust_list_add_system_trust (void *list, unsigned flags, unsigned list_flags);

int
gnutls_x509_trust_list_add_system_trust (void *list, unsigned flags, unsigned list_flags)
{
  const char *path = getenv ("CVK_FAKE_ROOTS");
  void *library = dlopen ("libgnutls.so.30", RTLD_LAZY);
  int (*add_file) (void *, const char *, const char *, int, unsigned, unsigned) =
    (int (*) (void *, const char *, const char *, int, unsigned, unsigned)) dlsym (
      library, "gnutls_x509_trust_list_add_trust_file");

  return path != NULL ? add_file (list, path, NULL, 1, flags, list_flags) : 0;
}
