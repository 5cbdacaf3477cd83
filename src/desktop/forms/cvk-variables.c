// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-variables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/forms/cvk-token-text.h"
#include "model/cvk-javascript.h"
#include "model/cvk-schema-private.h"

/* More than anybody picks from; what is farther away can be typed. */
#define MAX_NODES 60
#define MAX_HOPS 64
/* Objects inside of an item are opened so far. */
#define MAX_DEPTH 3

#define BIT(kind) (1u << (kind))
#define SCALARS                                                                                    \
  (BIT (CVK_VALUE_BOOLEAN) | BIT (CVK_VALUE_INTEGER) | BIT (CVK_VALUE_DOUBLE) |                    \
   BIT (CVK_VALUE_STRING))

typedef struct
{
  CvkUpstream *upstream;
  CvkSampleFunc get_sample;
  gpointer user_data;
  GPtrArray *variables;
  GHashTable *seen; /* expressions */
} Lister;

static void
free_variable (gpointer data)
{
  CvkVariable *self = data;

  g_free (self->group);
  g_free (self->title);
  g_free (self->expression);
  g_clear_pointer (&self->schema, cvk_value_unref);
  g_clear_pointer (&self->sample, cvk_value_unref);
  g_free (self);
}

static char *
join_expression (const char *root, const char *name)
{
  size_t length = strlen (name);
  g_autoptr (CvkValue) text = NULL;
  g_autofree char *quoted = NULL;

  if (cvk_javascript_identifier_length (name, length) == length && length > 0)
    return g_strdup_printf ("%s.%s", root, name);
  text = cvk_value_new_string (name);
  quoted = cvk_value_to_json (text, CVK_JSON_COMPACT);
  return g_strdup_printf ("%s[%s]", root, quoted);
}

static void
add_variable (Lister *self,
              const char *group,
              const char *title,
              const char *expression,
              const CvkValue *schema,
              const CvkValue *sample)
{
  CvkVariable *variable;

  if (!g_hash_table_add (self->seen, g_strdup (expression)))
    return;
  variable = g_new0 (CvkVariable, 1);
  variable->group = g_strdup (group);
  variable->title = g_strdup (title);
  variable->expression = g_strdup (expression);
  variable->schema = schema != NULL ? cvk_value_ref (schema) : NULL;
  variable->sample = sample != NULL ? cvk_value_ref (sample) : NULL;
  g_ptr_array_add (self->variables, variable);
}

static void add_fields (Lister *self,
                        const char *group,
                        const char *prefix,
                        const char *root,
                        const CvkValue *schema,
                        const CvkValue *sample,
                        unsigned depth);

static void
add_field (Lister *self,
           const char *group,
           const char *prefix,
           const char *root,
           const char *name,
           const CvkValue *schema,
           const CvkValue *sample,
           unsigned depth)
{
  g_autofree char *expression = join_expression (root, name);
  const char *known = cvk_value_lookup_string (schema, "title", "");
  g_autofree char *title = g_strconcat (prefix, known[0] != '\0' ? _ (known) : name, NULL);
  g_autofree char *deeper = g_strconcat (title, " › ", NULL);

  add_variable (self, group, title, expression, schema, sample);
  if (depth + 1 < MAX_DEPTH)
    add_fields (self, group, deeper, expression, schema, sample, depth + 1);
}

static void
add_fields (Lister *self,
            const char *group,
            const char *prefix,
            const char *root,
            const CvkValue *schema,
            const CvkValue *sample,
            unsigned depth)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  size_t n_known = properties != NULL ? cvk_value_get_length (properties) : 0;
  size_t n_seen =
    sample != NULL && cvk_value_is_object (sample) ? cvk_value_get_length (sample) : 0;
  const char *name;
  CvkValue *value;

  for (size_t i = 0; i < n_known; i++)
    {
      cvk_value_get_member_at (properties, i, &name, &value);
      add_field (self, group, prefix, root, name, value, cvk_value_get_member (sample, name),
                 depth);
    }
  for (size_t i = 0; i < n_seen; i++)
    {
      cvk_value_get_member_at (sample, i, &name, &value);
      if (properties == NULL || cvk_value_get_member (properties, name) == NULL)
        add_field (self, group, prefix, root, name, NULL, value, depth);
    }
}

/* --- Fields that settings name --- */

