// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "node-examples.h"

#include <glib/gstdio.h>

#include "base/cvk-json.h"
#include "support/cvk-await.h"

static CvkValue *examples;

static char *
dup_place (const char *name)
{
  return g_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "tests", "desktop", "node-forms",
                           name, NULL);
}

static void
read_examples (void)
{
  g_autofree char *path = dup_place ("examples.json");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  examples = cvk_value_from_json (text, -1, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
}

/* They stay in a home that vanishes (with-display). */
void
node_examples_begin (void)
{
  g_autofree char *from = dup_place ("files");
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "examples", NULL);
  g_autoptr (GDir) files = NULL;
  const char *name;

  read_examples ();
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  files = g_dir_open (from, 0, NULL);
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (from, name, NULL);
      g_autofree char *text = NULL;
      size_t length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      g_assert_true (g_file_set_contents (name, text, (gssize) length, NULL));
    }
}

static CvkValue *
get_settings (const CvkNodeType *type)
{
  return cvk_value_get_member (cvk_value_get_member (examples, "types"), type->id);
}

gboolean
node_examples_has (const CvkNodeType *type)
{
  return get_settings (type) != NULL;
}

/* --- The pipeline --- */

static CvkValue *
make_step (const CvkNodeType *type)
{
  CvkValue *settings = get_settings (type);
  g_auto (CvkObjectBuilder) step = { 0 };

  cvk_object_builder_init (&step);
  cvk_object_builder_set (&step, "type", cvk_value_new_string (type->id));
  if (settings != NULL)
    cvk_object_builder_set (&step, "settings", cvk_value_ref (settings));
  if (type->connector != NULL)
    cvk_object_builder_set (&step, "slot", cvk_value_new_string ("work"));
  return cvk_object_builder_end (&step);
}

static CvkValue *
make_slots (const CvkNodeType *type)
{
  if (type->connector == NULL)
    return cvk_value_new_object (NULL, NULL);
  return cvk_value_new_object (
    "work", cvk_value_new_object ("connector", cvk_value_new_string (type->connector), NULL), NULL);
}

/* To its first port, which some name by their settings. (transfer full) (nullable) */
static CvkValue *
make_link (const CvkNodeType *type)
{
  g_autoptr (CvkValue) nothing = cvk_value_new_object (NULL, NULL);
  CvkValue *settings = get_settings (type);
  g_auto (GStrv) ports = cvk_node_type_list_inputs (type, settings != NULL ? settings : nothing);

  if (ports[0] == NULL)
    return NULL;
  return cvk_value_take_string (
    g_strconcat ("people.out -> " NODE_EXAMPLES_STEP ".", ports[0], NULL));
}

static char *
write_pipeline (const CvkNodeType *type)
{
  CvkValue *file = cvk_value_new_object ("file", cvk_value_new_string ("people.csv"), NULL);
  CvkValue *items = cvk_value_ref (cvk_value_get_member (examples, "items"));
  CvkValue *link = make_link (type);
  g_autoptr (CvkValue) pipeline = NULL;

  pipeline = cvk_value_new_object (
    "convoke", cvk_value_new_integer (1), "name", cvk_value_new_string ("Example"), "slots",
    make_slots (type), "nodes",
    cvk_value_new_object ("people",
                          cvk_value_new_object ("type", cvk_value_new_string ("csv.read"),
                                                "settings", file, "pinned", items, NULL),
                          NODE_EXAMPLES_STEP, make_step (type), NULL),
    "links", cvk_value_new_array (&link, link != NULL ? 1 : 0), NULL);
  return cvk_value_to_json (pipeline, CVK_JSON_COMPACT);
}

CvkSession *
node_examples_open (const CvkNodeType *type)
{
  g_autofree char *name = g_strconcat (type->id, ".convoke", NULL);
  g_autofree char *text = write_pipeline (type);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GError) error = NULL;
  CvkSession *session;

  g_assert_true (g_file_set_contents (name, text, -1, &error));
  cvk_session_load_async (file, NULL, cvk_await_result_cb, &result);
  taken = cvk_await_result (&result);
  session = cvk_session_load_finish (taken, &error);
  g_assert_no_error (error);
  return session;
}
