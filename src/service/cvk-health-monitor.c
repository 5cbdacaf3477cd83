// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health-monitor.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "connect/cvk-connection-waiters.h"
#include "connect/cvk-connectors.h"
#include "service/cvk-health-probe.h"

/* What was last known of a connection, under this name and its id. */
#define SETTING "health."

struct _CvkHealthMonitor
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  GHashTable *entries; /* CvkConnection -> Entry; the keys are the entries' */
};

G_DEFINE_FINAL_TYPE (CvkHealthMonitor, cvk_health_monitor, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  CvkConnection *connection;
  unsigned long changed_handler;
  CvkHealthReport report;
  CvkHealthAnswer answer;
  /* What the answer was about; when it is another, the answer is of the past. */
  int64_t seen_success;
  int seen_failure; /* its code; -1: none */
  CvkWaiters waiters;
  gboolean is_checking;
  CvkHost *held; /* nullable: borrowed, held as long as the token is in memory only */
} Entry;

static void
free_entry (Entry *entry)
{
  GTask *task;

  while ((task = cvk_waiters_pop (&entry->waiters)) != NULL)
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
    }
  g_clear_signal_handler (&entry->changed_handler, entry->connection);
  if (entry->held != NULL)
    cvk_host_release (entry->held);
  cvk_health_report_clear (&entry->report);
  cvk_health_answer_clear (&entry->answer);
  g_object_unref (entry->connection);
  g_free (entry);
}

/* --- Judging --- */

static int64_t
get_now (CvkHealthMonitor *self)
{
  return cvk_clock_get_wall (cvk_host_get_environment (self->host)->clock);
}

/* What was asked for and not granted. (nullable) */
static char *
list_missing_scopes (CvkConnection *connection)
{
  const CvkConnector *connector = cvk_connector_get (cvk_connection_get_connector (connection));
  const char *const *asked = connector != NULL ? cvk_connector_get_scopes (connector) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  /* A service that does not say what it granted has granted what was asked for. */
  if (asked == NULL || cvk_connection_get_scopes (connection)[0] == NULL)
    return NULL;
  for (size_t i = 0; asked[i] != NULL; i++)
    if (!cvk_connection_has_scope (connection, asked[i]))
      g_strv_builder_add (builder, asked[i]);
  g_auto (GStrv) missing = g_strv_builder_end (builder);
  return missing[0] != NULL ? g_strjoinv (", ", missing) : NULL;
}

static void
drop_old_answer (Entry *entry)
{
  const GError *failure = cvk_connection_get_failure (entry->connection);
  int64_t success = cvk_connection_get_last_success (entry->connection);
  int code = failure != NULL ? failure->code : -1;

  if (success != entry->seen_success || code != entry->seen_failure)
    cvk_health_answer_clear (&entry->answer);
  entry->seen_success = success;
  entry->seen_failure = code;
}

static gboolean
is_same_problem (const CvkProblem *a, const CvkProblem *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  g_autoptr (CvkValue) first = cvk_problem_to_value (a);
  g_autoptr (CvkValue) second = cvk_problem_to_value (b);
  return cvk_value_equal (first, second);
}

/* A renewed sign-in that no keyring has taken is lost with this process: it has to stay. */
static void
hold_while_unsaved (CvkHealthMonitor *self, Entry *entry)
{
  gboolean is_unsaved = cvk_connection_is_unsaved (entry->connection);

  if (is_unsaved && entry->held == NULL)
    {
      entry->held = self->host;
      cvk_host_hold (self->host);
    }
  else if (!is_unsaved && entry->held != NULL)
    {
      cvk_host_release (g_steal_pointer (&entry->held));
    }
}

/* Signals when anything is another. */
static void
update (CvkHealthMonitor *self, Entry *entry)
{
  g_autofree char *missing = list_missing_scopes (entry->connection);
  CvkHealthReport before = entry->report;
  CvkHealthReport *report = &entry->report;
  CvkHealthFacts facts = {
    .failure = cvk_connection_get_failure (entry->connection),
    .retry_at = cvk_connection_get_retry_at (entry->connection),
    .is_refreshing = cvk_connection_is_refreshing (entry->connection),
    .is_unsaved = cvk_connection_is_unsaved (entry->connection),
    .last_success = cvk_connection_get_last_success (entry->connection),
    .refresh_deadline = cvk_connection_get_refresh_deadline (entry->connection),
    .cannot_be_asked = !cvk_health_probe_can_ask (entry->connection),
    .answer = &entry->answer,
    .missing_scopes = missing,
    .now = get_now (self),
  };
  gboolean is_same;

  hold_while_unsaved (self, entry);
  report->problem = NULL;
  cvk_health_judge (&facts, report);
  report->last_success = MAX (report->last_success, facts.last_success);
  is_same = before.state == report->state && before.until == report->until &&
            before.expires == report->expires && before.checked == report->checked &&
            before.last_success == report->last_success &&
            g_strcmp0 (before.action, report->action) == 0 &&
            is_same_problem (before.problem, report->problem);
  cvk_health_report_clear (&before);
  if (!is_same)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, entry->connection);
}

