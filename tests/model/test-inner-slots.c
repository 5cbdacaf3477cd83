// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "model-types.h"
#include "model/cvk-checks.h"
#include "model/cvk-fix.h"
#include "model/cvk-history.h"
#include "model/cvk-inner-slots.h"

/* What a sub-pipeline wants from the one around it. */

/* One step in there uses a connection, another one a file; of the other slots none is wanted: one
 * is not used, one has a file of its own. */
#define INNER                                                                                      \
  "{\"convoke\":1,\"slots\":{\"host\":{\"connector\":\"zoom\",\"label\":\"Host\"},"                \
  "\"spare\":{\"connector\":\"zoom\"}},"                                                           \
  "\"files\":{\"rows\":{\"label\":\"Rows\"},\"own\":{\"default\":\"own.csv\"},\"idle\":{}},"       \
  "\"nodes\":{\"r\":{\"type\":\"read\",\"settings\":{\"file\":\"rows/a.csv\"}},"                   \
  "\"o\":{\"type\":\"read\",\"settings\":{\"file\":\"own\"}},"                                     \
  "\"m\":{\"type\":\"make\",\"slot\":\"host\",\"settings\":{\"topic\":\"x\"}}},"                   \
  "\"links\":[\"r.out -> m.in\",\"o.out -> m.in\"]}"
/* @slots are those of the outer one, @more is in its node's settings. */
#define OUTER(slots, more)                                                                         \
  "{\"convoke\":1,\"slots\":{" slots "},\"nodes\":{\"sub\":{\"type\":\"pipeline\",\"settings\":{"  \
  "\"file\":\"inner.convoke\"" more "}}},\"links\":[],"                                            \
  "\"pipelines\":{\"inner.convoke\":" INNER "}}"

static const CvkNodeType pipeline_type = { .id = "pipeline" };

static CvkNodeTypes *
create_types (void)
{
  CvkNodeTypes *types = model_types_new ();

  cvk_node_types_add (types, &pipeline_type);
  cvk_node_types_add_family (types, "zoom-eu", "zoom");
  return types;
}

static CvkDocument *
read_document (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

/* "host=zoom rows": connections and files. (transfer full) */
static char *
list_slots (CvkDocument *document)
{
  GPtrArray *slots = cvk_document_get_slots (document);
  GPtrArray *files = cvk_document_get_file_slots (document);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      g_string_append_printf (text, "%s=%s ", slot->name, slot->connector);
    }
  for (unsigned i = 0; i < files->len; i++)
    g_string_append_printf (text, "%s ",
                            ((const CvkFileSlot *) g_ptr_array_index (files, i))->name);
  return g_string_free (text, FALSE);
}

/* What is wrong with the slots: "unknown-slot unknown-file-slot". (transfer full) */
static char *
list_problems (CvkDocument *document, const CvkNodeTypes *types)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (document, types);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < problems->len; i++)
    {
      const char *code = cvk_problem_get_code (g_ptr_array_index (problems, i));

      if (g_str_has_suffix (code, "-slot"))
        g_string_append_printf (text, "%s ", code);
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *outer;
  const char *before;
  const char *slots;
  const char *mapped; /* nullable: what "host" is mapped to then */
} Row;

static const Row rows[] = {
  { "none", OUTER ("", ""), "unknown-slot unknown-file-slot ", "host=zoom rows ", NULL },
  { "same", OUTER ("\"host\":{\"connector\":\"zoom\"}", ""), "unknown-file-slot ",
    "host=zoom rows ", NULL },
  { "family", OUTER ("\"host\":{\"connector\":\"zoom-eu\"}", ""), "unknown-file-slot ",
    "host=zoom-eu rows ", NULL },
  { "mapped", OUTER ("", ",\"slots\":{\"host\":\"mine\"}"), "unknown-slot unknown-file-slot ",
    "mine=zoom rows ", "mine" },
  { "taken", OUTER ("\"host\":{\"connector\":\"slack\"}", ""), "wrong-slot unknown-file-slot ",
    "host=slack host-2=zoom rows ", "host-2" },
  { "taken-twice",
    OUTER ("\"host\":{\"connector\":\"slack\"},\"host-2\":{\"connector\":\"slack\"},"
           "\"host-3\":{\"connector\":\"zoom\"}",
           ""),
    "wrong-slot unknown-file-slot ", "host=slack host-2=slack host-3=zoom rows ", "host-3" },
};

