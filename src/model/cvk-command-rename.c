// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-command-private.h"
#include "model/cvk-javascript.h"
#include "model/cvk-template.h"

typedef struct
{
  CvkCommand *command;
  const char *id;
  const char *new_id;
  GHashTable *ids; /* one entry: @id to @new_id */
} Rename;

/* --- Expressions --- */

static void
collect_from_script (const char *code, GHashTable *names)
{
  g_auto (CvkJavascriptScan) scan = { 0 };

  cvk_javascript_scan (code, strlen (code), FALSE, &scan);
  for (unsigned i = 0; scan.references != NULL && i < scan.references->len; i++)
    g_hash_table_add (names, g_strdup (g_array_index (scan.references, CvkNodeReference, i).id));
}

static void
collect_from_template (const char *text, GHashTable *names)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkTemplate) template = cvk_template_parse (text, &problem);
  const CvkSegment *segments;
  size_t count;

  if (template == NULL)
    return;
  segments = cvk_template_get_segments (template, &count);
  for (size_t i = 0; i < count; i++)
    {
      if (segments[i].kind == CVK_SEGMENT_PATH && segments[i].root == CVK_PATH_ROOT_NODES)
        g_hash_table_add (names, g_strdup (segments[i].node_id));
      for (unsigned j = 0; segments[i].nodes != NULL && segments[i].nodes[j] != NULL; j++)
        g_hash_table_add (names, g_strdup (segments[i].nodes[j]));
    }
}

/* Of the ids, those that @text may name: looking for each of thousands in each text would take
 * their product. */
static GHashTable *
collect_names (GHashTable *ids, const char *text, gboolean is_script)
{
  GHashTable *names;

  if (g_hash_table_size (ids) == 1)
    return g_hash_table_ref (ids);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_script)
    collect_from_script (text, names);
  else if (strstr (text, "{{") != NULL)
    collect_from_template (text, names);
  return names;
}

static CvkValue *
rename_in_text (GHashTable *ids, const CvkValue *value, gboolean is_script)
{
  g_autofree char *text = g_strdup (cvk_value_get_string (value));
  g_autoptr (GHashTable) names = collect_names (ids, text, is_script);
  gboolean is_changed = FALSE;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      const char *new_id = g_hash_table_lookup (ids, id);
      char *renamed = NULL;

      if (new_id != NULL)
        renamed = is_script ? cvk_javascript_rename_node (text, strlen (text), id, new_id)
                            : cvk_template_rename_node (text, id, new_id);
      if (renamed == NULL)
        continue;
      is_changed = TRUE;
      g_free (text);
      text = renamed;
    }
  return is_changed ? cvk_value_take_string (g_steal_pointer (&text)) : NULL;
}

/* The changed value; NULL when nothing in it names the node. Recursion is bounded by the reader's
 * limit of depth. */
static CvkValue *
rename_in_value (GHashTable *ids, const CvkValue *value, gboolean is_script_node)
{
  g_autoptr (GPtrArray) elements = NULL;
  g_auto (CvkObjectBuilder) members = { NULL };
  gboolean is_changed = FALSE;
  gboolean is_object = cvk_value_is_object (value);

  if (cvk_value_is_string (value))
    return rename_in_text (ids, value, FALSE);
  if (!is_object && !cvk_value_is_array (value))
    return NULL;

  if (is_object)
    cvk_object_builder_init_from (&members, value);
  elements = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *child = NULL;
      CvkValue *renamed;

      if (is_object)
        cvk_value_get_member_at (value, i, &name, &child);
      else
        child = cvk_value_get_element (value, i);
      if (is_script_node && cvk_value_is_string (child) && g_strcmp0 (name, "code") == 0)
        renamed = rename_in_text (ids, child, TRUE);
      else
        renamed = rename_in_value (ids, child, FALSE);
      is_changed |= renamed != NULL;
      if (!is_object)
        g_ptr_array_add (elements, renamed != NULL ? renamed : cvk_value_ref (child));
      else if (renamed != NULL)
        cvk_object_builder_set (&members, name, renamed);
    }
  if (!is_changed)
    return NULL;
  if (is_object)
    return cvk_object_builder_end (&members);
  g_ptr_array_set_free_func (elements, NULL);

  return cvk_value_new_array ((CvkValue *const *) elements->pdata, elements->len);
}

CvkValue *
cvk_command_rename_in_settings (const CvkNode *node, GHashTable *ids)
{
  return rename_in_value (ids, node->settings, strcmp (node->type, "script") == 0);
}

