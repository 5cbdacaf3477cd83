// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-test"

#include "config.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confinement/cvk-confinement.h"
#include "script/cvk-escapes.h"

#define NOBODY 65534
#define DATA_LIMIT (64 * 1024 * 1024)
/* Exit statuses beside errno numbers. */
#define NOT_CONFINED 250
#define NOT_NOBODY 251

typedef enum
{
  UNCONFINED,
  FILTER_ALONE,
  CONFINED,
} Confinement;

typedef struct
{
  Confinement confinement;
  bool nobody;         /* as a user without privileges */
  bool earlier_thread; /* tries from a thread that was there before the confinement */
} Setting;

static void
confine (const Setting *setting)
{
  const char *problem = NULL;

  if (setting->confinement == FILTER_ALONE)
    problem = cvk_confinement_load_filter ();
  else if (setting->confinement == CONFINED)
    problem = cvk_confinement_seal (DATA_LIMIT);
  if (problem != NULL)
    _exit (NOT_CONFINED);
}

typedef struct
{
  const CvkEscape *escape;
  sem_t confined;
} Prisoner;

static void *
try_in_thread (void *data)
{
  Prisoner *prisoner = data;

  sem_wait (&prisoner->confined);
  _exit (prisoner->escape->attempt ());
}

static G_NORETURN void
try (const CvkEscape *escape, const Setting *setting, int channel)
{
  Prisoner prisoner = { .escape = escape };
  pthread_t thread;

  if (setting->nobody && (setgroups (0, NULL) != 0 || setresgid (NOBODY, NOBODY, NOBODY) != 0 ||
                          setresuid (NOBODY, NOBODY, NOBODY) != 0))
    _exit (NOT_NOBODY);
  dup2 (channel, 3);
  dup2 (channel, 4);
  if (setting->confinement == CONFINED && cvk_confinement_prepare (4) != NULL)
    _exit (NOT_CONFINED);
  if (!setting->earlier_thread)
    {
      confine (setting);
      _exit (escape->attempt ());
    }
  sem_init (&prisoner.confined, 0, 0);
  if (pthread_create (&thread, NULL, try_in_thread, &prisoner) != 0)
    _exit (NOT_CONFINED);
  confine (setting);
  sem_post (&prisoner.confined);
  pthread_join (thread, NULL);
  _exit (NOT_CONFINED);
}

/* 0 when the attempt worked, else errno; negative: the signal that ended the process. */
static int
run (const CvkEscape *escape, const Setting *setting)
{
  int channel[2];
  int status;
  pid_t pid;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, channel), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    try (escape, setting, channel[1]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (channel[0]);
  close (channel[1]);
  return WIFSIGNALED (status) ? -WTERMSIG (status) : WEXITSTATUS (status);
}

static void
check_refused (const Setting *setting)
{
  for (size_t i = 0; i < cvk_n_escapes; i++)
    {
      int result = run (&cvk_escapes[i], setting);

      g_test_message ("%s: %d", cvk_escapes[i].name, result);
      g_assert_true (result == EPERM || result == ENOSYS || result == -SIGSYS);
    }
}

static void
test_confined (void)
{
  check_refused (&(Setting){ CONFINED, false, false });
}

static void
test_filter_alone (void)
{
  check_refused (&(Setting){ FILTER_ALONE, false, false });
}

static void
test_earlier_thread (void)
{
  check_refused (&(Setting){ CONFINED, false, true });
}

static void
test_nobody (void)
{
  check_refused (&(Setting){ CONFINED, true, false });
  check_refused (&(Setting){ FILTER_ALONE, true, false });
}

/* The counterpart: without confinement the same attempts work, so that their failing says
 * something. */
static void
check_works (bool nobody)
{
  Setting setting = { UNCONFINED, nobody, false };

  for (size_t i = 0; i < cvk_n_escapes; i++)
    {
      int result;

      if (cvk_escapes[i].reach < (nobody ? CVK_ESCAPE_ALWAYS : CVK_ESCAPE_SAME_USER))
        continue;
      result = run (&cvk_escapes[i], &setting);
      g_test_message ("%s: %d", cvk_escapes[i].name, result);
      g_assert_cmpint (result, ==, 0);
    }
}

static void
test_unconfined (void)
{
  check_works (false);
  if (geteuid () == 0)
    check_works (true);
}

static void *
return_at_once (void *data)
{
  return data;
}

static int
work (void)
{
  pthread_t thread;
  void *memory = malloc (1 << 20);
  struct timespec pause = { 0, 1000 };
  char byte;

  if (memory == NULL)
    return 1;
  free (memory);
  nanosleep (&pause, NULL);
  if (write (3, "x", 1) != 1 || read (0, &byte, 1) != 0)
    return 2;
  if (pthread_create (&thread, NULL, return_at_once, NULL) != 0)
    return 3;
  return pthread_join (thread, NULL);
}

/* What the language engine needs still works. */
static void
test_needed (void)
{
  const CvkEscape needed = { "work", work, CVK_ESCAPE_ALWAYS };

  g_assert_cmpint (run (&needed, &(Setting){ CONFINED, false, false }), ==, 0);
}

static int
allocate (void)
{
  return malloc (2 * DATA_LIMIT) == NULL ? 1 : 0;
}

static int
allocate_less (void)
{
  return malloc (DATA_LIMIT / 2) == NULL ? 1 : 0;
}

static void
test_data_limit (void)
{
  const CvkEscape much = { "much memory", allocate, CVK_ESCAPE_ALWAYS };
  const CvkEscape less = { "less memory", allocate_less, CVK_ESCAPE_ALWAYS };

  g_assert_cmpint (run (&much, &(Setting){ CONFINED, false, false }), ==, 1);
  g_assert_cmpint (run (&less, &(Setting){ CONFINED, false, false }), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/confinement/confined", test_confined);
  g_test_add_func ("/confinement/filter-alone", test_filter_alone);
  g_test_add_func ("/confinement/earlier-thread", test_earlier_thread);
  /* Only root can become another user; who is one already has been through it above. */
  if (geteuid () == 0)
    g_test_add_func ("/confinement/nobody", test_nobody);
  g_test_add_func ("/confinement/unconfined", test_unconfined);
  g_test_add_func ("/confinement/needed", test_needed);
  g_test_add_func ("/confinement/data-limit", test_data_limit);

  return g_test_run ();
}
