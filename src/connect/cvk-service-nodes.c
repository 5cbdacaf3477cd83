// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-service-nodes.h"

#include "cvk-connect-resource.h"
#include "model/cvk-node-description.h"

extern CvkNodeOperations cvk_node_http_request;
extern CvkNodeOperations cvk_node_ai_ask;
extern CvkNodeOperations cvk_node_ai_classify;
extern CvkNodeOperations cvk_node_ai_extract;
extern CvkNodeOperations cvk_node_ai_models;
extern CvkNodeOperations cvk_node_ai_summarise;
extern CvkNodeOperations cvk_node_mail_send;

/* A type is a C file with its operations and a JSON file with its description; both stand here. */
static const struct
{
  CvkNodeOperations *operations;
  const char *name;
} nodes[] = {
  { &cvk_node_http_request, "http-request" }, { &cvk_node_ai_ask, "ai-ask" },
  { &cvk_node_ai_extract, "ai-extract" },     { &cvk_node_ai_classify, "ai-classify" },
  { &cvk_node_ai_summarise, "ai-summarise" }, { &cvk_node_ai_models, "ai-models" },
  { &cvk_node_mail_send, "mail-send" },
};

void
cvk_service_nodes_register (CvkNodeTypes *types)
{
  for (size_t i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      CvkNodeType *type = &nodes[i].operations->type;

      if (type->id == NULL)
        {
          g_autofree char *path =
            g_strconcat ("/app/convoke/Convoke/connect/", nodes[i].name, ".json", NULL);
          g_autoptr (GBytes) source = g_resource_lookup_data (cvk_connect_get_resource (), path,
                                                              G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

          cvk_node_type_describe (type, source, path);
        }
      cvk_node_types_add (types, type);
    }
}
