// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-change.h"

#include <string.h>

/* What differs between the lists. Names lead each struct. */
static const struct
{
  size_t list;
  size_t index; /* 0: none */
  size_t size;
  GDestroyNotify free;
  CvkDocumentParts part;
} lists[] = {
  { G_STRUCT_OFFSET (CvkDocument, nodes), G_STRUCT_OFFSET (CvkDocument, nodes_by_id),
    sizeof (CvkNode), (GDestroyNotify) cvk_node_free, CVK_DOCUMENT_PART_NODES },
  { G_STRUCT_OFFSET (CvkDocument, links), 0, sizeof (CvkLink), (GDestroyNotify) cvk_link_free,
    CVK_DOCUMENT_PART_LINKS },
  { G_STRUCT_OFFSET (CvkDocument, slots), G_STRUCT_OFFSET (CvkDocument, slots_by_name),
    sizeof (CvkConnectionSlot), (GDestroyNotify) cvk_connection_slot_free,
    CVK_DOCUMENT_PART_SLOTS },
  { G_STRUCT_OFFSET (CvkDocument, file_slots), G_STRUCT_OFFSET (CvkDocument, file_slots_by_name),
    sizeof (CvkFileSlot), (GDestroyNotify) cvk_file_slot_free, CVK_DOCUMENT_PART_FILES },
  { G_STRUCT_OFFSET (CvkDocument, notes), 0, sizeof (CvkAnnotation),
    (GDestroyNotify) cvk_annotation_free, CVK_DOCUMENT_PART_NOTES },
  { G_STRUCT_OFFSET (CvkDocument, frames), 0, sizeof (CvkAnnotation),
    (GDestroyNotify) cvk_annotation_free, CVK_DOCUMENT_PART_FRAMES },
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (CvkNode, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (CvkConnectionSlot, name) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (CvkFileSlot, name) == 0);

GPtrArray *
cvk_change_get_list (CvkDocument *document, CvkListKind kind)
{
  return G_STRUCT_MEMBER (GPtrArray *, document, lists[kind].list);
}

static GHashTable *
get_index (CvkDocument *document, CvkListKind kind)
{
  return lists[kind].index != 0 ? G_STRUCT_MEMBER (GHashTable *, document, lists[kind].index)
                                : NULL;
}

CvkDocumentParts
cvk_change_get_part (CvkListKind kind)
{
  return kind == CVK_LIST_PIPELINE ? CVK_DOCUMENT_PART_PIPELINE : lists[kind].part;
}

/* --- Elements --- */

CvkPipeline *
cvk_pipeline_new (CvkDocument *document)
{
  CvkPipeline *self = g_new0 (CvkPipeline, 1);

  self->name = g_strdup (document->name);
  self->description = g_strdup (document->description);
  self->settings = cvk_value_ref (document->settings);
  self->settings_source = g_strdup (document->settings_source);
  self->unknown = cvk_unknown_members_copy (document->unknown);
  self->unknown_layout = cvk_unknown_members_copy (document->unknown_layout);

  return self;
}

static void
free_pipeline (CvkPipeline *pipeline)
{
  g_free (pipeline->name);
  g_free (pipeline->description);
  g_clear_pointer (&pipeline->settings, cvk_value_unref);
  g_free (pipeline->settings_source);
  g_clear_pointer (&pipeline->unknown, g_array_unref);
  g_clear_pointer (&pipeline->unknown_layout, g_array_unref);
  g_free (pipeline);
}

void
cvk_element_free (CvkListKind kind, gpointer element)
{
  if (element == NULL)
    return;
  if (kind == CVK_LIST_PIPELINE)
    free_pipeline (element);
  else
    lists[kind].free (element);
}

void
cvk_change_clear (CvkChange *self)
{
  cvk_element_free (self->list, self->element);
}

/* --- Swapping --- */

static void
swap_pipeline (CvkDocument *document, CvkPipeline *pipeline)
{
  CvkPipeline before = { document->name,     document->description,
                         document->settings, document->settings_source,
                         document->unknown,  document->unknown_layout };

  document->name = pipeline->name;
  document->description = pipeline->description;
  document->settings = pipeline->settings;
  document->settings_source = pipeline->settings_source;
  document->unknown = pipeline->unknown;
  document->unknown_layout = pipeline->unknown_layout;
  *pipeline = before;
}

/* The element stays where it is in memory: whoever holds a node sees it change. */
static void
swap_element (CvkDocument *document, CvkChange *self)
{
  GHashTable *index = get_index (document, self->list);
  gpointer element = g_ptr_array_index (cvk_change_get_list (document, self->list), self->index);
  g_autofree void *content = g_memdup2 (element, lists[self->list].size);

  if (index != NULL)
    g_hash_table_remove (index, *(char **) element);
  memcpy (element, self->element, lists[self->list].size);
  memcpy (self->element, content, lists[self->list].size);
  if (index != NULL)
    g_hash_table_insert (index, *(char **) element, element);
}

void
cvk_change_swap (CvkDocument *document, CvkChange *self)
{
  document->changed = TRUE;
  if (self->list == CVK_LIST_PIPELINE)
    swap_pipeline (document, self->element);
  else if (self->action == CVK_CHANGE_REPLACE)
    swap_element (document, self);
  else if (self->action == CVK_CHANGE_INSERT)
    {
      GHashTable *index = get_index (document, self->list);

      if (index != NULL)
        g_hash_table_insert (index, *(char **) self->element, self->element);
      g_ptr_array_insert (cvk_change_get_list (document, self->list), (int) self->index,
                          g_steal_pointer (&self->element));
      self->action = CVK_CHANGE_REMOVE;
    }
  else
    {
      GHashTable *index = get_index (document, self->list);

      self->element =
        g_ptr_array_steal_index (cvk_change_get_list (document, self->list), self->index);
      if (index != NULL)
        g_hash_table_remove (index, *(char **) self->element);
      self->action = CVK_CHANGE_INSERT;
    }
}

static gboolean
is_free (CvkDocument *document, const CvkChange *self, const char *except)
{
  GHashTable *index = get_index (document, self->list);
  const char *name = *(char **) self->element;

  return index == NULL || !g_hash_table_contains (index, name) || g_strcmp0 (name, except) == 0;
}

gboolean
cvk_change_fits (CvkDocument *document, const CvkChange *self)
{
  GPtrArray *list;

  if ((self->element == NULL) != (self->action == CVK_CHANGE_REMOVE))
    return FALSE;
  if (self->list == CVK_LIST_PIPELINE)
    return self->action == CVK_CHANGE_REPLACE;
  list = cvk_change_get_list (document, self->list);
  if (self->action == CVK_CHANGE_INSERT)
    return self->index <= list->len && is_free (document, self, NULL);
  if (self->index >= list->len)
    return FALSE;

  return self->action == CVK_CHANGE_REMOVE ||
         is_free (document, self, *(char **) g_ptr_array_index (list, self->index));
}
