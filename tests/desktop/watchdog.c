// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Loaded into the application by tests (LD_PRELOAD): tells of every turn of the main loop that
 * takes longer than a frame allows, with the stack that it was in when the time was over, and of
 * the worst at the end. A turn is what happens between two waits: one callback as a rule. Time that
 * others had the processor is told apart: only a turn that was itself busy or that slept counts.
 *
 * CVK_WATCHDOG names the file to write to. */

#include "config.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 8
#define MAX_FRAMES 48
#define LOOK_EVERY_NS 1000000

static pthread_t main_thread;
static clockid_t main_clock;
static atomic_llong turn_began; /* wall time; 0: it waits */
static atomic_llong turn_began_busy;
static atomic_int is_caught; /* the stack of this turn is taken */
static void *frames[MAX_FRAMES];
static atomic_int n_frames;
static double worst, worst_busy;
static unsigned count, turns;
static int output = -1;

static long long
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void
catch_stack (int signal)
{
  int saved = errno;

  atomic_store (&n_frames, backtrace (frames, MAX_FRAMES));
  errno = saved;
}

/* Asks the main thread where it is, once in a turn that is late. */
static void *
watch (void *data)
{
  struct timespec pause = { 0, LOOK_EVERY_NS };

  for (;;)
    {
      long long began = atomic_load (&turn_began);

      nanosleep (&pause, NULL);
      if (began != 0 && began == atomic_load (&turn_began) && !atomic_load (&is_caught) &&
          read_clock (CLOCK_MONOTONIC) - began > LIMIT_MS * 1000000LL)
        {
          atomic_store (&is_caught, 1);
          pthread_kill (main_thread, SIGURG);
        }
    }
  return NULL;
}

static void
tell_turn (double took, double busy)
{
  int n = atomic_load (&n_frames);

  dprintf (output, "turn of %.1f ms, busy for %.1f ms\n", took, busy);
  if (n > 0)
    backtrace_symbols_fd (frames, n, output);
}

static void
end_turn (void)
{
  long long began = atomic_exchange (&turn_began, 0);
  double took, busy;

  if (began == 0)
    return;
  took = (double) (read_clock (CLOCK_MONOTONIC) - began) / 1e6;
  busy = (double) (read_clock (main_clock) - atomic_load (&turn_began_busy)) / 1e6;
  turns++;
  worst = MAX (worst, took);
  worst_busy = MAX (worst_busy, busy);
  if (took > LIMIT_MS)
    {
      count++;
      tell_turn (took, busy);
    }
}

static int
poll_cb (GPollFD *descriptors, unsigned n, int timeout)
{
  int result;

  if (!pthread_equal (pthread_self (), main_thread))
    return g_poll (descriptors, n, timeout);
  end_turn ();
  result = g_poll (descriptors, n, timeout);
  atomic_store (&n_frames, 0);
  atomic_store (&is_caught, 0);
  atomic_store (&turn_began_busy, read_clock (main_clock));
  atomic_store (&turn_began, read_clock (CLOCK_MONOTONIC));
  return result;
}

__attribute__ ((constructor)) static void
begin_watching (void)
{
  struct sigaction action = { .sa_handler = catch_stack, .sa_flags = SA_RESTART };
  const char *path = getenv ("CVK_WATCHDOG");
  void *first[1];
  pthread_t thread;

  /* What the application starts is not watched. */
  unsetenv ("LD_PRELOAD");
  unsetenv ("CVK_WATCHDOG");
  if (path == NULL)
    return;
  output = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  main_thread = pthread_self ();
  pthread_getcpuclockid (main_thread, &main_clock);
  /* Its first call loads a library, which a signal handler may not. */
  (void) backtrace (first, 1);
  sigaction (SIGURG, &action, NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  pthread_create (&thread, NULL, watch, NULL);
}

__attribute__ ((destructor)) static void
tell_worst (void)
{
  if (output >= 0)
    dprintf (output, "watchdog: %u turns, %u over %d ms, the worst %.1f ms, the busiest %.1f ms\n",
             turns, count, LIMIT_MS, worst, worst_busy);
}
