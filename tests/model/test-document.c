// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "model/cvk-document.h"

static CvkDocument *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return cvk_document_new_from_bytes (bytes, error);
}

static char *
write_text (CvkDocument *document)
{
  g_autoptr (GBytes) bytes = cvk_document_to_bytes (document);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static const char example[] = "{\n"
                              "  \"convoke\": 1,\n"
                              "  \"name\": \"Interviews\",\n"
                              "  \"description\": \"Rows to meetings\",\n"
                              "  \"slots\": {\n"
                              "    \"zoom\": {\n"
                              "      \"connector\": \"zoom\",\n"
                              "      \"label\": \"Zoom account\"\n"
                              "    }\n"
                              "  },\n"
                              "  \"files\": {\n"
                              "    \"interviews\": {\n"
                              "      \"default\": \"interviews.csv\"\n"
                              "    }\n"
                              "  },\n"
                              "  \"nodes\": {\n"
                              "    \"read\": {\n"
                              "      \"type\": \"csv.read\",\n"
                              "      \"settings\": {\n"
                              "        \"file\": \"interviews\"\n"
                              "      }\n"
                              "    },\n"
                              "    \"create\": {\n"
                              "      \"type\": \"zoom.create-meeting\",\n"
                              "      \"label\": \"Create\",\n"
                              "      \"slot\": \"zoom\",\n"
                              "      \"settings\": {\n"
                              "        \"topic\": \"{{ item.topic }}\",\n"
                              "        \"duration\": 1.50\n"
                              "      },\n"
                              "      \"on_error\": \"continue\",\n"
                              "      \"timeout\": 30,\n"
                              "      \"muted\": true\n"
                              "    }\n"
                              "  },\n"
                              "  \"links\": [\n"
                              "    \"read.out -> create.in\"\n"
                              "  ],\n"
                              "  \"layout\": {\n"
                              "    \"read\": [0, 0],\n"
                              "    \"create\": [280, 12.5]\n"
                              "  }\n"
                              "}\n";

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = read_text (example, &error);
  CvkNode *node;
  CvkLink *link;

  g_assert_no_error (error);
  g_assert_cmpstr (cvk_document_get_name (document), ==, "Interviews");
  g_assert_cmpuint (cvk_document_get_nodes (document)->len, ==, 2);
  node = cvk_document_get_node (document, "create");
  g_assert_cmpstr (node->type, ==, "zoom.create-meeting");
  g_assert_cmpstr (node->label, ==, "Create");
  g_assert_cmpint (node->on_error, ==, CVK_ON_ERROR_CONTINUE);
  g_assert_cmpint (node->timeout, ==, 30);
  g_assert_true (node->muted);
  g_assert_cmpuint (node->line, ==, 23);
  g_assert_cmpuint (node->column, ==, 15);
  g_assert_cmpfloat (node->y, ==, 12.5);
  g_assert_cmpstr (cvk_value_lookup_string (node->settings, "topic", NULL), ==, "{{ item.topic }}");
  link = g_ptr_array_index (cvk_document_get_links (document), 0);
  g_assert_cmpstr (link->target, ==, "create");
  g_assert_cmpstr (link->target_port, ==, "in");
  g_assert_cmpuint (link->line, ==, 37);
  g_assert_cmpstr (cvk_document_get_slot (document, "zoom")->connector, ==, "zoom");
  g_assert_cmpstr (cvk_document_get_file_slot (document, "interviews")->default_path, ==,
                   "interviews.csv");
}

static void
test_write_is_stable (void)
{
  g_autoptr (CvkDocument) document = read_text (example, NULL);
  g_autofree char *text = write_text (document);

  g_assert_cmpstr (text, ==, example);
}

