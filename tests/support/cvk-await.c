// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-await.h"

/* Long enough for the slowest machine under a sanitizer; only a hanging test gets there. */
#define WATCHDOG_SECONDS 120

static gboolean
bark_cb (gpointer user_data)
{
  g_error ("waited in vain for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

void
cvk_await (const char *what, CvkAwaitCondition condition, gpointer user_data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) watchdog = g_timeout_source_new_seconds (WATCHDOG_SECONDS);

  g_source_set_callback (watchdog, bark_cb, (gpointer) what, NULL);
  g_source_attach (watchdog, context);
  while (!condition (user_data))
    g_main_context_iteration (context, TRUE);
  g_source_destroy (watchdog);
}

static gboolean
is_pointer_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

void
cvk_await_pointer (const char *what, gconstpointer pointer)
{
  cvk_await (what, is_pointer_set, (gpointer) pointer);
}

static gboolean
is_flag_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

void
cvk_await_flag (const char *what, const gboolean *flag)
{
  cvk_await (what, is_flag_set, (gpointer) flag);
}

void
cvk_await_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

GAsyncResult *
cvk_await_result (GAsyncResult **result)
{
  cvk_await_pointer ("the result of an operation", result);
  return g_steal_pointer (result);
}

void
cvk_drain_main_context (void)
{
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    continue;
}
