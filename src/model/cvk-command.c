// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"

/* A change swaps what the document holds with what the change holds, so that undoing and redoing
 * are the same deed, and nothing is copied. */
typedef enum
{
  ACTION_INSERT,
  ACTION_REMOVE,
  ACTION_REPLACE,
} Action;

typedef struct
{
  CvkListKind list;
  Action action;
  unsigned index;
  gpointer element; /* owned; NULL while the document has it */
  CvkDocumentParts parts;
} Change;

typedef struct
{
  char *name;
  char *description;
  CvkValue *settings;
  char *settings_source;
} Pipeline;

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

static GPtrArray *
get_list (CvkDocument *document, CvkListKind kind)
{
  return G_STRUCT_MEMBER (GPtrArray *, document, lists[kind].list);
}

static GHashTable *
get_index (CvkDocument *document, CvkListKind kind)
{
  return lists[kind].index != 0 ? G_STRUCT_MEMBER (GHashTable *, document, lists[kind].index)
                                : NULL;
}

static void
free_pipeline (Pipeline *pipeline)
{
  g_free (pipeline->name);
  g_free (pipeline->description);
  g_clear_pointer (&pipeline->settings, cvk_value_unref);
  g_free (pipeline->settings_source);
  g_free (pipeline);
}

static void
clear_change (gpointer data)
{
  Change *change = data;

  if (change->element == NULL)
    return;
  if (change->list == CVK_LIST_PIPELINE)
    free_pipeline (change->element);
  else
    lists[change->list].free (change->element);
}

/* --- Swapping --- */

static void
swap_pipeline (CvkDocument *document, Pipeline *pipeline)
{
  Pipeline before = { document->name, document->description, document->settings,
                      document->settings_source };

  document->name = pipeline->name;
  document->description = pipeline->description;
  document->settings = pipeline->settings;
  document->settings_source = pipeline->settings_source;
  *pipeline = before;
}

/* The element stays where it is in memory: whoever holds a node sees it change. */
static void
swap_element (CvkDocument *document, Change *change)
{
  GHashTable *index = get_index (document, change->list);
  gpointer element = g_ptr_array_index (get_list (document, change->list), change->index);
  g_autofree void *content = g_memdup2 (element, lists[change->list].size);

  if (index != NULL)
    g_hash_table_remove (index, *(char **) element);
  memcpy (element, change->element, lists[change->list].size);
  memcpy (change->element, content, lists[change->list].size);
  if (index != NULL)
    g_hash_table_insert (index, *(char **) element, element);
}

static void
swap (CvkDocument *document, Change *change)
{
  document->changed = TRUE;
  if (change->list == CVK_LIST_PIPELINE)
    swap_pipeline (document, change->element);
  else if (change->action == ACTION_REPLACE)
    swap_element (document, change);
  else if (change->action == ACTION_INSERT)
    {
      GHashTable *index = get_index (document, change->list);

      if (index != NULL)
        g_hash_table_insert (index, *(char **) change->element, change->element);
      g_ptr_array_insert (get_list (document, change->list), (int) change->index,
                          g_steal_pointer (&change->element));
      change->action = ACTION_REMOVE;
    }
  else
    {
      GHashTable *index = get_index (document, change->list);

      change->element = g_ptr_array_steal_index (get_list (document, change->list), change->index);
      if (index != NULL)
        g_hash_table_remove (index, *(char **) change->element);
      change->action = ACTION_INSERT;
    }
}

/* --- Telling --- */

static void
add_id (GPtrArray *ids, GHashTable *seen, const char *id)
{
  if (id != NULL && g_hash_table_add (seen, (gpointer) id))
    g_ptr_array_add (ids, (gpointer) id);
}

void
cvk_command_announce (CvkCommand *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  CvkDocumentParts parts = 0;

  for (unsigned i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);
      GPtrArray *nodes = self->document->nodes;

      parts |= change->parts;
      if (change->list != CVK_LIST_NODES)
        continue;
      if (change->element != NULL)
        add_id (ids, seen, ((CvkNode *) change->element)->id);
      /* Later changes may have moved it; then they name it themselves. */
      if (change->action != ACTION_INSERT && change->index < nodes->len)
        add_id (ids, seen, ((CvkNode *) g_ptr_array_index (nodes, change->index))->id);
    }
  g_ptr_array_add (ids, NULL);
  cvk_document_emit_changed (self->document, parts, (const char *const *) ids->pdata);
}

void
cvk_command_undo (CvkCommand *self)
{
  for (unsigned i = self->changes->len; i > 0; i--)
    swap (self->document, &g_array_index (self->changes, Change, i - 1));
  if (self->is_pushed)
    cvk_command_announce (self);
}

