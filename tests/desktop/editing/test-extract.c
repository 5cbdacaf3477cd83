// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "desktop/editor/cvk-editing.h"
#include "model/cvk-bundle.h"
#include "model/cvk-checks.h"
#include "model/cvk-extract.h"
#include "nodes/cvk-nodes.h"

/* Making a sub-pipeline of what is selected. */

#define HEAD                                                                                       \
  "{\"convoke\":1,\"name\":\"Week\",\"nodes\":{\"in\":{\"type\":\"input\"},"                       \
  "\"set\":{\"type\":\"set\",\"settings\":{\"fields\":{\"x\":\"{{ item.a }}\"}}},"                 \
  "\"pick\":{\"type\":\"filter\",\"settings\":{\"rows\":[]}},"                                     \
  "\"text\":{\"type\":\"text\",\"settings\":{\"template\":\"{{ "
#define TAIL(more)                                                                                 \
  " }}\"}},\"late\":{\"type\":\"set\",\"settings\":{\"fields\":{\"y\":\"" more "\"}}},"            \
  "\"out\":{\"type\":\"output\"},\"rest\":{\"type\":\"output\"}},\"links\":["                      \
  "\"in.out -> set.in\",\"set.out -> pick.in\",\"pick.out -> text.in\",\"text.out -> late.in\","   \
  "\"pick.else -> rest.in\",\"late.out -> out.in\"]}"

static const char *const middle[] = { "set", "pick", "text", NULL };

static CvkDocument *
read_document (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static CvkNodeTypes *
create_types (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();

  cvk_nodes_register (types);
  return types;
}

static char *
list_links (CvkDocument *document)
{
  GPtrArray *links = cvk_document_get_links (document);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      g_string_append_printf (text, "%s%s.%s>%s.%s", i > 0 ? " " : "", link->source,
                              link->source_port, link->target, link->target_port);
    }
  return g_string_free (text, FALSE);
}

static void
test_links_stay (void)
{
  g_autoptr (CvkNodeTypes) types = create_types ();
  g_autoptr (CvkDocument) document = read_document (HEAD "item.x" TAIL ("z"));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) part = cvk_document_extract (document, types, middle, "Part", &error);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  CvkCommand *command = NULL;
  g_autofree char *before = list_links (document);
  g_autofree char *inside = NULL;
  g_autofree char *outside = NULL;
  g_autofree char *undone = NULL;

  g_assert_no_error (error);
  inside = list_links (part);
  g_assert_cmpstr (cvk_document_get_name (part), ==, "Part");
  g_assert_cmpstr (inside, ==,
                   "set.out>pick.in pick.out>text.in input.out>set.in text.out>output.in "
                   "pick.else>output-2.in");
  command = cvk_command_new (document, "Extract");
  g_assert_cmpstr (cvk_command_extract (command, middle, "part.convoke", &error), ==, "pipeline");
  cvk_history_push (history, command);
  outside = list_links (document);
  g_assert_cmpstr (outside, ==,
                   "late.out>out.in in.out>pipeline.in pipeline.text>late.in "
                   "pipeline.pick-else>rest.in");
  cvk_history_undo (history);
  undone = list_links (document);
  g_assert_cmpstr (undone, ==, before);
}

