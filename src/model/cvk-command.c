// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"

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
      const CvkChange *change = &g_array_index (self->changes, CvkChange, i);
      GPtrArray *nodes = self->document->nodes;

      parts |= change->parts;
      if (change->list != CVK_LIST_NODES)
        continue;
      if (change->element != NULL)
        add_id (ids, seen, ((CvkNode *) change->element)->id);
      /* Later changes may have moved it; then they name it themselves. */
      if (change->action != CVK_CHANGE_INSERT && change->index < nodes->len)
        add_id (ids, seen, ((CvkNode *) g_ptr_array_index (nodes, change->index))->id);
    }
  g_ptr_array_add (ids, NULL);
  cvk_document_emit_changed (self->document, parts, (const char *const *) ids->pdata);
}

void
cvk_command_undo (CvkCommand *self)
{
  g_clear_pointer (&self->stored, g_free);
  for (unsigned i = self->changes->len; i > 0; i--)
    cvk_change_swap (self->document, &g_array_index (self->changes, CvkChange, i - 1));
  if (self->is_pushed)
    cvk_command_announce (self);
}

void
cvk_command_redo (CvkCommand *self)
{
  g_clear_pointer (&self->stored, g_free);
  for (unsigned i = 0; i < self->changes->len; i++)
    cvk_change_swap (self->document, &g_array_index (self->changes, CvkChange, i));
  cvk_command_announce (self);
}

/* --- Recording --- */

static void
record (CvkCommand *self, CvkChange change, const char *name, const char *merge_key)
{
  cvk_change_swap (self->document, &change);
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
  record (self, (CvkChange){ list, CVK_CHANGE_INSERT, index, element, cvk_change_get_part (list) },
          name, NULL);
}

void
cvk_command_remove (CvkCommand *self, CvkListKind list, unsigned index, const char *name)
{
  record (self, (CvkChange){ list, CVK_CHANGE_REMOVE, index, NULL, cvk_change_get_part (list) },
          name, NULL);
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
  record (self, (CvkChange){ list, CVK_CHANGE_REPLACE, index, element, parts }, name, merge_key);
}

unsigned
cvk_command_find (CvkCommand *self, CvkListKind list, gconstpointer element)
{
  GPtrArray *elements = cvk_change_get_list (self->document, list);
  unsigned index = self->found + 1;

  /* Who changes many goes through them in their order: the next one is right behind. */
  if (index >= elements->len || g_ptr_array_index (elements, index) != element)
    {
      gboolean is_there = g_ptr_array_find (elements, element, &index);

      g_assert (is_there);
    }
  self->found = index;

  return index;
}

static void
replace_pipeline (CvkCommand *self, CvkPipeline *pipeline, const char *name, const char *merge_key)
{
  record (
    self,
    (CvkChange){ CVK_LIST_PIPELINE, CVK_CHANGE_REPLACE, 0, pipeline, CVK_DOCUMENT_PART_PIPELINE },
    name, merge_key);
}

void
cvk_command_set_name (CvkCommand *self, const char *name)
{
  CvkPipeline *pipeline;

  g_return_if_fail (self != NULL && name != NULL);

  pipeline = cvk_pipeline_new (self->document);
  g_free (pipeline->name);
  pipeline->name = g_strdup (name);
  replace_pipeline (self, pipeline, _ ("Rename Pipeline"), "name");
}

void
cvk_command_set_description (CvkCommand *self, const char *description)
{
  CvkPipeline *pipeline;

  g_return_if_fail (self != NULL);

  pipeline = cvk_pipeline_new (self->document);
  g_free (pipeline->description);
  pipeline->description = g_strdup (description);
  replace_pipeline (self, pipeline, _ ("Change Description"), "description");
}

void
cvk_command_set_settings (CvkCommand *self, const CvkValue *settings)
{
  CvkPipeline *pipeline;

  g_return_if_fail (self != NULL);
  g_return_if_fail (settings != NULL && cvk_value_is_object (settings));

  pipeline = cvk_pipeline_new (self->document);
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
  self->changes = g_array_new (FALSE, FALSE, sizeof (CvkChange));
  g_array_set_clear_func (self->changes, (GDestroyNotify) cvk_change_clear);

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
  g_free (self->stored);
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
