// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-forget.h"

#include "base/cvk-i18n.h"
#include "service/cvk-host-connections-private.h"

typedef struct
{
  CvkHostRuns *runs;
  unsigned n_unconfirmed;
} Forgetting;

static void
forgetting_free (Forgetting *self)
{
  g_object_unref (self->runs);
  g_free (self);
}

static void forget_next (GTask *task);

static void
return_problem (GTask *task, CvkProblem *problem)
{
  g_task_return_pointer (task, problem, (GDestroyNotify) cvk_problem_unref);
}

static void
rows_forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Forgetting *self = g_task_get_task_data (task);

  if (!cvk_store_boolean_finish (CVK_STORE (object), result, &error))
    {
      return_problem (task, cvk_problem_new_from_error ("journal", error));
      return;
    }
  cvk_host_runs_forget (self->runs);
  return_problem (task, NULL);
}

/* What is under way would go on without its journal, and could do things twice. */
static CvkProblem *
make_busy_problem (void)
{
  return cvk_problem_new (
    "runs-under-way", N_ ("A pipeline is running. Let it end, or stop it, then try again."), NULL);
}

static void
tombstones_forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CvkHostConnections *connections = g_task_get_source_object (task);
  Forgetting *self = g_task_get_task_data (task);
  unsigned n_unconfirmed = 0;
  gboolean good =
    cvk_tombstones_forget_finish (CVK_TOMBSTONES (object), result, &n_unconfirmed, &error);

  self->n_unconfirmed += n_unconfirmed;
  if (!good)
    {
      return_problem (task, cvk_problem_new_from_auth_error (error));
      return;
    }
  /* One may have been started while services were asked. */
  if (cvk_host_runs_is_busy (self->runs))
    {
      return_problem (task, make_busy_problem ());
      return;
    }
  cvk_home_sandbox_forget (connections->sandbox);
  cvk_store_forget_async (cvk_host_get_store (connections->host), rows_forgotten_cb,
                          g_steal_pointer (&task));
}

static void
removed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Forgetting *self = g_task_get_task_data (task);
  CvkRemoval removal;

  if (!cvk_host_connections_remove_finish (CVK_HOST_CONNECTIONS (object), result, &removal, &error))
    {
      return_problem (task, cvk_problem_new_from_auth_error (error));
      return;
    }
  self->n_unconfirmed += removal != CVK_REMOVAL_REVOKED && removal != CVK_REMOVAL_FORGOTTEN;
  forget_next (task);
}

static void
forget_next (GTask *task)
{
  CvkHostConnections *connections = g_task_get_source_object (task);

  if (connections->list->len > 0)
    cvk_host_connections_remove_async (connections, g_ptr_array_index (connections->list, 0),
                                       CVK_REMOVE_ANYWAY, removed_cb, g_object_ref (task));
  else
    cvk_tombstones_forget_async (connections->tombstones, tombstones_forgotten_cb,
                                 g_object_ref (task));
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_host_connections_load_finish (CVK_HOST_CONNECTIONS (object), result, &error))
    forget_next (task);
  else
    return_problem (task, cvk_problem_new_from_error ("journal", error));
}

void
cvk_host_forget_async (CvkHostConnections *connections,
                       CvkHostRuns *runs,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connections, NULL, callback, user_data);
  Forgetting *self = g_new0 (Forgetting, 1);

  g_task_set_source_tag (task, cvk_host_forget_async);
  self->runs = g_object_ref (runs);
  g_task_set_task_data (task, self, (GDestroyNotify) forgetting_free);
  if (cvk_host_runs_is_busy (runs))
    return_problem (task, make_busy_problem ());
  else
    cvk_host_connections_load_async (connections, loaded_cb, g_steal_pointer (&task));
}

CvkProblem *
cvk_host_forget_finish (CvkHostConnections *connections,
                        GAsyncResult *result,
                        unsigned *n_unconfirmed)
{
  g_return_val_if_fail (g_task_is_valid (result, connections), NULL);

  *n_unconfirmed = ((Forgetting *) g_task_get_task_data (G_TASK (result)))->n_unconfirmed;
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
