// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-webhook-trigger.h"

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-random.h"
#include "connect/cvk-webhook-listener.h"
#include "service/cvk-webhook-proof.h"

#define MINUTE (60 * (int64_t) G_USEC_PER_SEC)
/* Of the path, in bytes: nobody finds it by trying. */
#define PATH_BYTES 24

struct _CvkWebhookTrigger
{
  GObject parent_instance;

  CvkHost *host;
  CvkClock *clock;
  CvkValue *settings;
  char *item; /* of the keyring */
  char *path;
  uint16_t port;                /* 0: none was ever had */
  gboolean is_new;              /* the address is not remembered yet */
  CvkWebhookListener *listener; /* nullable: it does not listen */
  CvkSecret *secret;            /* nullable */
  GQueue unanswered; /* CvkWebhookCall, in the order in which they were noted; NULL: nobody waits */
  unsigned timeout;
  gboolean is_started;
};

static void trigger_iface_init (CvkTriggerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkWebhookTrigger,
                               cvk_webhook_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CVK_TYPE_TRIGGER, trigger_iface_init))

static gboolean
wants_proof (CvkWebhookTrigger *self)
{
  return g_str_equal (cvk_value_lookup_string (self->settings, "verify", "none"), "zoom");
}

/* --- What is sent --- */

/* A sender that tries again says the same: by a header for the purpose, or, where what is sent says
 * when it happened, by all of it. Anything else is another happening. (transfer full) */
static char *
make_key (CvkWebhookTrigger *self, CvkWebhookCall *call)
{
  static const char *const headers[] = { "idempotency-key", "webhook-id", "x-event-id" };
  g_autofree char *hash = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (headers) && hash == NULL; i++)
    {
      const char *value = cvk_webhook_call_get_header (call, headers[i]);

      if (value != NULL && *value != '\0')
        hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, value, -1);
    }
  if (hash == NULL && wants_proof (self))
    hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, cvk_webhook_call_get_body (call));
  return hash != NULL ? g_steal_pointer (&hash) : cvk_random_base64url (PATH_BYTES, NULL);
}

static void
take_event (CvkWebhookTrigger *self, CvkWebhookCall *call, CvkValue *body)
{
  g_autofree char *key = make_key (self, call);
  CvkValue *item = cvk_value_is_object (body)
                     ? cvk_value_ref (body)
                     : cvk_value_new_object ("value", cvk_value_ref (body), NULL);
  g_autoptr (CvkValue) items = cvk_value_new_array (&item, 1);

  if (key == NULL)
    {
      cvk_webhook_call_answer (call, 503, NULL);
      return;
    }
  g_queue_push_tail (&self->unanswered, g_object_ref (call));
  cvk_trigger_fire (CVK_TRIGGER (self), key, items, NULL);
}

static void
request_cb (CvkWebhookTrigger *self, CvkWebhookCall *call)
{
  GBytes *bytes = cvk_webhook_call_get_body (call);
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (CvkValue) body = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, NULL);
  g_autofree char *validation = NULL;

  if (self->secret != NULL &&
      !cvk_webhook_proof_check (self->secret, cvk_webhook_call_get_header (call, "x-zm-signature"),
                                cvk_webhook_call_get_header (call, "x-zm-request-timestamp"), bytes,
                                cvk_clock_get_wall (self->clock)))
    {
      cvk_webhook_call_answer (call, 403, NULL);
      return;
    }
  if (body == NULL)
    {
      cvk_webhook_call_answer (call, 400, NULL);
      return;
    }
  if (self->secret != NULL)
    validation = cvk_webhook_proof_dup_validation (self->secret, body);
  if (validation != NULL)
    cvk_webhook_call_answer (call, 200, validation);
  else
    take_event (self, call, body);
}

static void
cvk_webhook_trigger_kept (CvkTrigger *trigger, const GError *error)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (trigger);
  g_autoptr (CvkWebhookCall) call = g_queue_pop_head (&self->unanswered);

  if (call != NULL)
    cvk_webhook_call_answer (call, error != NULL ? 503 : 204, NULL);
}

/* --- Listening --- */

static void begin (CvkWebhookTrigger *self);

