// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-sign-ins.h"

#include "base/cvk-i18n.h"
#include "service/cvk-browser.h"

#define SUPERSEDED "sign-in-superseded"

struct _CvkSignIns
{
  GObject parent_instance;

  CvkHost *host;
  CvkHostConnections *connections;
  GPtrArray *attempts; /* Entry */
};

G_DEFINE_FINAL_TYPE (CvkSignIns, cvk_sign_ins, G_TYPE_OBJECT)

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

typedef struct
{
  CvkSignInAttempt *attempt;
  GObject *owner; /* nullable; borrowed, only compared */
} Entry;

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->attempt);
  g_free (entry);
}

/* --- One at a time --- */

/* Those that match, held: giving one up may remove it from the list. */
static GPtrArray *
collect (CvkSignIns *self, gboolean (*matches) (const Entry *, gconstpointer), gconstpointer data)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (unsigned i = 0; i < self->attempts->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->attempts, i);

      if (matches (entry, data))
        g_ptr_array_add (found, g_object_ref (entry->attempt));
    }
  return found;
}

static gboolean
is_rival (const Entry *entry, gconstpointer key)
{
  return !cvk_sign_in_attempt_has_ended (entry->attempt) &&
         g_str_equal (cvk_sign_in_attempt_get_key (entry->attempt), key);
}

static void
supersede_rivals (CvkSignIns *self, const char *key)
{
  g_autoptr (GPtrArray) rivals = collect (self, is_rival, key);

  for (unsigned i = 0; i < rivals->len; i++)
    cvk_sign_in_attempt_supersede (
      g_ptr_array_index (rivals, i),
      cvk_problem_new (SUPERSEDED, N_ ("Another sign-in has taken its place. Finish that one."),
                       NULL));
}

static gboolean
is_of_no_interest (const Entry *entry, gconstpointer data)
{
  return cvk_sign_in_attempt_has_ended (entry->attempt) &&
         cvk_sign_in_attempt_is_past (entry->attempt);
}

/* The end of an attempt that nobody asked about is remembered for as long as it could have taken.
 */
static void
forget_past (CvkSignIns *self)
{
  g_autoptr (GPtrArray) past = collect (self, is_of_no_interest, NULL);

  for (unsigned i = 0; i < past->len; i++)
    cvk_sign_ins_forget (self, g_ptr_array_index (past, i));
}

/* --- Beginning --- */

typedef struct
{
  CvkHost *host; /* held: the user may be asked for the keyring first */
  GObject *owner;
  CvkProblem *problem;
} Begin;

static void
begin_free (Begin *begin)
{
  cvk_host_release (begin->host);
  g_object_unref (begin->host);
  g_clear_pointer (&begin->problem, cvk_problem_unref);
  g_free (begin);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignIns *self = g_task_get_source_object (task);
  CvkSignInAttempt *attempt = CVK_SIGN_IN_ATTEMPT (object);
  Begin *begin = g_task_get_task_data (task);

  if (cvk_sign_in_attempt_begin_finish (attempt, result, &begin->problem))
    {
      g_task_return_pointer (task, g_object_ref (attempt), g_object_unref);
      return;
    }
  cvk_sign_ins_forget (self, attempt);
  g_task_return_pointer (task, NULL, NULL);
}

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CvkSignIns *self = g_task_get_source_object (task);
  Begin *begin = g_task_get_task_data (task);
  CvkSignInPreparation *preparation = cvk_sign_in_prepare_finish (result, &begin->problem);
  Entry *entry;

  if (preparation == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  /* First, so that their ports are free again. */
  supersede_rivals (self, preparation->key);
  entry = g_new0 (Entry, 1);
  entry->attempt = cvk_sign_in_attempt_new (self->host, self->connections, preparation);
  entry->owner = begin->owner;
  g_ptr_array_add (self->attempts, entry);
  cvk_sign_in_attempt_begin_async (entry->attempt, begun_cb, g_steal_pointer (&task));
}

