// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-command-private.h"

/* --- Links --- */

static CvkLink *
parse_link (const char *text, GError **error)
{
  CvkLink *link = cvk_link_parse (text);

  if (link == NULL)
    cvk_command_fail (error, _ ("“{name}” is no link. A link is written “node.port -> node.port”."),
                      text);

  return link;
}

/* Number of the link; the count of links when there is none. */
static unsigned
find_link (CvkDocument *document, const CvkLink *wanted)
{
  unsigned i;

  for (i = 0; i < document->links->len; i++)
    {
      const CvkLink *link = g_ptr_array_index (document->links, i);

      if (strcmp (link->source, wanted->source) == 0 &&
          strcmp (link->source_port, wanted->source_port) == 0 &&
          strcmp (link->target, wanted->target) == 0 &&
          strcmp (link->target_port, wanted->target_port) == 0)
        break;
    }

  return i;
}

gboolean
cvk_command_add_link (CvkCommand *self, const char *link, GError **error)
{
  g_autoptr (CvkLink) element = NULL;

  g_return_val_if_fail (self != NULL && link != NULL, FALSE);

  element = parse_link (link, error);
  if (element == NULL)
    return FALSE;
  if (cvk_document_get_node (self->document, element->source) == NULL)
    return cvk_command_fail (error, _ ("There is no node “{name}”."), element->source);
  if (cvk_document_get_node (self->document, element->target) == NULL)
    return cvk_command_fail (error, _ ("There is no node “{name}”."), element->target);
  if (find_link (self->document, element) < self->document->links->len)
    return cvk_command_fail (error, _ ("The link “{name}” is there already."), link);
  cvk_command_insert (self, CVK_LIST_LINKS, self->document->links->len, g_steal_pointer (&element),
                      _ ("Add Link"));

  return TRUE;
}

gboolean
cvk_command_remove_link (CvkCommand *self, const char *link, GError **error)
{
  g_autoptr (CvkLink) element = NULL;
  unsigned index;

  g_return_val_if_fail (self != NULL && link != NULL, FALSE);

  element = parse_link (link, error);
  if (element == NULL)
    return FALSE;
  index = find_link (self->document, element);
  if (index == self->document->links->len)
    return cvk_command_fail (error, _ ("There is no link “{name}”."), link);
  cvk_command_remove (self, CVK_LIST_LINKS, index, _ ("Delete Link"));

  return TRUE;
}

/* --- Slots --- */

static gboolean
check_name (const char *name, GError **error)
{
  return cvk_text_is_id (name) ||
         cvk_command_fail (
           error, _ ("“{name}” cannot be a name: use lower-case letters, digits and hyphens."),
           name);
}

gboolean
cvk_command_set_slot (CvkCommand *self,
                      const char *name,
                      const char *connector,
                      const char *label,
                      GError **error)
{
  CvkConnectionSlot *slot;
  CvkConnectionSlot *changed;
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && connector != NULL, FALSE);

  if (!check_name (name, error))
    return FALSE;
  slot = cvk_document_get_slot (self->document, name);
  changed = slot != NULL ? cvk_connection_slot_copy (slot) : g_new0 (CvkConnectionSlot, 1);
  cvk_set_string (&changed->name, name);
  cvk_set_string (&changed->connector, connector);
  cvk_set_string (&changed->label, label);
  key = g_strconcat ("slot:", name, NULL);
  if (slot == NULL)
    cvk_command_insert (self, CVK_LIST_SLOTS, self->document->slots->len, changed, _ ("Add Slot"));
  else
    cvk_command_replace (self, CVK_LIST_SLOTS, cvk_command_find (self, CVK_LIST_SLOTS, slot),
                         changed, CVK_DOCUMENT_PART_SLOTS, _ ("Change Slot"), key);

  return TRUE;
}

gboolean
cvk_command_remove_slot (CvkCommand *self, const char *name, GError **error)
{
  CvkConnectionSlot *slot;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  slot = cvk_document_get_slot (self->document, name);
  if (slot == NULL)
    return cvk_command_fail (error, _ ("There is no slot “{name}”."), name);
  cvk_command_remove (self, CVK_LIST_SLOTS, cvk_command_find (self, CVK_LIST_SLOTS, slot),
                      _ ("Delete Slot"));

  return TRUE;
}