static gboolean
again_cb (gpointer user_data)
{
  CvkWebhookTrigger *self = user_data;

  self->timeout = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

/* Takes @problem. */
static void
try_later (CvkWebhookTrigger *self, CvkProblem *problem)
{
  cvk_trigger_report (CVK_TRIGGER (self), problem);
  cvk_problem_unref (problem);
  self->timeout = cvk_clock_add_timeout (self->clock, MINUTE, again_cb, self, NULL);
}

static GStrv
dup_hosts (CvkWebhookTrigger *self)
{
  CvkValue *hosts = cvk_value_get_member (self->settings, "hosts");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (size_t i = 0; hosts != NULL && i < cvk_value_get_length (hosts); i++)
    if (cvk_value_is_string (cvk_value_get_element (hosts, i)))
      g_strv_builder_add (builder, cvk_value_get_string (cvk_value_get_element (hosts, i)));
  return g_strv_builder_end (builder);
}

static void
remember (CvkWebhookTrigger *self)
{
  g_autoptr (CvkValue) none = cvk_value_new_array (NULL, 0);
  g_autoptr (CvkValue) memory = cvk_value_new_object (
    "path", cvk_value_new_string (self->path), "port", cvk_value_new_integer (self->port), NULL);

  self->is_new = FALSE;
  g_queue_push_tail (&self->unanswered, NULL);
  cvk_trigger_note (CVK_TRIGGER (self), none, memory);
}

static void
listen (CvkWebhookTrigger *self)
{
  g_auto (GStrv) hosts = dup_hosts (self);
  int64_t wanted = cvk_value_lookup_integer (self->settings, "port", 0);
  uint16_t port = wanted > 0 && wanted <= UINT16_MAX ? (uint16_t) wanted : self->port;
  g_autoptr (CvkWebhookListener) listener =
    cvk_webhook_listener_new (self->clock, self->path, (const char *const *) hosts);
  g_autoptr (GError) error = NULL;

  if (!cvk_webhook_listener_listen (listener, port, &error))
    {
      try_later (self, cvk_problem_new_from_error ("webhook-port", error));
      return;
    }
  self->listener = g_steal_pointer (&listener);
  g_signal_connect_object (self->listener, "request", G_CALLBACK (request_cb), self,
                           G_CONNECT_SWAPPED);
  self->is_new = self->is_new || self->port != cvk_webhook_listener_get_port (self->listener);
  self->port = cvk_webhook_listener_get_port (self->listener);
  cvk_trigger_report (CVK_TRIGGER (self), NULL);
  if (self->is_new)
    remember (self);
}

static void
secret_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkWebhookTrigger) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->secret, cvk_secret_unref);
  self->secret = cvk_token_store_load_finish (CVK_TOKEN_STORE (object), result, &error);
  if (!self->is_started || self->listener != NULL || self->timeout != 0)
    return;
  if (self->secret != NULL)
    listen (self);
  else if (g_error_matches (error, CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT))
    try_later (self, cvk_problem_new (
                       "no-webhook-secret",
                       N_ ("The secret token of the Zoom app is not known, so nothing that is sent "
                           "can be trusted. Activate the pipeline with it (“convokectl activate "
                           "--webhook-secret”)."),
                       NULL));
  else
    try_later (self, cvk_problem_new_from_error ("keyring-failed", error));
}

static void
begin (CvkWebhookTrigger *self)
{
  if (wants_proof (self))
    cvk_token_store_load_async (cvk_host_get_token_store (self->host, FALSE), self->item, NULL,
                                secret_loaded_cb, g_object_ref (self));
  else
    listen (self);
}

/* --- The interface --- */

static void
cvk_webhook_trigger_start (CvkTrigger *trigger)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (trigger);

  self->is_started = TRUE;
  if (self->path != NULL)
    begin (self);
}

static void
cvk_webhook_trigger_stop (CvkTrigger *trigger)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (trigger);
  CvkWebhookCall *call = NULL;

  self->is_started = FALSE;
  if (self->listener != NULL)
    cvk_webhook_listener_close (self->listener);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->secret, cvk_secret_unref);
  cvk_clock_remove_timeout (self->clock, self->timeout);
  self->timeout = 0;
  /* Nobody can say any more whether it is on the disk: the sender tries again, and is known. */
  while (!g_queue_is_empty (&self->unanswered))
    {
      call = g_queue_pop_head (&self->unanswered);
      if (call != NULL)
        cvk_webhook_call_answer (call, 503, NULL);
      g_clear_object (&call);
    }
}

static char *
cvk_webhook_trigger_dup_address (CvkTrigger *trigger)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (trigger);

  return self->listener == NULL ? NULL
                                : g_strdup_printf ("http://127.0.0.1:%u%s", self->port, self->path);
}

static void
cvk_webhook_trigger_renew (CvkTrigger *trigger, gboolean new_address)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (trigger);
  g_autofree char *random = new_address ? cvk_random_base64url (PATH_BYTES, NULL) : NULL;

  if (!self->is_started)
    return;
  cvk_webhook_trigger_stop (trigger);
  if (random != NULL)
    {
      self->is_new = TRUE;
      g_free (self->path);
      self->path = g_strconcat ("/", random, NULL);
    }
  cvk_webhook_trigger_start (trigger);
}

static void
trigger_iface_init (CvkTriggerInterface *iface)
{
  iface->start = cvk_webhook_trigger_start;
  iface->stop = cvk_webhook_trigger_stop;
  iface->kept = cvk_webhook_trigger_kept;
  iface->dup_address = cvk_webhook_trigger_dup_address;
  iface->renew = cvk_webhook_trigger_renew;
}

/* --- The object --- */

static void
cvk_webhook_trigger_finalize (GObject *object)
{
  CvkWebhookTrigger *self = CVK_WEBHOOK_TRIGGER (object);

  cvk_webhook_trigger_stop (CVK_TRIGGER (self));
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->host);
  g_free (self->item);
  g_free (self->path);
  G_OBJECT_CLASS (cvk_webhook_trigger_parent_class)->finalize (object);
}

static void
cvk_webhook_trigger_class_init (CvkWebhookTriggerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_webhook_trigger_finalize;
}

static void
cvk_webhook_trigger_init (CvkWebhookTrigger *self)
{
}

CvkTrigger *
cvk_webhook_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
{
  CvkWebhookTrigger *self = g_object_new (CVK_TYPE_WEBHOOK_TRIGGER, NULL);
  int64_t port = cvk_value_lookup_integer (context->memory, "port", 0);

  self->host = g_object_ref (context->host);
  self->clock = g_object_ref (cvk_host_get_environment (context->host)->clock);
  self->settings = cvk_value_ref (context->node->settings);
  self->item = cvk_webhook_proof_dup_item (context->path);
  self->path = g_strdup (cvk_value_lookup_string (context->memory, "path", NULL));
  self->port = port > 0 && port <= UINT16_MAX ? (uint16_t) port : 0;
  if (self->path == NULL)
    {
      g_autofree char *random = cvk_random_base64url (PATH_BYTES, NULL);

      self->is_new = TRUE;
      self->path = random != NULL ? g_strconcat ("/", random, NULL) : NULL;
    }
  return CVK_TRIGGER (self);
}
