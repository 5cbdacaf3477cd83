// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-command-private.h"

static CvkNode *
find_node (CvkCommand *self, const char *id, GError **error)
{
  CvkNode *node = cvk_document_get_node (self->document, id);

  if (node == NULL)
    cvk_command_fail (error, _ ("There is no node “{name}”."), id != NULL ? id : "");

  return node;
}

/* A copy to change, whose text has to be written anew. */
static CvkNode *
copy_for_change (const CvkNode *node)
{
  CvkNode *copy = cvk_node_copy (node);

  g_clear_pointer (&copy->source, g_free);

  return copy;
}

static void
replace (CvkCommand *self,
         const CvkNode *node,
         CvkNode *changed,
         const char *name,
         const char *what)
{
  g_autofree char *key = what != NULL ? g_strconcat (what, ":", node->id, NULL) : NULL;

  cvk_command_replace (self, CVK_LIST_NODES, cvk_command_find (self, CVK_LIST_NODES, node), changed,
                       CVK_DOCUMENT_PART_NODES, name, key);
}

/* --- Coming and going --- */

static char *
make_id (CvkCommand *self, const char *base)
{
  g_autoptr (GString) stem = g_string_new (NULL);
  char *id;

  for (const char *at = base; *at != '\0'; at++)
    g_string_append_c (stem, g_ascii_isalnum (*at) ? g_ascii_tolower (*at) : '-');
  if (!cvk_text_is_id (stem->str))
    g_string_assign (stem, "node");
  id = g_strdup (stem->str);
  for (unsigned i = 2; cvk_document_get_node (self->document, id) != NULL; i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", stem->str, i);
    }

  return id;
}

static gboolean
check_new_id (CvkCommand *self, const char *id, GError **error)
{
  if (!cvk_text_is_id (id))
    return cvk_command_fail (
      error, _ ("“{name}” cannot be an id: use lower-case letters, digits and hyphens."), id);
  if (cvk_document_get_node (self->document, id) != NULL)
    return cvk_command_fail (error, _ ("There is a node “{name}” already. Choose another id."), id);

  return TRUE;
}

static const char *
insert (CvkCommand *self, CvkNode *node, unsigned index, const char *name)
{
  cvk_command_insert (self, CVK_LIST_NODES, index, node, name);

  return node->id;
}

const char *
cvk_command_add_node (CvkCommand *self,
                      const char *id,
                      const char *type,
                      double x,
                      double y,
                      GError **error)
{
  g_autofree char *made = NULL;
  CvkNode *node;

  g_return_val_if_fail (self != NULL && type != NULL && *type != '\0', NULL);
  g_return_val_if_fail (isfinite (x) && isfinite (y), NULL);

  if (id == NULL)
    id = made = make_id (self, type);
  else if (!check_new_id (self, id, error))
    return NULL;
  node = cvk_node_new (id, type);
  node->x = x;
  node->y = y;
  node->has_place = TRUE;

  return insert (self, node, self->document->nodes->len, _ ("Add Node"));
}

gboolean
cvk_command_remove_node (CvkCommand *self, const char *id, GError **error)
{
  CvkNode *node;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  for (unsigned i = self->document->links->len; i > 0; i--)
    {
      const CvkLink *link = g_ptr_array_index (self->document->links, i - 1);

      if (strcmp (link->source, node->id) == 0 || strcmp (link->target, node->id) == 0)
        cvk_command_remove (self, CVK_LIST_LINKS, i - 1, _ ("Delete Node"));
    }
  cvk_command_remove (self, CVK_LIST_NODES, cvk_command_find (self, CVK_LIST_NODES, node),
                      _ ("Delete Node"));

  return TRUE;
}

const char *
cvk_command_duplicate_node (CvkCommand *self, const char *id, const char *new_id, GError **error)
{
  g_autofree char *made = NULL;
  CvkNode *node;
  CvkNode *copy;

  g_return_val_if_fail (self != NULL, NULL);

  node = find_node (self, id, error);
  if (node == NULL || (new_id != NULL && !check_new_id (self, new_id, error)))
    return NULL;
  if (new_id == NULL)
    new_id = made = make_id (self, id);
  /* Its text is the original's: nothing in it names the node. */
  copy = cvk_node_copy (node);
  g_free (copy->id);
  copy->id = g_strdup (new_id);
  copy->x += 40;
  copy->y += 40;
  copy->has_place = TRUE;

  return insert (self, copy, cvk_command_find (self, CVK_LIST_NODES, node) + 1,
                 _ ("Duplicate Node"));
}

/* --- Changing --- */

/* The fields that the new type has too. A schema without fields says nothing. */
static CvkValue *
keep_fields (const CvkValue *settings, const CvkNodeType *type)
{
  CvkValue *properties =
    type != NULL ? cvk_value_get_member (cvk_node_type_get_settings_schema (type), "properties")
                 : NULL;
  g_auto (CvkObjectBuilder) kept = { NULL };

  if (properties == NULL)
    return cvk_value_ref (settings);
  cvk_object_builder_init (&kept);
  for (size_t i = 0; i < cvk_value_get_length (settings); i++)
    {
      const char *name;
      CvkValue *value;

      cvk_value_get_member_at (settings, i, &name, &value);
      if (cvk_value_get_member (properties, name) != NULL)
        cvk_object_builder_append (&kept, name, cvk_value_ref (value));
    }

  return cvk_object_builder_end (&kept);
}

