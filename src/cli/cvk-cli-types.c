// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-types.h"

#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "nodes/cvk-nodes.h"

CvkNodeTypes *
cvk_cli_types_new (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();
  const char *const *connectors = cvk_connector_list ();

  cvk_nodes_register (types);
  cvk_service_nodes_register (types);
  for (size_t i = 0; connectors[i] != NULL; i++)
    cvk_connector_register (cvk_connector_get (connectors[i]), types);
  return types;
}
