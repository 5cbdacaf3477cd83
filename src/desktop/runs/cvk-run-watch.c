// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-watch.h"

#include "base/cvk-json.h"

struct _CvkRunWatch
{
  GObject parent_instance;

  CvkEngineClient *client;
  CvkRunModel *model;
  GCancellable *cancellable;
  gboolean was_running; /* while it was watched */
  gboolean is_answered; /* a host has said what it knows of it */
};

G_DEFINE_FINAL_TYPE (CvkRunWatch, cvk_run_watch, G_TYPE_OBJECT)

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
check_end (CvkRunWatch *self)
{
  if (!cvk_run_model_has_ended (self->model))
    self->was_running = TRUE;
  else if (self->was_running)
    {
      self->was_running = FALSE;
      g_signal_emit (self, signals[SIGNAL_ENDED], 0);
    }
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (!cvk_api_engine_call_list_runs_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      g_debug ("The run is not listed: %s", error->message);
      return;
    }
  g_autoptr (CvkValue) runs = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (runs != NULL && cvk_value_is_array (runs) && cvk_value_get_length (runs) > 0)
    cvk_run_model_set_entry (self->model, cvk_value_get_element (runs, 0));
  check_end (self);
}

static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (!cvk_api_engine_call_get_run_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      self->is_answered |= g_dbus_error_is_remote_error (error);
      g_debug ("The run is not described: %s", error->message);
      return;
    }
  self->is_answered = TRUE;
  cvk_run_model_describe (self->model, json);
  if (!cvk_run_model_has_ended (self->model))
    self->was_running = TRUE;
  g_variant_dict_insert (&options, "run", "s", cvk_run_model_get_id (self->model));
  cvk_api_engine_call_list_runs (CVK_API_ENGINE (object), g_variant_dict_end (&options),
                                 self->cancellable, listed_cb, g_object_ref (self));
}

static void
api_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkApiEngine) api =
    cvk_engine_client_get_api_finish (CVK_ENGINE_CLIENT (object), result, &error);

  if (api == NULL)
    {
      g_debug ("There is no engine to ask about the run: %s", error->message);
      return;
    }
  cvk_api_engine_call_get_run (api, cvk_run_model_get_id (self->model), self->cancellable,
                               described_cb, g_object_ref (self));
}

static void
refresh (CvkRunWatch *self)
{
  cvk_engine_client_get_api_async (self->client, self->cancellable, api_cb, g_object_ref (self));
}

static void
run_changed_cb (CvkRunWatch *self, const char *run, const char *delta)
{
  if (!g_str_equal (run, cvk_run_model_get_id (self->model)))
    return;
  cvk_run_model_apply (self->model, delta);
  if (!cvk_run_model_has_ended (self->model))
    self->was_running = TRUE;
  else
    refresh (self);
}

/* A host that has gone leaves its runs to the next one: asking for a run that was under way, or may
 * be, starts it. */
static void
api_changed_cb (CvkRunWatch *self)
{
  if (cvk_engine_client_peek_api (self->client) != NULL || self->was_running || !self->is_answered)
    refresh (self);
}

CvkRunModel *
cvk_run_watch_get_model (CvkRunWatch *self)
{
  g_return_val_if_fail (CVK_IS_RUN_WATCH (self), NULL);

  return self->model;
}

static void
cvk_run_watch_dispose (GObject *object)
{
  CvkRunWatch *self = CVK_RUN_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (cvk_run_watch_parent_class)->dispose (object);
}

static void
cvk_run_watch_finalize (GObject *object)
{
  CvkRunWatch *self = CVK_RUN_WATCH (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (cvk_run_watch_parent_class)->finalize (object);
}

static void
cvk_run_watch_class_init (CvkRunWatchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_run_watch_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_run_watch_finalize;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", CVK_TYPE_RUN_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_run_watch_init (CvkRunWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

CvkRunWatch *
cvk_run_watch_new (CvkEngineClient *client, const char *run)
{
  CvkRunWatch *self = g_object_new (CVK_TYPE_RUN_WATCH, NULL);

  self->client = g_object_ref (client);
  self->model = cvk_run_model_new (run);
  g_signal_connect_object (client, "run-changed", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "api-changed", G_CALLBACK (api_changed_cb), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}
