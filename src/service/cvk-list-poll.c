// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-list-poll.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"

#define SLOT "account"
#define NODE "list"

static CvkDocument *
make_document (CvkConnection *connection, const char *action, const CvkValue *settings)
{
  g_autoptr (CvkValue) pipeline = cvk_value_new_object (
    "convoke", cvk_value_new_integer (1), "slots",
    cvk_value_new_object (
      SLOT,
      cvk_value_new_object ("connector",
                            cvk_value_new_string (cvk_connection_get_connector (connection)), NULL),
      NULL),
    "nodes",
    cvk_value_new_object (NODE,
                          cvk_value_new_object ("type", cvk_value_new_string (action), "slot",
                                                cvk_value_new_string (SLOT), "settings",
                                                cvk_value_ref (settings), NULL),
                          NULL),
    "links", cvk_value_new_array (NULL, 0), NULL);
  char *text = cvk_value_to_json (pipeline, CVK_JSON_COMPACT);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return cvk_document_new_from_bytes (bytes, NULL);
}

static CvkValue *
dup_items (CvkRun *run)
{
  GPtrArray *items = cvk_run_get_items (run, 0, "out");
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; items != NULL && i < items->len; i++)
    cvk_array_builder_append (&builder, cvk_item_to_value (g_ptr_array_index (items, i)));
  return cvk_array_builder_end (&builder);
}

static void
run_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkRun *run = CVK_RUN (object);
  g_autoptr (GError) error = NULL;

  if (cvk_run_start_finish (run, result, &error) && cvk_run_get_state (run) == CVK_RUN_SUCCEEDED)
    {
      g_task_return_pointer (task, dup_items (run), (GDestroyNotify) cvk_value_unref);
      return;
    }
  GPtrArray *failures = cvk_run_get_failures (run);
  CvkProblem *problem = failures->len > 0
                          ? cvk_problem_copy (g_ptr_array_index (failures, 0))
                          : cvk_problem_new ("cancelled", N_ ("The run was cancelled."), NULL);
  /* The node is not one of the user's. */
  cvk_problem_set_node (problem, NULL);
  cvk_problem_set_item (problem, -1);
  g_task_set_task_data (task, problem, (GDestroyNotify) cvk_problem_unref);
  g_task_return_pointer (task, NULL, NULL);
}

void
cvk_list_poll_async (CvkHost *host,
                     CvkConnection *connection,
                     const char *action,
                     const CvkValue *settings,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, NULL, callback, user_data);
  g_autoptr (CvkDocument) document = make_document (connection, action, settings);
  g_autoptr (CvkMemoryJournal) journal = cvk_memory_journal_new ();
  g_autoptr (GHashTable) connections = g_hash_table_new (g_str_hash, g_str_equal);
  CvkEnvironment environment = *cvk_host_get_environment (host);
  CvkRunOptions options = { .connections = connections };
  g_autoptr (CvkRun) run = NULL;

  g_task_set_source_tag (task, cvk_list_poll_async);
  g_hash_table_insert (connections, (gpointer) SLOT, connection);
  environment.journal = CVK_JOURNAL (journal);
  run = cvk_run_new (&environment, document, &options);
  /* What the run is lent lives as long as the answer is waited for. */
  g_object_set_data_full (G_OBJECT (task), "journal", g_object_ref (journal), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "connection", g_object_ref (connection), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), "run", g_object_ref (run), g_object_unref);
  cvk_run_start_async (run, run_ended_cb, g_steal_pointer (&task));
}

CvkValue *
cvk_list_poll_finish (CvkHost *host, GAsyncResult *result, CvkProblem **problem)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);

  CvkValue *items = g_task_propagate_pointer (G_TASK (result), NULL);

  if (items == NULL)
    *problem = cvk_problem_ref (g_task_get_task_data (G_TASK (result)));
  return items;
}
