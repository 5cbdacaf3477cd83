// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "support/cvk-run-fixture.h"

typedef struct
{
  const char *name;
  const char *data;
  size_t length;        /* 0: strlen */
  const char *encoding; /* NULL: as it comes */
  const char *expected; /* the text as JSON; NULL: refused */
} Case;

static const Case cases[] = {
  { "plain", "one\ntwo\n", 0, NULL, "\"one\\ntwo\\n\"" },
  { "empty", "", 0, NULL, "\"\"" },
  { "byte-order-mark", "\xef\xbb\xbf\xc3\xbc", 0, NULL, "\"ü\"" },
  { "utf-16", "\xff\xfe\xfc\0", 4, NULL, "\"ü\"" },
  { "latin-1", "J\xfcrgen", 0, NULL, "\"Jürgen\"" },
  { "latin-1-chosen", "\xc3\xbc", 0, "latin-1", "\"Ã¼\"" },
  { "not-utf-8", "J\xfcrgen", 0, "utf-8", NULL },
  { "picture", "\x89PNG\0\0", 6, NULL, NULL },
  { "zero", "a\0b", 3, NULL, NULL },
};

static void
test_read (gconstpointer data)
{
  const Case *test = data;
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"file.read\",\"settings\":{\"file\":\"in.txt\","
    "\"encoding\":\"%s\"}}},\"links\":[]}",
    test->encoding != NULL ? test->encoding : "auto");
  g_autofree char *path = NULL;

  cvk_run_fixture_init (&fixture);
  path = g_build_filename (fixture.folder, "in.txt", NULL);
  g_assert_true (g_file_set_contents (
    path, test->data, (gssize) (test->length != 0 ? test->length : strlen (test->data)), NULL));
  run = cvk_run_fixture_run (&fixture, pipeline, NULL);
  if (test->expected != NULL)
    {
      g_autofree char *items = cvk_run_items_to_json (run, "read", "out");
      g_autofree char *expected = g_strdup_printf ("[{\"text\":%s}]", test->expected);

      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
      g_assert_cmpstr (items, ==, expected);
    }
  else
    g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* One field of all items, whole lines, and what was there before is gone. */
static void
test_write (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *text = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "out.txt", "a much longer text that was there before\n");
  cvk_run_fixture_write (
    &fixture, "in.json",
    "[{\"page\":\"one\"},{\"page\":\"two\\n\"},{\"page\":null},{},{\"page\":{\"a\":3}}]");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{\"file\":"
    "\"in.json\"}},\"write\":{\"type\":\"file.write\",\"settings\":{\"file\":\"out.txt\","
    "\"name\":\"page\"}}},\"links\":[\"read.out -> write.in\"]}",
    NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  text = cvk_run_fixture_read (&fixture, "out.txt");
  g_assert_cmpstr (text, ==, "one\ntwo\n{\"a\":3}\n");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/text-files/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_read);
    }
  g_test_add_func ("/text-files/write", test_write);
  return g_test_run ();
}
