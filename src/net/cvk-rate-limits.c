// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-net"

#include "config.h"

#include "net/cvk-rate-limits.h"

#include "base/cvk-random.h"
#include "net/cvk-rate-limits-private.h"
#include "net/cvk-rate-table.h"

/* The second of "requests a second". */
#define WINDOW ((int64_t) G_USEC_PER_SEC)
/* What is known of a server that nobody has asked for so long is forgotten: every private sandbox
 * is another one. */
#define KEPT (INT64_C (15) * 60 * G_USEC_PER_SEC)

struct _CvkRateLimits
{
  GObject parent_instance;

  CvkClock *clock;
  GHashTable *servers; /* origin -> CvkRateServer */
};

G_DEFINE_FINAL_TYPE (CvkRateLimits, cvk_rate_limits, G_TYPE_OBJECT)
G_DEFINE_QUARK (cvk_rate_error, cvk_rate_error)

/* --- Servers --- */

static void
server_free (gpointer data)
{
  CvkRateServer *self = data;

  cvk_clock_remove_timeout (self->clock, self->timeout_id);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->lanes);
  g_free (self);
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  const CvkRateServer *server = value;
  int64_t now = *(int64_t *) user_data;
  GHashTableIter iter;
  gpointer data;

  if (server->n_tickets > 0 || now - server->last_used < KEPT)
    return FALSE;
  g_hash_table_iter_init (&iter, server->lines);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (((CvkRateLine *) data)->waiters.head != NULL || ((CvkRateLine *) data)->hold > now)
      return FALSE;
  return TRUE;
}

static CvkRateServer *
get_server (CvkRateLimits *self, const char *origin)
{
  CvkRateServer *server = g_hash_table_lookup (self->servers, origin);
  int64_t now = cvk_clock_get_monotonic (self->clock);

  if (server != NULL)
    return server;
  g_hash_table_foreach_remove (self->servers, is_forgotten, &now);
  server = g_new0 (CvkRateServer, 1);
  server->owner = self;
  server->clock = self->clock;
  server->last_used = now;
  server->lines =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_rate_line_free);
  server->lanes = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (self->servers, g_strdup (origin), server);
  return server;
}

static CvkRateLine *
get_line (CvkRateLimits *self, const CvkRateRequest *request)
{
  CvkRateServer *server = get_server (self, request->origin);
  g_autofree char *name =
    g_strconcat (request->class != NULL ? request->class : "", " ", request->account, NULL);
  CvkRateLine *line = g_hash_table_lookup (server->lines, name);

  if (line == NULL)
    {
      line = cvk_rate_line_new (server, request);
      g_hash_table_insert (server->lines, g_steal_pointer (&name), line);
    }
  return line;
}

/* (transfer container) (element-type CvkRateLine) */
static GPtrArray *
list_lines (CvkRateServer *server)
{
  GPtrArray *lines = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, server->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    g_ptr_array_add (lines, line);
  return lines;
}

static gboolean probe_cb (gpointer user_data);

/* The circuit has opened, or closed, or is open for longer. */
static void
circuit_changed (CvkRateServer *server)
{
  g_autoptr (CvkRateLimits) owner = g_object_ref (server->owner);
  g_autoptr (GPtrArray) lines = list_lines (server);
  int64_t probe = cvk_circuit_get_probe_time (&server->circuit);

  cvk_clock_remove_timeout (server->clock, server->timeout_id);
  server->timeout_id = 0;
  if (probe > 0)
    server->timeout_id = cvk_clock_add_timeout (
      server->clock, probe - cvk_clock_get_monotonic (server->clock), probe_cb, server, NULL);
  for (unsigned i = 0; i < lines->len; i++)
    {
      cvk_rate_line_tell (g_ptr_array_index (lines, i));
      cvk_rate_line_serve (g_ptr_array_index (lines, i));
    }
}

static gboolean
probe_cb (gpointer user_data)
{
  CvkRateServer *server = user_data;
  g_autoptr (CvkRateLimits) owner = g_object_ref (server->owner);
  g_autoptr (GPtrArray) lines = list_lines (server);

  server->timeout_id = 0;
  for (unsigned i = 0; i < lines->len; i++)
    cvk_rate_line_serve (g_ptr_array_index (lines, i));
  return G_SOURCE_REMOVE;
}

/* --- Tickets --- */

static void
wait_in_line (CvkRateLine *line, const CvkRateRequest *request, CvkRateTicket *renewed, GTask *task)
{
  CvkRateWaiter *waiter;

  /* A ticket that was given must arrive, or nobody would give it back. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  cvk_rate_waiter_add (line, request, renewed, task);
  cvk_rate_line_serve (line);
  /* Who is still there waits. */
  waiter =
    renewed != NULL ? g_queue_peek_head (&line->waiters) : g_queue_peek_tail (&line->waiters);
  if (waiter == NULL || waiter->task != task)
    return;
  cvk_rate_waiter_tell (waiter);
  if (!cvk_rate_waiter_would_wait (waiter))
    cvk_rate_waiter_give_up (waiter);
}

void
cvk_rate_limits_acquire_async (CvkRateLimits *self,
                               const CvkRateRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (CVK_IS_RATE_LIMITS (self));
  g_return_if_fail (request->origin != NULL && request->account != NULL);

  g_task_set_source_tag (task, cvk_rate_limits_acquire_async);
  wait_in_line (get_line (self, request), request, NULL, task);
}

