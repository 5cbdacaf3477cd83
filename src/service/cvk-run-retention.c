// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-retention.h"

#include "store/cvk-store-retention.h"

#define INTERVAL G_TIME_SPAN_HOUR
/* Between a few and the next few, so that whoever writes comes first. */
#define PAUSE_MILLISECONDS 200

struct _CvkRunRetention
{
  GObject parent_instance;

  CvkHost *host;
  int64_t last; /* monotonic; 0: never */
  unsigned source;
};

G_DEFINE_FINAL_TYPE (CvkRunRetention, cvk_run_retention, G_TYPE_OBJECT)

static gboolean forget_cb (gpointer user_data);

static void
forgotten_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunRetention) self = user_data;

  /* A store that has failed says so to everybody who relies on it. */
  if (cvk_store_boolean_finish (CVK_STORE (object), result, NULL) && self->source == 0)
    self->source = g_timeout_add_full (G_PRIORITY_LOW, PAUSE_MILLISECONDS, forget_cb, self, NULL);
}

static gboolean
forget_cb (gpointer user_data)
{
  CvkRunRetention *self = user_data;
  CvkClock *clock = cvk_host_get_environment (self->host)->clock;

  self->source = 0;
  cvk_store_forget_old_runs_async (cvk_host_get_store (self->host), cvk_clock_get_wall (clock),
                                   forgotten_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
runs_changed_cb (CvkHostRuns *runs, CvkRunRetention *self)
{
  int64_t now = g_get_monotonic_time ();

  if (self->source != 0 || (self->last != 0 && now - self->last < INTERVAL))
    return;
  self->last = now;
  self->source = g_timeout_add_full (G_PRIORITY_LOW, PAUSE_MILLISECONDS, forget_cb, self, NULL);
}

static void
cvk_run_retention_finalize (GObject *object)
{
  CvkRunRetention *self = CVK_RUN_RETENTION (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (cvk_run_retention_parent_class)->finalize (object);
}

static void
cvk_run_retention_class_init (CvkRunRetentionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_run_retention_finalize;
}

static void
cvk_run_retention_init (CvkRunRetention *self)
{
}

CvkRunRetention *
cvk_run_retention_new (CvkHost *host, CvkHostRuns *runs)
{
  CvkRunRetention *self = g_object_new (CVK_TYPE_RUN_RETENTION, NULL);

  self->host = g_object_ref (host);
  g_signal_connect_object (runs, "changed", G_CALLBACK (runs_changed_cb), self, 0);
  return self;
}
