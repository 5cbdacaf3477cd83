// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/cvk-json.h"
#include "service/cvk-address.h"

/* A client of the real engine that knows nothing but the API. */

#define HELLO                                                                                      \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"            \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return Array.from({length: 1200}, (v, n) => ({n, half: n % 2 ? 'odd' : 'even'}))\"}},"        \
  "\"out\":{\"type\":\"output\",\"settings\":{\"name\":\"Out\"}}},"                                \
  "\"links\":[\"in.out -> make.in\",\"make.out -> out.in\"]"
#define BUSY                                                                                       \
  "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"            \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"while (true) {}\"}}},\"links\":[\"in.out -> make.in\"]}"

typedef struct
{
  char *directory;
  GSubprocess *engine;
  GDBusConnection *client;
} Fixture;

static GDBusConnection *
connect_client (Fixture *fixture)
{
  g_autofree char *address = cvk_address_read (fixture->directory);
  g_autoptr (GError) error = NULL;
  GDBusConnection *client = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, &error);

  g_assert_no_error (error);
  return client;
}

static void
start_engine (Fixture *fixture, const char *idle)
{
  g_autofree char *program =
    g_build_filename (CVK_BUILDDIR, "src", "service", "convoke-engine", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  int pipe_fds[2];
  char answer[16] = "";

  g_assert_true (g_unix_open_pipe (pipe_fds, FD_CLOEXEC, NULL));
  g_subprocess_launcher_take_fd (launcher, pipe_fds[1], 3);
  g_subprocess_launcher_unsetenv (launcher, "DBUS_SESSION_BUS_ADDRESS");
  g_subprocess_launcher_unsetenv (launcher, "XDG_RUNTIME_DIR");
  fixture->engine =
    g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", fixture->directory,
                                 "--ready-fd", "3", "--idle-exit", idle, NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher);
  g_assert_cmpint (read (pipe_fds[0], answer, sizeof answer - 1), ==, 6);
  g_assert_cmpstr (answer, ==, "ready\n");
  close (pipe_fds[0]);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("convoke-engine-XXXXXX", NULL);
  start_engine (fixture, "30");
  fixture->client = connect_client (fixture);
}

static void
restart_engine (Fixture *fixture)
{
  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_clear_object (&fixture->engine);
  start_engine (fixture, "30");
  fixture->client = connect_client (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "convoke.db", "convoke.db-wal", "convoke.db-shm",
                                       "engine.lock", "engine.socket" };

  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (fixture->engine));
  g_clear_object (&fixture->engine);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->directory, names[i], NULL);
      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

static GVariant *
call (GDBusConnection *client, const char *method, GVariant *parameters, char **error_name)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply =
    g_dbus_connection_call_sync (client, NULL, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, method,
                                 parameters, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, &error);

  if (error_name != NULL)
    *error_name = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
  else
    g_assert_no_error (error);
  return reply;
}

/* The run's id, or the name of the error, or the code of the first problem. */
static char *
start_run_with (GDBusConnection *client, const char *pipeline, GVariant *options)
{
  g_autofree char *error_name = NULL;
  const char *run = NULL;
  const char *json = NULL;
  g_autoptr (GVariant) reply = call (
    client, "StartRun",
    g_variant_new ("(@ay@a{sv})",
                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, pipeline, strlen (pipeline), 1),
                   options),
    &error_name);

  if (reply == NULL)
    return g_steal_pointer (&error_name);
  g_variant_get (reply, "(&s&s)", &run, &json);
  g_autoptr (CvkValue) problems = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  if (*run != '\0')
    return g_strdup (run);
  return g_strdup (cvk_value_lookup_string (cvk_value_get_element (problems, 0), "code", "none"));
}

static char *
start_run (GDBusConnection *client, const char *pipeline, gboolean trust)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (trust)
    g_variant_dict_insert (&options, "trust", "b", TRUE);
  return start_run_with (client, pipeline, g_variant_dict_end (&options));
}

