// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-upstream.h"

#include <glib/gi18n-lib.h>

/* How far a field that nodes pass through is followed. */
#define MAX_HOPS 64

struct _CvkUpstream
{
  CvkDocument *document;
  const CvkNodeTypes *types;
  char *node_id;

  GPtrArray *ids;      /* char *, nearest first */
  GHashTable *set;     /* the same strings */
  GHashTable *sources; /* id to its only source; missing for several */
};

/* Links by their targets. */
static GHashTable *
index_links (CvkDocument *document)
{
  GPtrArray *links = cvk_document_get_links (document);
  GHashTable *index =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (unsigned i = 0; i < links->len; i++)
    {
      CvkLink *link = g_ptr_array_index (links, i);
      GPtrArray *sources = g_hash_table_lookup (index, link->target);

      if (sources == NULL)
        {
          sources = g_ptr_array_new ();
          g_hash_table_insert (index, link->target, sources);
        }
      g_ptr_array_add (sources, link);
    }
  return index;
}

static void
visit (CvkUpstream *self, GHashTable *index, const char *id)
{
  GPtrArray *links = g_hash_table_lookup (index, id);

  if (links == NULL)
    return;
  if (links->len == 1)
    {
      const CvkLink *link = g_ptr_array_index (links, 0);

      if (!g_str_equal (link->source_port, "failed"))
        g_hash_table_insert (self->sources, g_strdup (id), g_strdup (link->source));
    }
  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      char *copy;

      if (g_hash_table_contains (self->set, link->source) ||
          g_str_equal (link->source, self->node_id))
        continue;
      copy = g_strdup (link->source);
      g_ptr_array_add (self->ids, copy);
      g_hash_table_add (self->set, copy);
    }
}

CvkUpstream *
cvk_upstream_new (CvkDocument *document, const CvkNodeTypes *types, const char *node_id)
{
  CvkUpstream *self = g_new0 (CvkUpstream, 1);
  g_autoptr (GHashTable) index = index_links (document);

  self->document = g_object_ref (document);
  self->types = types;
  self->node_id = g_strdup (node_id);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->set = g_hash_table_new (g_str_hash, g_str_equal);
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  visit (self, index, node_id);
  for (unsigned i = 0; i < self->ids->len; i++)
    visit (self, index, g_ptr_array_index (self->ids, i));
  return self;
}

void
cvk_upstream_free (CvkUpstream *self)
{
  g_object_unref (self->document);
  g_free (self->node_id);
  g_hash_table_unref (self->set);
  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->sources);
  g_free (self);
}

gboolean
cvk_upstream_contains (CvkUpstream *self, const char *id)
{
  return g_hash_table_contains (self->set, id);
}

GPtrArray *
cvk_upstream_list (CvkUpstream *self)
{
  return self->ids;
}

const char *
cvk_upstream_get_only_source (CvkUpstream *self, const char *id)
{
  return g_hash_table_lookup (self->sources, id);
}

CvkDocument *
cvk_upstream_get_document (CvkUpstream *self)
{
  return self->document;
}

const char *
cvk_upstream_get_node_id (CvkUpstream *self)
{
  return self->node_id;
}

const char *
cvk_upstream_get_node_title (CvkUpstream *self, const char *id)
{
  CvkNode *node = cvk_document_get_node (self->document, id);
  const CvkNodeType *type = cvk_upstream_get_node_type (self, id);

  if (node != NULL && node->label != NULL && node->label[0] != '\0')
    return node->label;
  return type != NULL ? _ (type->title) : id;
}

const CvkNodeType *
cvk_upstream_get_node_type (CvkUpstream *self, const char *id)
{
  CvkNode *node = cvk_document_get_node (self->document, id);

  return node != NULL ? cvk_node_types_lookup (self->types, node->type) : NULL;
}

CvkValue *
cvk_upstream_get_output_schema (CvkUpstream *self, const char *id)
{
  const CvkNodeType *type = cvk_upstream_get_node_type (self, id);

  return type != NULL ? cvk_node_type_get_output_schema (type) : NULL;
}

CvkValue *
cvk_upstream_get_item_schema (CvkUpstream *self)
{
  const char *id = cvk_upstream_get_only_source (self, self->node_id);

  for (unsigned hops = 0; id != NULL && hops < MAX_HOPS; hops++)
    {
      const CvkNodeType *type = cvk_upstream_get_node_type (self, id);
      CvkValue *schema = cvk_upstream_get_output_schema (self, id);

      if (schema != NULL)
        return schema;
      if (type == NULL || !type->keeps_input)
        return NULL;
      id = cvk_upstream_get_only_source (self, id);
    }
  return NULL;
}
