// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "cvk-health-bench.h"

#include "connect/cvk-connectors.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static CvkConnection *
make_connection (CvkHealthBench *self)
{
  const char *const *scopes = cvk_connector_get_scopes (cvk_connector_get ("zoom"));
  g_auto (CvkArrayBuilder) builder = { 0 };
  const char *url = self->authority->url;
  g_autofree char *token = g_strconcat (url, "/oauth/token", NULL);
  g_autofree char *api = g_strconcat (url, "/v2", NULL);

  cvk_array_builder_init (&builder);
  for (size_t i = 0; scopes[i] != NULL; i++)
    cvk_array_builder_append (&builder, cvk_value_new_string (scopes[i]));
  g_autoptr (CvkValue) hosts = cvk_value_new_array (NULL, 0);
  g_autoptr (CvkValue) record = cvk_value_new_object (
    "id", cvk_value_new_string ("zoom-1"), "connector", cvk_value_new_string ("zoom"), "name",
    cvk_value_new_string ("ada@example.com"), "account", cvk_value_new_string ("U1"), "client_id",
    cvk_value_new_string ("client"), "token_url", cvk_value_new_string (token), "revoke_url",
    cvk_value_new_string (token), "api_url", cvk_value_new_string (api), "allowed_hosts",
    cvk_value_ref (hosts), "scopes", cvk_array_builder_end (&builder), NULL);
  return cvk_connection_new_from_record (record, cvk_host_get_http (self->host),
                                         CVK_TOKEN_STORE (self->store), self->clock);
}

static void
load (CvkHealthBench *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;

  cvk_host_connections_load_async (self->connections, cvk_await_result_cb, &pending);
  loaded = cvk_await_result (&pending);
  g_assert_true (cvk_host_connections_load_finish (self->connections, loaded, NULL));
}

/* Signed in, or signed in again: to the fake keyring. */
static void
add (CvkHealthBench *self)
{
  g_autoptr (GAsyncResult) added = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;

  self->connection = make_connection (self);
  g_assert_nonnull (self->connection);
  cvk_host_connections_add_async (self->connections, self->connection, cvk_await_result_cb,
                                  &pending);
  added = cvk_await_result (&pending);
  g_assert_true (cvk_host_connections_add_finish (self->connections, added, &error));
}

void
cvk_health_bench_set_up (CvkHealthBench *self, gconstpointer data)
{
  self->home = cvk_connection_bench_make_home ();
  self->directory = g_build_filename (self->home, "data", NULL);
  g_mkdir_with_parents (self->directory, 0700);
  self->clock = CVK_CLOCK (cvk_fake_clock_new (CVK_FAKE_CLOCK_START));
  self->host = cvk_host_new (self->directory, self->clock, 0);
  self->authority = cvk_fake_authority_new ();
  self->authority->current = 7;
  self->store = cvk_fake_token_store_new ();
  cvk_fake_token_store_put (self->store, "zoom-1", 3, "R7");
  self->connections = cvk_host_connections_new (self->host);
  load (self);
  add (self);
  self->monitor = cvk_health_monitor_new (self->host, self->connections);
  self->watch = cvk_health_watch_new (self->host, self->connections, self->monitor);
}

void
cvk_health_bench_tear_down (CvkHealthBench *self, gconstpointer data)
{
  cvk_health_watch_stop (self->watch);
  cvk_drain_main_context ();
  g_clear_object (&self->watch);
  g_clear_object (&self->monitor);
  g_clear_object (&self->connection);
  g_clear_object (&self->connections);
  cvk_drain_main_context ();
  cvk_host_close (self->host);
  cvk_drain_main_context ();
  g_clear_object (&self->host);
  g_clear_pointer (&self->authority, cvk_fake_authority_free);
  g_clear_object (&self->store);
  cvk_drain_main_context ();
  g_clear_object (&self->clock);
  g_free (self->directory);
  cvk_connection_bench_remove_home (self->home);
}

void
cvk_health_bench_start_anew (CvkHealthBench *self)
{
  cvk_health_watch_stop (self->watch);
  g_clear_object (&self->watch);
  g_clear_object (&self->monitor);
  g_clear_object (&self->connection);
  g_clear_object (&self->connections);
  cvk_drain_main_context ();
  self->connections = cvk_host_connections_new (self->host);
  load (self);
  add (self);
  self->monitor = cvk_health_monitor_new (self->host, self->connections);
  self->watch = cvk_health_watch_new (self->host, self->connections, self->monitor);
}

void
cvk_health_bench_advance (CvkHealthBench *self, int64_t time)
{
  cvk_fake_clock_advance (CVK_FAKE_CLOCK (self->clock), time);
}

const CvkHealthReport *
cvk_health_bench_get_report (CvkHealthBench *self)
{
  const CvkHealthReport *report = cvk_health_monitor_get (self->monitor, self->connection);

  g_assert_nonnull (report);
  return report;
}

void
cvk_health_bench_check (CvkHealthBench *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  cvk_health_monitor_check_async (self->monitor, self->connection, cvk_await_result_cb, &pending);
  result = cvk_await_result (&pending);
  cvk_health_monitor_check_finish (self->monitor, result);
}