static void
assert_mapped (CvkDocument *document, const char *mapped)
{
  const CvkNode *node = cvk_document_get_node (document, "sub");
  CvkValue *slots = cvk_value_get_member (node->settings, "slots");

  g_assert_cmpstr (slots != NULL ? cvk_value_lookup_string (slots, "host", NULL) : NULL, ==,
                   mapped);
}

/* Everything at once, which is what choosing a file does. */
static void
test_add (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (CvkNodeTypes) types = create_types ();
  g_autoptr (CvkDocument) document = read_document (row->outer);
  g_autoptr (CvkDocument) inner = read_document (INNER);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  g_autoptr (GBytes) text = cvk_document_to_bytes (document);
  g_autoptr (GBytes) undone = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = list_problems (document, types);
  g_autofree char *after = NULL;
  g_autofree char *slots = NULL;
  CvkCommand *command = cvk_command_new (document, "Choose Pipeline");

  g_assert_cmpstr (before, ==, row->before);
  g_assert_true (cvk_command_add_inner_slots (command, types, "sub", inner, &error));
  g_assert_no_error (error);
  cvk_history_push (history, command);
  slots = list_slots (document);
  g_assert_cmpstr (slots, ==, row->slots);
  assert_mapped (document, row->mapped);
  after = list_problems (document, types);
  g_assert_cmpstr (after, ==, "");

  g_assert_true (cvk_history_undo (history));
  g_assert_false (cvk_history_undo (history));
  undone = cvk_document_to_bytes (document);
  g_assert_true (g_bytes_equal (text, undone));
}

static void
mend_one (CvkDocument *document, const CvkNodeTypes *types, CvkHistory *history)
{
  g_autoptr (GPtrArray) problems = cvk_document_check (document, types);
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < problems->len; i++)
    {
      CvkProblem *problem = g_ptr_array_index (problems, i);
      g_autoptr (GPtrArray) fixes = NULL;

      if (!g_str_has_suffix (cvk_problem_get_code (problem), "-slot"))
        continue;
      fixes = cvk_fix_list (document, types, problem, "UTC");
      g_assert_cmpuint (fixes->len, ==, 1);
      cvk_history_push (history, cvk_fix_make_command (g_ptr_array_index (fixes, 0), &error));
      g_assert_no_error (error);
      return;
    }
  g_assert_not_reached ();
}

/* The way out that the checks offer, a problem at a time, comes to the same. */
static void
test_mend (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (CvkNodeTypes) types = create_types ();
  g_autoptr (CvkDocument) document = read_document (row->outer);
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  g_auto (GStrv) codes = g_strsplit (row->before, " ", -1);
  g_autofree char *slots = NULL;
  g_autofree char *after = NULL;

  /* Behind the last one stands a space. */
  for (unsigned i = 0; *codes[i] != '\0'; i++)
    mend_one (document, types, history);
  slots = list_slots (document);
  g_assert_cmpstr (slots, ==, row->slots);
  assert_mapped (document, row->mapped);
  after = list_problems (document, types);
  g_assert_cmpstr (after, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *add = g_strconcat ("/inner-slots/add/", rows[i].name, NULL);
      g_autofree char *mend = g_strconcat ("/inner-slots/mend/", rows[i].name, NULL);

      g_test_add_data_func (add, &rows[i], test_add);
      g_test_add_data_func (mend, &rows[i], test_mend);
    }
  return g_test_run ();
}
