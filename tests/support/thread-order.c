// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Preloaded into programs that are built with ThreadSanitizer, this tells it what GLib puts in
 * order between threads. It cannot see that itself: a GMutex is no pthread mutex, and the library
 * of the distribution is not instrumented, so every lock looks like none. An order is told for each
 * object that is handed over, and never for more than that, because what is in order is not looked
 * at. */

#include <dlfcn.h>
#include <gio/gio.h>
#include <poll.h>

/* In programs without the sanitizer, such as shells, nobody defines them. */
void __tsan_acquire (void *address) __attribute__ ((weak));
void __tsan_release (void *address) __attribute__ ((weak));

static void
acquire (gconstpointer address)
{
  if (__tsan_acquire != NULL && address != NULL)
    __tsan_acquire ((void *) address);
}

static void
release (gconstpointer address)
{
  if (__tsan_release != NULL && address != NULL)
    __tsan_release ((void *) address);
}

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

/* @before and @after the real call. */
#define WRAP(name, parameters, arguments, before, after)                                           \
  void name parameters                                                                             \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    before;                                                                                        \
    real arguments;                                                                                \
    after;                                                                                         \
  }

#define WRAP_RESULT(type, name, parameters, arguments, before, after)                              \
  type name parameters                                                                             \
  {                                                                                                \
    static __typeof__ (&name) real;                                                                \
    type result;                                                                                   \
                                                                                                   \
    if (real == NULL)                                                                              \
      real = REAL (name);                                                                          \
    before;                                                                                        \
    result = real arguments;                                                                       \
    after;                                                                                         \
    return result;                                                                                 \
  }

/* --- Locks --- */

WRAP (g_mutex_lock, (GMutex * mutex), (mutex), , acquire (mutex))
WRAP (g_mutex_unlock, (GMutex * mutex), (mutex), release (mutex), )
WRAP_RESULT (gboolean, g_mutex_trylock, (GMutex * mutex), (mutex), , if (result) acquire (mutex))
WRAP (g_cond_wait, (GCond * cond, GMutex *mutex), (cond, mutex), release (mutex), acquire (mutex))
WRAP_RESULT (gboolean,
             g_cond_wait_until,
             (GCond * cond, GMutex *mutex, gint64 end),
             (cond, mutex, end),
             release (mutex),
             acquire (mutex))
#undef g_once_init_enter
#undef g_once_init_leave
WRAP_RESULT (gboolean,
             g_once_init_enter,
             (volatile void *place),
             (place),
             ,
             acquire ((void *) place))
WRAP (g_once_init_leave,
      (volatile void *place, gsize value),
      (place, value),
      release ((void *) place), )

/* --- Queues: what is handed over --- */

WRAP (g_async_queue_push, (GAsyncQueue * queue, gpointer data), (queue, data), release (data), )
WRAP (g_async_queue_push_unlocked,
      (GAsyncQueue * queue, gpointer data),
      (queue, data),
      release (data), )
WRAP_RESULT (gpointer, g_async_queue_pop, (GAsyncQueue * queue), (queue), , acquire (result))
WRAP_RESULT (gpointer, g_async_queue_try_pop, (GAsyncQueue * queue), (queue), , acquire (result))
WRAP_RESULT (gpointer,
             g_async_queue_pop_unlocked,
             (GAsyncQueue * queue),
             (queue),
             ,
             acquire (result))
WRAP_RESULT (gpointer,
             g_async_queue_try_pop_unlocked,
             (GAsyncQueue * queue),
             (queue),
             ,
             acquire (result))

WRAP_RESULT (gpointer,
             g_async_queue_timeout_pop,
             (GAsyncQueue * queue, guint64 timeout),
             (queue, timeout),
             ,
             acquire (result))

/* --- Tasks: into a thread, and back --- */

static GQuark
get_function_quark (void)
{
  return g_quark_from_static_string ("thread-order-function");
}

static void
run_ordered (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GTaskThreadFunc function =
    (GTaskThreadFunc) g_object_get_qdata (G_OBJECT (task), get_function_quark ());

  acquire (task);
  function (task, source, task_data, cancellable);
  release (task);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  static __typeof__ (&g_task_run_in_thread) real;

  if (real == NULL)
    real = REAL (g_task_run_in_thread);
  g_object_set_qdata (G_OBJECT (task), get_function_quark (), (gpointer) function);
  release (task);
  real (task, run_ordered);
}

WRAP_RESULT (gpointer, g_task_get_task_data, (GTask * task), (task), , acquire (task))
WRAP_RESULT (gpointer,
             g_task_propagate_pointer,
             (GTask * task, GError **error),
             (task, error),
             acquire (task), )
WRAP_RESULT (gboolean,
             g_task_propagate_boolean,
             (GTask * task, GError **error),
             (task, error),
             acquire (task), )
WRAP_RESULT (gssize,
             g_task_propagate_int,
             (GTask * task, GError **error),
             (task, error),
             acquire (task), )
WRAP (g_task_return_pointer,
      (GTask * task, gpointer result, GDestroyNotify free_result),
      (task, result, free_result),
      release (task), )
WRAP (g_task_return_boolean, (GTask * task, gboolean result), (task, result), release (task), )
WRAP (g_task_return_int, (GTask * task, gssize result), (task, result), release (task), )
WRAP (g_task_return_error, (GTask * task, GError *error), (task, error), release (task), )

/* --- References: who lets go of the last one comes after all the others --- */

WRAP (g_object_unref, (gpointer object), (object), release (object); acquire (object), )
WRAP (g_bytes_unref, (GBytes * bytes), (bytes), release (bytes); acquire (bytes), )

/* --- The main loop: what is attached in one thread runs after it in another --- */

static char main_loop;

WRAP_RESULT (guint,
             g_source_attach,
             (GSource * source, GMainContext *context),
             (source, context),
             release (&main_loop), )
WRAP_RESULT (guint,
             g_idle_add,
             (GSourceFunc function, gpointer data),
             (function, data),
             release (&main_loop), )
WRAP (g_main_context_invoke,
      (GMainContext * context, GSourceFunc function, gpointer data),
      (context, function, data),
      release (&main_loop), )
WRAP_RESULT (int,
             poll,
             (struct pollfd * files, nfds_t count, int timeout),
             (files, count, timeout),
             ,
             acquire (&main_loop))
