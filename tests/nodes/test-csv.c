// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"
#include "nodes/cvk-csv.h"
#include "support/cvk-run-fixture.h"

typedef struct
{
  const char *name;
  const char *text;
  size_t length; /* 0: strlen */
  CvkCsvOptions options;
  const char *expected; /* rows as JSON; NULL: refused */
  const char *error;    /* how the message begins */
} Case;

#define AUTO                                                                                       \
  {                                                                                                \
    "auto", "auto", TRUE                                                                           \
  }

static const Case cases[] = {
  { "simple", "a,b\n1,2\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "no-newline-at-end", "a,b\n1,2", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "crlf", "a,b\r\n1,2\r\n3,4\r\n", 0, AUTO,
    "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":\"4\"}]" },
  { "old-mac", "a,b\r1,2\r", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "byte-order-mark",
    "\xef\xbb\xbf"
    "a,b\n1,2\n",
    0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "quoted", "a,b\n\"x,y\",\"he said \"\"no\"\"\"\n", 0, AUTO,
    "[{\"a\":\"x,y\",\"b\":\"he said \\\"no\\\"\"}]" },
  { "newline-in-quotes", "a,b\n\"1\n2\",3\n", 0, AUTO, "[{\"a\":\"1\\n2\",\"b\":\"3\"}]" },
  { "crlf-in-quotes", "a,b\r\n\"1\r\n2\",3\r\n", 0, AUTO, "[{\"a\":\"1\\r\\n2\",\"b\":\"3\"}]" },
  { "empty-values", "a,b,c\n1,\"\",\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"\",\"c\":\"\"}]" },
  { "short-row", "a,b,c\n1\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"\",\"c\":\"\"}]" },
  { "empty-lines", "a\n\n1\n\n\n2\n\n", 0, AUTO, "[{\"a\":\"1\"},{\"a\":\"2\"}]" },
  { "semicolons", "a;b\n1,5;2\n", 0, AUTO, "[{\"a\":\"1,5\",\"b\":\"2\"}]" },
  { "tabs", "a\tb\n1\t2\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "separator-in-quoted-header", "\"a,x\";b\n1;2\n", 0, AUTO, "[{\"a,x\":\"1\",\"b\":\"2\"}]" },
  { "chosen-separator", "a:b\n1:2\n", 0, { ":", "auto", TRUE }, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "no-header",
    "1,2\n3,4,5\n",
    0,
    { "auto", "auto", FALSE },
    "[{\"column1\":\"1\",\"column2\":\"2\"},{\"column1\":\"3\",\"column2\":\"4\",\"column3\":\"5\"}"
    "]" },
  { "header-spaces", " a , b\n1,2\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "nameless-column", "a,,c\n1,2,3\n", 0, AUTO, "[{\"a\":\"1\",\"column2\":\"2\",\"c\":\"3\"}]" },
  { "utf-8", "a\nJürgen 😀\n", 0, AUTO, "[{\"a\":\"Jürgen 😀\"}]" },
  { "latin-1-found", "a\nJ\xfcrgen\n", 0, AUTO, "[{\"a\":\"Jürgen\"}]" },
  { "latin-1-chosen", "a\nJ\xfcrgen\n", 0, { "auto", "latin-1", TRUE }, "[{\"a\":\"Jürgen\"}]" },
  { "latin-1-chosen-for-utf-8",
    "a\n\xc3\xbc\n",
    0,
    { "auto", "latin-1", TRUE },
    "[{\"a\":\"Ã¼\"}]" },
  { "utf-16",
    "\xff\xfe"
    "a\0\n\0"
    "1\0\n\0",
    10, AUTO, "[{\"a\":\"1\"}]" },
  { "utf-16-zero",
    "\xff\xfe"
    "a\0\n\0"
    "\0\0",
    8, AUTO, NULL, "This is no text file" },
  { "leading-lines", "\n\r\na;b\n1;2\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "separators-at-end", "a,b\n1,2,,\n", 0, AUTO, "[{\"a\":\"1\",\"b\":\"2\"}]" },
  { "empty-latin-1", "", 0, { "auto", "latin-1", TRUE }, "[]" },
  { "header-only", "a,b\n", 0, AUTO, "[]" },
  { "empty", "", 0, AUTO, "[]" },
  { "quote-inside-unquoted", "a\n5\" pipe\n", 0, AUTO, "[{\"a\":\"5\\\" pipe\"}]" },
  { "open-quote", "a,b\n1,\"2\n3,4\n", 0, AUTO, NULL, "line 2, column 3:" },
  { "text-after-quote", "a,b\n\"1\"x,2\n", 0, AUTO, NULL, "line 2, column 4:" },
  { "text-after-quote-lines", "a,b\n\"1\n\"x,2\n", 0, AUTO, NULL, "line 3, column 2:" },
  { "too-many-values", "a,b\n1,2\n1,2,3\n", 0, AUTO, NULL, "line 3:" },
  { "same-columns", "a,b,a\n1,2,3\n", 0, AUTO, NULL, "line 1:" },
  { "not-utf-8", "a\n\nJ\xfcrgen\n", 0, { "auto", "utf-8", TRUE }, NULL, "line 3:" },
  { "zero-byte", "a\n\xff\0\n", 5, AUTO, NULL, "This is no text file" },
  { "long-separator", "a\n", 0, { "ab", "auto", TRUE }, NULL, "“ab” cannot be" },
  { "quote-as-separator", "a\n", 0, { "\"", "auto", TRUE }, NULL, "“\"” cannot be" },
};

static void
test_read (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    g_bytes_new (test->text, test->length != 0 ? test->length : strlen (test->text));
  g_autoptr (CvkValue) rows = cvk_csv_read (bytes, &test->options, &error);

  if (test->expected != NULL)
    {
      g_autofree char *json = NULL;

      g_assert_no_error (error);
      json = cvk_value_to_json (rows, CVK_JSON_COMPACT);
      g_assert_cmpstr (json, ==, test->expected);
      return;
    }
  g_assert_null (rows);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, test->error));
}

/* Whatever is written can be read again, with every separator. */
static void
test_round_trip (void)
{
  static const char separators[] = { ',', ';', '\t', '|', ' ' };
  static const char *const pieces[] = { "a", "\"", "\n", "\r\n", ",",    ";", "\t",
                                        "|", " ",  "ü",  "😀",    "=1+1", "" };

  for (unsigned round = 0; round < 500; round++)
    {
      g_auto (CvkArrayBuilder) rows = { 0 };
      g_autoptr (CvkValue) written = NULL;
      g_autoptr (CvkValue) read = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      char separator[2] = { separators[g_test_rand_int_range (0, G_N_ELEMENTS (separators))], 0 };
      CvkCsvOptions options = { separator, "utf-8", TRUE };
      char *text = NULL;

      cvk_array_builder_init (&rows);
      for (int i = 0; i < 4; i++)
        {
          g_autoptr (GString) a = g_string_new ("x");
          g_autoptr (GString) b = g_string_new (NULL);

          for (int k = g_test_rand_int_range (0, 6); k > 0; k--)
            {
              g_string_append (a, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
              g_string_append (b, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
            }
          cvk_array_builder_append (&rows,
                                    cvk_value_new_object ("a", cvk_value_new_string (a->str), "b",
                                                          cvk_value_new_string (b->str), NULL));
        }
      written = cvk_array_builder_end (&rows);
      text = cvk_csv_write (written, NULL, *separator, TRUE);
      bytes = g_bytes_new_take (text, strlen (text));
      read = cvk_csv_read (bytes, &options, &error);
      g_assert_no_error (error);
      g_assert_true (cvk_value_equal (written, read));
    }
}

/* Broken text never does more than fail. */
static void
test_random_bytes (void)
{
  static const char alphabet[] = "a,;\"\n\r\t|\xfc\xc3\xbc\0";

  for (unsigned round = 0; round < 3000; round++)
    {
      char text[40];
      size_t length = (size_t) g_test_rand_int_range (0, sizeof text);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) rows = NULL;
      CvkCsvOptions options = AUTO;

      for (size_t i = 0; i < length; i++)
        text[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      bytes = g_bytes_new (text, length);
      rows = cvk_csv_read (bytes, &options, &error);
      g_assert_true ((rows == NULL) == (error != NULL));
    }
}

static void
test_files (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.csv", "name;note\nAna;a,b\nBo;\n");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"in.csv\"}},"
    "\"write\":{\"type\":\"csv.write\",\"settings\":{\"file\":\"out.csv\",\"columns\":[\"note\","
    "\"name\",\"none\"]}},"
    "\"json\":{\"type\":\"json.write\",\"settings\":{\"file\":\"out.json\"}}},"
    "\"links\":[\"read.out -> write.in\",\"write.out -> json.in\"]}",
    NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  csv = cvk_run_fixture_read (&fixture, "out.csv");
  json = cvk_run_fixture_read (&fixture, "out.json");
  g_assert_cmpstr (csv, ==, "note,name,none\r\n\"a,b\",Ana,\r\n,Bo,\r\n");
  g_assert_cmpstr (
    json, ==,
    "[\n  {\n    \"name\": \"Ana\",\n    \"note\": \"a,b\"\n  },\n  {\n    \"name\": \"Bo\",\n"
    "    \"note\": \"\"\n  }\n]\n");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* What Excel would compute is text in a file for Excel, and as it was in every other. */
static void
test_formulas (void)
{
  static const struct
  {
    const char *cell;
    gboolean is_guarded;
  } cells[] = {
    { "=1+1", TRUE },   { "+1+1", TRUE }, { "-1-1", TRUE },         { "@SUM(A1)", TRUE },
    { "\t=1+1", TRUE }, { "-", TRUE },    { "+49 30 1", TRUE },     { "-Infinity", TRUE },
    { "-0x10", TRUE },  { "-5", FALSE },  { "+1.5e3", FALSE },      { "1=1", FALSE },
    { "'=1", FALSE },   { "", FALSE },    { "a@b.example", FALSE },
  };
  CvkRunFixture fixture = { 0 };

  cvk_run_fixture_init (&fixture);
  for (size_t i = 0; i < 2 * G_N_ELEMENTS (cells); i++)
    {
      gboolean is_for_excel = i % 2 == 0;
      g_autofree char *rows = g_strdup_printf ("name\n%s\n=x\n", cells[i / 2].cell);
      g_autofree char *pipeline = g_strdup_printf (
        "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"csv.read\",\"settings\":{\"file\":"
        "\"in.csv\",\"delimiter\":\",\"}},\"write\":{\"type\":\"csv.write\",\"settings\":"
        "{\"file\":\"out.csv\",\"encoding\":\"%s\"}}},\"links\":[\"read.out -> write.in\"]}",
        is_for_excel ? "utf-8-bom" : "utf-8");
      g_autofree char *expected =
        g_strdup_printf ("%sname\r\n%s%s%s%s=x\r\n", is_for_excel ? "\xef\xbb\xbf" : "",
                         is_for_excel && cells[i / 2].is_guarded ? "'" : "", cells[i / 2].cell,
                         *cells[i / 2].cell != '\0' ? "\r\n" : "", is_for_excel ? "'" : "");
      g_autofree char *text = NULL;
      g_autoptr (CvkRun) run = NULL;

      cvk_run_fixture_write (&fixture, "in.csv", rows);
      run = cvk_run_fixture_run (&fixture, pipeline, NULL);
      g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
      text = cvk_run_fixture_read (&fixture, "out.csv");
      g_assert_cmpstr (text, ==, expected);
    }
  cvk_run_fixture_clear (&fixture);
}

/* Writes @rows, a CSV text, to what "out.csv" holds, and returns what it holds then. */
static char *
add_to_file (CvkRunFixture *fixture, const char *rows, const char *settings)
{
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *pipeline = g_strdup_printf (
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"in.csv\"}},"
    "\"write\":{\"type\":\"csv.write\",\"settings\":{\"file\":\"out.csv\",\"existing\":\"add\"%s}}}"
    ","
    "\"links\":[\"read.out -> write.in\"]}",
    settings);

  cvk_run_fixture_write (fixture, "in.csv", rows);
  run = cvk_run_fixture_run (fixture, pipeline, NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_SUCCEEDED);
  return cvk_run_fixture_read (fixture, "out.csv");
}

/* Each step goes on with the file of the one before. */
static void
test_add (void)
{
  static const struct
  {
    const char *rows;
    const char *settings;
    const char *expected;
  } steps[] = {
    { "name,note\nAna,1\n", "", "name,note\r\nAna,1\r\n" },
    { "name,note\nAna,1\nBo,2\n", "", "name,note\r\nAna,1\r\nBo,2\r\n" },
    { "note,name\n2,Bo\n", "", "name,note\r\nAna,1\r\nBo,2\r\n" },
    { "name,note\n", "", "name,note\r\nAna,1\r\nBo,2\r\n" },
    { "name,age\nBo,3\n", "", "name,note,age\r\nAna,1,\r\nBo,2,\r\nBo,,3\r\n" },
    { "name,note\nÉva,4\n", ",\"encoding\":\"latin-1\"",
      "name,note,age\r\nAna,1,\r\nBo,2,\r\nBo,,3\r\n\xc9va,4,\r\n" },
    { "name,note\nÉva,4\n", "", "name,note,age\r\nAna,1,\r\nBo,2,\r\nBo,,3\r\nÉva,4,\r\n" },
  };
  CvkRunFixture fixture = { 0 };

  cvk_run_fixture_init (&fixture);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *text = add_to_file (&fixture, steps[i].rows, steps[i].settings);

      g_assert_cmpstr (text, ==, steps[i].expected);
    }
  cvk_run_fixture_clear (&fixture);
}

/* What is no table is left as it is. */
static void
test_add_to_no_table (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *text = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.csv", "a\n1\n");
  cvk_run_fixture_write (&fixture, "out.csv", "a\n\"never closed\n");
  run = cvk_run_fixture_run (
    &fixture,
    "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"csv.read\",\"settings\":{\"file\":\"in.csv\"}},"
    "\"write\":{\"type\":\"csv.write\",\"settings\":{\"file\":\"out.csv\",\"existing\":\"add\"}}},"
    "\"links\":[\"read.out -> write.in\"]}",
    NULL);
  g_assert_cmpint (cvk_run_get_state (run), ==, CVK_RUN_FAILED);
  text = cvk_run_fixture_read (&fixture, "out.csv");
  g_assert_cmpstr (text, ==, "a\n\"never closed\n");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

/* A start link never gets into a file; the user is told that it was left out. */
static void
test_secrets (void)
{
  CvkRunFixture fixture = { 0 };
  g_autoptr (CvkRun) run = NULL;
  g_autofree char *reference =
    cvk_secret_reference_make ("zoom", "meeting", "81234567890", "start_url");
  g_autofree char *items = g_strdup_printf ("[{\"a\":\"see %s\"}]", reference);
  g_autofree char *csv = NULL;
  GPtrArray *warnings = NULL;

  cvk_run_fixture_init (&fixture);
  cvk_run_fixture_write (&fixture, "in.json", items);
  run =
    cvk_run_fixture_run (&fixture,
                         "{\"convoke\":1,\"nodes\":{\"read\":{\"type\":\"json.read\",\"settings\":{"
                         "\"file\":\"in.json\"}},"
                         "\"write\":{\"type\":\"csv.write\",\"settings\":{\"file\":\"out.csv\"}}},"
                         "\"links\":[\"read.out -> write.in\"]}",
                         NULL);
  csv = cvk_run_fixture_read (&fixture, "out.csv");
  g_assert_cmpstr (csv, ==, "a\r\nsee " CVK_SECRET_REFERENCE_MASK "\r\n");
  warnings = cvk_run_get_warnings (run);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (cvk_problem_get_code (g_ptr_array_index (warnings, 0)), ==, "secret-in-file");
  g_clear_object (&run);
  cvk_run_fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/csv/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_read);
    }
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/random-bytes", test_random_bytes);
  g_test_add_func ("/csv/files", test_files);
  g_test_add_func ("/csv/add", test_add);
  g_test_add_func ("/csv/formulas", test_formulas);
  g_test_add_func ("/csv/add-to-no-table", test_add_to_no_table);
  g_test_add_func ("/csv/secrets", test_secrets);
  return g_test_run ();
}
