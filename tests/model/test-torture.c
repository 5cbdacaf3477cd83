// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/cvk-json.h"
#include "model/cvk-checks.h"
#include "model/model-types.h"

/* Graphs as nobody draws them. The stack is small, so that anything that follows a graph by
 * recursion ends here; times are printed, not judged. */

typedef struct
{
  GString *nodes;
  GString *links;
} Graph;

static Graph
start_graph (void)
{
  return (Graph){ g_string_new (NULL), g_string_new (NULL) };
}

static void
add_node (Graph *self, unsigned number, const char *text)
{
  g_string_append_printf (self->nodes, "%s\n\"n%u\":{\"type\":\"pass\"",
                          self->nodes->len > 0 ? "," : "", number);
  if (text != NULL)
    g_string_append_printf (self->nodes, ",\"settings\":{\"text\":\"%s\"}", text);
  g_string_append_c (self->nodes, '}');
}

static void
add_link (Graph *self, unsigned source, unsigned target)
{
  g_string_append_printf (self->links, "%s\"n%u.out -> n%u.in\"", self->links->len > 0 ? "," : "",
                          source, target);
}

/* Reads, checks, writes and reads again; returns "code:count" of what was found. @took: (out): the
 * first two of these, in milliseconds. */
static char *
examine (Graph *self, double *took)
{
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GString) text = g_string_new ("{\"convoke\":1,\"nodes\":{");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) rewritten = NULL;
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (CvkDocument) again = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) codes = NULL;
  GString *summary = g_string_new (NULL);
  double loaded;
  double checked;

  g_string_append_len (text, self->nodes->str, (gssize) self->nodes->len);
  g_string_append (text, "},\"links\":[");
  g_string_append_len (text, self->links->str, (gssize) self->links->len);
  g_string_append (text, "]}");
  g_string_free (self->nodes, TRUE);
  g_string_free (self->links, TRUE);
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));

  g_timer_start (timer);
  document = cvk_document_new_from_bytes (bytes, &error);
  loaded = g_timer_elapsed (timer, NULL);
  g_assert_no_error (error);
  problems = cvk_document_check (document, types);
  checked = g_timer_elapsed (timer, NULL);
  *took = checked * 1000;
  g_test_message ("read in %.0f ms, checked in %.0f ms", loaded * 1000, (checked - loaded) * 1000);

  written = cvk_document_to_bytes (document);
  again = cvk_document_new_from_bytes (written, &error);
  g_assert_no_error (error);
  rewritten = cvk_document_to_bytes (again);
  g_assert_true (g_bytes_equal (written, rewritten));

  for (unsigned i = 0; i < problems->len; i++)
    {
      const char *code = cvk_problem_get_code (g_ptr_array_index (problems, i));
      unsigned count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, code));

      g_hash_table_insert (counts, (gpointer) code, GUINT_TO_POINTER (count + 1));
    }
  codes = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) strcmp);
  for (GList *item = codes; item != NULL; item = item->next)
    g_string_append_printf (summary, "%s%s:%u", summary->len > 0 ? " " : "", (char *) item->data,
                            GPOINTER_TO_UINT (g_hash_table_lookup (counts, item->data)));

  return g_string_free (summary, FALSE);
}

static void
expect (Graph *graph, const char *expected)
{
  double took = 0;
  g_autofree char *summary = examine (graph, &took);

  g_assert_cmpstr (summary, ==, expected);
}

/* @what: a figure that is printed with its time. */
static void
expect_in_time (Graph *graph, const char *expected, const char *what)
{
  double took = 0;
  g_autofree char *summary = examine (graph, &took);

  g_assert_cmpstr (summary, ==, expected);
  g_test_message ("figure: torture: %s in %.1f ms", what, took);
}

static void
test_nodes (void)
{
  Graph none = start_graph ();
  Graph one = start_graph ();
  Graph alone = start_graph ();

  expect (&none, "no-nodes:1");
  add_node (&one, 0, NULL);
  expect (&one, "");
  for (unsigned i = 0; i < 10000; i++)
    add_node (&alone, i, NULL);
  expect (&alone, "unreachable:10000");
}

static void
test_chain (void)
{
  Graph graph = start_graph ();

  /* Each reads from the one before, the first and the one in the middle. */
  add_node (&graph, 0, NULL);
  for (unsigned i = 1; i < 10000; i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{{ nodes.n%u.x }}{{ nodes.n0.x + nodes.n%u.y }}", i - 1, i / 2);

      add_node (&graph, i, text);
      add_link (&graph, i - 1, i);
    }
  expect_in_time (&graph, "", "chain of 10000 nodes");
}

static void
test_chain_backwards (void)
{
  Graph graph = start_graph ();

  for (unsigned i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("{{ nodes.n%u.x }}", (i + 1) % 10000);

      add_node (&graph, i, text);
      if (i > 0)
        add_link (&graph, i - 1, i);
    }
  /* The last reads from the first, which is right. */
  expect (&graph, "not-upstream:9999");
}