gboolean
cvk_command_set_file_slot (CvkCommand *self,
                           const char *name,
                           const char *label,
                           const char *default_path,
                           GError **error)
{
  CvkFileSlot *slot;
  CvkFileSlot *changed;
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  if (!check_name (name, error))
    return FALSE;
  slot = cvk_document_get_file_slot (self->document, name);
  changed = slot != NULL ? cvk_file_slot_copy (slot) : g_new0 (CvkFileSlot, 1);
  cvk_set_string (&changed->name, name);
  cvk_set_string (&changed->label, label);
  cvk_set_string (&changed->default_path, default_path);
  key = g_strconcat ("file:", name, NULL);
  if (slot == NULL)
    cvk_command_insert (self, CVK_LIST_FILE_SLOTS, self->document->file_slots->len, changed,
                        _ ("Add File"));
  else
    cvk_command_replace (self, CVK_LIST_FILE_SLOTS,
                         cvk_command_find (self, CVK_LIST_FILE_SLOTS, slot), changed,
                         CVK_DOCUMENT_PART_FILES, _ ("Change File"), key);

  return TRUE;
}

gboolean
cvk_command_remove_file_slot (CvkCommand *self, const char *name, GError **error)
{
  CvkFileSlot *slot;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  slot = cvk_document_get_file_slot (self->document, name);
  if (slot == NULL)
    return cvk_command_fail (error, _ ("There is no file slot “{name}”."), name);
  cvk_command_remove (self, CVK_LIST_FILE_SLOTS, cvk_command_find (self, CVK_LIST_FILE_SLOTS, slot),
                      _ ("Delete File"));

  return TRUE;
}

/* --- Notes and frames --- */

typedef struct
{
  CvkListKind list;
  CvkDocumentParts part;
  const char *added, *changed, *removed; /* translated names of the steps */
} Kind;

static gboolean
set_annotation (CvkCommand *self,
                GPtrArray *list,
                const Kind *kind,
                const char *id,
                const CvkValue *value,
                GError **error)
{
  CvkAnnotation *annotation;
  g_autofree char *key = g_strdup_printf ("annotation %d:%s", (int) kind->list, id);
  unsigned index;

  if (!check_name (id, error))
    return FALSE;
  for (index = 0; index < list->len; index++)
    if (strcmp (((CvkAnnotation *) g_ptr_array_index (list, index))->id, id) == 0)
      break;
  if (value == NULL)
    {
      if (index < list->len)
        cvk_command_remove (self, kind->list, index, kind->removed);
      return TRUE;
    }
  annotation = g_new0 (CvkAnnotation, 1);
  annotation->id = g_strdup (id);
  annotation->value = cvk_value_ref (value);
  if (index < list->len)
    cvk_command_replace (self, kind->list, index, annotation, kind->part, kind->changed, key);
  else
    cvk_command_insert (self, kind->list, index, annotation, kind->added);

  return TRUE;
}

gboolean
cvk_command_set_note (CvkCommand *self, const char *id, const CvkValue *value, GError **error)
{
  const Kind kind = { CVK_LIST_NOTES, CVK_DOCUMENT_PART_NOTES, _ ("Add Note"), _ ("Change Note"),
                      _ ("Delete Note") };

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);
  g_return_val_if_fail (value == NULL || cvk_value_is_object (value), FALSE);

  return set_annotation (self, self->document->notes, &kind, id, value, error);
}

gboolean
cvk_command_set_frame (CvkCommand *self, const char *id, const CvkValue *value, GError **error)
{
  const Kind kind = { CVK_LIST_FRAMES, CVK_DOCUMENT_PART_FRAMES, _ ("Add Frame"),
                      _ ("Change Frame"), _ ("Delete Frame") };

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);
  g_return_val_if_fail (value == NULL || cvk_value_is_object (value), FALSE);

  return set_annotation (self, self->document->frames, &kind, id, value, error);
}
