// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-nodes"

#include "nodes/cvk-nodes.h"

#include "base/cvk-json.h"
#include "cvk-nodes-resource.h"

#define CVK_BUILTIN_NODE(symbol, name) extern CvkNodeOperations cvk_node_##symbol;
#include "cvk-builtin-nodes.h"
#undef CVK_BUILTIN_NODE

static CvkNodeEffect
read_effect (const char *effect)
{
  if (g_str_equal (effect, "read"))
    return CVK_NODE_EFFECT_READ;
  if (g_str_equal (effect, "change"))
    return CVK_NODE_EFFECT_CHANGE;
  return CVK_NODE_EFFECT_PURE;
}

/* The description is part of the program: what is wrong with it is a programming error. The type's
 * strings point into the parsed value, which lives as long as the program. */
static void
describe (CvkNodeType *type, const char *name)
{
  g_autofree char *path = g_strconcat ("/app/convoke/Convoke/nodes/", name, ".json", NULL);
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (cvk_nodes_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  CvkValue *description = NULL;
  CvkValue *schema = NULL;
  gsize length = 0;
  const char *text = NULL;

  g_assert (bytes != NULL);
  text = g_bytes_get_data (bytes, &length);
  description = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, &error);
  if (description == NULL)
    g_error ("%s: %s", path, error->message);

  type->id = cvk_value_lookup_string (description, "id", NULL);
  type->title = cvk_value_lookup_string (description, "title", NULL);
  type->help = cvk_value_lookup_string (description, "help", NULL);
  type->icon = cvk_value_lookup_string (description, "icon", NULL);
  type->connector = cvk_value_lookup_string (description, "connector", NULL);
  type->group = cvk_value_lookup_string (description, "group", NULL);
  type->mode = g_str_equal (cvk_value_lookup_string (description, "mode", "each"), "all")
                 ? CVK_NODE_MODE_ALL
                 : CVK_NODE_MODE_EACH;
  type->effect = read_effect (cvk_value_lookup_string (description, "effect", "pure"));
  type->is_source = cvk_value_lookup_boolean (description, "source", FALSE);
  type->is_trigger = cvk_value_lookup_boolean (description, "trigger", FALSE);
  type->keeps_input = cvk_value_lookup_boolean (description, "keeps_input", FALSE);
  schema = cvk_value_get_member (description, "settings");
  type->settings_schema = cvk_value_ref (schema);
  schema = cvk_value_get_member (description, "output");
  type->output_schema = schema != NULL ? cvk_value_ref (schema) : NULL;
  type->data = description;
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
