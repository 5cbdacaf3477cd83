// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulated-http.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "recovery/cvk-seeded-random.h"

#define MILLISECOND (INT64_C (1000))
#define SECOND ((int64_t) G_USEC_PER_SEC)
/* What we have given up is carried out so long after that at the latest. */
#define LATENESS (10 * SECOND)

/* A request that has left. */
struct _CvkSimulatedOrder
{
  unsigned ref_count;
  char *method;
  char *target;
  GBytes *body;              /* nullable */
  char *text;                /* "METHOD /path body" */
  int64_t lands;             /* wall */
  CvkHttpResponse *response; /* nullable: not carried out yet, or taken */
};

/* One that is waited for. */
typedef struct
{
  CvkSimulatedHttp *http;   /* borrowed */
  GTask *task;              /* owned */
  CvkSimulatedOrder *order; /* owned */
  CvkFault fault;
  unsigned timeout;
  GSource *cancel_watch; /* nullable */
} Exchange;

struct _CvkSimulatedHttp
{
  CvkHttp parent_instance;

  CvkSimulatedWorld *world;
  CvkSimulatedLife *life;
  GPtrArray *exchanges; /* owned Exchange */
};

G_DEFINE_FINAL_TYPE (CvkSimulatedHttp, cvk_simulated_http, CVK_TYPE_HTTP)

/* --- Orders --- */

static CvkSimulatedOrder *
order_new (const CvkHttpRequest *request, int64_t lands)
{
  CvkSimulatedOrder *self = g_new0 (CvkSimulatedOrder, 1);
  size_t size = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &size) : "";

  self->ref_count = 1;
  self->method = g_strdup (request->method);
  self->target = g_strdup (strstr (strstr (request->url, "://") + 3, "/"));
  self->body = request->body != NULL ? g_bytes_ref (request->body) : NULL;
  self->text = g_strdup_printf ("%s %s %.*s", self->method, self->target, (int) size, body);
  self->lands = lands;
  return self;
}

void
cvk_simulated_order_unref (CvkSimulatedOrder *self)
{
  if (--self->ref_count > 0)
    return;
  g_free (self->method);
  g_free (self->target);
  g_free (self->text);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->response, cvk_http_response_free);
  g_free (self);
}

static CvkSimulatedOrder *
order_ref (CvkSimulatedOrder *self)
{
  self->ref_count++;
  return self;
}

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  const CvkSimulatedOrder *first = *(const CvkSimulatedOrder *const *) a;
  const CvkSimulatedOrder *second = *(const CvkSimulatedOrder *const *) b;

  return (first->lands > second->lands) - (first->lands < second->lands);
}

void
cvk_simulated_world_carry_out (CvkSimulatedWorld *self, int64_t wall)
{
  g_ptr_array_sort (self->under_way, compare_orders);
  while (self->under_way->len > 0)
    {
      CvkSimulatedOrder *order = g_ptr_array_index (self->under_way, 0);

      if (order->lands > wall)
        return;
      order->response = cvk_simulated_zoom_answer (self->zoom, order->method, order->target,
                                                   order->body, order->lands);
      g_ptr_array_remove_index (self->under_way, 0);
    }
}

/* --- What goes wrong --- */

static CvkFault
choose_fault (CvkSimulatedWorld *world, int64_t wall)
{
  for (unsigned i = 0; i < world->outages->len; i++)
    {
      const CvkSimulatedOutage *outage = &g_array_index (world->outages, CvkSimulatedOutage, i);

      if (wall >= outage->begin && wall < outage->end)
        return (CvkFault) outage->kind;
    }
  return cvk_seeded_random_chance (world->trouble)
           ? (CvkFault) cvk_seeded_random_between (CVK_FAULT_REFUSED, CVK_N_FAULTS - 1)
           : CVK_FAULT_NONE;
}