static void
test_links (void)
{
  Graph graph = start_graph ();

  for (unsigned i = 0; i < 10000; i++)
    {
      g_autofree char *text = i < 11 ? NULL : g_strdup_printf ("{{ nodes.n%u.x }}", i - 11);

      add_node (&graph, i, text);
      for (unsigned j = 1; j <= 10 && j <= i; j++)
        add_link (&graph, i - j, i);
    }
  expect (&graph, "");
}

static void
test_cycles (void)
{
  Graph loop = start_graph ();
  Graph two = start_graph ();
  Graph large = start_graph ();
  Graph many = start_graph ();

  add_node (&loop, 0, NULL);
  add_link (&loop, 0, 0);
  expect (&loop, "cycle:1");

  add_node (&two, 0, NULL);
  add_node (&two, 1, NULL);
  add_link (&two, 0, 1);
  add_link (&two, 1, 0);
  expect (&two, "cycle:1");

  for (unsigned i = 0; i < 5000; i++)
    {
      add_node (&large, i, NULL);
      add_link (&large, i, (i + 1) % 5000);
    }
  expect_in_time (&large, "cycle:1", "cycle of 5000 nodes");

  /* All to all: one component. */
  for (unsigned i = 0; i < 300; i++)
    {
      add_node (&many, i, NULL);
      for (unsigned j = 0; j < 300; j++)
        add_link (&many, i, j);
    }
  expect (&many, "cycle:1");
}

/* 2^20 ways lead from the first node to the last. */
static void
test_diamonds (void)
{
  Graph graph = start_graph ();

  add_node (&graph, 0, NULL);
  for (unsigned i = 0; i < 20; i++)
    {
      unsigned top = i * 3;

      for (unsigned j = 1; j <= 3; j++)
        add_node (&graph, top + j, "{{ nodes.n0.x }}");
      add_link (&graph, top, top + 1);
      add_link (&graph, top, top + 2);
      add_link (&graph, top + 1, top + 3);
      add_link (&graph, top + 2, top + 3);
    }
  expect_in_time (&graph, "", "2^20 ways");
}

static void
test_dangling (void)
{
  Graph graph = start_graph ();

  add_node (&graph, 0, NULL);
  for (unsigned i = 1; i <= 20000; i++)
    add_link (&graph, i, i + 1);
  expect (&graph, "dangling-link:40000");
}

static void
test_many_references (void)
{
  Graph graph = start_graph ();

  for (unsigned i = 0; i < 5000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (unsigned j = 0; j < 20; j++)
        g_string_append_printf (text, "{{ nodes.missing%u.x }}", i * 20 + j);
      add_node (&graph, i, text->str);
      if (i > 0)
        add_link (&graph, i - 1, i);
    }
  expect (&graph, "unknown-reference:100000");
}

static void
test_large_text (void)
{
  Graph graph = start_graph ();
  g_autofree char *text = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *braces = g_strnfill (1024 * 1024, '{');

  add_node (&graph, 0, text);
  add_node (&graph, 1, braces);
  add_link (&graph, 0, 1);
  expect (&graph, "expression-syntax:1");
}

static void
test_positions (void)
{
  static const char text[] = "{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"pass\"}},"
                             "\"layout\":{\"a\":[1e308,-1e308]}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  g_autoptr (GBytes) written = cvk_document_to_bytes (document);
  g_autoptr (CvkDocument) again = cvk_document_new_from_bytes (written, NULL);

  g_assert_cmpfloat (cvk_document_get_node (again, "a")->x, ==, 1e308);
  g_assert_cmpfloat (cvk_document_get_node (again, "a")->y, ==, -1e308);
}

/* --- Damaged files --- */

static const char sound[] =
  "{\"convoke\":1,\"name\":\"N\",\"description\":\"D\",\"slots\":{\"z\":{\"connector\":\"zoom\","
  "\"label\":\"L\",\"x\":1}},\"files\":{\"f\":{\"label\":\"L\",\"default\":\"f.csv\"}},"
  "\"nodes\":{\"r\":{\"type\":\"read\",\"settings\":{\"file\":\"f\",\"skip\":\"{{ inputs.a }}\","
  "\"rows\":[{\"n\":1}]}},\"c\":{\"type\":\"make\",\"slot\":\"z\",\"label\":\"\\u00e4\","
  "\"settings\":{\"topic\":\"{{ nodes[\\\"r\\\"].x + `${item.a}` }}\",\"duration\":45},"
  "\"on_error\":\"continue\",\"timeout\":7,\"muted\":false,\"pinned\":[{\"a\":1.5}],\"x\":{}},"
  "\"p\":{\"type\":\"pass\",\"settings\":{\"text\":\"{{ item.a[0] }}\",\"code\":\"nodes.r\"}}},"
  "\"links\":[\"r.out -> c.in\",\"c.failed -> p.in\"],\"notes\":{\"n\":{\"text\":\"T\"}},"
  "\"frames\":{\"f\":{\"nodes\":[\"r\"]}},\"layout\":{\"r\":[0,0],\"c\":[280,1.5],\"q\":[1,2]},"
  "\"settings\":{\"s\":1},\"x\":[1e400]}";

