// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "desktop/editor/cvk-editing-private.h"

static gboolean
has (const char *text, const char *folded)
{
  g_autofree char *own = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

/* Texts and numbers, at any depth. Recursion is bounded by the reader's limit of depth. */
static gboolean
value_has (const CvkValue *value, const char *folded)
{
  if (cvk_value_is_string (value))
    return has (cvk_value_get_string (value), folded);
  if (cvk_value_is_array (value))
    {
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        if (value_has (cvk_value_get_element (value, i), folded))
          return TRUE;
      return FALSE;
    }
  if (cvk_value_is_number (value))
    {
      g_autofree char *text = cvk_value_to_json (value, CVK_JSON_COMPACT);

      return has (text, folded);
    }
  for (size_t i = 0; cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (value, i, &name, &member);
      if (value_has (member, folded))
        return TRUE;
    }
  return FALSE;
}

static gboolean
node_has (CvkSession *self, const CvkNode *node, const char *folded)
{
  const CvkNodeType *type = cvk_node_types_lookup (cvk_session_get_types (self), node->type);

  return has (cvk_editing_get_node_name (self, node), folded) || has (node->id, folded) ||
         has (node->type, folded) || (type != NULL && has (_ (type->title), folded)) ||
         value_has (node->settings, folded);
}

static void
free_found (gpointer data)
{
  CvkFound *self = data;

  g_free (self->id);
  g_free (self);
}

static void
add (GPtrArray *found, CvkSelectionKind kind, const char *id)
{
  CvkFound *hit = g_new0 (CvkFound, 1);

  hit->kind = kind;
  hit->id = g_strdup (id);
  g_ptr_array_add (found, hit);
}

static void
find_annotations (GPtrArray *annotations,
                  CvkSelectionKind kind,
                  const char *member,
                  const char *folded,
                  GPtrArray *found)
{
  for (unsigned i = 0; i < annotations->len; i++)
    {
      const CvkAnnotation *annotation = g_ptr_array_index (annotations, i);

      if (has (cvk_value_lookup_string (annotation->value, member, NULL), folded))
        add (found, kind, annotation->id);
    }
}

GPtrArray *
cvk_editing_find (CvkSession *self, const char *query)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (free_found);
  g_autofree char *trimmed = NULL;
  g_autofree char *folded = NULL;
  CvkDocument *document;
  GPtrArray *nodes;

  g_return_val_if_fail (CVK_IS_SESSION (self) && query != NULL, found);

  trimmed = g_strstrip (g_strdup (query));
  folded = g_utf8_casefold (trimmed, -1);
  if (*folded == '\0')
    return found;
  document = cvk_session_get_document (self);
  nodes = cvk_document_get_nodes (document);
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (node_has (self, node, folded))
        add (found, CVK_SELECTION_NODE, node->id);
    }
  find_annotations (cvk_document_get_notes (document), CVK_SELECTION_NOTE, "text", folded, found);
  find_annotations (cvk_document_get_frames (document), CVK_SELECTION_FRAME, "title", folded,
                    found);
  return found;
}
