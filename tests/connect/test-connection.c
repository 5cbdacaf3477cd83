// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-connection.h"
#include "cvk-connection-bench.h"
#include "support/cvk-await.h"
#include "support/cvk-fake-clock.h"

static void
test_record (CvkConnectionBench *self, gconstpointer data)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (self->connection);
  g_autoptr (CvkConnection) copy = NULL;
  g_autoptr (CvkValue) again = NULL;
  g_autofree char *text = cvk_value_to_json (record, CVK_JSON_COMPACT);

  copy =
    cvk_connection_new_from_record (record, self->http, CVK_TOKEN_STORE (self->store), self->clock);
  again = cvk_connection_to_record (copy);
  g_assert_true (cvk_value_equal (record, again));
  g_assert_cmpstr (cvk_connection_get_id (copy), ==, "zoom-1");
  g_assert_cmpstr (cvk_value_lookup_string (record, "item", NULL), ==, "zoom-1");
  g_assert_cmpstr (cvk_connection_get_name (copy), ==, "ada@example.com");
  g_assert_cmpstr (cvk_connection_get_account (copy), ==, "Uabc");
  g_assert_cmpstr (cvk_connection_get_connector (copy), ==, "zoom");
  g_assert_true (cvk_connection_has_scope (copy, "user:read:user"));
  g_assert_false (cvk_connection_has_scope (copy, "user:read"));
  g_assert_null (strstr (text, "R7"));

  cvk_connection_set_name (copy, "ada@example.com (2)");
  g_assert_cmpstr (cvk_connection_get_name (copy), ==, "ada@example.com (2)");
}

static void
test_bad_records (CvkConnectionBench *self, gconstpointer data)
{
  static const char *const needed[] = {
    "id",         "connector", "name",          "client_id", "token_url",
    "revoke_url", "api_url",   "allowed_hosts", "scopes",
  };
  static const char *const bad_ids[] = { "", "../x", "a/b", "A", "a b" };
  g_autoptr (CvkValue) record = cvk_connection_to_record (self->connection);

  for (size_t i = 0; i < G_N_ELEMENTS (needed) + G_N_ELEMENTS (bad_ids); i++)
    {
      g_auto (CvkObjectBuilder) builder = { 0 };
      g_autoptr (CvkValue) changed = NULL;

      cvk_object_builder_init_from (&builder, record);
      if (i < G_N_ELEMENTS (needed))
        cvk_object_builder_remove (&builder, needed[i]);
      else
        cvk_object_builder_set (&builder, "item",
                                cvk_value_new_string (bad_ids[i - G_N_ELEMENTS (needed)]));
      if (i == 0)
        cvk_object_builder_remove (&builder, "item");
      changed = cvk_object_builder_end (&builder);
      g_assert_null (cvk_connection_new_from_record (changed, self->http,
                                                     CVK_TOKEN_STORE (self->store), self->clock));
    }
}

typedef struct
{
  const char *suffix; /* behind the server's address, or a whole address */
  gboolean is_allowed;
} UrlRow;