static void
connection_changed_cb (CvkConnection *connection, gpointer user_data)
{
  CvkHealthMonitor *self = user_data;
  Entry *entry = g_hash_table_lookup (self->entries, connection);

  if (entry == NULL)
    return;
  drop_old_answer (entry);
  update (self, entry);
}

/* --- What was known --- */

static void
save (CvkHealthMonitor *self, Entry *entry)
{
  g_autofree char *name = g_strconcat (SETTING, cvk_connection_get_id (entry->connection), NULL);
  g_autoptr (CvkValue) value =
    cvk_value_new_object ("checked", cvk_value_new_integer (entry->report.checked), "last_success",
                          cvk_value_new_integer (entry->report.last_success), NULL);
  g_autofree char *text = cvk_value_to_json (value, CVK_JSON_COMPACT);

  if (!cvk_connection_is_in_memory (entry->connection))
    cvk_store_save_setting_async (cvk_host_get_store (self->host), name, text, NULL, NULL);
}

typedef struct
{
  CvkHealthMonitor *monitor;
  CvkConnection *connection;
} Recall;

static void
recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Recall *recall = user_data;
  g_autoptr (CvkHealthMonitor) self = recall->monitor;
  g_autoptr (CvkConnection) connection = recall->connection;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  g_autoptr (CvkValue) value =
    text != NULL ? cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL) : NULL;
  Entry *entry = g_hash_table_lookup (self->entries, connection);

  if (value == NULL || entry == NULL)
    return;
  entry->report.checked =
    MAX (entry->report.checked, cvk_value_lookup_integer (value, "checked", 0));
  entry->report.last_success =
    MAX (entry->report.last_success, cvk_value_lookup_integer (value, "last_success", 0));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, connection);
}

static void
recall (CvkHealthMonitor *self, Entry *entry)
{
  g_autofree char *name = g_strconcat (SETTING, cvk_connection_get_id (entry->connection), NULL);
  Recall *recall = g_new0 (Recall, 1);

  recall->monitor = g_object_ref (self);
  recall->connection = g_object_ref (entry->connection);
  cvk_store_load_setting_async (cvk_host_get_store (self->host), name, recalled_cb, recall);
}

/* --- The connections there are --- */

static void
add_entry (CvkHealthMonitor *self, CvkConnection *connection)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->connection = g_object_ref (connection);
  entry->seen_failure = -1;
  entry->changed_handler =
    g_signal_connect (connection, "changed", G_CALLBACK (connection_changed_cb), self);
  g_hash_table_insert (self->entries, connection, entry);
  drop_old_answer (entry);
  /* Signing in has just asked who the account is. */
  entry->report.checked = cvk_connection_get_last_success (connection);
  update (self, entry);
  if (entry->report.checked > 0)
    save (self, entry);
  else if (!cvk_connection_is_in_memory (connection))
    recall (self, entry);
}

static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
  return !g_ptr_array_find (user_data, key, NULL);
}

static gboolean
is_id_in_use (GPtrArray *list, const char *id)
{
  for (unsigned i = 0; i < list->len; i++)
    if (g_str_equal (cvk_connection_get_id (g_ptr_array_index (list, i)), id))
      return TRUE;
  return FALSE;
}

static void
forget_gone (CvkHealthMonitor *self, GPtrArray *list)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *id = cvk_connection_get_id (key);
      g_autofree char *name = g_strconcat (SETTING, id, NULL);

      if (!is_id_in_use (list, id) && !cvk_connection_is_in_memory (key))
        cvk_store_save_setting_async (cvk_host_get_store (self->host), name, NULL, NULL, NULL);
    }
  g_hash_table_foreach_remove (self->entries, is_gone, list);
}

static void
connections_changed_cb (CvkHealthMonitor *self)
{
  GPtrArray *list = cvk_host_connections_is_loaded (self->connections)
                      ? cvk_host_connections_list (self->connections)
                      : NULL;

  if (list == NULL)
    return;
  forget_gone (self, list);
  for (unsigned i = 0; i < list->len; i++)
    if (!g_hash_table_contains (self->entries, g_ptr_array_index (list, i)))
      add_entry (self, g_ptr_array_index (list, i));
}

/* --- Asking --- */