static gboolean
is_carried_out (CvkFault fault)
{
  return fault == CVK_FAULT_NONE || fault == CVK_FAULT_LOST_AFTER ||
         fault == CVK_FAULT_SILENT_AFTER || fault == CVK_FAULT_FAILED_AFTER ||
         fault == CVK_FAULT_DAMAGED;
}

static gboolean
is_silent (CvkFault fault)
{
  return fault == CVK_FAULT_SILENT_BEFORE || fault == CVK_FAULT_SILENT_AFTER;
}

static CvkHttpResponse *
make_limit (int64_t wall)
{
  CvkHttpResponse *response =
    cvk_simulated_zoom_make_reply (429, "{\"code\":429,\"message\":\"Too many requests\"}");
  int64_t seconds = cvk_seeded_random_between (1, 30);
  char *value = cvk_seeded_random_chance (500)
                  ? g_strdup_printf ("%d", (int) seconds)
                  : cvk_instant_to_utc_string ((wall / SECOND + seconds) * SECOND);

  g_hash_table_insert (response->headers, g_strdup ("retry-after"), value);
  return response;
}

static CvkHttpResponse *
make_failure (void)
{
  static const unsigned statuses[] = { 500, 502, 503, 504 };

  return cvk_simulated_zoom_make_reply (
    statuses[cvk_seeded_random_between (0, G_N_ELEMENTS (statuses) - 1)], "");
}

/* NULL: there is none. */
static CvkHttpResponse *
make_response (Exchange *self, int64_t wall)
{
  if (self->fault == CVK_FAULT_NONE)
    return g_steal_pointer (&self->order->response);
  if (self->fault == CVK_FAULT_FAILED_BEFORE || self->fault == CVK_FAULT_FAILED_AFTER)
    return make_failure ();
  if (self->fault == CVK_FAULT_DAMAGED)
    return cvk_simulated_zoom_make_reply (201, "{\"id\":");
  return self->fault == CVK_FAULT_LIMITED ? make_limit (wall) : NULL;
}

static int
get_error_code (CvkFault fault)
{
  if (fault == CVK_FAULT_REFUSED)
    return CVK_HTTP_ERROR_NOT_SENT;
  return is_silent (fault) ? CVK_HTTP_ERROR_DEADLINE : CVK_HTTP_ERROR_LOST;
}

/* --- Answers --- */

static void
exchange_free (Exchange *self)
{
  if (self->cancel_watch != NULL)
    {
      g_source_destroy (self->cancel_watch);
      g_source_unref (self->cancel_watch);
    }
  g_clear_pointer (&self->order, cvk_simulated_order_unref);
  g_object_unref (self->task);
  g_free (self);
}

/* Takes @self from those that wait, and answers. @response: (transfer full) (nullable) */
static void
end (Exchange *self, CvkHttpResponse *response, GQuark domain, int code)
{
  g_autoptr (GTask) task = g_object_ref (self->task);
  CvkSimulatedHttp *http = self->http;

  cvk_clock_remove_timeout (CVK_CLOCK (http->life->clock), self->timeout);
  g_ptr_array_remove (http->exchanges, self);
  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) cvk_http_response_free);
  else
    g_task_return_new_error (task, domain, code, "simulated");
}