void
cvk_sign_ins_begin_async (CvkSignIns *self,
                          CvkSignInOptions *options,
                          GObject *owner,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Begin *begin = g_new0 (Begin, 1);

  g_task_set_source_tag (task, cvk_sign_ins_begin_async);
  g_task_set_task_data (task, begin, (GDestroyNotify) begin_free);
  begin->host = g_object_ref (self->host);
  cvk_host_hold (begin->host);
  begin->owner = owner;
  forget_past (self);
  cvk_sign_in_prepare_async (self->host, self->connections, options, prepared_cb,
                             g_steal_pointer (&task));
}

CvkSignInAttempt *
cvk_sign_ins_begin_finish (CvkSignIns *self, GAsyncResult *result, CvkProblem **problem)
{
  Begin *begin;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  begin = g_task_get_task_data (G_TASK (result));
  *problem = g_steal_pointer (&begin->problem);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Finding and forgetting --- */

CvkSignInAttempt *
cvk_sign_ins_find (CvkSignIns *self, const char *id)
{
  for (unsigned i = 0; i < self->attempts->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->attempts, i);

      if (g_strcmp0 (cvk_sign_in_attempt_get_id (entry->attempt), id) == 0)
        return entry->attempt;
    }
  return NULL;
}

void
cvk_sign_ins_forget (CvkSignIns *self, CvkSignInAttempt *attempt)
{
  for (unsigned i = 0; i < self->attempts->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->attempts, i);

      if (entry->attempt != attempt)
        continue;
      g_ptr_array_remove_index (self->attempts, i);
      return;
    }
}

static gboolean
belongs_to (const Entry *entry, gconstpointer owner)
{
  return entry->owner == owner;
}

void
cvk_sign_ins_drop_owner (CvkSignIns *self, GObject *owner)
{
  g_autoptr (GPtrArray) attempts = collect (self, belongs_to, owner);

  for (unsigned i = 0; i < attempts->len; i++)
    {
      CvkSignInAttempt *attempt = g_ptr_array_index (attempts, i);

      /* An attempt lives until its end without the list. */
      cvk_sign_ins_forget (self, attempt);
      cvk_sign_in_attempt_cancel (attempt);
    }
}

static gboolean
is_any (const Entry *entry, gconstpointer data)
{
  return TRUE;
}

void
cvk_sign_ins_close (CvkSignIns *self)
{
  g_autoptr (GPtrArray) attempts = collect (self, is_any, NULL);

  for (unsigned i = 0; i < attempts->len; i++)
    cvk_sign_in_attempt_supersede (
      g_ptr_array_index (attempts, i),
      cvk_problem_new ("sign-in-stopped",
                       N_ ("The Convoke service has ended, and the sign-in with it. Sign in "
                           "again."),
                       NULL));
}

static gboolean
has_lost_connection (const Entry *entry, gconstpointer data)
{
  CvkHostConnections *connections = (CvkHostConnections *) data;
  CvkConnection *connection = cvk_sign_in_attempt_get_connection (entry->attempt);

  return connection != NULL && !cvk_sign_in_attempt_has_ended (entry->attempt) &&
         cvk_host_connections_find (connections, cvk_connection_get_id (connection)) == NULL;
}

static void
connections_changed_cb (CvkSignIns *self)
{
  g_autoptr (GPtrArray) attempts = collect (self, has_lost_connection, self->connections);

  for (unsigned i = 0; i < attempts->len; i++)
    cvk_sign_in_attempt_supersede (
      g_ptr_array_index (attempts, i),
      cvk_problem_new ("connection-removed",
                       N_ ("The connection was removed, and the sign-in with it."), NULL));
}

/* --- Reconnect without a client --- */

