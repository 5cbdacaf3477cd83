// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>

#include "model/cvk-command-private.h"

/* Many nodes go at once, in time linear in the pipeline: each list is walked through one time, from
 * its end, so that numbers in front of the removed element stay. */

static void
remove_links (CvkCommand *self, GHashTable *ids)
{
  GPtrArray *links = self->document->links;

  for (unsigned i = links->len; i > 0; i--)
    {
      const CvkLink *link = g_ptr_array_index (links, i - 1);

      if (g_hash_table_contains (ids, link->source) || g_hash_table_contains (ids, link->target))
        cvk_command_remove (self, CVK_LIST_LINKS, i - 1, _ ("Delete Nodes"));
    }
}

/* The list of a frame without the nodes; NULL when it names none of them. */
static CvkValue *
drop_from_list (const CvkValue *nodes, GHashTable *ids)
{
  g_auto (CvkArrayBuilder) list = { NULL };
  size_t count = 0;

  cvk_array_builder_init (&list);
  for (size_t i = 0; i < cvk_value_get_length (nodes); i++)
    {
      CvkValue *node = cvk_value_get_element (nodes, i);

      if (cvk_value_is_string (node) && g_hash_table_contains (ids, cvk_value_get_string (node)))
        continue;
      cvk_array_builder_append (&list, cvk_value_ref (node));
      count++;
    }
  return count < cvk_value_get_length (nodes) ? cvk_array_builder_end (&list) : NULL;
}

/* A frame around nothing goes too. */
static void
leave_frames (CvkCommand *self, GHashTable *ids)
{
  GPtrArray *frames = self->document->frames;

  for (unsigned i = frames->len; i > 0; i--)
    {
      const CvkAnnotation *frame = g_ptr_array_index (frames, i - 1);
      CvkValue *nodes = cvk_value_get_member (frame->value, "nodes");
      g_autoptr (CvkValue) left = NULL;
      g_auto (CvkObjectBuilder) value = { NULL };
      CvkAnnotation *changed;

      if (nodes == NULL || !cvk_value_is_array (nodes))
        continue;
      left = drop_from_list (nodes, ids);
      if (left == NULL)
        continue;
      if (cvk_value_get_length (left) == 0)
        {
          cvk_command_remove (self, CVK_LIST_FRAMES, i - 1, _ ("Delete Nodes"));
          continue;
        }
      cvk_object_builder_init_from (&value, frame->value);
      cvk_object_builder_set (&value, "nodes", cvk_value_ref (left));
      changed = g_new0 (CvkAnnotation, 1);
      changed->id = g_strdup (frame->id);
      changed->value = cvk_object_builder_end (&value);
      cvk_command_replace (self, CVK_LIST_FRAMES, i - 1, changed, CVK_DOCUMENT_PART_FRAMES,
                           _ ("Delete Nodes"), NULL);
    }
}

void
cvk_command_remove_nodes (CvkCommand *self, const char *const *ids)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *nodes;

  g_return_if_fail (self != NULL && ids != NULL);

  /* Copies: the ids may be the nodes' own strings. */
  for (unsigned i = 0; ids[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (ids[i]));
  if (g_hash_table_size (set) == 0)
    return;
  remove_links (self, set);
  leave_frames (self, set);
  nodes = self->document->nodes;
  for (unsigned i = nodes->len; i > 0; i--)
    if (g_hash_table_contains (set, ((CvkNode *) g_ptr_array_index (nodes, i - 1))->id))
      cvk_command_remove (self, CVK_LIST_NODES, i - 1, _ ("Delete Nodes"));
}