/* What is not known keeps its source, byte by byte, behind what is known. */
static void
test_unknown (void)
{
  static const char text[] =
    "{\"x-top\": {\"a\" : 1.50, \"a\":1e400},\"convoke\":1,\n"
    "\"nodes\":{\"a\":{\"type\":\"no.such\",\"x\": [1e400 , \"\\u0000\"],"
    "\"settings\":{ \"n\" : 1.50,\"big\":1e999, \"d\":{\"k\":1,\"k\":2} }}},"
    "\"slots\":{\"s\":{\"connector\":\"zoom\",\"x-slot\":1e3}},"
    "\"layout\":{\"gone\":[1.0,2]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = read_text (text, &error);
  g_autoptr (CvkDocument) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;
  CvkNode *node;

  g_assert_no_error (error);
  node = cvk_document_get_node (document, "a");
  g_assert_cmpuint (node->settings_problems->len, ==, 2);
  g_assert_cmpuint (cvk_value_get_length (node->settings), ==, 1);
  written = write_text (document);
  g_assert_nonnull (strstr (written, "\"x-top\": {\"a\" : 1.50, \"a\":1e400}\n}\n"));
  g_assert_nonnull (strstr (written, "\"x\": [1e400 , \"\\u0000\"]"));
  g_assert_nonnull (
    strstr (written, "\"settings\":{ \"n\" : 1.50,\"big\":1e999, \"d\":{\"k\":1,\"k\":2} }"));
  g_assert_nonnull (strstr (written, "\"x-slot\": 1e3"));
  g_assert_nonnull (strstr (written, "\"gone\": [1.0,2]"));

  again = read_text (written, &error);
  g_assert_no_error (error);
  rewritten = write_text (again);
  g_assert_cmpstr (rewritten, ==, written);
}

static const struct
{
  const char *text;
  int code;
  const char *part; /* of the message */
} broken_cases[] = {
  { "", CVK_DOCUMENT_ERROR_SYNTAX, "line 1" },
  { "{\"convoke\":1,", CVK_DOCUMENT_ERROR_SYNTAX, "line 1" },
  { "[]", CVK_DOCUMENT_ERROR_FORMAT, "line 1, column 1" },
  { "{}", CVK_DOCUMENT_ERROR_FORMAT, "line 1, column 1" },
  { "{\"convoke\":\"1\"}", CVK_DOCUMENT_ERROR_FORMAT, "column 12" },
  { "{\"convoke\":0}", CVK_DOCUMENT_ERROR_FORMAT, "column 12" },
  { "{\"convoke\":1e400}", CVK_DOCUMENT_ERROR_FORMAT, "column 12" },
  { "{\"convoke\":2,\"nodes\":7}", CVK_DOCUMENT_ERROR_VERSION, "newer" },
  { "{\"convoke\":1,\"convoke\":1}", CVK_DOCUMENT_ERROR_FORMAT, "twice" },
  { "{\"convoke\":1,\"name\":7}", CVK_DOCUMENT_ERROR_FORMAT, "name" },
  { "{\"convoke\":1,\n\"name\":\"\\u0000\"}", CVK_DOCUMENT_ERROR_FORMAT, "line 2, column 8" },
  { "{\"convoke\":1,\"name\":\"\\ud800\"}", CVK_DOCUMENT_ERROR_FORMAT, "column" },
  { "{\"convoke\":1,\"a\\u0000b\":7}", CVK_DOCUMENT_ERROR_FORMAT, "name" },
  { "{\"convoke\":1,\"nodes\":[]}", CVK_DOCUMENT_ERROR_FORMAT, "nodes" },
  { "{\"convoke\":1,\"nodes\":{\"A\":{\"type\":\"x\"}}}", CVK_DOCUMENT_ERROR_FORMAT, "A" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{}}}", CVK_DOCUMENT_ERROR_FORMAT, "type" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\"},\n\"a\":{\"type\":\"x\"}}}",
    CVK_DOCUMENT_ERROR_FORMAT, "line 2" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\"},\"\\u0061\":{\"type\":\"x\"}}}",
    CVK_DOCUMENT_ERROR_FORMAT, "twice" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\",\"muted\":\"yes\"}}}",
    CVK_DOCUMENT_ERROR_FORMAT, "muted" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\",\"on_error\":\"explode\"}}}",
    CVK_DOCUMENT_ERROR_FORMAT, "on_error" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\",\"timeout\":-1}}}", CVK_DOCUMENT_ERROR_FORMAT,
    "timeout" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\",\"pinned\":[1]}}}", CVK_DOCUMENT_ERROR_FORMAT,
    "item" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\",\"settings\":[]}}}", CVK_DOCUMENT_ERROR_FORMAT,
    "settings" },
  { "{\"convoke\":1,\"links\":[\"a.out > b.in\"]}", CVK_DOCUMENT_ERROR_FORMAT, "->" },
  { "{\"convoke\":1,\"links\":[\"a.out -> b.in -> c.in\"]}", CVK_DOCUMENT_ERROR_FORMAT, "->" },
  { "{\"convoke\":1,\"links\":[\"a.out.x -> b.in\"]}", CVK_DOCUMENT_ERROR_FORMAT, "->" },
  { "{\"convoke\":1,\"links\":{}}", CVK_DOCUMENT_ERROR_FORMAT, "links" },
  { "{\"convoke\":1,\"slots\":{\"zoom\":{}}}", CVK_DOCUMENT_ERROR_FORMAT, "connector" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\"}},\"layout\":{\"a\":[1e400,0]}}",
    CVK_DOCUMENT_ERROR_FORMAT, "column" },
  { "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"x\"}},\"layout\":{\"a\":[1]}}",
    CVK_DOCUMENT_ERROR_FORMAT, "two numbers" },
};