static CvkValue *
wait_run (GDBusConnection *client, const char *run)
{
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_with_unix_fd_list_sync (
    client, NULL, CVK_ENGINE_PATH, CVK_ENGINE_INTERFACE, "WaitRun", g_variant_new ("(s)", run),
    G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, &list, NULL, &error);

  g_assert_no_error (error);
  int fd = g_unix_fd_list_get (list, 0, &error);
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (fd, FALSE, &error);
  g_assert_no_error (error);
  close (fd);
  CvkValue *result =
    cvk_value_from_json (g_mapped_file_get_contents (file),
                         (gssize) g_mapped_file_get_length (file), CVK_JSON_STRICT, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_only_trusted_pipelines_run (Fixture *fixture, gconstpointer data)
{
  static const char needs_review[] = CVK_ENGINE_ERROR_PREFIX "NeedsReview";
  g_autofree char *untrusted = start_run (fixture->client, HELLO "}", FALSE);
  g_autofree char *trusted = start_run (fixture->client, HELLO "}", TRUE);
  g_autofree char *again = start_run (fixture->client, HELLO "}", FALSE);
  g_autofree char *moved = start_run (fixture->client, HELLO ",\"layout\":{\"in\":[5,5]}}", FALSE);
  g_autofree char *changed = start_run (fixture->client, BUSY, FALSE);

  g_assert_cmpstr (untrusted, ==, needs_review);
  g_assert_cmpstr (trusted, !=, needs_review);
  g_assert_cmpstr (again, !=, needs_review);
  g_assert_cmpstr (moved, !=, needs_review);
  g_assert_cmpstr (changed, ==, needs_review);
}

static void
test_result_and_items (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run = start_run (fixture->client, HELLO "}", TRUE);
  g_autoptr (CvkValue) result = wait_run (fixture->client, run);
  const char *json = NULL;
  unsigned total = 0;

  g_assert_cmpstr (cvk_value_lookup_string (result, "state", NULL), ==, "succeeded");
  g_assert_cmpuint (
    cvk_value_get_length (cvk_value_get_member (cvk_value_get_member (result, "outputs"), "Out")),
    ==, 1200);

  g_autoptr (GVariant) reply =
    call (fixture->client, "GetItems",
          g_variant_new ("(sssuuss)", run, "make", "out", 0u, 1000u, "-n", "odd"), NULL);
  g_variant_get (reply, "(&su)", &json, &total);
  g_autoptr (CvkValue) page = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_assert_cmpuint (total, ==, 600);
  g_assert_cmpuint (cvk_value_get_length (page), ==, 500);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_element (page, 0), "n", -1), ==, 1199);

  g_autoptr (GVariant) described =
    call (fixture->client, "GetRun", g_variant_new ("(s)", run), NULL);
  g_variant_get (described, "(&s)", &json);
  g_autoptr (CvkValue) description = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *step = cvk_value_get_member (cvk_value_get_member (description, "steps"), "make");
  g_assert_cmpstr (cvk_value_lookup_string (step, "state", NULL), ==, "succeeded");
  g_assert_cmpint (cvk_value_lookup_integer (step, "done", -1), ==, 1);
  const CvkValue *counts = cvk_value_get_member (step, "counts");
  g_assert_cmpint (cvk_value_lookup_integer (counts, "in", -1), ==, 1);
  g_assert_cmpint (cvk_value_lookup_integer (counts, "out", -1), ==, 1200);
  g_assert_cmpint (cvk_value_lookup_integer (counts, "failed", -1), ==, 0);
}

static void
test_what_does_not_exist (Fixture *fixture, gconstpointer data)
{
  static const char not_found[] = CVK_ENGINE_ERROR_PREFIX "NotFound";
  const struct
  {
    const char *method;
    GVariant *parameters;
  } cases[] = {
    { "GetRun", g_variant_new ("(s)", "nobody") },
    { "WaitRun", g_variant_new ("(s)", "nobody") },
    { "CancelRun", g_variant_new ("(s)", "nobody") },
    { "GetItems", g_variant_new ("(sssuuss)", "nobody", "a", "out", 0u, 1u, "", "") },
    { "WaitConnect", g_variant_new ("(s)", "nobody") },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *error_name = NULL;
      g_autoptr (GVariant) reply =
        call (fixture->client, cases[i].method, cases[i].parameters, &error_name);

      g_assert_null (reply);
      g_assert_cmpstr (error_name, ==, not_found);
    }
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  static const char bad[] = "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"nonsense\"}}}";
  const char *json = NULL;
  g_autoptr (GVariant) reply = call (
    fixture->client, "Check",
    g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bad, strlen (bad), 1)),
    NULL);

  g_variant_get (reply, "(&s)", &json);
  g_autoptr (CvkValue) problems = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *problem = cvk_value_get_element (problems, 0);
  /* A code and the parts of a sentence, which the reader puts together. */
  g_assert_cmpstr (cvk_value_lookup_string (problem, "code", NULL), ==, "unknown-type");
  g_assert_nonnull (cvk_value_lookup_string (problem, "message_id", NULL));
  g_assert_nonnull (cvk_value_get_member (problem, "arguments"));
}