static void
assert_refused (const char *text, const char *const *nodes, const char *words)
{
  g_autoptr (CvkNodeTypes) types = create_types ();
  g_autoptr (CvkDocument) document = read_document (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) part = cvk_document_extract (document, types, nodes, "Part", &error);

  g_assert_null (part);
  g_assert_error (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (void)
{
  static const char *const with_input[] = { "in", "set", NULL };
  static const char *const with_result[] = { "late", "out", NULL };
  static const char *const two_ways[] = { "text", "rest2", NULL };

  assert_refused (HEAD "nodes.in.a" TAIL ("z"), middle, "not selected");
  assert_refused (HEAD "nodes['in'].a + 1" TAIL ("z"), middle, "not selected");
  assert_refused (HEAD "item.x" TAIL ("{{ nodes.set.x }}"), middle, "is selected");
  assert_refused (HEAD "inputs.a" TAIL ("z"), middle, "inputs");
  assert_refused (HEAD "item.x" TAIL ("z"), with_input, "input or a result");
  assert_refused (HEAD "item.x" TAIL ("z"), with_result, "input or a result");
  assert_refused ("{\"convoke\":1,\"nodes\":{\"a\":{\"type\":\"input\"},\"b\":{\"type\":\"input\"},"
                  "\"text\":{\"type\":\"text\"},\"rest2\":{\"type\":\"text\"}},\"links\":["
                  "\"a.out -> text.in\",\"b.out -> rest2.in\"]}",
                  two_ways, "two ways");
}

/* --- In a session --- */

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(CvkSession **) user_data = cvk_session_load_finish (result, &error);
  g_assert_no_error (error);
}

typedef struct
{
  gboolean is_done;
  char *id;
  GError *error;
} Extracted;

static void
extracted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Extracted *extracted = user_data;

  extracted->id = cvk_editing_extract_finish (CVK_SESSION (object), result, &extracted->error);
  extracted->is_done = TRUE;
}

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  (void) cvk_session_close_finish (CVK_SESSION (object), result, NULL);
  *(gboolean *) user_data = TRUE;
}

/* Both pipelines are sound, and the file takes the next name that is free. */
static void
test_session (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cvk-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "week.convoke", NULL);
  g_autofree char *taken = g_build_filename (folder, "week-part.convoke", NULL);
  g_autofree char *made = g_build_filename (folder, "week-part-2.convoke", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CvkNodeTypes) types = create_types ();
  CvkSession *session = NULL;
  Extracted extracted = { 0 };
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GPtrArray) missing =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autoptr (CvkDocument) document = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  gboolean is_closed = FALSE;

  g_assert_true (g_file_set_contents (path, HEAD "item.x" TAIL ("z"), -1, NULL));
  g_assert_true (g_file_set_contents (taken, "mine", -1, NULL));
  cvk_session_load_async (file, NULL, loaded_cb, &session);
  while (session == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (unsigned i = 0; middle[i] != NULL; i++)
    cvk_selection_add (cvk_session_get_selection (session), CVK_SELECTION_NODE, middle[i]);
  cvk_editing_extract_async (session, NULL, extracted_cb, &extracted);
  while (!extracted.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (extracted.error);
  g_assert_cmpstr (extracted.id, ==, "pipeline");
  g_assert_cmpstr (cvk_selection_get_single_node (cvk_session_get_selection (session)), ==,
                   "pipeline");
  text = cvk_document_to_bytes (cvk_session_get_document (session));
  whole = cvk_bundle_pipeline (text, path, NULL, missing, NULL);
  g_assert_cmpuint (missing->len, ==, 0);
  document = cvk_document_new_from_bytes (whole, NULL);
  g_assert_nonnull (document);
  problems = cvk_document_check (document, types);
  g_assert_false (cvk_problems_have_errors (problems));
  cvk_session_close_async (session, NULL, closed_cb, &is_closed);
  while (!is_closed)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (session);
  g_free (extracted.id);
  g_assert_cmpint (g_unlink (made), ==, 0);
  g_assert_cmpint (g_unlink (taken), ==, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_unsaved (void)
{
  CvkSession *session = cvk_session_new (read_document (HEAD "item.x" TAIL ("z")));
  Extracted extracted = { 0 };

  cvk_selection_add (cvk_session_get_selection (session), CVK_SELECTION_NODE, "set");
  cvk_editing_extract_async (session, NULL, extracted_cb, &extracted);
  while (!extracted.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (extracted.error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT);
  g_clear_error (&extracted.error);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/extract/links", test_links_stay);
  g_test_add_func ("/extract/refused", test_refused);
  g_test_add_func ("/extract/session", test_session);
  g_test_add_func ("/extract/unsaved", test_unsaved);
  return g_test_run ();
}