static void
test_allowed_urls (CvkConnectionBench *self, gconstpointer data)
{
  static const UrlRow rows[] = {
    { "+/v2/meetings/1", TRUE },
    { "+/", TRUE },
    { "+", TRUE },
    { "+0/v2", FALSE },
    { "+@evil.example/", FALSE },
    { "+.evil.example/", FALSE },
    { "http://127.0.0.1/v2", FALSE },
    { "https://127.0.0.1/v2", FALSE },
    { "http://user@127.0.0.1/", FALSE },
    { "https://api.zoom.us/v2", FALSE },
    { "ftp://127.0.0.1/", FALSE },
    { "//127.0.0.1/", FALSE },
    { "/v2", FALSE },
    { "", FALSE },
    { "not a url", FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *url = rows[i].suffix[0] == '+'
                               ? g_strconcat (self->authority->url, rows[i].suffix + 1, NULL)
                               : g_strdup (rows[i].suffix);

      g_test_message ("%s", url);
      g_assert_cmpint (cvk_connection_allows_url (self->connection, url), ==, rows[i].is_allowed);
    }
}

static void
test_api_url (void)
{
  static const struct
  {
    const char *offered;
    const char *expected; /* nullable: stays */
  } rows[] = {
    { "https://api-eu.zoom.us", "https://api-eu.zoom.us/v2" },
    { "https://api-eu.zoom.us/", "https://api-eu.zoom.us/v2" },
    { "https://api-eu.zoom.us/v2", "https://api-eu.zoom.us/v2" },
    { "https://acme.zoom.us", "https://acme.zoom.us/v2" },
    { "https://API.ZoomGov.com", NULL },
    { "https://zoom.us", "https://zoom.us/v2" },
    { "https://evilzoom.us", NULL },
    { "https://zoom.us.evil.example", NULL },
    { "https://zoom.us@evil.example", NULL },
    { "https://evil.example/zoom.us", NULL },
    { "https://evil.example#.zoom.us", NULL },
    { "https://evil.example\\\\.zoom.us", NULL },
    { "https://api-eu.zoom.us:8443", NULL },
    { "http://api-eu.zoom.us", NULL },
    { "https://api-eu.zoom.us/v3", NULL },
    { "https://api-eu.zoom.us?x=y", NULL },
    { "ftp://api-eu.zoom.us", NULL },
    { "http://127.0.0.1:1", NULL },
    { "", NULL },
    { "zoom.us", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CvkConnectionBench self = { 0 };
      g_autofree char *before = NULL;
      const char *after;

      cvk_connection_bench_set_up (&self, NULL);
      before = g_strdup (cvk_connection_get_api_url (self.connection));
      self.authority->api_url = rows[i].offered;
      cvk_connection_bench_assert_same_token (self.connection, "A1");
      after = cvk_connection_get_api_url (self.connection);
      if (g_str_equal (rows[i].offered, "https://API.ZoomGov.com"))
        g_assert_cmpint (g_ascii_strcasecmp (after, "https://api.zoomgov.com/v2"), ==, 0);
      else
        g_assert_cmpstr (after, ==, rows[i].expected != NULL ? rows[i].expected : before);
      cvk_connection_bench_tear_down (&self, NULL);
    }
}

typedef struct
{
  CvkConnection *connection;
  GString *order;
  GCancellable *cancellables[8];
} Queue;

typedef struct
{
  Queue *queue;
  char name;
} Turn;

static void
turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Turn *turn = user_data;
  g_autoptr (GError) error = NULL;

  if (cvk_connection_acquire_finish (CVK_CONNECTION (source), result, &error))
    g_string_append_c (turn->queue->order, turn->name);
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_string_append_c (turn->queue->order, g_ascii_toupper (turn->name));
    }
}

static void
ask (Queue *queue, char name)
{
  Turn *turn = g_new (Turn, 1);
  int i = name - 'a';

  *turn = (Turn){ queue, name };
  queue->cancellables[i] = g_cancellable_new ();
  cvk_connection_acquire_async (queue->connection, queue->cancellables[i], turn_cb, turn);
}

static void
expect (Queue *queue, const char *order)
{
  cvk_drain_main_context ();
  g_assert_cmpstr (queue->order->str, ==, order);
}

static void
end_queue (Queue *queue)
{
  for (size_t i = 0; i < G_N_ELEMENTS (queue->cancellables); i++)
    g_clear_object (&queue->cancellables[i]);
  g_string_free (queue->order, TRUE);
}

static void
test_turns (CvkConnectionBench *self, gconstpointer data)
{
  Queue queue = { self->connection, g_string_new (NULL), { NULL } };

  g_assert_cmpuint (cvk_connection_get_concurrency (self->connection), ==, 8);
  cvk_connection_set_concurrency (self->connection, 2);
  for (char name = 'a'; name <= 'f'; name++)
    ask (&queue, name);
  expect (&queue, "ab");
  cvk_connection_release (self->connection);
  expect (&queue, "abc");
  g_cancellable_cancel (queue.cancellables['d' - 'a']);
  expect (&queue, "abcD");
  cvk_connection_release (self->connection);
  cvk_connection_release (self->connection);
  expect (&queue, "abcDef");
  /* A turn that was given is not taken back. */
  g_cancellable_cancel (queue.cancellables['e' - 'a']);
  cvk_connection_release (self->connection);
  ask (&queue, 'g');
  ask (&queue, 'h');
  expect (&queue, "abcDefg");
  cvk_connection_set_concurrency (self->connection, 3);
  expect (&queue, "abcDefgh");
  end_queue (&queue);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connect/connection/" path, CvkConnectionBench, NULL, cvk_connection_bench_set_up,  \
              function, cvk_connection_bench_tear_down)

int
main (int argc, char **argv)
{
  char *home = cvk_connection_bench_make_home ();
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("record", test_record);
  ADD ("bad-records", test_bad_records);
  ADD ("D1/allowed-urls", test_allowed_urls);
  g_test_add_func ("/connect/connection/api-url", test_api_url);
  ADD ("turns", test_turns);
  status = g_test_run ();

  cvk_connection_bench_remove_home (home);
  return status;
}