/* --- Deltas --- */

typedef struct
{
  GMainLoop *loop;
  unsigned count;
  char *state;
} Deltas;

static void
run_changed_cb (GDBusConnection *client,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  Deltas *deltas = user_data;
  const char *run = NULL;
  const char *json = NULL;

  g_variant_get (parameters, "(&s&s)", &run, &json);
  g_autoptr (CvkValue) delta = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  deltas->count++;
  g_free (deltas->state);
  deltas->state = g_strdup (cvk_value_lookup_string (delta, "state", NULL));
  if (g_strcmp0 (deltas->state, "running") != 0)
    g_main_loop_quit (deltas->loop);
}

static void
test_deltas_are_few (Fixture *fixture, gconstpointer data)
{
  static const char pipeline[] =
    "{\"convoke\":1,\"nodes\":{\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"
    "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return Array.from({length: 3000}, (v, n) => ({n}))\"}},"
    "\"each\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"
    "\"return {n: item.n + 1}\"}}},"
    "\"links\":[\"in.out -> make.in\",\"make.out -> each.in\"]}";
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Deltas deltas = { .loop = loop };
  unsigned id = g_dbus_connection_signal_subscribe (
    fixture->client, NULL, CVK_ENGINE_INTERFACE, "RunChanged", CVK_ENGINE_PATH, NULL,
    G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, run_changed_cb, &deltas, NULL);
  int64_t begun = g_get_monotonic_time ();
  g_autofree char *run = start_run (fixture->client, pipeline, TRUE);

  g_main_loop_run (loop);
  int64_t tenths = (g_get_monotonic_time () - begun) / (G_USEC_PER_SEC / 10);
  g_assert_cmpstr (deltas.state, ==, "succeeded");
  g_assert_cmpint (deltas.count, <=, tenths + 2);
  g_dbus_connection_signal_unsubscribe (fixture->client, id);
  g_free (deltas.state);
}

/* --- Beginning and end --- */

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run = start_run (fixture->client, BUSY, TRUE);
  g_autoptr (GVariant) reply =
    call (fixture->client, "CancelRun", g_variant_new ("(s)", run), NULL);
  g_autoptr (CvkValue) result = wait_run (fixture->client, run);

  g_assert_cmpstr (cvk_value_lookup_string (result, "state", NULL), ==, "cancelled");
}

/* A run leaves memory with its client, or with its engine, and is opened from the journal then. */
static void
test_runs_stay_in_the_journal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDBusConnection) other = connect_client (fixture);
  g_autofree char *run = start_run (other, HELLO "}", TRUE);
  g_autoptr (CvkValue) result = wait_run (other, run);
  const char *json = NULL;
  unsigned total = 0;

  g_assert_true (g_dbus_connection_close_sync (other, NULL, NULL));
  restart_engine (fixture);
  g_autoptr (GVariant) items =
    call (fixture->client, "GetItems",
          g_variant_new ("(sssuuss)", run, "out", "in", 0u, 1u, "", ""), NULL);
  g_variant_get (items, "(&su)", NULL, &total);
  g_assert_cmpuint (total, ==, 1200);
  g_autoptr (GVariant) reply = call (fixture->client, "GetRun", g_variant_new ("(s)", run), NULL);
  g_variant_get (reply, "(&s)", &json);
  g_assert_nonnull (strstr (json, "\"state\":\"succeeded\""));
}

/* --- Rows, parts and lists --- */

