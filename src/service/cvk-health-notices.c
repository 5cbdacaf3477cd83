// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-health-notices.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-local-text.h"

/* How urgent what the user was told last is, kept under this name and the connection's id. */
#define SETTING "told."
/* Ids of notifications: this and a connection's. */
#define ABOUT_HEALTH "health-"
#define ABOUT_SIGN_IN "sign-in-"

struct _CvkHealthNotices
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  CvkHealthMonitor *monitor;
  CvkSignIns *sign_ins;
  CvkNotifier *notifier;
  GHashTable *entries; /* id of a connection -> Entry */
};

G_DEFINE_FINAL_TYPE (CvkHealthNotices, cvk_health_notices, G_TYPE_OBJECT)

typedef enum
{
  URGENCY_NONE,
  URGENCY_SOON, /* it still works */
  URGENCY_NOW,
} Urgency;

typedef struct
{
  Urgency told;
  gboolean is_recalled;
} Entry;

/* --- What to say --- */

typedef struct
{
  Urgency urgency;
  const char *title; /* with the name of the connection in place of %s */
  const char *action;
  const char *label;
  gboolean is_about_expiry;
} Notice;

static Notice
choose_notice (const CvkHealthReport *report)
{
  static const char reconnect[] = "reconnect";
  const char *code = report->problem != NULL ? cvk_problem_get_code (report->problem) : "";

  switch ((int) report->state)
    {
    case CVK_HEALTH_RECONNECT:
      /* Translators: %s is the name of a connection, in this and the next titles. */
      return (Notice){ URGENCY_NOW, N_ ("%s has to be connected again"), reconnect,
                       N_ ("Reconnect"), FALSE };
    case CVK_HEALTH_ELSEWHERE:
      /* Translators: the name of an account, here and in what follows. */
      return (Notice){ URGENCY_NOW, N_ ("%s was connected elsewhere"), reconnect, N_ ("Reconnect"),
                       FALSE };
    case CVK_HEALTH_DISABLED:
      return (Notice){ URGENCY_NOW, N_ ("%s was disabled by an administrator"), NULL, NULL, FALSE };
    case CVK_HEALTH_SCOPE_MISSING:
      return (Notice){ URGENCY_NOW, N_ ("%s lacks a permission"), reconnect, N_ ("Reconnect"),
                       FALSE };
    case CVK_HEALTH_KEYRING_LOCKED:
      if (g_str_equal (code, "token-unsaved"))
        return (Notice){ URGENCY_SOON, N_ ("The sign-in of %s could not be saved"), "unlock",
                         N_ ("Unlock"), FALSE };
      break;
    default:
      break;
    }
  if (report->expires != 0)
    return (Notice){ URGENCY_SOON, N_ ("%s stops working within a day"), reconnect,
                     N_ ("Reconnect"), TRUE };
  return (Notice){ URGENCY_NONE, NULL, NULL, NULL, FALSE };
}

static void
show (CvkHealthNotices *self,
      CvkConnection *connection,
      const CvkHealthReport *report,
      const Notice *notice)
{
  g_autofree char *id = g_strconcat (ABOUT_HEALTH, cvk_connection_get_id (connection), NULL);
  g_autoptr (CvkProblem) expiry = cvk_health_make_expiry_problem ();
  g_autofree char *body = cvk_local_problem (notice->is_about_expiry ? expiry : report->problem);
  g_autoptr (GString) title = g_string_new (_ (notice->title));
  CvkNotification notification = {
    .body = body,
    .hint = _ ("“convokectl health” says what to do."),
    .action = notice->action,
    .label = notice->label != NULL ? _ (notice->label) : NULL,
    .is_urgent = notice->urgency == URGENCY_NOW,
  };

  g_string_replace (title, "%s", cvk_connection_get_name (connection), 1);
  notification.title = title->str;
  cvk_notifier_show (self->notifier, id, &notification);
}

/* --- When to say it --- */

static void
remember (CvkHealthNotices *self, const char *id, Entry *entry, Urgency urgency)
{
  static const char *const words[] = { NULL, "soon", "now" };
  g_autofree char *name = g_strconcat (SETTING, id, NULL);

  if (entry->told == urgency)
    return;
  entry->told = urgency;
  cvk_store_save_setting_async (cvk_host_get_store (self->host), name, words[urgency], NULL, NULL);
}

static void
withdraw (CvkHealthNotices *self, const char *id)
{
  g_autofree char *about_health = g_strconcat (ABOUT_HEALTH, id, NULL);
  g_autofree char *about_sign_in = g_strconcat (ABOUT_SIGN_IN, id, NULL);

  cvk_notifier_withdraw (self->notifier, about_health);
  cvk_notifier_withdraw (self->notifier, about_sign_in);
}

static void
consider (CvkHealthNotices *self, CvkConnection *connection)
{
  const char *id = cvk_connection_get_id (connection);
  const CvkHealthReport *report = cvk_health_monitor_get (self->monitor, connection);
  Entry *entry = g_hash_table_lookup (self->entries, id);
  Notice notice;

  if (report == NULL || entry == NULL || !entry->is_recalled)
    return;
  notice = choose_notice (report);
  if (notice.urgency > entry->told)
    {
      show (self, connection, report, &notice);
      remember (self, id, entry, notice.urgency);
    }
  else if (report->state == CVK_HEALTH_HEALTHY && notice.urgency == URGENCY_NONE)
    {
      withdraw (self, id);
      remember (self, id, entry, URGENCY_NONE);
    }
}

typedef struct
{
  CvkHealthNotices *notices;
  CvkConnection *connection;
} Recall;