CvkRateTicket *
cvk_rate_limits_acquire_finish (CvkRateLimits *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cvk_rate_limits_renew_async (CvkRateLimits *self,
                             CvkRateTicket *ticket,
                             const CvkRateRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (CVK_IS_RATE_LIMITS (self));

  g_task_set_source_tag (task, cvk_rate_limits_renew_async);
  wait_in_line (ticket->line, request, ticket, task);
}

gboolean
cvk_rate_limits_renew_finish (CvkRateLimits *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static double
make_jitter (void)
{
  uint16_t random = 0;

  /* Without randomness the middle. */
  if (!cvk_random_fill (&random, sizeof random, NULL))
    return 0.5;
  return random / 65535.0;
}

/* TRUE when the circuit is another. */
static gboolean
note_outcome (CvkRateTicket *ticket, CvkRateOutcome outcome, int64_t now)
{
  CvkCircuit *circuit = &ticket->line->server->circuit;
  gboolean is_probe = ticket->is_probe;

  ticket->is_probe = FALSE;
  switch (outcome)
    {
    case CVK_RATE_OUTCOME_ANSWERED:
      return cvk_circuit_note_answer (circuit, is_probe);
    case CVK_RATE_OUTCOME_FAILED:
      return cvk_circuit_note_failure (circuit, now, is_probe, make_jitter ()) || is_probe;
    case CVK_RATE_OUTCOME_DROPPED:
    case CVK_RATE_OUTCOME_NOTHING:
    default:
      if (is_probe)
        cvk_circuit_drop_probe (circuit);
      return is_probe;
    }
}

static void
learn (CvkRateLine *line, const CvkHttpResponse *response, const CvkRetryWait *wait, int64_t now)
{
  unsigned limit = cvk_rate_table_learn (line->limits, line->class, response);

  if (limit > 0 && line->bucket.limit > 0)
    cvk_rate_bucket_set_limit (&line->bucket, limit);
  if (wait == NULL)
    cvk_rate_bucket_recover (&line->bucket, now);
  else if (!wait->is_daily)
    cvk_rate_bucket_reduce (&line->bucket, now);
}

void
cvk_rate_limits_observe (CvkRateLimits *self,
                         CvkRateTicket *ticket,
                         CvkRateOutcome outcome,
                         const CvkHttpResponse *response,
                         const CvkRetryWait *wait)
{
  CvkRateLine *line = ticket->line;
  int64_t now = cvk_clock_get_monotonic (self->clock);
  g_autoptr (CvkRateLimits) kept = g_object_ref (self);

  line->server->last_used = now;
  ticket->is_used = ticket->is_used || outcome != CVK_RATE_OUTCOME_NOTHING;
  if (outcome != CVK_RATE_OUTCOME_NOTHING)
    ticket->ready_at = now + WINDOW;
  if (response != NULL)
    learn (line, response, wait, now);
  if (wait != NULL)
    cvk_rate_line_hold (line, wait->until);
  if (note_outcome (ticket, outcome, now))
    circuit_changed (line->server);
  else if (response != NULL)
    cvk_rate_line_serve (line);
}

void
cvk_rate_limits_release (CvkRateLimits *self, CvkRateTicket *ticket)
{
  CvkRateLine *line = ticket->line;
  int64_t now = cvk_clock_get_monotonic (self->clock);

  if (ticket->is_probe)
    cvk_rate_limits_observe (self, ticket, CVK_RATE_OUTCOME_NOTHING, NULL, NULL);
  if (ticket->lane != NULL)
    g_hash_table_remove (line->server->lanes, ticket->lane);
  cvk_rate_bucket_give_back (&line->bucket, ticket->is_used ? ticket->ready_at : now);
  line->server->n_tickets--;
  g_free (ticket->lane);
  g_free (ticket);
  cvk_rate_line_serve (line);
}

/* --- Retries --- */

gboolean
cvk_rate_limits_take_retry (CvkRateLimits *self, const char *origin)
{
  CvkRateServer *server = get_server (self, origin);

  g_return_val_if_fail (CVK_IS_RATE_LIMITS (self), FALSE);

  return cvk_circuit_is_open (&server->circuit) ||
         cvk_retry_budget_take (&server->budget, cvk_clock_get_monotonic (self->clock));
}

gboolean
cvk_rate_limits_is_away (CvkRateLimits *self, const char *origin)
{
  const CvkRateServer *server = g_hash_table_lookup (self->servers, origin);

  g_return_val_if_fail (CVK_IS_RATE_LIMITS (self), FALSE);

  return server != NULL && cvk_circuit_is_open (&server->circuit);
}

/* --- The object --- */

static void
cvk_rate_limits_finalize (GObject *object)
{
  CvkRateLimits *self = CVK_RATE_LIMITS (object);

  g_hash_table_unref (self->servers);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cvk_rate_limits_parent_class)->finalize (object);
}

static void
cvk_rate_limits_class_init (CvkRateLimitsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_rate_limits_finalize;
}

static void
cvk_rate_limits_init (CvkRateLimits *self)
{
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, server_free);
}

CvkRateLimits *
cvk_rate_limits_new (CvkClock *clock)
{
  CvkRateLimits *self = g_object_new (CVK_TYPE_RATE_LIMITS, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