#define HALF                                                                                       \
  "{\"convoke\":1,\"name\":\"Half\",\"nodes\":{"                                                   \
  "\"in\":{\"type\":\"input\",\"settings\":{\"fields\":[]}},"                                      \
  "\"make\":{\"type\":\"script\",\"settings\":{\"mode\":\"each\",\"code\":"                        \
  "\"return Array.from({length: 600}, (v, n) => ({n, d: n % 2 ? '2026-01-01T00:00:00Z' : 'no "     \
  "date'}))\"}},"                                                                                  \
  "\"date\":{\"type\":\"date\",\"on_error\":\"continue\",\"settings\":{\"operation\":\"parse\","   \
  "\"value\":\"{{ item.d }}\",\"name\":\"t\"}}},"                                                  \
  "\"links\":[\"in.out -> make.in\",\"make.out -> date.in\"]}"

static CvkValue *
get_rows (Fixture *fixture,
          const char *run,
          const char *port,
          unsigned offset,
          const char *sort,
          const char *filter,
          unsigned *total)
{
  const char *json = NULL;
  g_autoptr (GVariant) reply =
    call (fixture->client, "GetRows",
          g_variant_new ("(sssuuss)", run, "date", port, offset, 3u, sort, filter), NULL);

  g_variant_get (reply, "(&su)", &json, total);
  return cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
}

