// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A connector file that somebody has put into the data folder: read, asked for what the chooser
 * shows, and made into node types. */

#include "config.h"

#include "connect/cvk-connectors.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  CvkConnector *connector = cvk_connector_new_from_bytes (bytes, &error);
  CvkNodeTypes *types;

  fuzz_check_outcome (connector, error);
  if (connector == NULL)
    return 0;
  types = cvk_node_types_new ();
  {
    g_autoptr (CvkValue) description = cvk_connector_describe (connector);
    g_autoptr (CvkValue) answers = cvk_value_new_object (NULL, NULL);
    g_autoptr (CvkSecret) secret = cvk_secret_new ("fuzz", -1);
    g_autoptr (CvkProblem) problem = NULL;
    g_autoptr (CvkValue) record =
      cvk_connector_make_record (connector, answers, secret, FUZZ_NOW, &problem);
    g_auto (GStrv) headers = cvk_connector_dup_headers (connector);

    g_assert_true (cvk_value_is_object (description));
    g_assert_true ((record == NULL) == (problem != NULL));
    if (problem != NULL)
      fuzz_check_problem (problem);
    g_assert_nonnull (headers);
    cvk_connector_get_way_kind (cvk_connector_find_way (connector, NULL));
    cvk_connector_register (connector, types);
  }
  cvk_node_types_free (types);
  cvk_connector_free (connector);
  return 0;
}
