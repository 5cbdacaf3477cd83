// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document.h"

#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-document-private.h"

G_DEFINE_FINAL_TYPE (CvkDocument, cvk_document, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static unsigned signals[N_SIGNALS];

/* --- Unknown members --- */

static void
clear_unknown_member (gpointer data)
{
  CvkUnknownMember *member = data;

  g_free (member->name);
  g_free (member->source);
}

GArray *
cvk_unknown_members_new (void)
{
  GArray *self = g_array_new (FALSE, FALSE, sizeof (CvkUnknownMember));

  g_array_set_clear_func (self, clear_unknown_member);

  return self;
}

GArray *
cvk_unknown_members_copy (const GArray *self)
{
  GArray *copy = NULL;

  for (unsigned i = 0; self != NULL && i < self->len; i++)
    {
      const CvkUnknownMember *member = &g_array_index (self, CvkUnknownMember, i);

      cvk_unknown_members_add (&copy, member->name, member->source, strlen (member->source));
    }

  return copy;
}

void
cvk_unknown_members_add (GArray **self, const char *name, const char *source, size_t length)
{
  CvkUnknownMember member = { g_strdup (name), g_strndup (source, length) };

  if (*self == NULL)
    *self = cvk_unknown_members_new ();
  g_array_append_val (*self, member);
}

/* --- Elements --- */

CvkNode *
cvk_node_new (const char *id, const char *type)
{
  CvkNode *self = g_new0 (CvkNode, 1);

  self->id = g_strdup (id);
  self->type = g_strdup (type);
  self->settings = cvk_value_new_object (NULL, NULL);

  return self;
}

CvkNode *
cvk_node_copy (const CvkNode *self)
{
  CvkNode *copy = g_new0 (CvkNode, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->type = g_strdup (self->type);
  copy->label = g_strdup (self->label);
  copy->slot = g_strdup (self->slot);
  copy->settings = cvk_value_ref (self->settings);
  copy->settings_source = g_strdup (self->settings_source);
  copy->settings_problems =
    self->settings_problems ? g_ptr_array_ref (self->settings_problems) : NULL;
  copy->pinned = self->pinned ? cvk_value_ref (self->pinned) : NULL;
  copy->unknown = cvk_unknown_members_copy (self->unknown);
  copy->source = g_strdup (self->source);

  return copy;
}

void
cvk_node_free (CvkNode *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->type);
  g_free (self->label);
  g_free (self->slot);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_free (self->settings_source);
  g_clear_pointer (&self->settings_problems, g_ptr_array_unref);
  g_clear_pointer (&self->pinned, cvk_value_unref);
  g_clear_pointer (&self->unknown, g_array_unref);
  g_free (self->source);
  g_free (self);
}

CvkLink *
cvk_link_copy (const CvkLink *self)
{
  CvkLink *copy = g_new0 (CvkLink, 1);

  *copy = *self;
  copy->source = g_strdup (self->source);
  copy->source_port = g_strdup (self->source_port);
  copy->target = g_strdup (self->target);
  copy->target_port = g_strdup (self->target_port);

  return copy;
}

void
cvk_link_free (CvkLink *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_free (self->source_port);
  g_free (self->target);
  g_free (self->target_port);
  g_free (self);
}

CvkLink *
cvk_link_parse (const char *text)
{
  g_autoptr (CvkLink) self = g_new0 (CvkLink, 1);
  g_auto (GStrv) ends = g_strsplit (text, "->", -1);

  if (g_strv_length (ends) != 2)
    return NULL;
  for (unsigned i = 0; i < 2; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_strstrip (ends[i]), ".", -1);

      if (g_strv_length (parts) != 2 || !cvk_text_is_id (parts[0]) || !cvk_text_is_id (parts[1]))
        return NULL;
      *(i == 0 ? &self->source : &self->target) = g_strdup (parts[0]);
      *(i == 0 ? &self->source_port : &self->target_port) = g_strdup (parts[1]);
    }

  return g_steal_pointer (&self);
}

CvkConnectionSlot *
cvk_connection_slot_copy (const CvkConnectionSlot *self)
{
  CvkConnectionSlot *copy = g_new0 (CvkConnectionSlot, 1);

  copy->name = g_strdup (self->name);
  copy->connector = g_strdup (self->connector);
  copy->label = g_strdup (self->label);
  copy->unknown = cvk_unknown_members_copy (self->unknown);

  return copy;
}

void
cvk_connection_slot_free (CvkConnectionSlot *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->connector);
  g_free (self->label);
  g_clear_pointer (&self->unknown, g_array_unref);
  g_free (self);
}

CvkFileSlot *
cvk_file_slot_copy (const CvkFileSlot *self)
{
  CvkFileSlot *copy = g_new0 (CvkFileSlot, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->label = g_strdup (self->label);
  copy->default_path = g_strdup (self->default_path);
  copy->unknown = cvk_unknown_members_copy (self->unknown);

  return copy;
}

void
cvk_file_slot_free (CvkFileSlot *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->label);
  g_free (self->default_path);
  g_clear_pointer (&self->unknown, g_array_unref);
  g_free (self);
}

CvkAnnotation *
cvk_annotation_copy (const CvkAnnotation *self)
{
  CvkAnnotation *copy = g_new0 (CvkAnnotation, 1);

  copy->id = g_strdup (self->id);
  copy->value = cvk_value_ref (self->value);
  copy->source = g_strdup (self->source);

  return copy;
}