gboolean
cvk_command_set_node_type (CvkCommand *self,
                           const char *id,
                           const char *type,
                           const CvkNodeTypes *types,
                           GError **error)
{
  g_autoptr (CvkValue) settings = NULL;
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL && type != NULL && *type != '\0', FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  settings =
    keep_fields (node->settings, types != NULL ? cvk_node_types_lookup (types, type) : NULL);
  changed = copy_for_change (node);
  g_free (changed->type);
  changed->type = g_strdup (type);
  if (cvk_value_get_length (settings) != cvk_value_get_length (node->settings))
    cvk_node_set_settings (changed, settings);
  replace (self, node, changed, _ ("Choose Action"), NULL);

  return TRUE;
}

gboolean
cvk_command_set_node_settings (CvkCommand *self,
                               const char *id,
                               const CvkValue *settings,
                               GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && cvk_value_is_object (settings), FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  changed = copy_for_change (node);
  cvk_node_set_settings (changed, settings);
  replace (self, node, changed, _ ("Change Settings"), NULL);

  return TRUE;
}

gboolean
cvk_command_set_node_field (CvkCommand *self,
                            const char *id,
                            const char *field,
                            const CvkValue *value,
                            GError **error)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_autoptr (CvkValue) settings = NULL;
  g_autofree char *key = NULL;
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL && field != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  cvk_object_builder_init_from (&builder, node->settings);
  if (value != NULL)
    cvk_object_builder_set (&builder, field, cvk_value_ref (value));
  else
    cvk_object_builder_remove (&builder, field);
  settings = cvk_object_builder_end (&builder);
  changed = copy_for_change (node);
  cvk_node_set_settings (changed, settings);
  key = g_strconcat ("field ", field, NULL);
  replace (self, node, changed, _ ("Change Settings"), key);

  return TRUE;
}

gboolean
cvk_command_set_node_label (CvkCommand *self, const char *id, const char *label, GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  changed = copy_for_change (node);
  cvk_set_string (&changed->label, label);
  replace (self, node, changed, _ ("Rename Node"), "label");

  return TRUE;
}

gboolean
cvk_command_set_node_slot (CvkCommand *self, const char *id, const char *slot, GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  changed = copy_for_change (node);
  cvk_set_string (&changed->slot, slot);
  replace (self, node, changed, _ ("Choose Connection"), "slot");

  return TRUE;
}

gboolean
cvk_command_set_node_on_error (CvkCommand *self,
                               const char *id,
                               CvkOnError on_error,
                               GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  changed = copy_for_change (node);
  changed->on_error = on_error;
  replace (self, node, changed, _ ("Change What Happens on Errors"), "on_error");

  return TRUE;
}

gboolean
cvk_command_set_node_timeout (CvkCommand *self, const char *id, int64_t seconds, GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  if (seconds < 0 || seconds > CVK_NODE_MAX_TIMEOUT)
    return cvk_command_fail (
      error, _ ("The time limit of “{name}” must be between 0 seconds and a year."), id);
  changed = copy_for_change (node);
  changed->timeout = seconds;
  replace (self, node, changed, _ ("Change Time Limit"), "timeout");

  return TRUE;
}

gboolean
cvk_command_set_node_muted (CvkCommand *self, const char *id, gboolean muted, GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  changed = copy_for_change (node);
  changed->muted = muted;
  replace (self, node, changed, muted ? _ ("Mute Node") : _ ("Unmute Node"), NULL);

  return TRUE;
}

gboolean
cvk_command_set_node_pinned (CvkCommand *self,
                             const char *id,
                             const CvkValue *items,
                             GError **error)
{
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  for (size_t i = 0; items != NULL && i < cvk_value_get_length (items); i++)
    if (!cvk_value_is_array (items) || !cvk_value_is_object (cvk_value_get_element (items, i)))
      return cvk_command_fail (error, _ ("What is pinned to “{name}” must be a list of items."),
                               id);
  changed = copy_for_change (node);
  g_clear_pointer (&changed->pinned, cvk_value_unref);
  changed->pinned = items != NULL ? cvk_value_ref (items) : NULL;
  replace (self, node, changed, items != NULL ? _ ("Pin Data") : _ ("Unpin Data"), NULL);

  return TRUE;
}

gboolean
cvk_command_move_node (CvkCommand *self, const char *id, double x, double y, GError **error)
{
  g_autofree char *key = NULL;
  CvkNode *node;
  CvkNode *changed;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (isfinite (x) && isfinite (y), FALSE);

  node = find_node (self, id, error);
  if (node == NULL)
    return FALSE;
  /* The layout has a section of its own: the node's text stays. */
  changed = cvk_node_copy (node);
  changed->x = x;
  changed->y = y;
  changed->has_place = TRUE;
  key = g_strconcat ("place:", id, NULL);
  cvk_command_replace (self, CVK_LIST_NODES, cvk_command_find (self, CVK_LIST_NODES, node), changed,
                       CVK_DOCUMENT_PART_LAYOUT, _ ("Move Node"), key);

  return TRUE;
}