const CvkHealthReport *
cvk_health_monitor_get (CvkHealthMonitor *self, CvkConnection *connection)
{
  Entry *entry;

  g_return_val_if_fail (CVK_IS_HEALTH_MONITOR (self), NULL);

  entry = g_hash_table_lookup (self->entries, connection);
  return entry != NULL ? &entry->report : NULL;
}

CvkValue *
cvk_health_monitor_describe (CvkHealthMonitor *self, CvkConnection *connection)
{
  const CvkHealthReport *report = cvk_health_monitor_get (self, connection);

  if (report == NULL)
    return NULL;
  return cvk_value_new_object (
    "id", cvk_value_new_string (cvk_connection_get_id (connection)), "name",
    cvk_value_new_string (cvk_connection_get_name (connection)), "connector",
    cvk_value_new_string (cvk_connection_get_connector (connection)), "state",
    cvk_value_new_string (cvk_health_state_to_string (report->state)), "problem",
    report->problem != NULL ? cvk_problem_to_value (report->problem) : cvk_value_new_null (),
    "action", cvk_value_new_string (report->action), "checked",
    cvk_value_new_integer (report->checked), "last_success",
    cvk_value_new_integer (report->last_success), "until", cvk_value_new_integer (report->until),
    NULL);
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHealthMonitor) self = user_data;
  g_autoptr (CvkConnection) connection = g_object_ref (CVK_CONNECTION (object));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (CvkHealthAnswer) answer = { 0 };
  Entry *entry = g_hash_table_lookup (self->entries, connection);
  GTask *task;

  cvk_health_probe_finish (connection, result, &answer);
  cvk_host_release (self->host);
  if (entry == NULL)
    return;
  drop_old_answer (entry);
  cvk_health_answer_clear (&entry->answer);
  entry->answer = answer;
  answer.problem = NULL;
  entry->is_checking = FALSE;
  if (cvk_health_probe_can_ask (connection))
    entry->report.checked = get_now (self);
  if (entry->answer.state == CVK_HEALTH_HEALTHY)
    entry->report.last_success = entry->report.checked;
  while ((task = cvk_waiters_pop (&entry->waiters)) != NULL)
    g_ptr_array_add (tasks, task);
  update (self, entry);
  save (self, entry);
  for (unsigned i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

void
cvk_health_monitor_check_async (CvkHealthMonitor *self,
                                CvkConnection *connection,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Entry *entry = g_hash_table_lookup (self->entries, connection);

  g_task_set_source_tag (task, cvk_health_monitor_check_async);
  if (entry == NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  cvk_waiters_push (&entry->waiters, g_steal_pointer (&task));
  if (entry->is_checking)
    return;
  entry->is_checking = TRUE;
  /* A sign-in that is renewed for it would be lost with the host. */
  cvk_host_hold (self->host);
  cvk_health_probe_async (connection, cvk_host_get_environment (self->host)->clock, probed_cb,
                          g_object_ref (self));
}

void
cvk_health_monitor_check_finish (CvkHealthMonitor *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- Unlocking --- */

static void
checked_after_unlock_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  cvk_health_monitor_check_finish (CVK_HEALTH_MONITOR (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkHealthMonitor *self = g_task_get_source_object (task);
  CvkConnection *connection = CVK_CONNECTION (object);
  GError *error = NULL;

  cvk_host_release (self->host);
  if (cvk_connection_unlock_finish (connection, result, &error))
    cvk_health_monitor_check_async (self, connection, checked_after_unlock_cb,
                                    g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

void
cvk_health_monitor_unlock_async (CvkHealthMonitor *self,
                                 CvkConnection *connection,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, cvk_health_monitor_unlock_async);
  cvk_host_hold (self->host);
  cvk_connection_unlock_async (connection, NULL, unlocked_cb, g_steal_pointer (&task));
}

gboolean
cvk_health_monitor_unlock_finish (CvkHealthMonitor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The object --- */

static void
cvk_health_monitor_finalize (GObject *object)
{
  CvkHealthMonitor *self = CVK_HEALTH_MONITOR (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_health_monitor_parent_class)->finalize (object);
}

static void
cvk_health_monitor_class_init (CvkHealthMonitorClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_health_monitor_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_HEALTH_MONITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, CVK_TYPE_CONNECTION);
}

static void
cvk_health_monitor_init (CvkHealthMonitor *self)
{
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) free_entry);
}

CvkHealthMonitor *
cvk_health_monitor_new (CvkHost *host, CvkHostConnections *connections)
{
  CvkHealthMonitor *self = g_object_new (CVK_TYPE_HEALTH_MONITOR, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  g_signal_connect_object (connections, "loaded", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  connections_changed_cb (self);
  return self;
}
