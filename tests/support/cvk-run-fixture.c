// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "support/cvk-run-fixture.h"

#include <string.h>

#include "base/cvk-json.h"
#include "nodes/cvk-nodes.h"
#include "support/cvk-remove-folder.h"

void
cvk_run_fixture_init (CvkRunFixture *self)
{
  self->clock = cvk_system_clock_new ();
  self->journal = cvk_memory_journal_new ();
  self->scripts = cvk_script_host_new (self->clock, NULL);
  self->types = cvk_node_types_new ();
  cvk_nodes_register (self->types);
  self->environment =
    (CvkEnvironment){ self->clock, CVK_JOURNAL (self->journal), self->scripts, self->types };
  self->folder = g_dir_make_tmp ("convoke-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
}

void
cvk_run_fixture_clear (CvkRunFixture *self)
{
  cvk_remove_folder (self->folder);
  g_free (self->folder);
  cvk_node_types_free (self->types);
  g_assert_finalize_object (self->scripts);
  g_assert_finalize_object (self->journal);
  g_object_unref (self->clock);
}

CvkRun *
cvk_run_fixture_create (CvkRunFixture *self, const char *pipeline, const char *inputs_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (pipeline, strlen (pipeline));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (CvkValue) inputs = NULL;
  g_autofree char *path = g_build_filename (self->folder, "test.convoke", NULL);
  CvkRunOptions options = { .path = path, .seed = 7 };

  g_assert_no_error (error);
  if (inputs_json != NULL)
    {
      inputs = cvk_value_from_json (inputs_json, -1, CVK_JSON_STRICT, &error);
      g_assert_no_error (error);
      options.inputs = inputs;
    }
  return cvk_run_new (&self->environment, document, &options);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;

  (void) cvk_run_start_finish (CVK_RUN (object), result, NULL);
  *done = TRUE;
}

void
cvk_run_fixture_finish (CvkRun *run)
{
  gboolean done = FALSE;

  cvk_run_start_async (run, started_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

CvkRun *
cvk_run_fixture_run (CvkRunFixture *self, const char *pipeline, const char *inputs_json)
{
  CvkRun *run = cvk_run_fixture_create (self, pipeline, inputs_json);

  cvk_run_fixture_finish (run);
  return run;
}

void
cvk_run_fixture_write (CvkRunFixture *self, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

char *
cvk_run_fixture_read (CvkRunFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) ? content : NULL;
}

static CvkNodeIndex
find_node (CvkRun *run, const char *id)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_run_get_document (run));

  for (unsigned i = 0; i < nodes->len; i++)
    if (g_str_equal (((CvkNode *) g_ptr_array_index (nodes, i))->id, id))
      return i;
  g_error ("no node %s", id);
}

char *
cvk_run_items_to_json (CvkRun *run, const char *node, const char *port)
{
  GPtrArray *items = cvk_run_get_items (run, find_node (run, node), port);
  g_auto (CvkArrayBuilder) list = { 0 };
  g_autoptr (CvkValue) value = NULL;

  g_assert_nonnull (items);
  cvk_array_builder_init (&list);
  for (unsigned i = 0; i < items->len; i++)
    cvk_array_builder_append (&list, cvk_item_to_value (g_ptr_array_index (items, i)));
  value = cvk_array_builder_end (&list);
  return cvk_value_to_json (value, CVK_JSON_COMPACT);
}

char *
cvk_run_failures_to_text (CvkRun *run)
{
  GPtrArray *failures = cvk_run_get_failures (run);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < failures->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (failures, i);
      const char *node = cvk_problem_get_node (problem);
      const char *field = cvk_problem_get_field (problem);

      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%s/%s/%s/%d", node != NULL ? node : "",
                              cvk_problem_get_code (problem), field != NULL ? field : "",
                              (int) cvk_problem_get_item (problem));
    }
  return g_string_free (text, FALSE);
}
