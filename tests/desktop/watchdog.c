// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Loaded into the application by tests (LD_PRELOAD): tells of every turn of the main loop that
 * takes longer than a frame allows, with the stacks that it was in meanwhile, and of the worst at
 * the end. A turn is what happens between two waits: one callback as a rule. Time in which others
 * had the processor does not count: the kernel says how long the thread stood in the queue. What of
 * a turn is a frame's layout and drawing, which the toolkit does when it likes, or waiting for an
 * answer of the display, is told apart from what is called otherwise.
 *
 * CVK_WATCHDOG names the file to write to. */

#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <glib-object.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 8
#define MAX_FRAMES 64
#define MAX_STACKS 24
#define LOOK_EVERY_NS 2000000

typedef struct
{
  void *frames[MAX_FRAMES];
  int n_frames;
} Stack;

/* How many turns were too long, and the longest, in milliseconds. */
typedef struct
{
  unsigned count;
  double worst;
} Tally;

static pthread_t main_thread;
static int queue_file = -1;      /* how long the main thread has waited for a processor */
static atomic_llong turn_began;  /* wall time; 0: it waits */
static Stack stacks[MAX_STACKS]; /* of this turn */
static atomic_int n_stacks;
static long long turn_began_net;
static long long frame_began, frame_took; /* within this turn; began is 0 outside of a frame */
static long long display_took;            /* within this turn, outside of frames */
static gboolean has_hooks;
static Tally whole, calls;
static unsigned turns;
static int output = -1;

static long long
read_wall (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Wall time without what the main thread spent in the queue for a processor. */
static long long
read_net (void)
{
  char text[96] = "";
  unsigned long long ran = 0, queued = 0;

  if (queue_file >= 0 && pread (queue_file, text, sizeof text - 1, 0) > 0 &&
      sscanf (text, "%llu %llu", &ran, &queued) != 2)
    queued = 0;
  return read_wall () - (long long) queued;
}

static void
catch_stack (int signal)
{
  int saved = errno;
  int n = atomic_load (&n_stacks);

  if (n < MAX_STACKS)
    {
      stacks[n].n_frames = backtrace (stacks[n].frames, MAX_FRAMES);
      atomic_store (&n_stacks, n + 1);
    }
  errno = saved;
}

/* Asks the main thread where it is, again and again in a turn that becomes late. */
static void *
watch (void *data)
{
  struct timespec pause = { 0, LOOK_EVERY_NS };

  for (;;)
    {
      long long began = atomic_load (&turn_began);

      nanosleep (&pause, NULL);
      if (began != 0 && began == atomic_load (&turn_began))
        pthread_kill (main_thread, SIGURG);
    }
  return NULL;
}

/* --- Frames --- */

static gboolean
frame_begins_cb (GSignalInvocationHint *hint, unsigned n, const GValue *values, gpointer data)
{
  if (frame_began == 0)
    frame_began = read_net ();
  return TRUE;
}

static gboolean
frame_ends_cb (GSignalInvocationHint *hint, unsigned n, const GValue *values, gpointer data)
{
  if (frame_began != 0)
    frame_took += read_net () - frame_began;
  frame_began = 0;
  return TRUE;
}

/* The clock's signals exist once the toolkit has made a window. What runs for animations ("update")
 * counts as a call. */
static void
add_hooks (void)
{
  GType type = g_type_from_name ("GdkFrameClock");

  if (type == 0 || g_type_class_peek (type) == NULL)
    return;
  g_signal_add_emission_hook (g_signal_lookup ("layout", type), 0, frame_begins_cb, NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("paint", type), 0, frame_begins_cb, NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", type), 0, frame_ends_cb, NULL, NULL);
  has_hooks = TRUE;
}

/* --- The display --- */

/* In front of the one of the library. The toolkit asks the display now and then, and where that has
 * no processor of its own, a test waits for its turn. */
void *xcb_wait_for_reply64 (void *connection, uint64_t request, void **error);

void *
xcb_wait_for_reply64 (void *connection, uint64_t request, void **error)
{
  static void *(*wait) (void *, uint64_t, void **);
  long long began;
  void *reply;

  if (wait == NULL)
    *(void **) &wait = dlsym (RTLD_NEXT, "xcb_wait_for_reply64");
  if (output < 0 || frame_began != 0 || !pthread_equal (pthread_self (), main_thread))
    return wait (connection, request, error);
  began = read_net ();
  reply = wait (connection, request, error);
  display_took += read_net () - began;
  return reply;
}

/* --- Turns --- */

static gboolean
add_to (Tally *tally, double took)
{
  tally->worst = MAX (tally->worst, took);
  if (took <= LIMIT_MS)
    return FALSE;
  tally->count++;
  return TRUE;
}

static void
tell_turn (double took, double in_frame, double in_display)
{
  int n = atomic_load (&n_stacks);

  dprintf (
    output,
    "turn of %.1f ms, of which a frame's layout and drawing %.1f ms, waiting for the display "
    "%.1f ms\n",
    took, in_frame, in_display);
  for (int i = 0; i < n; i++)
    {
      dprintf (output, "stack %d of %d\n", i + 1, n);
      backtrace_symbols_fd (stacks[i].frames, stacks[i].n_frames, output);
    }
}

static void
end_turn (void)
{
  double took, in_frame, in_display;

  if (atomic_exchange (&turn_began, 0) == 0)
    return;
  took = (double) (read_net () - turn_began_net) / 1e6;
  in_frame = (double) frame_took / 1e6;
  in_display = (double) display_took / 1e6;
  turns++;
  (void) add_to (&calls, took - in_frame - in_display);
  if (add_to (&whole, took))
    tell_turn (took, in_frame, in_display);
  if (!has_hooks)
    add_hooks ();
}

static int
poll_cb (GPollFD *descriptors, unsigned n, int timeout)
{
  int result;

  if (!pthread_equal (pthread_self (), main_thread))
    return g_poll (descriptors, n, timeout);
  end_turn ();
  result = g_poll (descriptors, n, timeout);
  atomic_store (&n_stacks, 0);
  frame_began = frame_took = display_took = 0;
  turn_began_net = read_net ();
  atomic_store (&turn_began, read_wall ());
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
  queue_file = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  main_thread = pthread_self ();
  /* Its first call loads a library, which a signal handler may not. */
  (void) backtrace (first, 1);
  sigaction (SIGURG, &action, NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
  pthread_create (&thread, NULL, watch, NULL);
}

__attribute__ ((destructor)) static void
tell_worst (void)
{
  if (output < 0)
    return;
  dprintf (output,
           "watchdog: %u turns, %u over %d ms, the worst %.1f ms; without frames' layout and "
           "drawing, and waiting for the display, %u over %d ms, the worst %.1f ms\n",
           turns, whole.count, LIMIT_MS, whole.worst, calls.count, LIMIT_MS, calls.worst);
}
