// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-node-operations.h"
#include "model/cvk-node-description.h"
#include "support/cvk-run-fixture.h"

/* The node that CONTRIBUTING.md shows, as a node of the tree is tested. */

extern CvkNodeOperations cvk_node_shorten;

static const struct
{
  const char *settings;
  const char *items; /* or what failed */
} cases[] = {
  { "{\"text\":\"Interview with Ada\",\"characters\":9}", "[{\"short\":\"Intervie…\"}]" },
  { "{\"text\":\"Interview\"}", "[{\"short\":\"Interview\"}]" },
  { "{\"text\":\"Größe\",\"characters\":5}", "[{\"short\":\"Größe\"}]" },
  { "{\"text\":\"{{ null }}\"}", "short/missing-field/text/-1" },
};

static void
add_type (CvkNodeTypes *types)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "nodes", "example", "shorten.json", NULL);
  g_autofree char *text = NULL;
  size_t length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  if (cvk_node_shorten.type.id == NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (text, length);

      cvk_node_type_describe (&cvk_node_shorten.type, bytes, path);
    }
  cvk_node_types_add (types, &cvk_node_shorten.type);
}

static void
test_shorten (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pipeline = g_strdup_printf (
        "{\"convoke\":1,\"name\":\"Test\",\"nodes\":{\"short\":{\"type\":\"shorten\","
        "\"settings\":%s}},\"links\":[]}",
        cases[i].settings);
      CvkRunFixture fixture;

      cvk_run_fixture_init (&fixture);
      add_type (fixture.types);
      {
        g_autoptr (CvkRun) run = cvk_run_fixture_run (&fixture, pipeline, NULL);
        g_autofree char *items = cvk_run_items_to_json (run, "short", "out");
        g_autofree char *failures = cvk_run_failures_to_text (run);

        g_assert_cmpstr (*failures != '\0' ? failures : items, ==, cases[i].items);
      }
      cvk_run_fixture_clear (&fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nodes/example", test_shorten);
  return g_test_run ();
}