static gboolean
answered_cb (gpointer user_data)
{
  Exchange *self = user_data;
  CvkSimulatedWorld *world = self->http->world;
  CvkSimulatedLife *life = self->http->life;
  int64_t wall = cvk_clock_get_wall (CVK_CLOCK (life->clock));
  g_autoptr (CvkHttpResponse) response = NULL;
  gboolean is_naive = world->mode == CVK_SIMULATION_NAIVE && self->fault != CVK_FAULT_LIMITED;
  gboolean is_seen = FALSE;

  self->timeout = 0;
  cvk_simulated_world_carry_out (world, wall);
  response = make_response (self, wall);
  is_seen = cvk_simulated_world_note (world, life, "  %s: fault %d, status %u", self->order->text,
                                      self->fault, response != NULL ? response->status : 0);
  if (is_seen && (self->fault == CVK_FAULT_NONE || self->fault == CVK_FAULT_LIMITED))
    g_hash_table_replace (world->answered, g_strdup (self->order->text),
                          GUINT_TO_POINTER (world->n_lives));
  if (!is_seen)
    end (self, NULL, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST);
  else if (is_naive && self->fault != CVK_FAULT_NONE)
    end (self, NULL, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT);
  else
    end (self, g_steal_pointer (&response), CVK_HTTP_ERROR, get_error_code (self->fault));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  end (user_data, NULL, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return G_SOURCE_REMOVE;
}

void
cvk_simulated_http_hang_up (CvkSimulatedHttp *self)
{
  while (self->exchanges->len > 0)
    end (g_ptr_array_index (self->exchanges, 0), NULL, CVK_HTTP_ERROR, CVK_HTTP_ERROR_LOST);
}

/* --- Sending --- */

/* When it is carried out, where it is, and when the answer or the deadline comes. */
static int64_t
choose_times (CvkFault fault, int64_t deadline, int64_t *landing)
{
  int64_t latency = cvk_seeded_random_between (20 * MILLISECOND, 400 * MILLISECOND);

  *landing = fault == CVK_FAULT_SILENT_AFTER
               ? cvk_seeded_random_between (latency / 2, deadline + LATENESS)
               : latency / 2;
  return is_silent (fault) ? deadline : latency;
}

static void
watch (Exchange *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancel_watch = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_watch, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancel_watch, NULL);
}

static void
cvk_simulated_http_send (CvkHttp *http, const CvkHttpRequest *request, GTask *task)
{
  CvkSimulatedHttp *self = CVK_SIMULATED_HTTP (http);
  CvkClock *clock = CVK_CLOCK (self->life->clock);
  int64_t wall = cvk_clock_get_wall (clock);
  CvkFault fault = choose_fault (self->world, wall);
  int64_t landing = 0;
  int64_t delay = choose_times (fault, request->deadline, &landing);
  g_autoptr (CvkSimulatedOrder) order = order_new (request, wall + landing);
  Exchange *exchange = NULL;

  if (!cvk_simulated_world_note (self->world, self->life, "%s", order->text))
    {
      g_task_return_new_error (task, CVK_HTTP_ERROR, CVK_HTTP_ERROR_NOT_SENT, "over");
      g_object_unref (task);
      return;
    }
  g_hash_table_replace (self->world->answered, g_strdup (order->text), NULL);
  if (is_carried_out (fault))
    g_ptr_array_add (self->world->under_way, order_ref (order));
  exchange = g_new0 (Exchange, 1);
  exchange->http = self;
  exchange->task = task;
  exchange->fault = fault;
  exchange->order = g_steal_pointer (&order);
  exchange->timeout = cvk_clock_add_timeout (clock, delay, answered_cb, exchange, NULL);
  watch (exchange, g_task_get_cancellable (task));
  g_ptr_array_add (self->exchanges, exchange);
}

CvkSimulatedHttp *
cvk_simulated_http_new (CvkSimulatedWorld *world, CvkSimulatedLife *life)
{
  CvkSimulatedHttp *self = g_object_new (CVK_TYPE_SIMULATED_HTTP, "clock", life->clock, NULL);

  self->world = world;
  self->life = life;
  return self;
}

static void
cvk_simulated_http_finalize (GObject *object)
{
  g_ptr_array_unref (CVK_SIMULATED_HTTP (object)->exchanges);
  G_OBJECT_CLASS (cvk_simulated_http_parent_class)->finalize (object);
}

static void
cvk_simulated_http_class_init (CvkSimulatedHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cvk_simulated_http_finalize;
  CVK_HTTP_CLASS (klass)->send = cvk_simulated_http_send;
}

static void
cvk_simulated_http_init (CvkSimulatedHttp *self)
{
  self->exchanges = g_ptr_array_new_with_free_func ((GDestroyNotify) exchange_free);
}