static void
rename_references (const Rename *self)
{
  GPtrArray *nodes = self->command->document->nodes;

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);
      g_autoptr (CvkValue) settings = cvk_command_rename_in_settings (node, self->ids);
      CvkNode *changed;

      if (settings == NULL)
        continue;
      changed = cvk_node_copy (node);
      g_clear_pointer (&changed->source, g_free);
      cvk_node_set_settings (changed, settings);
      cvk_command_replace (self->command, CVK_LIST_NODES, i, changed, CVK_DOCUMENT_PART_NODES,
                           _ ("Change Id"), NULL);
    }
}

/* --- Links and frames --- */

static void
rename_links (const Rename *self)
{
  GPtrArray *links = self->command->document->links;

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);
      gboolean is_source = strcmp (link->source, self->id) == 0;
      gboolean is_target = strcmp (link->target, self->id) == 0;
      CvkLink *changed;

      if (!is_source && !is_target)
        continue;
      changed = cvk_link_copy (link);
      if (is_source)
        cvk_set_string (&changed->source, self->new_id);
      if (is_target)
        cvk_set_string (&changed->target, self->new_id);
      cvk_command_replace (self->command, CVK_LIST_LINKS, i, changed, CVK_DOCUMENT_PART_LINKS,
                           _ ("Change Id"), NULL);
    }
}

/* A frame lists the nodes it surrounds. */
static CvkValue *
rename_in_frame (const Rename *self, const CvkValue *frame)
{
  CvkValue *nodes = cvk_value_get_member (frame, "nodes");
  g_auto (CvkArrayBuilder) list = { NULL };
  g_auto (CvkObjectBuilder) changed = { NULL };
  gboolean is_changed = FALSE;

  if (nodes == NULL || !cvk_value_is_array (nodes))
    return NULL;
  cvk_array_builder_init (&list);
  for (size_t i = 0; i < cvk_value_get_length (nodes); i++)
    {
      CvkValue *node = cvk_value_get_element (nodes, i);
      gboolean is_it =
        cvk_value_is_string (node) && strcmp (cvk_value_get_string (node), self->id) == 0;

      is_changed |= is_it;
      cvk_array_builder_append (&list,
                                is_it ? cvk_value_new_string (self->new_id) : cvk_value_ref (node));
    }
  if (!is_changed)
    return NULL;
  cvk_object_builder_init_from (&changed, frame);
  cvk_object_builder_set (&changed, "nodes", cvk_array_builder_end (&list));

  return cvk_object_builder_end (&changed);
}

static void
rename_frames (const Rename *self)
{
  GPtrArray *frames = self->command->document->frames;

  for (unsigned i = 0; i < frames->len; i++)
    {
      const CvkAnnotation *frame = g_ptr_array_index (frames, i);
      CvkValue *value = rename_in_frame (self, frame->value);
      CvkAnnotation *changed;

      if (value == NULL)
        continue;
      changed = g_new0 (CvkAnnotation, 1);
      changed->id = g_strdup (frame->id);
      changed->value = value;
      cvk_command_replace (self->command, CVK_LIST_FRAMES, i, changed, CVK_DOCUMENT_PART_FRAMES,
                           _ ("Change Id"), NULL);
    }
}

gboolean
cvk_command_rename_node (CvkCommand *self, const char *id, const char *new_id, GError **error)
{
  g_autofree char *old_id = NULL;
  g_autoptr (GHashTable) ids = NULL;
  Rename rename;
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL && id != NULL && new_id != NULL, FALSE);

  node = cvk_document_get_node (self->document, id);
  if (node == NULL)
    return cvk_command_fail (error, _ ("There is no node “{name}”."), id);
  if (strcmp (id, new_id) == 0)
    return TRUE;
  if (!cvk_text_is_id (new_id))
    return cvk_command_fail (
      error, _ ("“{name}” cannot be an id: use lower-case letters, digits and hyphens."), new_id);
  if (cvk_document_get_node (self->document, new_id) != NULL)
    return cvk_command_fail (error, _ ("There is a node “{name}” already. Choose another id."),
                             new_id);

  /* @id may be the node's own string, which is about to go. */
  old_id = g_strdup (id);
  ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (ids, old_id, (gpointer) new_id);
  rename = (Rename){ self, old_id, new_id, ids };
  changed = cvk_node_copy (node);
  cvk_set_string (&changed->id, new_id);
  cvk_command_replace (self, CVK_LIST_NODES, cvk_command_find (self, CVK_LIST_NODES, node), changed,
                       CVK_DOCUMENT_PART_NODES, _ ("Change Id"), NULL);
  rename_references (&rename);
  rename_links (&rename);
  rename_frames (&rename);

  return TRUE;
}
