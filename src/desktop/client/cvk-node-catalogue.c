// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-node-catalogue.h"

#include "connect/cvk-connectors.h"
#include "nodes/cvk-nodes.h"

const CvkNodeTypes *
cvk_node_catalogue_get (void)
{
  static CvkNodeTypes *types;
  const char *const *connectors = cvk_connector_list ();

  if (types != NULL)
    return types;
  types = cvk_node_types_new ();
  cvk_nodes_register (types);
  for (size_t i = 0; connectors[i] != NULL; i++)
    cvk_connector_register (cvk_connector_get (connectors[i]), types);
  return types;
}
