// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-excerpt.h"

#include "model/cvk-document-private.h"

static GHashTable *
make_set (const char *const *ids)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (set, (gpointer) ids[i]);
  return set;
}

/* A setting that asks for a file holds the name of its slot, at the top of the settings. */
static void
take_files (CvkDocument *self, CvkDocument *excerpt, const CvkNode *node)
{
  for (size_t i = 0; i < cvk_value_get_length (node->settings); i++)
    {
      const char *name;
      CvkValue *value;
      const CvkFileSlot *slot;

      cvk_value_get_member_at (node->settings, i, &name, &value);
      if (!cvk_value_is_string (value))
        continue;
      slot = cvk_document_get_file_slot (self, cvk_value_get_string (value));
      if (slot != NULL)
        cvk_document_take_file_slot (excerpt, cvk_file_slot_copy (slot));
    }
}

static void
take_nodes (CvkDocument *self, CvkDocument *excerpt, GHashTable *ids)
{
  for (unsigned i = 0; i < self->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->nodes, i);
      const CvkConnectionSlot *slot;

      if (!g_hash_table_contains (ids, node->id))
        continue;
      cvk_document_take_node (excerpt, cvk_node_copy (node));
      slot = node->slot != NULL ? cvk_document_get_slot (self, node->slot) : NULL;
      if (slot != NULL)
        cvk_document_take_slot (excerpt, cvk_connection_slot_copy (slot));
      take_files (self, excerpt, node);
    }
  for (unsigned i = 0; i < self->links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (self->links, i);

      if (g_hash_table_contains (ids, link->source) && g_hash_table_contains (ids, link->target))
        g_ptr_array_add (excerpt->links, cvk_link_copy (link));
    }
}

static CvkAnnotation *
copy_frame (const CvkAnnotation *frame, GHashTable *ids)
{
  CvkAnnotation *copy = cvk_annotation_copy (frame);
  CvkValue *nodes = cvk_value_get_member (frame->value, "nodes");
  g_auto (CvkObjectBuilder) value = { NULL };
  g_auto (CvkArrayBuilder) list = { NULL };

  if (nodes == NULL || !cvk_value_is_array (nodes))
    return copy;
  cvk_array_builder_init (&list);
  for (size_t i = 0; i < cvk_value_get_length (nodes); i++)
    {
      CvkValue *node = cvk_value_get_element (nodes, i);

      if (cvk_value_is_string (node) && g_hash_table_contains (ids, cvk_value_get_string (node)))
        cvk_array_builder_append (&list, cvk_value_ref (node));
    }
  cvk_object_builder_init_from (&value, frame->value);
  cvk_object_builder_set (&value, "nodes", cvk_array_builder_end (&list));
  cvk_value_unref (copy->value);
  copy->value = cvk_object_builder_end (&value);
  g_clear_pointer (&copy->source, g_free);
  return copy;
}

CvkDocument *
cvk_document_excerpt (CvkDocument *self,
                      const char *const *nodes,
                      const char *const *notes,
                      const char *const *frames)
{
  CvkDocument *excerpt;
  g_autoptr (GHashTable) node_ids = make_set (nodes);
  g_autoptr (GHashTable) note_ids = make_set (notes);
  g_autoptr (GHashTable) frame_ids = make_set (frames);

  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  excerpt = cvk_document_new ();
  g_free (excerpt->name);
  excerpt->name = g_strdup (self->name);
  take_nodes (self, excerpt, node_ids);
  for (unsigned i = 0; i < self->notes->len; i++)
    {
      const CvkAnnotation *note = g_ptr_array_index (self->notes, i);

      if (g_hash_table_contains (note_ids, note->id))
        g_ptr_array_add (excerpt->notes, cvk_annotation_copy (note));
    }
  for (unsigned i = 0; i < self->frames->len; i++)
    {
      const CvkAnnotation *frame = g_ptr_array_index (self->frames, i);

      if (g_hash_table_contains (frame_ids, frame->id))
        g_ptr_array_add (excerpt->frames, copy_frame (frame, node_ids));
    }
  return excerpt;
}

void
cvk_pasted_clear (CvkPasted *self)
{
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
}
