// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The control of the run under ThreadSanitizer: what tasks write with a lock is in order, and with
 * the argument "race" something else is written beside it, which has to be found. */

#include <gio/gio.h>

#define N_TASKS 50
/* Long enough that one thread is not enough for all of them. */
#define WORK_US 2000

static GMutex lock;
static unsigned with_lock;
static unsigned without_lock;
static gboolean is_racing;

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  unsigned *number = task_data;

  g_usleep (WORK_US);
  *number += 1;
  g_mutex_lock (&lock);
  with_lock++;
  g_mutex_unlock (&lock);
  if (is_racing)
    without_lock++;
  g_task_return_int (task, *number);
}

static void
worked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  unsigned *n_left = user_data;

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 1);
  *n_left -= 1;
}

int
main (int argc, char **argv)
{
  unsigned n_left = N_TASKS;

  is_racing = argc > 1 && g_str_equal (argv[1], "race");
  for (unsigned i = 0; i < N_TASKS; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, worked_cb, &n_left);

      g_task_set_task_data (task, g_new0 (unsigned, 1), g_free);
      g_task_run_in_thread (task, work);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (with_lock, ==, N_TASKS);
  return 0;
}
