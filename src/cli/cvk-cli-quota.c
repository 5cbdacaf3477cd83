// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-quota.h"

#include <stdio.h>
#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "cli/cvk-cli-client.h"
#include "cli/cvk-cli-types.h"
#include "connect/cvk-connectors.h"
#include "model/cvk-document.h"

/* The slots whose nodes count, with their connectors: slot -> id of the connector. (transfer full)
 */
static GHashTable *
find_slots (CvkDocument *document)
{
  GHashTable *slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *nodes = cvk_document_get_nodes (document);
  CvkNodeTypes *types = cvk_cli_types_new ();

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && node->slot != NULL && cvk_node_type_counts (type))
        g_hash_table_insert (slots, g_strdup (node->slot), g_strdup (type->connector));
    }
  cvk_node_types_free (types);
  return slots;
}

/* What the user gave for the slot. (nullable) */
static const char *
find_given (const char *slot, char **connections)
{
  size_t length = strlen (slot);

  for (size_t i = 0; connections != NULL && connections[i] != NULL; i++)
    if (strncmp (connections[i], slot, length) == 0 && connections[i][length] == '=')
      return connections[i] + length + 1;
  return NULL;
}

/* A slot that nothing was given for takes the only connection there is. (nullable) */
static char *
find_only (GDBusConnection *client, const char *connector)
{
  g_autoptr (GVariant) reply = cvk_client_call (client, "ListConnections", NULL, "(s)", NULL);
  const char *json = NULL;
  g_autoptr (CvkValue) list = NULL;
  const char *only = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&s)", &json);
  list = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  for (size_t i = 0; list != NULL && i < cvk_value_get_length (list); i++)
    {
      const CvkValue *connection = cvk_value_get_element (list, i);

      if (g_strcmp0 (cvk_value_lookup_string (connection, "connector", NULL), connector) != 0)
        continue;
      if (only != NULL)
        return NULL;
      only = cvk_value_lookup_string (connection, "name", NULL);
    }
  return g_strdup (only);
}

static void
print_quota (GDBusConnection *client, const char *connection)
{
  g_autoptr (GVariant) reply =
    cvk_client_call (client, "GetQuota", g_variant_new ("(s)", connection), "(s)", NULL);
  const char *json = NULL;
  g_autoptr (CvkValue) quota = NULL;
  g_autofree char *safe = cvk_text_for_terminal (connection, FALSE);

  if (reply == NULL)
    return;
  g_variant_get (reply, "(&s)", &json);
  quota = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (quota == NULL || !cvk_value_is_object (quota))
    return;
  fprintf (stderr,
           /* Translators: how many are left, how many there are in all, and a connection. */
           ngettext ("%'lld of %'lld change left today for “%s”.\n",
                     "%'lld of %'lld changes left today for “%s”.\n",
                     (unsigned long) cvk_value_lookup_integer (quota, "limit", 0)),
           (long long) cvk_value_lookup_integer (quota, "left", 0),
           (long long) cvk_value_lookup_integer (quota, "limit", 0), safe);
}

void
cvk_cli_print_quotas (GDBusConnection *client, GBytes *pipeline, char **connections)
{
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (pipeline, NULL);
  g_autoptr (GHashTable) slots = NULL;
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer slot;
  gpointer connector;

  /* What is wrong with it is said by whoever runs it. */
  if (document == NULL)
    return;
  slots = find_slots (document);
  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &slot, &connector))
    {
      const char *given = find_given (slot, connections);
      g_autofree char *name = given != NULL ? g_strdup (given) : find_only (client, connector);

      if (name == NULL || g_hash_table_contains (said, name))
        continue;
      print_quota (client, name);
      g_hash_table_add (said, g_steal_pointer (&name));
    }
}
