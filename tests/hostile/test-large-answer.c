// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "hostile-server.h"
#include "memory-peak.h"
#include "service-fixture.h"

/* An answer that is saved goes to the disk as it comes: 64 MiB of it need no memory, and what broke
 * off replaces nothing. */

#define SIZE (INT64_C (64) << 20)
/* KiB; what does not depend on the size of the answer. */
#define MAX_GROWTH (16 * 1024)
#define PIECE "0123456789abcde\n"

typedef struct
{
  const char *name;
  HostileBehaviour behaviour;
  const char *settings;
  const char *code; /* NULL: it is saved */
} Case;

#define GET "{\"url\":\"/a\",\"response\":\"file\",\"file\":\"answer.bin\"}"
#define POST "{\"method\":\"POST\",\"url\":\"/a\",\"response\":\"file\",\"file\":\"answer.bin\"}"

static const Case cases[] = {
  { "read",
    { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n",
      .end = HOSTILE_FLOOD,
      .again = PIECE },
    GET,
    NULL },
  { "change",
    { .reply = "HTTP/1.1 201 Created\r\nContent-Length: 67108864\r\n\r\n",
      .end = HOSTILE_FLOOD,
      .again = PIECE },
    POST,
    NULL },
  { "cut-off",
    { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n",
      .end = HOSTILE_FLOOD,
      .again = PIECE },
    POST,
    "outcome-unknown" },
  /* What an error says is held, within the usual budget. */
  { "error",
    { .reply = "HTTP/1.1 404 No\r\nContent-Length: 67108864\r\n\r\n",
      .end = HOSTILE_FLOOD,
      .again = PIECE },
    POST,
    "outcome-unknown" },
};

static void
assert_file (const char *folder, gboolean is_new)
{
  g_autofree char *path = g_build_filename (folder, "answer.bin", NULL);
  g_autofree char *begin = g_malloc0 (sizeof PIECE);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  struct stat status;
  FILE *file = fopen (path, "r");

  g_assert_nonnull (file);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, is_new ? SIZE : 4);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0640);
  if (is_new)
    {
      g_assert_cmpint (fseek (file, -(long) (sizeof PIECE - 1), SEEK_END), ==, 0);
      g_assert_cmpuint (fread (begin, 1, sizeof PIECE - 1, file), ==, sizeof PIECE - 1);
      g_assert_cmpstr (begin, ==, PIECE);
    }
  fclose (file);
  /* Nothing is left beside it. */
  g_assert_cmpstr (g_dir_read_name (dir), ==, "answer.bin");
  g_assert_null (g_dir_read_name (dir));
}

static void
test_answer (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_autofree char *pipeline = g_build_filename (folder, "p.convoke", NULL);
  g_autofree char *path = g_build_filename (folder, "answer.bin", NULL);
  g_autofree char *api = NULL;
  g_autoptr (CvkRun) run = NULL;
  ServiceFixture fixture;
  HostileServer server;
  size_t growth;

  g_assert_true (g_file_set_contents (path, "old\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  service_fixture_init (&fixture);
  fixture.path = pipeline;
  hostile_server_init (&server, CVK_CLOCK (fixture.clock), &test->behaviour);
  api = g_strdup_printf ("http://127.0.0.1:%u", server.port);
  fixture.api = api;
  service_fixture_connect (&fixture, NULL);
  growth = memory_peak_begin ();
  run = service_fixture_run (&fixture, "http.request", test->settings);
  growth = memory_peak_end (growth);
  g_assert_cmpstr (run_get_code (run), ==, test->code);
  assert_file (folder, test->code == NULL);
  g_assert_cmpuint (growth, <, MAX_GROWTH);
  g_print ("# figure: saved answer, %s: 64 MiB, %zu KiB of memory\n", test->name, growth);
  fixture.api = NULL;
  hostile_server_clear (&server);
  service_fixture_clear (&fixture);
  g_unlink (path);
  g_rmdir (folder);
}

/* A folder that is not there is said before anything is sent. */
static void
test_no_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_autofree char *pipeline = g_build_filename (folder, "p.convoke", NULL);
  g_autoptr (CvkRun) run = NULL;
  ServiceFixture fixture;

  service_fixture_init (&fixture);
  fixture.path = pipeline;
  run = service_fixture_run (&fixture, "http.request",
                             "{\"method\":\"POST\",\"url\":\"/a\",\"response\":\"file\","
                             "\"file\":\"absent/answer.bin\"}");
  g_assert_cmpstr (run_get_code (run), ==, "file");
  g_assert_cmpstr (run_get_field (run), ==, "file");
  g_assert_cmpuint (fixture.requests->len, ==, 0);
  service_fixture_clear (&fixture);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/large-answer/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_answer);
    }
  g_test_add_func ("/large-answer/no-folder", test_no_folder);
  return g_test_run ();
}
