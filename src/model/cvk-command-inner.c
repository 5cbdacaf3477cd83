// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command-private.h"
#include "model/cvk-inner-slots.h"
#include "model/cvk-sub-pipeline.h"

/* Slots for what a sub-pipeline wants. */

/* @slot with a number: the first one that is free or fits. (transfer full) */
static char *
find_name (CvkDocument *document,
           const CvkNodeTypes *types,
           const char *slot,
           const char *connector)
{
  char *name = NULL;

  for (unsigned number = 2; name == NULL; number++)
    {
      g_autofree char *other = g_strdup_printf ("%s-%u", slot, number);
      const CvkConnectionSlot *taken = cvk_document_get_slot (document, other);

      if (taken == NULL || cvk_node_types_fits (types, taken->connector, connector))
        name = g_steal_pointer (&other);
    }
  return name;
}

static gboolean
map_slot (CvkCommand *self, const CvkNode *node, const char *slot, const char *name, GError **error)
{
  CvkValue *mapped = cvk_value_get_member (node->settings, "slots");
  g_autoptr (CvkValue) empty = cvk_value_new_object (NULL, NULL);
  g_autoptr (CvkValue) slots = NULL;
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder,
                                mapped != NULL && cvk_value_is_object (mapped) ? mapped : empty);
  cvk_object_builder_set (&builder, slot, cvk_value_new_string (name));
  slots = cvk_object_builder_end (&builder);
  return cvk_command_set_node_field (self, node->id, "slots", slots, error);
}

gboolean
cvk_command_add_inner_slot (CvkCommand *self,
                            const CvkNodeTypes *types,
                            const char *id,
                            const char *slot,
                            const char *connector,
                            const char *label,
                            GError **error)
{
  const CvkNode *node = cvk_document_get_node (self->document, id);
  const char *wanted = node != NULL ? cvk_sub_pipeline_map_slot (node, slot) : slot;
  const CvkConnectionSlot *own = cvk_document_get_slot (self->document, wanted);
  g_autofree char *name = NULL;

  if (own != NULL && cvk_node_types_fits (types, own->connector, connector))
    return TRUE;
  if (own == NULL)
    return cvk_command_set_slot (self, wanted, connector, label, error);
  name = find_name (self->document, types, slot, connector);
  if (cvk_document_get_slot (self->document, name) == NULL &&
      !cvk_command_set_slot (self, name, connector, label, error))
    return FALSE;
  return node == NULL || map_slot (self, node, slot, name, error);
}

gboolean
cvk_command_add_inner_slots (CvkCommand *self,
                             const CvkNodeTypes *types,
                             const char *id,
                             CvkDocument *inner,
                             GError **error)
{
  GPtrArray *slots = cvk_document_get_slots (inner);
  GPtrArray *files = cvk_document_get_file_slots (inner);

  for (unsigned i = 0; i < slots->len; i++)
    {
      const CvkConnectionSlot *slot = g_ptr_array_index (slots, i);

      if (cvk_sub_pipeline_uses_slot (inner, slot->name) &&
          !cvk_command_add_inner_slot (self, types, id, slot->name, slot->connector, slot->label,
                                       error))
        return FALSE;
    }
  for (unsigned i = 0; i < files->len; i++)
    {
      const CvkFileSlot *slot = g_ptr_array_index (files, i);

      if (cvk_document_get_file_slot (self->document, slot->name) == NULL &&
          cvk_inner_slots_wants_file (inner, types, slot) &&
          !cvk_command_set_file_slot (self, slot->name, slot->label, NULL, error))
        return FALSE;
    }
  return TRUE;
}