static void
add_named (Lister *self,
           const char *group,
           const char *root,
           const char *how,
           const CvkValue *setting,
           const CvkValue *sample)
{
  const char *name = NULL;
  CvkValue *element;

  if (g_str_equal (how, "value") && cvk_value_is_string (setting))
    {
      name = cvk_value_get_string (setting);
      add_field (self, group, "", root, name, NULL, cvk_value_get_member (sample, name), 0);
      return;
    }
  if (!cvk_value_is_object (setting) && !cvk_value_is_array (setting))
    return;
  for (size_t i = 0; i < cvk_value_get_length (setting); i++)
    {
      if (g_str_equal (how, "keys") && cvk_value_is_object (setting))
        cvk_value_get_member_at (setting, i, &name, &element);
      else if (g_str_equal (how, "names") && cvk_value_is_array (setting))
        name = cvk_value_lookup_string (cvk_value_get_element (setting, i), "name", "");
      if (name != NULL && name[0] != '\0')
        add_field (self, group, "", root, name, NULL, cvk_value_get_member (sample, name), 0);
    }
}

static void
add_settings_fields (Lister *self,
                     const char *group,
                     const char *root,
                     const CvkNodeType *type,
                     const CvkNode *node,
                     const CvkValue *sample)
{
  CvkValue *properties =
    cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties");

  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *schema, *setting;
      const char *how;

      cvk_value_get_member_at (properties, i, &name, &schema);
      how = cvk_value_lookup_string (schema, "x-adds", NULL);
      if (how == NULL)
        continue;
      setting = cvk_value_get_member (node->settings, name);
      if (setting == NULL)
        setting = cvk_value_get_member (schema, "default");
      if (setting != NULL)
        add_named (self, group, root, how, setting, sample);
    }
}

/* --- Nodes --- */

static void
add_node (Lister *self, const char *id, const char *root)
{
  const CvkNode *node = cvk_document_get_node (cvk_upstream_get_document (self->upstream), id);
  const CvkNodeType *type = cvk_upstream_get_node_type (self->upstream, id);
  const char *group = cvk_upstream_get_node_title (self->upstream, id);
  g_autoptr (CvkValue) sample = self->get_sample (id, self->user_data);

  if (node == NULL)
    return;
  if (type != NULL)
    add_settings_fields (self, group, root, type, node, sample);
  add_fields (self, group, "", root, cvk_upstream_get_output_schema (self->upstream, id), sample,
              0);
}

static char *
make_root (const char *id)
{
  g_autoptr (CvkValue) text = cvk_value_new_string (id);
  g_autofree char *quoted = cvk_value_to_json (text, CVK_JSON_COMPACT);

  return g_strdup_printf ("nodes[%s]", quoted);
}

/* Nodes whose fields are fields of the item itself: the one in front, and while nodes keep what
 * came in, those in front of them. */
static void
add_item_nodes (Lister *self, GHashTable *done)
{
  const char *id =
    cvk_upstream_get_only_source (self->upstream, cvk_upstream_get_node_id (self->upstream));

  for (unsigned hops = 0; id != NULL && hops < MAX_HOPS; hops++)
    {
      const CvkNodeType *type = cvk_upstream_get_node_type (self->upstream, id);

      add_node (self, id, "item");
      g_hash_table_add (done, (gpointer) id);
      if (type == NULL || !type->keeps_input)
        return;
      id = cvk_upstream_get_only_source (self->upstream, id);
    }
}

static void
add_inputs (Lister *self)
{
  GPtrArray *nodes = cvk_document_get_nodes (cvk_upstream_get_document (self->upstream));

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      CvkValue *fields = cvk_value_get_member (node->settings, "fields");

      if (g_str_equal (node->type, "input") && fields != NULL)
        add_named (self, _ ("Inputs of the run"), "inputs", "names", fields, NULL);
    }
}

GPtrArray *
cvk_variables_list (CvkUpstream *upstream, CvkSampleFunc sample, gpointer user_data)
{
  GPtrArray *variables = g_ptr_array_new_with_free_func (free_variable);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  Lister lister = { upstream, sample, user_data, variables, seen };
  GPtrArray *ids = cvk_upstream_list (upstream);

  add_item_nodes (&lister, done);
  for (unsigned i = 0; i < MIN (ids->len, MAX_NODES); i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *root = make_root (id);

      if (!g_hash_table_contains (done, id))
        add_node (&lister, id, root);
    }
  add_inputs (&lister);
  add_variable (&lister, _ ("Run"), _ ("Time of the run"), "run.now", NULL, NULL);
  add_variable (&lister, _ ("Run"), _ ("Start of the run"), "run.started", NULL, NULL);
  add_variable (&lister, _ ("Run"), _ ("Id of the run"), "run.id", NULL, NULL);
  return variables;
}