static void
own_ended_cb (CvkSignInAttempt *attempt, CvkProblem *problem, gpointer user_data)
{
  CvkSignIns *self = user_data;
  g_autoptr (CvkSignInAttempt) kept = g_object_ref (attempt);

  cvk_sign_ins_forget (self, attempt);
  /* Whoever began the one that took its place knows. */
  if (problem != NULL && g_strcmp0 (cvk_problem_get_code (problem), SUPERSEDED) == 0)
    return;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0,
                 cvk_connection_get_id (cvk_sign_in_attempt_get_connection (attempt)), problem);
}

/* Nobody is there to decide. */
static void
own_question_cb (CvkSignInAttempt *attempt, gpointer user_data)
{
  CvkProblem *problem = cvk_sign_in_attempt_get_problem (attempt);

  g_signal_handlers_disconnect_by_func (attempt, own_ended_cb, user_data);
  own_ended_cb (attempt, problem, user_data);
  cvk_sign_in_attempt_cancel (attempt);
}

typedef struct
{
  CvkSignIns *sign_ins;
  CvkSignInAttempt *attempt;
} Opening;

static void
opening_free (Opening *self)
{
  g_object_unref (self->sign_ins);
  g_object_unref (self->attempt);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) self = user_data;
  CvkSignInAttempt *attempt = self->attempt;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  if (cvk_browser_open_finish (result, &error) || cvk_sign_in_attempt_has_ended (attempt))
    return;
  problem = cvk_problem_new ("no-browser",
                             N_ ("No browser could be opened. Open this address to sign in: {url}"),
                             "url", cvk_sign_in_attempt_get_url (attempt), NULL);
  g_signal_emit (self->sign_ins, signals[SIGNAL_ENDED], 0,
                 cvk_connection_get_id (cvk_sign_in_attempt_get_connection (attempt)), problem);
}

static void
own_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkSignIns *self = CVK_SIGN_INS (object);
  g_autofree char *id = user_data;
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkSignInAttempt) attempt = cvk_sign_ins_begin_finish (self, result, &problem);
  Opening *opening;

  if (attempt == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, id, problem);
      return;
    }
  g_signal_connect_object (attempt, "ended", G_CALLBACK (own_ended_cb), self, 0);
  g_signal_connect_object (attempt, "question", G_CALLBACK (own_question_cb), self, 0);
  opening = g_new0 (Opening, 1);
  opening->sign_ins = g_object_ref (self);
  opening->attempt = g_steal_pointer (&attempt);
  cvk_browser_open_async (cvk_sign_in_attempt_get_url (opening->attempt), NULL, opened_cb, opening);
}

void
cvk_sign_ins_reconnect (CvkSignIns *self, CvkConnection *connection)
{
  CvkSignInOptions *options = g_new0 (CvkSignInOptions, 1);

  options->connector = g_strdup ("");
  options->reconnect = g_strdup (cvk_connection_get_id (connection));
  cvk_sign_ins_begin_async (self, options, NULL, own_begun_cb, g_strdup (options->reconnect));
}

/* --- The object --- */

static void
cvk_sign_ins_finalize (GObject *object)
{
  CvkSignIns *self = CVK_SIGN_INS (object);

  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  g_clear_object (&self->connections);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_sign_ins_parent_class)->finalize (object);
}

static void
cvk_sign_ins_class_init (CvkSignInsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_sign_ins_finalize;
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", CVK_TYPE_SIGN_INS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  2, G_TYPE_STRING, CVK_TYPE_PROBLEM);
}

static void
cvk_sign_ins_init (CvkSignIns *self)
{
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
}

CvkSignIns *
cvk_sign_ins_new (CvkHost *host, CvkHostConnections *connections)
{
  CvkSignIns *self = g_object_new (CVK_TYPE_SIGN_INS, NULL);

  self->host = g_object_ref (host);
  self->connections = g_object_ref (connections);
  g_signal_connect_object (connections, "changed", G_CALLBACK (connections_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
