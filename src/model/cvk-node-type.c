// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-node-type.h"

#include "base/cvk-json.h"

/* Descriptions are constant data that lies in read-only memory, so what is parsed from them is
 * kept beside them: the key is the address of the schema's text. */
static GMutex schemas_lock;
static GHashTable *schemas;

static CvkValue *
lookup_schema (const CvkNodeType *type, const char *text)
{
  CvkValue *schema;

  g_mutex_lock (&schemas_lock);

  if (schemas == NULL)
    schemas = g_hash_table_new (g_direct_hash, g_direct_equal);
  schema = g_hash_table_lookup (schemas, text);
  if (schema == NULL)
    {
      g_autoptr (GError) error = NULL;

      schema = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);
      if (schema == NULL)
        g_error ("A schema of node type %s is broken: %s", type->id, error->message);
      g_hash_table_insert (schemas, (gpointer) text, schema);
    }

  g_mutex_unlock (&schemas_lock);

  return schema;
}

CvkValue *
cvk_node_type_get_settings_schema (const CvkNodeType *self)
{
  static const char any_object[] = "{\"type\":\"object\"}";

  g_return_val_if_fail (self != NULL, NULL);

  if (self->settings_schema != NULL)
    return self->settings_schema;

  return lookup_schema (self, self->settings_schema_text ? self->settings_schema_text : any_object);
}

CvkValue *
cvk_node_type_get_output_schema (const CvkNodeType *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->output_schema != NULL || self->output_schema_text == NULL)
    return self->output_schema;

  return lookup_schema (self, self->output_schema_text);
}

GStrv
cvk_node_type_list_inputs (const CvkNodeType *self, const CvkValue *settings)
{
  static const char *const one[] = { "in", NULL };
  static const char *const none[] = { NULL };

  g_return_val_if_fail (self != NULL, NULL);

  if (self->list_inputs != NULL)
    return self->list_inputs (self, settings);

  return g_strdupv ((GStrv) (self->is_source ? none : one));
}

GStrv
cvk_node_type_list_outputs (const CvkNodeType *self, const CvkValue *settings)
{
  static const char *const one[] = { "out", NULL };

  g_return_val_if_fail (self != NULL, NULL);

  if (self->list_outputs != NULL)
    return self->list_outputs (self, settings);

  return g_strdupv ((GStrv) one);
}

CvkNodeEffect
cvk_node_type_get_effect (const CvkNodeType *self, const CvkValue *settings)
{
  g_return_val_if_fail (self != NULL, CVK_NODE_EFFECT_CHANGE);

  return self->get_effect != NULL ? self->get_effect (self, settings) : self->effect;
}

CvkNodeMode
cvk_node_type_get_mode (const CvkNodeType *self, const CvkValue *settings)
{
  g_return_val_if_fail (self != NULL, CVK_NODE_MODE_EACH);

  return self->get_mode != NULL ? self->get_mode (self, settings) : self->mode;
}

struct _CvkNodeTypes
{
  GHashTable *by_id; /* borrowed id to borrowed type */
  GPtrArray *list;
  GHashTable *families; /* connector to family */
};

CvkNodeTypes *
cvk_node_types_new (void)
{
  CvkNodeTypes *self = g_new0 (CvkNodeTypes, 1);

  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->list = g_ptr_array_new ();
  self->families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
cvk_node_types_free (CvkNodeTypes *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->list);
  g_hash_table_unref (self->families);
  g_free (self);
}

void
cvk_node_types_add (CvkNodeTypes *self, const CvkNodeType *type)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL && type->id != NULL);
  g_return_if_fail (!g_hash_table_contains (self->by_id, type->id));

  g_hash_table_insert (self->by_id, (gpointer) type->id, (gpointer) type);
  g_ptr_array_add (self->list, (gpointer) type);
}

void
cvk_node_types_add_family (CvkNodeTypes *self, const char *connector, const char *family)
{
  g_return_if_fail (self != NULL);

  g_hash_table_insert (self->families, g_strdup (connector), g_strdup (family));
}

gboolean
cvk_node_types_fits (const CvkNodeTypes *self, const char *connector, const char *wanted)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (connector == NULL || wanted == NULL || g_str_equal (connector, wanted))
    return g_strcmp0 (connector, wanted) == 0;
  return g_strcmp0 (g_hash_table_lookup (self->families, connector), wanted) == 0;
}

const CvkNodeType *
cvk_node_types_lookup (const CvkNodeTypes *self, const char *id)
{
  g_return_val_if_fail (self != NULL, NULL);

  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

GPtrArray *
cvk_node_types_list (const CvkNodeTypes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_ptr_array_copy (self->list, NULL, NULL);
}
