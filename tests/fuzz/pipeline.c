// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A pipeline file: read, checked, written, and read again as the same. */

#include "config.h"

#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "fuzz.h"
#include "model/cvk-checks.h"
#include "nodes/cvk-nodes.h"

static const CvkNodeTypes *
get_types (void)
{
  static CvkNodeTypes *types;

  if (types == NULL)
    {
      types = cvk_node_types_new ();
      cvk_nodes_register (types);
      cvk_service_nodes_register (types);
      cvk_connector_register (cvk_connector_get ("zoom"), types);
    }
  return types;
}

static void
check_round_trip (CvkDocument *document)
{
  g_autoptr (GBytes) text = cvk_document_to_bytes (document);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) again = cvk_document_new_from_bytes (text, &error);
  g_autoptr (GBytes) text_again = NULL;
  g_autofree char *hash = cvk_document_dup_content_hash (document);
  g_autofree char *hash_again = NULL;

  g_assert_no_error (error);
  text_again = cvk_document_to_bytes (again);
  hash_again = cvk_document_dup_content_hash (again);
  g_assert_true (g_bytes_equal (text, text_again));
  g_assert_cmpstr (hash, ==, hash_again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, &error);
  g_autoptr (CvkDocument) newer = cvk_document_new_from_newer_bytes (bytes, NULL);
  g_autoptr (GPtrArray) problems = NULL;

  fuzz_check_outcome (document, error);
  if (document == NULL)
    {
      g_autoptr (CvkProblem) problem = cvk_document_problem_new (error);

      fuzz_check_problem (problem);
      return 0;
    }
  check_round_trip (document);
  problems = cvk_document_check (document, get_types ());
  for (unsigned i = 0; i < problems->len; i++)
    fuzz_check_problem (problems->pdata[i]);
  return 0;
}
