// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-outline-index.h"

#include "desktop/editor/cvk-outline-index-private.h"

/* --- Links --- */

static void
add_end (GHashTable *ends, const char *from, const char *to)
{
  GPtrArray *list = g_hash_table_lookup (ends, from);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (ends, (gpointer) from, list);
    }
  if (!g_ptr_array_find_with_equal_func (list, to, g_str_equal, NULL))
    g_ptr_array_add (list, (gpointer) to);
}

static void
take_links (CvkOutlineIndex *self)
{
  GPtrArray *links = cvk_document_get_links (self->document);

  for (unsigned i = 0; i < links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (links, i);

      if (cvk_document_get_node (self->document, link->source) == NULL ||
          cvk_document_get_node (self->document, link->target) == NULL)
        continue;
      add_end (self->next, link->source, link->target);
      add_end (self->previous, link->target, link->source);
    }
}

/* --- Order --- */

static void
place (CvkOutlineIndex *self, CvkNode *node)
{
  g_ptr_array_add (self->order, node);
  g_hash_table_insert (self->positions, node->id, GUINT_TO_POINTER (self->order->len));
}

/* Each node when all that lead to it are placed; what is left goes round in circles and keeps the
 * order of the file. */
static void
find_order (CvkOutlineIndex *self)
{
  GPtrArray *nodes = cvk_document_get_nodes (self->document);
  g_autoptr (GHashTable) waiting = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);
      GPtrArray *before = g_hash_table_lookup (self->previous, node->id);

      if (before == NULL)
        place (self, node);
      else
        g_hash_table_insert (waiting, node->id, GUINT_TO_POINTER (before->len));
    }
  for (unsigned at = 0; at < self->order->len; at++)
    {
      const CvkNode *node = g_ptr_array_index (self->order, at);
      GPtrArray *next = g_hash_table_lookup (self->next, node->id);

      for (unsigned i = 0; next != NULL && i < next->len; i++)
        {
          CvkNode *target = cvk_document_get_node (self->document, g_ptr_array_index (next, i));
          unsigned left = GPOINTER_TO_UINT (g_hash_table_lookup (waiting, target->id));

          g_hash_table_insert (waiting, target->id, GUINT_TO_POINTER (left - 1));
          if (left == 1)
            place (self, target);
        }
    }
  for (unsigned i = 0; i < nodes->len && self->order->len < nodes->len; i++)
    {
      CvkNode *node = g_ptr_array_index (nodes, i);

      if (!g_hash_table_contains (self->positions, node->id))
        place (self, node);
    }
}

/* --- Object --- */

CvkOutlineIndex *
cvk_outline_index_new (CvkSession *session)
{
  CvkOutlineIndex *self;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);

  self = g_new0 (CvkOutlineIndex, 1);
  self->session = session;
  self->document = g_object_ref (cvk_session_get_document (session));
  self->order = g_ptr_array_new ();
  self->positions = g_hash_table_new (g_str_hash, g_str_equal);
  self->next =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->previous =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  take_links (self);
  find_order (self);
  return self;
}

void
cvk_outline_index_free (CvkOutlineIndex *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->order);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->next);
  g_hash_table_unref (self->previous);
  g_clear_pointer (&self->problem_of, g_hash_table_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_object_unref (self->document);
  g_free (self);
}

unsigned
cvk_outline_index_get_count (CvkOutlineIndex *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->order->len;
}

const CvkNode *
cvk_outline_index_get_node (CvkOutlineIndex *self, unsigned position)
{
  g_return_val_if_fail (self != NULL && position < self->order->len, NULL);

  return g_ptr_array_index (self->order, position);
}

gboolean
cvk_outline_index_find (CvkOutlineIndex *self, const char *id, unsigned *position)
{
  unsigned number;

  g_return_val_if_fail (self != NULL && id != NULL && position != NULL, FALSE);

  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->positions, id));
  *position = number - 1;
  return number > 0;
}

GPtrArray *
cvk_outline_index_list_next (CvkOutlineIndex *self, const char *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  return g_hash_table_lookup (self->next, id);
}

GPtrArray *
cvk_outline_index_list_previous (CvkOutlineIndex *self, const char *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  return g_hash_table_lookup (self->previous, id);
}
