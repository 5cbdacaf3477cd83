// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include <glib/gi18n-lib.h>

#include "engine/cvk-engine-private.h"
#include "engine/cvk-tables.h"

/* A change to a table as an effect. The table and the mark of the effect are one commit, so what
 * came of one that was cut off is found out by asking for it again. */

typedef struct
{
  CvkCall *call;
  char *table;
  CvkValue *change;
  CvkValue *result; /* nullable until there is one */
  GError *refusal;  /* nullable */
} Change;

static void
free_change (gpointer data)
{
  Change *self = data;

  g_free (self->table);
  cvk_value_unref (self->change);
  g_clear_pointer (&self->result, cvk_value_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

CvkTables *
cvk_step_get_tables (CvkStep *self)
{
  return cvk_run_get_environment (self->run)->tables;
}

static void
resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cvk_call_resolve_effect_finish (self->call, result, &error))
    g_task_return_error (task, error);
  else if (self->refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&self->refusal));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->result), (GDestroyNotify) cvk_value_unref);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *self = g_task_get_task_data (task);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) reason = NULL;
  g_autoptr (GError) error = NULL;

  self->result = cvk_tables_change_finish (CVK_TABLES (object), result, &error);
  if (self->result != NULL)
    {
      cvk_call_resolve_effect_async (self->call, CVK_EFFECT_CONFIRMED, self->result, resolved_cb,
                                     g_steal_pointer (&task));
      return;
    }
  if (error->domain != CVK_TABLES_ERROR)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  problem = cvk_problem_new_from_error ("table", error);
  reason = cvk_problem_to_value (problem);
  self->refusal = g_steal_pointer (&error);
  cvk_call_resolve_effect_async (self->call, CVK_EFFECT_REFUSED, reason, resolved_cb,
                                 g_steal_pointer (&task));
}

/* Takes @task. */
static void
change_table (GTask *task)
{
  Change *self = g_task_get_task_data (task);
  CvkTableChange change = {
    .table = self->table,
    .change = self->change,
    .effect = self->call->effect.id,
    .run = cvk_run_get_id (self->call->run),
  };

  cvk_tables_change_async (cvk_step_get_tables (self->call->step), &change, changed_cb, task);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (cvk_call_send_effect_finish (self->call, result, &error))
    change_table (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* It was begun before. */
static void
follow_past (GTask *owned_task, const CvkPastEffect *past)
{
  g_autoptr (GTask) task = owned_task;
  g_autoptr (CvkProblem) problem = NULL;
  g_autofree char *message = NULL;

  if (cvk_past_effect_is_open (past))
    {
      change_table (g_steal_pointer (&task));
      return;
    }
  if (past->state == CVK_EFFECT_CONFIRMED && past->detail != NULL)
    {
      g_task_return_pointer (task, cvk_value_ref (past->detail), (GDestroyNotify) cvk_value_unref);
      return;
    }
  problem = past->detail != NULL ? cvk_problem_from_value (past->detail) : NULL;
  message = problem != NULL ? cvk_problem_dup_message (problem) : NULL;
  g_task_return_new_error (task, CVK_TABLES_ERROR, CVK_TABLES_ERROR_CONFLICT, "%s",
                           message != NULL ? message : _ ("The table did not take it."));
}

static void
planned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *self = g_task_get_task_data (task);
  const CvkPastEffect *past = cvk_call_get_past_effect (self->call);
  GError *error = NULL;

  if (!cvk_call_plan_effect_finish (self->call, result, &error))
    g_task_return_error (task, error);
  else if (past != NULL)
    follow_past (g_steal_pointer (&task), past);
  else
    cvk_call_send_effect_async (self->call, sent_cb, g_steal_pointer (&task));
}

void
cvk_call_change_table_async (CvkCall *self,
                             const char *table,
                             CvkValue *request,
                             CvkValue *change,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Change *data = g_new0 (Change, 1);

  g_task_set_source_tag (task, cvk_call_change_table_async);
  data->call = self;
  data->table = g_strdup (table);
  data->change = cvk_value_ref (change);
  g_task_set_task_data (task, data, free_change);
  cvk_call_plan_effect_async (self, request, NULL, planned_cb, g_steal_pointer (&task));
}

CvkValue *
cvk_call_change_table_finish (CvkCall *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