static void
recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Recall *recall = user_data;
  g_autoptr (CvkHealthNotices) self = recall->notices;
  g_autoptr (CvkConnection) connection = recall->connection;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  Entry *entry = g_hash_table_lookup (self->entries, cvk_connection_get_id (connection));
  const CvkHealthReport *report = cvk_health_monitor_get (self->monitor, connection);

  if (entry == NULL)
    return;
  entry->is_recalled = TRUE;
  if (text != NULL)
    entry->told = g_str_equal (text, "now") ? URGENCY_NOW : URGENCY_SOON;
  /* A box that was not ticked a moment ago was left out on purpose. */
  else if (report != NULL && report->state == CVK_HEALTH_SCOPE_MISSING)
    remember (self, cvk_connection_get_id (connection), entry, URGENCY_NOW);
  consider (self, connection);
}

static void
health_changed_cb (CvkHealthNotices *self, CvkConnection *connection)
{
  const char *id = cvk_connection_get_id (connection);
  g_autofree char *name = g_strconcat (SETTING, id, NULL);
  Recall *recall;

  if (g_hash_table_contains (self->entries, id))
    {
      consider (self, connection);
      return;
    }
  g_hash_table_insert (self->entries, g_strdup (id), g_new0 (Entry, 1));
  recall = g_new0 (Recall, 1);
  recall->notices = g_object_ref (self);
  recall->connection = g_object_ref (connection);
  cvk_store_load_setting_async (cvk_host_get_store (self->host), name, recalled_cb, recall);
}

/* What was said of one that is no more is withdrawn and forgotten. */
static void
connections_changed_cb (CvkHealthNotices *self)
{
  GHashTableIter iter;
  gpointer id, entry;

  if (!cvk_host_connections_is_loaded (self->connections))
    return;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &id, &entry))
    {
      if (cvk_host_connections_find (self->connections, id) != NULL)
        continue;
      withdraw (self, id);
      remember (self, id, entry, URGENCY_NONE);
      g_hash_table_iter_remove (&iter);
    }
}

/* --- What comes of it --- */

static void
unlocked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Whoever closes the keyring's window knows that it stays locked. */
  if (!cvk_health_monitor_unlock_finish (CVK_HEALTH_MONITOR (object), result, &error))
    g_info ("%s", error->message);
}

static void
action_cb (CvkHealthNotices *self, const char *notification, const char *action)
{
  CvkConnection *connection = NULL;
  const char *id = NULL;

  if (g_str_has_prefix (notification, ABOUT_HEALTH))
    id = notification + strlen (ABOUT_HEALTH);
  else if (g_str_has_prefix (notification, ABOUT_SIGN_IN))
    id = notification + strlen (ABOUT_SIGN_IN);
  if (id != NULL && cvk_host_connections_is_loaded (self->connections))
    connection = cvk_host_connections_find (self->connections, id);
  if (connection == NULL)
    return;
  if (g_str_equal (action, "reconnect"))
    cvk_sign_ins_reconnect (self->sign_ins, connection);
  else if (g_str_equal (action, "unlock"))
    cvk_health_monitor_unlock_async (self->monitor, connection, unlocked_cb, NULL);
}

/* What the user has done is not told to the user. */
static gboolean
is_worth_telling (const CvkProblem *problem)
{
  static const char *const codes[] = { "connection-removed", "sign-in-stopped",
                                       "sign-in-superseded", NULL };

  return !g_strv_contains (codes, cvk_problem_get_code (problem));
}

/* Nobody looks at a terminal or a window: what a sign-in ended in is said here. */
static void
sign_in_ended_cb (CvkHealthNotices *self, const char *id, CvkProblem *problem)
{
  g_autofree char *notification_id = g_strconcat (ABOUT_SIGN_IN, id, NULL);
  CvkConnection *connection = cvk_host_connections_is_loaded (self->connections)
                                ? cvk_host_connections_find (self->connections, id)
                                : NULL;
  g_autofree char *body = NULL;
  g_autoptr (GString) title = NULL;

  if (problem == NULL || connection == NULL || !is_worth_telling (problem))
    {
      cvk_notifier_withdraw (self->notifier, notification_id);
      return;
    }
  body = cvk_local_problem (problem);
  /* Translators: %s is the name of a connection. */
  title = g_string_new (_ ("%s was not connected"));
  g_string_replace (title, "%s", cvk_connection_get_name (connection), 1);
  CvkNotification notification = {
    .title = title->str,
    .body = body,
    .hint = _ ("“convokectl health” says what to do."),
    .action = "reconnect",
    .label = _ ("Try Again"),
  };
  cvk_notifier_show (self->notifier, notification_id, &notification);
}

/* --- The object --- */

static void
cvk_health_notices_finalize (GObject *object)
{
  CvkHealthNotices *self = CVK_HEALTH_NOTICES (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->notifier);
  g_clear_object (&self->sign_ins);
  g_clear_object (&self->monitor);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_health_notices_parent_class)->finalize (object);
}

static void
cvk_health_notices_class_init (CvkHealthNoticesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_health_notices_finalize;
}

static void
cvk_health_notices_init (CvkHealthNotices *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

CvkHealthNotices *
cvk_health_notices_new (CvkHost *host,
                        CvkHostConnections *connections,
                        CvkHealthMonitor *monitor,
                        CvkSignIns *sign_ins,
                        CvkNotifier *notifier)
{
  CvkHealthNotices *self = g_object_new (CVK_TYPE_HEALTH_NOTICES, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  self->monitor = g_object_ref (monitor);
  self->sign_ins = g_object_ref (sign_ins);
  self->notifier = g_object_ref (notifier);
  g_signal_connect_object (monitor, "changed", G_CALLBACK (health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sign_ins, "ended", G_CALLBACK (sign_in_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "action", G_CALLBACK (action_cb), self, G_CONNECT_SWAPPED);
  return self;
}
