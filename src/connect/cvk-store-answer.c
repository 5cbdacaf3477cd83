// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-store-answer.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-token-store.h"

typedef struct
{
  CvkStoreAnswer *answer;
  GTask *task; /* owns @answer */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_object_unref (watch->task);
  g_free (watch);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

gboolean
cvk_store_answer_take (CvkStoreAnswer *self)
{
  if (self->is_given)
    return FALSE;
  self->is_given = TRUE;
  clear_source (&self->patience);
  clear_source (&self->cancel_watch);
  return TRUE;
}

static gboolean
patience_is_over_cb (gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GTask) task = g_object_ref (watch->task);

  if (cvk_store_answer_take (watch->answer))
    g_task_return_new_error (task, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED,
                             _ ("The keyring does not answer. It may be waiting for its password: "
                                "look for its window, or restart it, then try again."));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GTask) task = g_object_ref (watch->task);

  if (cvk_store_answer_take (watch->answer))
    g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
attach (CvkStoreAnswer *self, GSource *source, GSourceFunc callback, GTask *task)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->answer = self;
  watch->task = g_object_ref (task);
  g_source_set_callback (source, callback, watch, watch_free);
  g_source_attach (source, g_task_get_context (task));
}

void
cvk_store_answer_watch (CvkStoreAnswer *self, GTask *task, unsigned patience)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->patience = g_timeout_source_new_seconds (patience);
  attach (self, self->patience, patience_is_over_cb, task);
  if (cancellable == NULL)
    return;
  self->cancel_watch = g_cancellable_source_new (cancellable);
  attach (self, self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), task);
}