static void
test_broken (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (broken_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkDocument) document = read_text (broken_cases[i].text, &error);

      g_autoptr (CvkProblem) problem = NULL;
      g_autofree char *message = NULL;

      g_test_message ("%s", broken_cases[i].text);
      g_assert_null (document);
      g_assert_error (error, CVK_DOCUMENT_ERROR, broken_cases[i].code);
      g_assert_nonnull (strstr (error->message, broken_cases[i].part));
      problem = cvk_document_problem_new (error);
      message = cvk_problem_dup_message (problem);
      g_assert_cmpuint (cvk_problem_get_line (problem), >, 0);
      g_assert_null (strstr (message, "column "));
      if (broken_cases[i].code != CVK_DOCUMENT_ERROR_SYNTAX)
        g_assert_nonnull (strstr (error->message, "line "));
    }
}

/* What is wrong inside of a node names the node and the member. */
static void
test_broken_node (void)
{
  static const struct
  {
    const char *member;
    const char *field;
  } cases[] = {
    { "\"label\":\"x\"", "type" },
    { "\"type\":\"x\",\"muted\":\"yes\"", "muted" },
    { "\"type\":\"x\",\"timeout\":-1", "timeout" },
    { "\"type\":\"x\",\"pinned\":[1]", "pinned" },
    { "\"type\":\"x\",\"settings\":[]", "settings" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"convoke\":1,\"nodes\":{\"ab\":{%s}}}", cases[i].member);
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkDocument) document = read_text (text, &error);
      g_autoptr (GError) copy = g_error_copy (error);
      g_autoptr (CvkProblem) problem = cvk_document_problem_new (copy);

      g_assert_null (document);
      g_assert_cmpstr (cvk_problem_get_node (problem), ==, "ab");
      g_assert_cmpstr (cvk_problem_get_field (problem), ==, cases[i].field);
    }
}

static void
test_hash (void)
{
  g_autoptr (CvkDocument) one = read_text (
    "{\"convoke\":1,\"name\":\"A\",\"nodes\":{\"a\":{\"type\":\"x\",\"settings\":{\"n\":1}}}}",
    NULL);
  g_autoptr (CvkDocument) same =
    read_text ("{\"convoke\":1,\"name\":\"B\",\"nodes\":{\"a\":{\"type\":\"x\",\"label\":\"L\","
               "\"settings\":{ \"n\" : 1 }}},\"layout\":{\"a\":[7,7]},\"notes\":{\"n\":{}}}",
               NULL);
  g_autoptr (CvkDocument) other = read_text (
    "{\"convoke\":1,\"name\":\"A\",\"nodes\":{\"a\":{\"type\":\"x\",\"settings\":{\"n\":2}}}}",
    NULL);
  g_autofree char *hash = cvk_document_dup_content_hash (one);
  g_autofree char *same_hash = cvk_document_dup_content_hash (same);
  g_autofree char *other_hash = cvk_document_dup_content_hash (other);

  g_assert_cmpuint (strlen (hash), ==, 64);
  g_assert_cmpstr (hash, ==, same_hash);
  g_assert_cmpstr (hash, !=, other_hash);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/document/read", test_read);
  g_test_add_func ("/document/write-is-stable", test_write_is_stable);
  g_test_add_func ("/document/unknown", test_unknown);
  g_test_add_func ("/document/broken", test_broken);
  g_test_add_func ("/document/broken-node", test_broken_node);
  g_test_add_func ("/document/hash", test_hash);

  return g_test_run ();
}
