// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/client/cvk-node-catalogue.h"

#include "connect/cvk-connectors.h"
#include "connect/cvk-service-nodes.h"
#include "nodes/cvk-nodes.h"
#include "service/cvk-address.h"

static CvkNodeTypes *
load (void)
{
  CvkNodeTypes *types = cvk_node_types_new ();
  const char *const *connectors = cvk_connector_list ();

  cvk_nodes_register (types);
  cvk_service_nodes_register (types);
  for (size_t i = 0; connectors[i] != NULL; i++)
    cvk_connector_register (cvk_connector_get (connectors[i]), types);
  return types;
}

const CvkNodeTypes *
cvk_node_catalogue_get (void)
{
  static CvkNodeTypes *types;

  if (g_once_init_enter (&types))
    g_once_init_leave (&types, load ());
  return types;
}

static gpointer
prepare_in_thread (gpointer data)
{
  (void) cvk_node_catalogue_get ();
  return NULL;
}

void
cvk_node_catalogue_prepare (const char *data_directory)
{
  g_autofree char *directory = cvk_address_find_directory (data_directory);

  /* Here, because others may ask for connectors as soon as there is a thread. */
  cvk_connector_load_own (directory);
  g_thread_unref (g_thread_new ("catalogue", prepare_in_thread, NULL));
}
