// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host.h"

#include <malloc.h>

#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "nodes/cvk-nodes.h"
#include "service/cvk-host-desk.h"

struct _CvkHost
{
  GObject parent_instance;

  CvkClock *clock;
  CvkStore *store;
  CvkScriptHost *scripts;
  CvkNodeTypes *types;
  CvkHttp *http;                /* made when it is first needed */
  CvkTokenStore *memory_tokens; /* likewise */
  CvkTokenStore *secret_tokens; /* likewise */
  CvkWallTimer *wall_timer;     /* likewise */
  CvkPause *pause;
  gboolean has_said_pause; /* the user, to this process */
  CvkClipboard *clipboard;
  CvkDesk *desk;
  CvkEnvironment environment;
  char *directory;
  char *failure; /* nullable: why there can be no more work */
  unsigned idle_time;
  unsigned n_holds;
  unsigned idle_source;
  unsigned rest_source;
};

/* The user's wish, as the store keeps it. */
#define PAUSED "paused"
/* In seconds; for services whose lists lag more or less than their description says. */
#define SETTLE "settle"
#define MAX_SETTLE_SECONDS 3600

G_DEFINE_FINAL_TYPE (CvkHost, cvk_host, G_TYPE_OBJECT)

enum
{
  SIGNAL_FAILED,
  SIGNAL_IDLE,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static gboolean
idle_cb (gpointer user_data)
{
  CvkHost *self = user_data;

  self->idle_source = 0;
  g_signal_emit (self, signals[SIGNAL_IDLE], 0);
  return G_SOURCE_REMOVE;
}

/* What the last client's items took goes back to the system while nothing is to be done. */
static gboolean
rest_cb (gpointer user_data)
{
  CvkHost *self = user_data;

  self->rest_source = 0;
  malloc_trim (0);
  return G_SOURCE_REMOVE;
}

static void
stay_awake (CvkHost *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->rest_source, g_source_remove);
}

void
cvk_host_touch (CvkHost *self)
{
  stay_awake (self);
  if (self->n_holds > 0)
    return;
  self->idle_source = g_timeout_add_seconds (self->idle_time, idle_cb, self);
  self->rest_source = g_timeout_add_seconds (1, rest_cb, self);
}

void
cvk_host_hold (CvkHost *self)
{
  self->n_holds++;
  stay_awake (self);
}

void
cvk_host_release (CvkHost *self)
{
  g_return_if_fail (self->n_holds > 0);

  self->n_holds--;
  cvk_host_touch (self);
}

static void
cvk_host_finalize (GObject *object)
{
  CvkHost *self = CVK_HOST (object);

  stay_awake (self);
  g_clear_object (&self->desk);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->scripts);
  g_clear_object (&self->store);
  g_clear_object (&self->http);
  g_clear_object (&self->memory_tokens);
  g_clear_object (&self->secret_tokens);
  g_clear_object (&self->wall_timer);
  g_clear_object (&self->clock);
  g_clear_object (&self->pause);
  g_clear_pointer (&self->types, cvk_node_types_free);
  g_free (self->directory);
  g_free (self->failure);
  G_OBJECT_CLASS (cvk_host_parent_class)->finalize (object);
}

static void
cvk_host_class_init (CvkHostClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_host_finalize;
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", CVK_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_IDLE] =
    g_signal_new ("idle", CVK_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_host_init (CvkHost *self)
{
}

/* --- Pausing --- */

static void
pause_recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHost) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);

  /* What the user has said meanwhile is newer. */
  if (text != NULL && !self->has_said_pause)
    cvk_pause_set (self->pause, TRUE);
}

static void
settle_recalled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkHost) self = user_data;
  g_autofree char *text = cvk_store_text_finish (CVK_STORE (object), result, NULL);
  int64_t seconds = 0;

  if (text != NULL && g_ascii_string_to_signed (text, 10, 1, MAX_SETTLE_SECONDS, &seconds, NULL))
    self->environment.settle_time = seconds * G_USEC_PER_SEC;
}

void
cvk_host_set_paused (CvkHost *self, gboolean is_paused)
{
  self->has_said_pause = TRUE;
  cvk_store_save_setting_async (self->store, PAUSED, is_paused ? "yes" : NULL, NULL, NULL);
  cvk_pause_set (self->pause, is_paused);
}

gboolean
cvk_host_is_paused (CvkHost *self)
{
  return cvk_pause_is_wanted (self->pause);
}

/* --- Failing --- */

static void
store_failed_cb (CvkHost *self, const char *message)
{
  self->failure = g_strdup (message);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0);
}

const char *
cvk_host_get_failure (CvkHost *self)
{
  return self->failure;
}

/* --- The object --- */

CvkHost *
cvk_host_new (const char *directory, CvkClock *clock, unsigned idle_time)
{
  CvkHost *self = g_object_new (CVK_TYPE_HOST, NULL);
  const char *const *connectors = cvk_connector_list ();

  self->directory = g_strdup (directory);
  self->idle_time = idle_time;
  self->store = cvk_store_new (directory);
  g_signal_connect_object (self->store, "failed", G_CALLBACK (store_failed_cb), self,
                           G_CONNECT_SWAPPED);
  self->clock = g_object_ref (clock);
  self->scripts = cvk_script_host_new (self->clock, NULL);
  self->pause = cvk_pause_new ();
  self->clipboard = cvk_clipboard_new (self->clock);
  self->desk = CVK_DESK (cvk_host_desk_new (self, self->clipboard));
  self->types = cvk_node_types_new ();
  cvk_nodes_register (self->types);
  cvk_service_nodes_register (self->types);
  for (size_t i = 0; connectors[i] != NULL; i++)
    cvk_connector_register (cvk_connector_get (connectors[i]), self->types);
  self->environment = (CvkEnvironment){
    .clock = self->clock,
    .journal = CVK_JOURNAL (self->store),
    .seen = CVK_SEEN (self->store),
    .tables = CVK_TABLES (self->store),
    .desk = self->desk,
    .scripts = self->scripts,
    .types = self->types,
    .pause = self->pause,
  };
  /* The store answers in order: nothing that has to ask it first, as runs do, comes before this. */
  cvk_store_load_setting_async (self->store, PAUSED, pause_recalled_cb, g_object_ref (self));
  cvk_store_load_setting_async (self->store, SETTLE, settle_recalled_cb, g_object_ref (self));
  return self;
}

void
cvk_host_close (CvkHost *self)
{
  stay_awake (self);
  cvk_store_close (self->store);
}

const char *
cvk_host_get_directory (CvkHost *self)
{
  return self->directory;
}

const CvkEnvironment *
cvk_host_get_environment (CvkHost *self)
{
  return &self->environment;
}

CvkStore *
cvk_host_get_store (CvkHost *self)
{
  return self->store;
}

CvkHttp *
cvk_host_get_http (CvkHost *self)
{
  if (self->http == NULL)
    self->http = cvk_http_new (self->clock);
  return self->http;
}

CvkTokenStore *
cvk_host_get_token_store (CvkHost *self, gboolean memory)
{
  CvkTokenStore **store = memory ? &self->memory_tokens : &self->secret_tokens;

  if (*store == NULL)
    *store = memory ? cvk_memory_token_store_new () : cvk_keyring_token_store_new ();
  return *store;
}

CvkClipboard *
cvk_host_get_clipboard (CvkHost *self)
{
  return self->clipboard;
}

CvkWallTimer *
cvk_host_get_wall_timer (CvkHost *self)
{
  if (self->wall_timer == NULL)
    self->wall_timer = cvk_wall_timer_new (self->clock);
  return self->wall_timer;
}