void
cvk_annotation_free (CvkAnnotation *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_clear_pointer (&self->value, cvk_value_unref);
  g_free (self->source);
  g_free (self);
}

/* --- The document --- */

static void
cvk_document_finalize (GObject *object)
{
  CvkDocument *self = CVK_DOCUMENT (object);

  g_clear_pointer (&self->nodes_by_id, g_hash_table_unref);
  g_clear_pointer (&self->slots_by_name, g_hash_table_unref);
  g_clear_pointer (&self->file_slots_by_name, g_hash_table_unref);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->file_slots, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  g_clear_pointer (&self->unknown, g_array_unref);
  g_clear_pointer (&self->unknown_layout, g_array_unref);
  g_clear_pointer (&self->settings, cvk_value_unref);
  g_free (self->settings_source);
  g_free (self->name);
  g_free (self->description);

  G_OBJECT_CLASS (cvk_document_parent_class)->finalize (object);
}

static void
cvk_document_class_init (CvkDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cvk_document_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRV);
}

static void
cvk_document_init (CvkDocument *self)
{
  self->name = g_strdup ("");
  self->settings = cvk_value_new_object (NULL, NULL);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_node_free);
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_link_free);
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_connection_slot_free);
  self->file_slots = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_file_slot_free);
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_annotation_free);
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_annotation_free);
  self->nodes_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->slots_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->file_slots_by_name = g_hash_table_new (g_str_hash, g_str_equal);
}

CvkDocument *
cvk_document_new (void)
{
  return g_object_new (CVK_TYPE_DOCUMENT, NULL);
}

GPtrArray *
cvk_document_get_pipelines (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->pipelines;
}

static void
free_carried (gpointer data)
{
  CvkCarriedPipeline *carried = data;

  g_free (carried->file);
  g_clear_object (&carried->document);
  g_free (carried);
}

void
cvk_document_carry_nothing (CvkDocument *self)
{
  g_clear_pointer (&self->pipelines, g_ptr_array_unref);
  self->pipelines = g_ptr_array_new_with_free_func (free_carried);
}

void
cvk_document_carry_pipeline (CvkDocument *self, const char *file, CvkDocument *pipeline)
{
  CvkCarriedPipeline *carried = NULL;

  if (self->pipelines == NULL)
    cvk_document_carry_nothing (self);
  for (unsigned i = 0; i < self->pipelines->len && carried == NULL; i++)
    if (g_str_equal (((CvkCarriedPipeline *) g_ptr_array_index (self->pipelines, i))->file, file))
      carried = g_ptr_array_index (self->pipelines, i);
  if (carried == NULL)
    {
      carried = g_new0 (CvkCarriedPipeline, 1);
      carried->file = g_strdup (file);
      g_ptr_array_add (self->pipelines, carried);
    }
  g_set_object (&carried->document, pipeline);
}

gboolean
cvk_document_take_node (CvkDocument *self, CvkNode *node)
{
  if (g_hash_table_contains (self->nodes_by_id, node->id))
    {
      cvk_node_free (node);
      return FALSE;
    }

  g_hash_table_insert (self->nodes_by_id, node->id, node);
  g_ptr_array_add (self->nodes, node);

  return TRUE;
}

gboolean
cvk_document_take_slot (CvkDocument *self, CvkConnectionSlot *slot)
{
  if (g_hash_table_contains (self->slots_by_name, slot->name))
    {
      cvk_connection_slot_free (slot);
      return FALSE;
    }

  g_hash_table_insert (self->slots_by_name, slot->name, slot);
  g_ptr_array_add (self->slots, slot);

  return TRUE;
}

gboolean
cvk_document_take_file_slot (CvkDocument *self, CvkFileSlot *slot)
{
  if (g_hash_table_contains (self->file_slots_by_name, slot->name))
    {
      cvk_file_slot_free (slot);
      return FALSE;
    }

  g_hash_table_insert (self->file_slots_by_name, slot->name, slot);
  g_ptr_array_add (self->file_slots, slot);

  return TRUE;
}

void
cvk_document_emit_changed (CvkDocument *self, CvkDocumentParts parts, const char *const *nodes)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (unsigned) parts, nodes);
}

const char *
cvk_document_get_name (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->name;
}

const char *
cvk_document_get_description (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->description;
}

GPtrArray *
cvk_document_get_nodes (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->nodes;
}

GPtrArray *
cvk_document_get_links (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->links;
}

GPtrArray *
cvk_document_get_slots (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->slots;
}

GPtrArray *
cvk_document_get_file_slots (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->file_slots;
}

GPtrArray *
cvk_document_get_notes (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->notes;
}

GPtrArray *
cvk_document_get_frames (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->frames;
}

CvkNode *
cvk_document_get_node (CvkDocument *self, const char *id)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->nodes_by_id, id) : NULL;
}

CvkConnectionSlot *
cvk_document_get_slot (CvkDocument *self, const char *name)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return name != NULL ? g_hash_table_lookup (self->slots_by_name, name) : NULL;
}

CvkFileSlot *
cvk_document_get_file_slot (CvkDocument *self, const char *name)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return name != NULL ? g_hash_table_lookup (self->file_slots_by_name, name) : NULL;
}

CvkValue *
cvk_document_get_settings (CvkDocument *self)
{
  g_return_val_if_fail (CVK_IS_DOCUMENT (self), NULL);

  return self->settings;
}
