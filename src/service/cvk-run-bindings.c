// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-bindings.h"

#include "base/cvk-json.h"
#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"
#include "model/cvk-checks.h"
#include "model/cvk-file-slots.h"
#include "model/cvk-sub-pipeline.h"

static void
add_problem (GPtrArray *problems,
             const char *code,
             const char *message,
             const char *name,
             const char *value)
{
  g_ptr_array_add (problems, cvk_problem_new (code, message, "name", name, "value", value, NULL));
}

/* The only connection that fits. */
static CvkConnection *
find_only_connection (CvkHostConnections *connections,
                      const CvkConnectionSlot *slot,
                      GPtrArray *problems)
{
  GPtrArray *list = cvk_host_connections_list (connections);
  CvkConnection *found = NULL;

  for (unsigned i = 0; i < list->len; i++)
    {
      CvkConnection *connection = g_ptr_array_index (list, i);

      if (!cvk_connector_fits (cvk_connection_get_connector (connection), slot->connector))
        continue;
      if (found != NULL)
        {
          add_problem (problems, "several-connections",
                       N_ ("The slot “{name}” can be filled with several connections. Choose one, "
                           "for example with --connection {name}={value}."),
                       slot->name, cvk_connection_get_name (found));
          return NULL;
        }
      found = connection;
    }
  if (found == NULL)
    add_problem (problems, "no-connection",
                 N_ ("The slot “{name}” needs a connection. Sign in with “convokectl connect "
                     "{value}”, or try the pipeline with --sandbox."),
                 slot->name, slot->connector);
  return found;
}

static CvkConnection *
find_named_connection (CvkHostConnections *connections,
                       const CvkConnectionSlot *slot,
                       const char *name,
                       GPtrArray *problems)
{
  CvkConnection *found = cvk_host_connections_find (connections, name);

  if (found == NULL)
    add_problem (problems, "unknown-connection",
                 N_ ("There is no connection “{value}” for the slot “{name}”. “convokectl "
                     "connections” lists them."),
                 slot->name, name);
  else if (!cvk_connector_fits (cvk_connection_get_connector (found), slot->connector))
    add_problem (problems, "wrong-connection",
                 N_ ("The connection “{value}” belongs to another service than the slot “{name}” "
                     "asks for."),
                 slot->name, name);
  else
    return found;
  return NULL;
}

static void
bind_slots (CvkRunBindings *self,
            CvkDocument *document,
            GHashTable *chosen,
            gboolean sandbox,
            CvkHostConnections *connections,
            GPtrArray *problems)
{
  g_autoptr (GStrvBuilder) sandbox_slots = g_strv_builder_new ();
  GPtrArray *slots = cvk_document_get_slots (document);
  CvkConnection *connection = NULL;

  /* One that nobody uses need not be filled. */
  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);
      const char *name = g_hash_table_lookup (chosen, slot->name);

      if (sandbox && g_strcmp0 (slot->connector, "zoom") == 0)
        {
          if (cvk_sub_pipeline_uses_slot (document, slot->name))
            g_strv_builder_add (sandbox_slots, slot->name);
          continue;
        }
      if (name == NULL && !cvk_sub_pipeline_uses_slot (document, slot->name))
        continue;
      if (name != NULL)
        connection = find_named_connection (connections, slot, name, problems);
      else
        connection = find_only_connection (connections, slot, problems);
      if (connection != NULL)
        g_hash_table_insert (self->connections, g_strdup (slot->name), g_object_ref (connection));
    }
  self->sandbox_slots = g_strv_builder_end (sandbox_slots);
}

/* An a{ss} among the options, as a table. */
static GHashTable *
read_table (GVariantDict *options, const char *name)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) pairs =
    g_variant_dict_lookup_value (options, name, G_VARIANT_TYPE ("a{ss}"));
  GVariantIter iter;
  char *key = NULL;
  char *value = NULL;

  if (pairs == NULL)
    return table;
  g_variant_iter_init (&iter, pairs);
  while (g_variant_iter_next (&iter, "{ss}", &key, &value))
    g_hash_table_replace (table, key, value);
  return table;
}

static CvkValue *
read_inputs (GVariantDict *options)
{
  g_autoptr (GHashTable) table = read_table (options, "inputs");
  g_auto (CvkObjectBuilder) builder = { 0 };
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    cvk_object_builder_set (&builder, key, cvk_value_new_string (value));
  return cvk_object_builder_end (&builder);
}

static void
check_names (CvkDocument *document,
             const CvkNodeTypes *types,
             GHashTable *slots,
             GHashTable *files,
             GPtrArray *problems)
{
  GHashTableIter iter;
  gpointer name = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (cvk_document_get_slot (document, name) == NULL)
        add_problem (problems, "unknown-slot", N_ ("The pipeline has no connection slot “{name}”."),
                     name, NULL);
    }
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!cvk_file_slots_are_used (document, types, name))
        add_problem (problems, "unknown-file", N_ ("The pipeline has no file slot “{name}”."), name,
                     NULL);
      else if (!g_path_is_absolute (value))
        add_problem (problems, "invalid-option",
                     N_ ("The path “{value}” of the file slot “{name}” is not absolute."), name,
                     value);
    }
}