void
cvk_command_redo (CvkCommand *self)
{
  for (unsigned i = 0; i < self->changes->len; i++)
    swap (self->document, &g_array_index (self->changes, Change, i));
  cvk_command_announce (self);
}

/* --- Recording --- */

static void
record (CvkCommand *self, Change change, const char *name, const char *merge_key)
{
  swap (self->document, &change);
  g_array_append_val (self->changes, change);
  if (self->name == NULL)
    self->name = g_strdup (name);
  g_clear_pointer (&self->merge_key, g_free);
  if (self->changes->len == 1)
    self->merge_key = g_strdup (merge_key);
}

void
cvk_command_insert (CvkCommand *self,
                    CvkListKind list,
                    unsigned index,
                    gpointer element,
                    const char *name)
{
  record (self, (Change){ list, ACTION_INSERT, index, element, lists[list].part }, name, NULL);
}

void
cvk_command_remove (CvkCommand *self, CvkListKind list, unsigned index, const char *name)
{
  record (self, (Change){ list, ACTION_REMOVE, index, NULL, lists[list].part }, name, NULL);
}

void
cvk_command_replace (CvkCommand *self,
                     CvkListKind list,
                     unsigned index,
                     gpointer element,
                     CvkDocumentParts parts,
                     const char *name,
                     const char *merge_key)
{
  record (self, (Change){ list, ACTION_REPLACE, index, element, parts }, name, merge_key);
}

unsigned
cvk_command_find (CvkCommand *self, CvkListKind list, gconstpointer element)
{
  unsigned index = 0;
  gboolean found = g_ptr_array_find (get_list (self->document, list), element, &index);

  g_assert (found);

  return index;
}

static Pipeline *
copy_pipeline (CvkDocument *document)
{
  Pipeline *pipeline = g_new0 (Pipeline, 1);

  pipeline->name = g_strdup (document->name);
  pipeline->description = g_strdup (document->description);
  pipeline->settings = cvk_value_ref (document->settings);
  pipeline->settings_source = g_strdup (document->settings_source);

  return pipeline;
}

static void
replace_pipeline (CvkCommand *self, Pipeline *pipeline, const char *name, const char *merge_key)
{
  record (self,
          (Change){ CVK_LIST_PIPELINE, ACTION_REPLACE, 0, pipeline, CVK_DOCUMENT_PART_PIPELINE },
          name, merge_key);
}

void
cvk_command_set_name (CvkCommand *self, const char *name)
{
  Pipeline *pipeline;

  g_return_if_fail (self != NULL && name != NULL);

  pipeline = copy_pipeline (self->document);
  g_free (pipeline->name);
  pipeline->name = g_strdup (name);
  replace_pipeline (self, pipeline, _ ("Rename Pipeline"), "name");
}

void
cvk_command_set_description (CvkCommand *self, const char *description)
{
  Pipeline *pipeline;

  g_return_if_fail (self != NULL);

  pipeline = copy_pipeline (self->document);
  g_free (pipeline->description);
  pipeline->description = g_strdup (description);
  replace_pipeline (self, pipeline, _ ("Change Description"), "description");
}

void
cvk_command_set_settings (CvkCommand *self, const CvkValue *settings)
{
  Pipeline *pipeline;

  g_return_if_fail (self != NULL);
  g_return_if_fail (settings != NULL && cvk_value_is_object (settings));

  pipeline = copy_pipeline (self->document);
  cvk_value_unref (pipeline->settings);
  pipeline->settings = cvk_value_ref (settings);
  g_clear_pointer (&pipeline->settings_source, g_free);
  replace_pipeline (self, pipeline, _ ("Change Pipeline Settings"), "settings");
}

CvkCommand *
cvk_command_new (CvkDocument *document, const char *name)
{
  CvkCommand *self;

  g_return_val_if_fail (CVK_IS_DOCUMENT (document), NULL);

  self = g_new0 (CvkCommand, 1);
  self->document = g_object_ref (document);
  self->name = g_strdup (name);
  self->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (self->changes, clear_change);

  return self;
}

void
cvk_command_free (CvkCommand *self)
{
  if (self == NULL)
    return;

  if (!self->is_pushed)
    cvk_command_undo (self);
  g_array_unref (self->changes);
  g_free (self->name);
  g_free (self->merge_key);
  g_object_unref (self->document);
  g_free (self);
}

gboolean
cvk_command_is_empty (const CvkCommand *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->changes->len == 0;
}

const char *
cvk_command_get_name (const CvkCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name != NULL ? self->name : "";
}

gboolean
cvk_command_fail (GError **error, const char *format, const char *name)
{
  g_autoptr (GString) message = g_string_new (format);

  g_string_replace (message, "{name}", name, 1);
  g_set_error_literal (error, CVK_DOCUMENT_ERROR, CVK_DOCUMENT_ERROR_EDIT, message->str);

  return FALSE;
}