/* Whatever it is, it is refused with a place or it is read, checked and written. */
static gboolean
try_text (const char *text, size_t length, const CvkNodeTypes *types)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (CvkDocument) again = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) rewritten = NULL;
  g_autofree char *hash = NULL;

  g_assert_true ((document == NULL) == (error != NULL));
  if (document == NULL)
    return FALSE;
  problems = cvk_document_check (document, types);
  for (unsigned i = 0; i < problems->len; i++)
    {
      g_autofree char *message = cvk_problem_dup_message (g_ptr_array_index (problems, i));

      g_assert_true (g_utf8_validate (message, -1, NULL));
    }
  hash = cvk_document_dup_content_hash (document);
  written = cvk_document_to_bytes (document);
  again = cvk_document_new_from_bytes (written, NULL);
  g_assert_nonnull (again);
  rewritten = cvk_document_to_bytes (again);
  g_assert_true (g_bytes_equal (written, rewritten));

  return TRUE;
}

static void
test_truncated (void)
{
  g_autoptr (CvkNodeTypes) types = model_types_new ();

  for (size_t length = 0; length < strlen (sound); length++)
    g_assert_false (try_text (sound, length, types));
  g_assert_true (try_text (sound, strlen (sound), types));
}

static void
test_mutated (void)
{
  static const char *const pieces[] = {
    "{",          "}",    "[",     "]",    "\"",      ",",  ":",
    "null",       "true", "1e400", "-0",   "\\u0000", "{}", "[]",
    "\"\"",       "{{",   "}}",    "\xff", "\\ud800", " ",  "99999999999999999999",
    "a.b -> c.d", "`",    "/"
  };
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  unsigned accepted = 0;

  for (unsigned round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (sound);
      int edits = g_test_rand_int_range (1, 4);

      for (int i = 0; i < edits; i++)
        {
          size_t at = (size_t) g_test_rand_int_range (0, (int) text->len);
          size_t cut = (size_t) g_test_rand_int_range (0, 8);

          g_string_erase (text, (gssize) at, (gssize) MIN (cut, text->len - at));
          g_string_insert (text, (gssize) at,
                           pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
        }
      accepted += try_text (text->str, text->len, types);
    }
  g_assert_cmpuint (accepted, >, 0);
}

/* Each value of the document in turn becomes one of another type. */
static void
test_retyped (void)
{
  static const char *const values[] = { "null", "true", "7",    "1.5",  "\"x\"",
                                        "[]",   "{}",   "[{}]", "1e400" };
  g_autoptr (CvkNodeTypes) types = model_types_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (sound, strlen (sound));
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, NULL);
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (CvkJsonCursor));
  CvkJsonCursor root = cvk_json_get_root (json);
  unsigned accepted = 0;

  g_array_append_val (pending, root);
  for (unsigned i = 0; i < pending->len; i++)
    {
      CvkJsonCursor cursor = g_array_index (pending, CvkJsonCursor, i);
      CvkJsonCursor child;
      size_t length;
      const char *source = cvk_json_cursor_get_source (cursor, &length);

      for (size_t j = 0; j < G_N_ELEMENTS (values); j++)
        {
          g_autofree char *head = g_strndup (sound, (size_t) (source - sound));
          g_autofree char *text = g_strconcat (head, values[j], source + length, NULL);

          accepted += try_text (text, strlen (text), types);
        }
      for (gboolean more = cvk_json_cursor_first (cursor, &child); more;
           more = cvk_json_cursor_next (&child))
        g_array_append_val (pending, child);
    }
  g_assert_cmpuint (accepted, >, 0);
}

int
main (int argc, char **argv)
{
  struct rlimit stack = { 1024 * 1024, 1024 * 1024 };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_STACK, &stack), ==, 0);

  g_test_add_func ("/torture/nodes", test_nodes);
  g_test_add_func ("/torture/chain", test_chain);
  g_test_add_func ("/torture/chain-backwards", test_chain_backwards);
  g_test_add_func ("/torture/links", test_links);
  g_test_add_func ("/torture/cycles", test_cycles);
  g_test_add_func ("/torture/diamonds", test_diamonds);
  g_test_add_func ("/torture/dangling", test_dangling);
  g_test_add_func ("/torture/many-references", test_many_references);
  g_test_add_func ("/torture/large-text", test_large_text);
  g_test_add_func ("/torture/positions", test_positions);
  g_test_add_func ("/torture/truncated", test_truncated);
  g_test_add_func ("/torture/mutated", test_mutated);
  g_test_add_func ("/torture/retyped", test_retyped);

  return g_test_run ();
}