/* People count rows from 1, items are numbered from 0. */
static CvkValue *
read_edits (GVariantDict *options, GPtrArray *problems)
{
  const char *json = NULL;
  g_autoptr (CvkValue) given = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (!g_variant_dict_lookup (options, "edits", "&s", &json))
    return NULL;
  given = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (given == NULL || !cvk_value_is_object (given))
    {
      add_problem (problems, "invalid-option", N_ ("“{name}” is no row that can be changed."), json,
                   NULL);
      return NULL;
    }
  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (given); i++)
    {
      const char *row = NULL;
      CvkValue *fields = NULL;
      uint64_t number = 0;
      g_autofree char *name = NULL;

      cvk_value_get_member_at (given, i, &row, &fields);
      if (!g_ascii_string_to_unsigned (row, 10, 1, G_MAXUINT, &number, NULL) ||
          !cvk_value_is_object (fields))
        {
          add_problem (problems, "invalid-option", N_ ("“{name}” is no row that can be changed."),
                       row, NULL);
          continue;
        }
      name = g_strdup_printf ("%" G_GUINT64_FORMAT, number - 1);
      cvk_object_builder_set (&builder, name, cvk_value_ref (fields));
    }
  return cvk_object_builder_end (&builder);
}

/* At most one of the three says how much of the pipeline runs. */
static void
read_part (CvkRunBindings *self, GVariantDict *options, GPtrArray *problems)
{
  static const struct
  {
    const char *name;
    CvkRunPart part;
  } parts[] = {
    { "only", CVK_RUN_PART_ONLY },
    { "from", CVK_RUN_PART_FROM },
    { "retry", CVK_RUN_PART_RETRY },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      char *node = NULL;

      if (!g_variant_dict_lookup (options, parts[i].name, "s", &node))
        continue;
      if (self->node != NULL)
        add_problem (problems, "invalid-option",
                     N_ ("Only one of “only”, “from” and “retry” can be given."), NULL, NULL);
      g_free (self->node);
      self->node = node;
      self->part = parts[i].part;
    }
  g_variant_dict_lookup (options, "kept", "s", &self->kept);
  self->edits = read_edits (options, problems);
  if (self->part == CVK_RUN_PART_RETRY && self->kept == NULL)
    add_problem (problems, "invalid-option",
                 N_ ("To try failed items again, say of which run (“kept”)."), NULL, NULL);
}

/* A node that the pipeline does not have (any more) is no place to hold at, and no mistake. */
static GHashTable *
read_breakpoints (GVariantDict *options)
{
  GHashTable *nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const char **ids = NULL;

  g_variant_dict_lookup (options, "breakpoints", "^a&s", &ids);
  for (unsigned i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (nodes, g_strdup (ids[i]));
  return nodes;
}

gboolean
cvk_run_speaks_unconnected (CvkDocument *document, const CvkNodeTypes *types)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      const CvkNodeType *type = cvk_node_types_lookup (types, node->type);

      if (type != NULL && type->is_slot_optional && node->slot == NULL && !node->muted)
        return TRUE;
    }
  return FALSE;
}

CvkRunBindings *
cvk_run_bindings_new (CvkDocument *document,
                      const CvkNodeTypes *types,
                      GVariantDict *options,
                      CvkHostConnections *connections,
                      GPtrArray *problems)
{
  CvkRunBindings *self = g_new0 (CvkRunBindings, 1);
  g_autoptr (GHashTable) slots = read_table (options, "connections");
  gboolean sandbox = FALSE;

  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->files = read_table (options, "files");
  self->inputs = read_inputs (options);
  g_variant_dict_lookup (options, "path", "s", &self->path);
  g_variant_dict_lookup (options, "sandbox", "b", &sandbox);
  g_variant_dict_lookup (options, "rehearse", "b", &self->rehearses);
  g_variant_dict_lookup (options, "spread", "b", &self->spreads);
  g_variant_dict_lookup (options, "approve", "s", &self->approve);
  self->effects = g_variant_dict_lookup_value (options, "effects", G_VARIANT_TYPE ("au"));
  self->breakpoints = read_breakpoints (options);
  read_part (self, options, problems);
  check_names (document, types, slots, self->files, problems);
  if (!cvk_problems_have_errors (problems))
    bind_slots (self, document, slots, sandbox, connections, problems);
  return self;
}

void
cvk_run_bindings_free (CvkRunBindings *self)
{
  g_clear_pointer (&self->inputs, cvk_value_unref);
  g_clear_pointer (&self->edits, cvk_value_unref);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  g_clear_pointer (&self->breakpoints, g_hash_table_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
  g_clear_pointer (&self->sandbox_slots, g_strfreev);
  g_free (self->path);
  g_free (self->node);
  g_free (self->kept);
  g_free (self->approve);
  g_clear_pointer (&self->effects, g_variant_unref);
  g_free (self);
}