gboolean
cvk_variable_fits (const CvkVariable *self, const CvkValue *schema)
{
  unsigned wanted = cvk_schema_get_types (schema);
  unsigned actual;

  if (self->schema != NULL)
    actual = cvk_schema_get_types (self->schema);
  else if (self->sample != NULL)
    actual = BIT (cvk_value_get_kind (self->sample));
  else
    return TRUE;
  if ((actual & wanted) != 0 || (actual & BIT (CVK_VALUE_NULL)) != 0)
    return TRUE;
  return (actual & SCALARS) != 0 && (wanted & SCALARS) != 0 &&
         ((actual | wanted) & (BIT (CVK_VALUE_STRING) | BIT (CVK_VALUE_DOUBLE))) != 0;
}

/* --- Values --- */

static CvkValue *
take_steps (const CvkValue *value, const CvkSegment *path)
{
  for (size_t i = 0; i < path->n_steps && value != NULL; i++)
    {
      const CvkPathStep *step = &path->steps[i];

      if (step->name != NULL)
        value = cvk_value_get_member (value, step->name);
      else
        value =
          cvk_value_is_array (value) ? cvk_value_get_element (value, (size_t) step->index) : NULL;
    }
  return value != NULL ? cvk_value_ref (value) : NULL;
}

static CvkValue *
evaluate_item (CvkUpstream *upstream,
               const CvkSegment *path,
               CvkSampleFunc get_sample,
               gpointer data)
{
  const char *id = cvk_upstream_get_only_source (upstream, cvk_upstream_get_node_id (upstream));

  for (unsigned hops = 0; id != NULL && hops < MAX_HOPS; hops++)
    {
      const CvkNodeType *type = cvk_upstream_get_node_type (upstream, id);
      g_autoptr (CvkValue) sample = get_sample (id, data);
      g_autoptr (CvkValue) value = sample != NULL ? take_steps (sample, path) : NULL;

      if (value != NULL)
        return g_steal_pointer (&value);
      if (type == NULL || !type->keeps_input)
        return NULL;
      id = cvk_upstream_get_only_source (upstream, id);
    }
  return NULL;
}

CvkValue *
cvk_variables_evaluate (CvkUpstream *upstream,
                        const char *expression,
                        CvkSampleFunc sample,
                        gpointer user_data)
{
  g_autoptr (CvkTemplate) template = NULL;
  const CvkSegment *path = cvk_token_text_parse_path (expression, &template);
  g_autoptr (CvkValue) item = NULL;

  if (path == NULL)
    return NULL;
  if (path->root == CVK_PATH_ROOT_ITEM)
    return evaluate_item (upstream, path, sample, user_data);
  if (path->root != CVK_PATH_ROOT_NODES)
    return NULL;
  item = sample (path->node_id, user_data);
  return item != NULL ? take_steps (item, path) : NULL;
}

char *
cvk_variables_dup_line (const CvkValue *value)
{
  return cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
}

char *
cvk_variables_dup_preview (CvkUpstream *upstream,
                           const char *text,
                           CvkSampleFunc sample,
                           gpointer user_data)
{
  g_autoptr (GPtrArray) parts = cvk_token_text_split (text);
  g_autoptr (GString) preview = g_string_new (NULL);
  gboolean has_tokens = FALSE;

  for (unsigned i = 0; i < parts->len; i++)
    {
      const CvkTokenPart *part = g_ptr_array_index (parts, i);
      g_autoptr (CvkValue) value = NULL;
      g_autofree char *line = NULL;

      if (part->expression == NULL)
        {
          g_string_append (preview, part->source);
          continue;
        }
      value = cvk_variables_evaluate (upstream, part->expression, sample, user_data);
      if (value == NULL)
        return NULL;
      line = cvk_variables_dup_line (value);
      g_string_append (preview, line);
      has_tokens = TRUE;
    }
  return has_tokens ? g_string_free (g_steal_pointer (&preview), FALSE) : NULL;
}
