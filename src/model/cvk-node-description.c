// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-model"

#include "config.h"

#include "model/cvk-node-description.h"

#include "base/cvk-json.h"

static CvkNodeEffect
read_effect (const char *effect)
{
  if (g_str_equal (effect, "read"))
    return CVK_NODE_EFFECT_READ;
  if (g_str_equal (effect, "change"))
    return CVK_NODE_EFFECT_CHANGE;
  return CVK_NODE_EFFECT_PURE;
}

static CvkValue *
ref_member (const CvkValue *description, const char *name)
{
  CvkValue *member = cvk_value_get_member (description, name);

  return member != NULL ? cvk_value_ref (member) : NULL;
}

void
cvk_node_type_describe (CvkNodeType *type, GBytes *source, const char *name)
{
  g_autoptr (GError) error = NULL;
  CvkValue *description;
  size_t length = 0;
  const char *text;

  g_return_if_fail (source != NULL);

  text = g_bytes_get_data (source, &length);
  description = cvk_value_from_json (text, (gssize) length, CVK_JSON_STRICT, &error);
  if (description == NULL)
    g_error ("%s: %s", name, error->message);

  type->id = cvk_value_lookup_string (description, "id", NULL);
  type->title = cvk_value_lookup_string (description, "title", NULL);
  type->help = cvk_value_lookup_string (description, "help", NULL);
  type->icon = cvk_value_lookup_string (description, "icon", NULL);
  type->connector = cvk_value_lookup_string (description, "connector", NULL);
  type->is_slot_optional =
    g_str_equal (cvk_value_lookup_string (description, "slot", ""), "optional");
  type->group = cvk_value_lookup_string (description, "group", NULL);
  type->mode = g_str_equal (cvk_value_lookup_string (description, "mode", "each"), "all")
                 ? CVK_NODE_MODE_ALL
                 : CVK_NODE_MODE_EACH;
  type->effect = read_effect (cvk_value_lookup_string (description, "effect", "pure"));
  type->is_source = cvk_value_lookup_boolean (description, "source", FALSE);
  type->is_trigger = cvk_value_lookup_boolean (description, "trigger", FALSE);
  type->keeps_input = cvk_value_lookup_boolean (description, "keeps_input", FALSE);
  type->settings_schema = ref_member (description, "settings");
  type->output_schema = ref_member (description, "output");
  type->data = description;
}