/* What failed stands where it would have come out, with the reason and what went in. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run = start_run (fixture->client, HALF, TRUE);
  g_autoptr (CvkValue) result = wait_run (fixture->client, run);
  unsigned total = 0;
  g_autoptr (CvkValue) rows = get_rows (fixture, run, "out", 10, "", "", &total);
  const CvkValue *row = cvk_value_get_element (rows, 0);

  g_assert_cmpuint (total, ==, 600);
  g_assert_cmpuint (cvk_value_get_length (rows), ==, 3);
  g_assert_cmpint (cvk_value_lookup_integer (row, "number", -1), ==, 11);
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 11);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_member (row, "item"), "n", -1), ==, 10);
  g_assert_nonnull (cvk_value_lookup_string (cvk_value_get_member (row, "problem"), "code", NULL));
  row = cvk_value_get_element (rows, 1);
  g_assert_true (cvk_value_is_null (cvk_value_get_member (row, "problem")));
  g_assert_nonnull (cvk_value_lookup_string (cvk_value_get_member (row, "item"), "t", NULL));
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 12);

  g_autoptr (CvkValue) failed = get_rows (fixture, run, "failed", 0, "-n", "", &total);
  g_assert_cmpuint (total, ==, 300);
  row = cvk_value_get_element (failed, 0);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_member (row, "item"), "n", -1), ==, 598);
  g_assert_cmpint (cvk_value_lookup_integer (row, "number", -1), ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (row, "input", -1), ==, 599);
  g_autoptr (CvkValue) found = get_rows (fixture, run, "out", 0, "-", "NO DATE", &total);
  g_assert_cmpuint (total, ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (cvk_value_get_element (found, 0), "number", -1), ==,
                   599);
  g_autoptr (CvkValue) nothing = get_rows (fixture, run, "nowhere", 0, "", "", &total);
  g_assert_cmpuint (total, ==, 0);
}

static char *
start_part (Fixture *fixture, const char *name, const char *node, const char *kept)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (name != NULL)
    g_variant_dict_insert (&options, name, "s", node);
  if (kept != NULL)
    g_variant_dict_insert (&options, "kept", "s", kept);
  g_variant_dict_insert (&options, "keep", "b", TRUE);
  g_variant_dict_insert (&options, "trust", "b", TRUE);
  return start_run_with (fixture->client, HALF, g_variant_dict_end (&options));
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run = start_part (fixture, NULL, NULL, NULL);
  g_autoptr (CvkValue) result = wait_run (fixture->client, run);
  g_autofree char *from = start_part (fixture, "from", "date", run);
  g_autoptr (CvkValue) from_result = wait_run (fixture->client, from);
  g_autofree char *retry = start_part (fixture, "retry", "date", run);
  g_autoptr (CvkValue) retry_result = wait_run (fixture->client, retry);
  const char *json = NULL;

  g_autoptr (GVariant) reply = call (fixture->client, "GetRun", g_variant_new ("(s)", from), NULL);
  g_variant_get (reply, "(&s)", &json);
  g_autoptr (CvkValue) description = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  const CvkValue *steps = cvk_value_get_member (description, "steps");
  g_assert_true (cvk_value_lookup_boolean (cvk_value_get_member (steps, "make"), "kept", FALSE));
  g_assert_false (cvk_value_lookup_boolean (cvk_value_get_member (steps, "date"), "kept", TRUE));
  unsigned total = 0;
  g_autoptr (CvkValue) rows = get_rows (fixture, retry, "in", 0, "", "", &total);
  g_assert_cmpuint (total, ==, 300);
  g_assert_true (
    cvk_value_is_null (cvk_value_get_member (cvk_value_get_element (rows, 0), "input")));

  g_autofree char *gone = start_part (fixture, "from", "date", "nobody");
  g_assert_cmpstr (gone, ==, "kept-gone");
  g_autofree char *no_run = start_part (fixture, "retry", "date", NULL);
  g_assert_cmpstr (no_run, ==, "invalid-option");
  g_autofree char *no_node = start_part (fixture, "from", "nobody", run);
  g_assert_cmpstr (no_node, ==, "unknown-node");
}

static CvkValue *
list_runs (GDBusConnection *client, const char *name, GVariant *value)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  const char *json = NULL;

  if (name != NULL)
    g_variant_dict_insert_value (&options, name, value);
  g_autoptr (GVariant) reply =
    call (client, "ListRuns", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), NULL);
  g_variant_get (reply, "(&s)", &json);
  return cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
}

/* The list knows runs in memory and in the journal. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = start_part (fixture, NULL, NULL, NULL);
  g_autoptr (CvkValue) kept_result = wait_run (fixture->client, kept);
  g_autoptr (GDBusConnection) other = connect_client (fixture);
  g_autofree char *lost = start_run (other, HELLO "}", TRUE);
  g_autoptr (CvkValue) lost_result = wait_run (other, lost);

  g_assert_true (g_dbus_connection_close_sync (other, NULL, NULL));
  g_autoptr (CvkValue) runs = list_runs (fixture->client, NULL, NULL);
  g_assert_cmpuint (cvk_value_get_length (runs), ==, 2);
  const CvkValue *newest = cvk_value_get_element (runs, 0);
  const CvkValue *oldest = cvk_value_get_element (runs, 1);
  g_assert_cmpstr (cvk_value_lookup_string (newest, "run", NULL), ==, lost);
  g_assert_cmpstr (cvk_value_lookup_string (newest, "state", NULL), ==, "succeeded");
  g_assert_cmpstr (cvk_value_lookup_string (oldest, "run", NULL), ==, kept);
  g_assert_cmpstr (cvk_value_lookup_string (oldest, "name", NULL), ==, "Half");
  g_assert_cmpint (cvk_value_lookup_integer (oldest, "failures", -1), ==, 300);
  g_assert_cmpint (cvk_value_lookup_integer (oldest, "number", -1), ==, 1);
  g_autoptr (CvkValue) one = list_runs (fixture->client, "run", g_variant_new_string (kept));
  g_assert_cmpuint (cvk_value_get_length (one), ==, 1);
  g_autoptr (CvkValue) few = list_runs (fixture->client, "limit", g_variant_new_uint32 (1));
  g_assert_cmpuint (cvk_value_get_length (few), ==, 1);
}

static void
test_leaves_when_not_needed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *socket = g_build_filename (fixture->directory, "engine.socket", NULL);

  g_clear_object (&fixture->client);
  g_subprocess_send_signal (fixture->engine, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_clear_object (&fixture->engine);
  start_engine (fixture, "0");
  g_assert_true (g_subprocess_wait (fixture->engine, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (fixture->engine));
  g_assert_false (g_file_test (socket, G_FILE_TEST_EXISTS));
  g_assert_null (cvk_address_read (fixture->directory));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/engine/trust", test_only_trusted_pipelines_run);
  ADD ("/engine/result", test_result_and_items);
  ADD ("/engine/missing", test_what_does_not_exist);
  ADD ("/engine/check", test_check);
  ADD ("/engine/deltas", test_deltas_are_few);
  ADD ("/engine/cancel", test_cancel);
  ADD ("/engine/journal", test_runs_stay_in_the_journal);
  ADD ("/engine/rows", test_rows);
  ADD ("/engine/parts", test_parts);
  ADD ("/engine/list", test_list);
  ADD ("/engine/idle", test_leaves_when_not_needed);
  return g_test_run ();
}
