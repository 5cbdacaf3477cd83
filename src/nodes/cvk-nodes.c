// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-nodes.h"

#include "cvk-nodes-resource.h"
#include "model/cvk-node-description.h"

#define CVK_BUILTIN_NODE(symbol, name) extern CvkNodeOperations cvk_node_##symbol;
#include "cvk-builtin-nodes.h"
#undef CVK_BUILTIN_NODE

static void
describe (CvkNodeType *type, const char *name)
{
  g_autofree char *path = g_strconcat ("/app/convoke/Convoke/nodes/", name, ".json", NULL);
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (cvk_nodes_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);
  cvk_node_type_describe (type, bytes, path);
}

static void
add (CvkNodeTypes *types, CvkNodeOperations *operations, const char *name)
{
  if (operations->type.id == NULL)
    describe (&operations->type, name);
  cvk_node_types_add (types, &operations->type);
}

void
cvk_nodes_register (CvkNodeTypes *types)
{
#define CVK_BUILTIN_NODE(symbol, name) add (types, &cvk_node_##symbol, name);
#include "cvk-builtin-nodes.h"
#undef CVK_BUILTIN_NODE
}
