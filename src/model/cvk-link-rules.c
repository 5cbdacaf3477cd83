// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-link-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"

struct _CvkLinkRules
{
  CvkDocument *document; /* owned */
  const CvkNodeTypes *types;
  char *node;
  char *port;
  gboolean is_output;
  GHashTable *behind; /* owned ids: a link to these would close a circle */
  GHashTable *linked; /* owned "node.port": linked already */
};

/* --- Ports --- */

static void
add_port (GStrvBuilder *ports, GHashTable *seen, const char *port)
{
  if (g_hash_table_add (seen, (gpointer) port))
    g_strv_builder_add (ports, port);
}

static void
add_linked_ports (CvkDocument *document,
                  const char *node,
                  gboolean is_output,
                  GStrvBuilder *ports,
                  GHashTable *seen)
{
  GPtrArray *links = cvk_document_get_links (document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      if (strcmp (is_output ? link->source : link->target, node) == 0)
        add_port (ports, seen, is_output ? link->source_port : link->target_port);
    }
}

GStrv
cvk_document_list_ports (CvkDocument *document,
                         const CvkNodeTypes *types,
                         const char *id,
                         gboolean is_output)
{
  g_autoptr (GStrvBuilder) ports = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) described = NULL;
  const CvkNode *node;
  const CvkNodeType *type;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document) && types != NULL && id != NULL, NULL);

  node = cvk_document_get_node (document, id);
  if (node == NULL)
    return g_strv_builder_end (ports);
  type = cvk_node_types_lookup (types, node->type);
  if (type == NULL)
    {
      add_port (ports, seen, is_output ? "out" : "in");
      add_linked_ports (document, id, is_output, ports, seen);
    }
  else
    {
      described = is_output ? cvk_node_type_list_outputs (type, node->settings)
                            : cvk_node_type_list_inputs (type, node->settings);
      for (unsigned i = 0; described[i] != NULL; i++)
        add_port (ports, seen, described[i]);
    }
  if (is_output)
    add_port (ports, seen, "failed");
  return g_strv_builder_end (ports);
}

/* --- Rules --- */

static void
take_linked (CvkLinkRules *self)
{
  GPtrArray *links = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      if (self->is_output && strcmp (link->source, self->node) == 0 &&
          strcmp (link->source_port, self->port) == 0)
        g_hash_table_add (self->linked, g_strdup_printf ("%s.%s", link->target, link->target_port));
      if (!self->is_output && strcmp (link->target, self->node) == 0 &&
          strcmp (link->target_port, self->port) == 0)
        g_hash_table_add (self->linked, g_strdup_printf ("%s.%s", link->source, link->source_port));
    }
}

/* The ends that lie one link further: (element-type utf8 GPtrArray of borrowed ids). */
static GHashTable *
group_links (CvkLinkRules *self)
{
  GHashTable *ends =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  GPtrArray *links = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      char *from = self->is_output ? link->target : link->source;
      char *to = self->is_output ? link->source : link->target;
      GPtrArray *list = g_hash_table_lookup (ends, from);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (ends, from, list);
        }
      g_ptr_array_add (list, to);
    }
  return ends;
}

/* A link that leaves the node must not end at what leads to the node. */
static void
take_behind (CvkLinkRules *self)
{
  g_autoptr (GHashTable) ends = group_links (self);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_hash_table_add (self->behind, g_strdup (self->node));
  g_ptr_array_add (queue, self->node);
  for (unsigned at = 0; at < queue->len; at++)
    {
      GPtrArray *next = g_hash_table_lookup (ends, g_ptr_array_index (queue, at));

      for (unsigned i = 0; next != NULL && i < next->len; i++)
        {
          char *id = g_ptr_array_index (next, i);

          if (g_hash_table_add (self->behind, g_strdup (id)))
            g_ptr_array_add (queue, id);
        }
    }
}

CvkLinkRules *
cvk_link_rules_new (CvkDocument *document,
                    const CvkNodeTypes *types,
                    const char *node,
                    const char *port,
                    gboolean is_output)
{
  CvkLinkRules *self;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document) && types != NULL, NULL);
  g_return_val_if_fail (node != NULL && port != NULL, NULL);

  self = g_new0 (CvkLinkRules, 1);
  self->document = g_object_ref (document);
  self->types = types;
  self->node = g_strdup (node);
  self->port = g_strdup (port);
  self->is_output = is_output;
  self->behind = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->linked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  take_linked (self);
  take_behind (self);
  return self;
}

void
cvk_link_rules_free (CvkLinkRules *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->document);
  g_hash_table_unref (self->behind);
  g_hash_table_unref (self->linked);
  g_free (self->node);
  g_free (self->port);
  g_free (self);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT, message);
  return FALSE;
}

gboolean
cvk_link_rules_check (CvkLinkRules *self, const char *node, const char *port, GError **error)
{
  g_auto (GStrv) ports = NULL;
  g_autofree char *end = NULL;

  g_return_val_if_fail (self != NULL && node != NULL && port != NULL, FALSE);

  if (cvk_document_get_node (self->document, node) == NULL)
    return cvk_command_fail (error, _ ("There is no node “{name}”."), node);
  if (strcmp (node, self->node) == 0)
    return fail (error, _ ("A node cannot be linked to itself."));
  if (g_hash_table_contains (self->behind, node))
    return fail (error, _ ("This link would make the links go round in a circle."));
  ports = cvk_document_list_ports (self->document, self->types, node, !self->is_output);
  if (!g_strv_contains ((const char *const *) ports, port))
    return cvk_command_fail (error,
                             self->is_output ? _ ("The node has no input “{name}”.")
                                             : _ ("The node has no output “{name}”."),
                             port);
  end = g_strdup_printf ("%s.%s", node, port);
  if (g_hash_table_contains (self->linked, end))
    return fail (error, _ ("These two are linked already."));
  return TRUE;
}

char *
cvk_link_rules_find_port (CvkLinkRules *self, const char *node)
{
  g_auto (GStrv) ports = NULL;

  g_return_val_if_fail (self != NULL && node != NULL, NULL);

  ports = cvk_document_list_ports (self->document, self->types, node, !self->is_output);
  for (unsigned i = 0; ports[i] != NULL; i++)
    if (strcmp (ports[i], "failed") != 0 && cvk_link_rules_check (self, node, ports[i], NULL))
      return g_strdup (ports[i]);
  return NULL;
}
