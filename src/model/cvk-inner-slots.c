// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-inner-slots.h"

#include <string.h>

#include "model/cvk-file-slots.h"
#include "model/cvk-sub-pipeline.h"

/* "SLOT", or a file in the folder that it is: "SLOT/name". */
static gboolean
names_slot (const char *file, const char *slot)
{
  size_t length = strlen (slot);

  return strncmp (file, slot, length) == 0 && (file[length] == '\0' || file[length] == '/');
}

static gboolean
node_wants_file (CvkDocument *document,
                 const CvkNodeTypes *types,
                 const CvkNode *node,
                 const char *name)
{
  g_autoptr (GPtrArray) files =
    cvk_file_slots_list (cvk_node_types_lookup (types, node->type), node);
  CvkDocument *deeper = cvk_sub_pipeline_find (document, node);
  CvkFileSlot *slot = deeper != NULL ? cvk_document_get_file_slot (deeper, name) : NULL;

  for (unsigned i = 0; i < files->len; i++)
    if (names_slot (((const CvkFileName *) g_ptr_array_index (files, i))->name, name))
      return TRUE;
  return slot != NULL && cvk_inner_slots_wants_file (deeper, types, slot);
}

gboolean
cvk_inner_slots_wants_file (CvkDocument *inner, const CvkNodeTypes *types, const CvkFileSlot *slot)
{
  GPtrArray *nodes = cvk_document_get_nodes (inner);

  if (slot->default_path != NULL && *slot->default_path != '\0')
    return FALSE;
  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (nodes, i);

      if (!node->muted && node_wants_file (inner, types, node, slot->name))
        return TRUE;
    }
  return FALSE;
}
