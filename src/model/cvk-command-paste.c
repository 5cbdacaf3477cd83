// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-excerpt.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/cvk-text.h"
#include "model/cvk-command-private.h"

typedef struct
{
  CvkCommand *command;
  CvkDocument *document; /* borrowed */
  CvkDocument *excerpt;  /* borrowed */
  double dx, dy;
  CvkPasted *pasted;
  GHashTable *ids;     /* owned: id in the excerpt to the new id; only those that change */
  GHashTable *slots;   /* owned: the same for slots */
  GHashTable *numbers; /* owned: stem of an id to the number that was given last */
} Paste;

/* --- Ids --- */

/* "create-2" is another "create". */
static char *
dup_stem (const char *id)
{
  size_t length = strlen (id);
  size_t end = length;

  while (end > 0 && g_ascii_isdigit (id[end - 1]))
    end--;
  return end > 1 && end < length && id[end - 1] == '-' ? g_strndup (id, end - 1) : g_strdup (id);
}

static gboolean
is_taken (const Paste *self, const char *id)
{
  return cvk_document_get_node (self->document, id) != NULL ||
         cvk_document_get_node (self->excerpt, id) != NULL;
}

/* Numbers are not tried twice, or a thousand copies would try half a million. */
static char *
make_id (Paste *self, const char *id)
{
  g_autofree char *stem = dup_stem (id);
  unsigned number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, stem));
  char *made = NULL;

  for (number = MAX (number + 1, 2); made == NULL || is_taken (self, made); number++)
    {
      g_free (made);
      made = g_strdup_printf ("%s-%u", stem, number);
    }
  g_hash_table_insert (self->numbers, g_steal_pointer (&stem), GUINT_TO_POINTER (number - 1));
  return made;
}

static const char *
get_new (GHashTable *table, const char *id)
{
  const char *changed = g_hash_table_lookup (table, id);

  return changed != NULL ? changed : id;
}

/* --- Slots --- */

static void
paste_slot (Paste *self, const CvkConnectionSlot *slot)
{
  CvkConnectionSlot *there = cvk_document_get_slot (self->document, slot->name);
  CvkConnectionSlot *copy;
  g_autofree char *name = g_strdup (slot->name);

  for (unsigned i = 2; there != NULL && strcmp (there->connector, slot->connector) != 0; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", slot->name, i);
      there = cvk_document_get_slot (self->document, name);
    }
  if (strcmp (name, slot->name) != 0)
    g_hash_table_insert (self->slots, g_strdup (slot->name), g_strdup (name));
  if (there != NULL)
    return;
  copy = cvk_connection_slot_copy (slot);
  cvk_set_string (&copy->name, name);
  cvk_command_insert (self->command, CVK_LIST_SLOTS, self->document->slots->len, copy, _ ("Paste"));
}

static void
paste_file (Paste *self, const CvkFileSlot *slot)
{
  if (cvk_document_get_file_slot (self->document, slot->name) == NULL)
    cvk_command_insert (self->command, CVK_LIST_FILE_SLOTS, self->document->file_slots->len,
                        cvk_file_slot_copy (slot), _ ("Paste"));
}

/* --- Nodes and links --- */

static void
paste_node (Paste *self, const CvkNode *node)
{
  CvkNode *copy = cvk_node_copy (node);
  g_autoptr (CvkValue) settings = NULL;
  const char *slot = node->slot != NULL ? get_new (self->slots, node->slot) : NULL;

  cvk_set_string (&copy->id, get_new (self->ids, node->id));
  copy->x += self->dx;
  copy->y += self->dy;
  copy->has_place = TRUE;
  copy->line = copy->column = copy->settings_line = copy->settings_column = 0;
  if (g_hash_table_size (self->ids) > 0)
    settings = cvk_command_rename_in_settings (copy, self->ids);
  if (settings != NULL)
    cvk_node_set_settings (copy, settings);
  if (cvk_set_string (&copy->slot, slot) || settings != NULL)
    g_clear_pointer (&copy->source, g_free);
  g_ptr_array_add (self->pasted->nodes, g_strdup (copy->id));
  cvk_command_insert (self->command, CVK_LIST_NODES, self->document->nodes->len, copy, _ ("Paste"));
}

static void
paste_link (Paste *self, const CvkLink *link)
{
  CvkLink *copy;

  if (cvk_document_get_node (self->excerpt, link->source) == NULL ||
      cvk_document_get_node (self->excerpt, link->target) == NULL)
    return;
  copy = cvk_link_copy (link);
  cvk_set_string (&copy->source, get_new (self->ids, link->source));
  cvk_set_string (&copy->target, get_new (self->ids, link->target));
  copy->line = copy->column = 0;
  cvk_command_insert (self->command, CVK_LIST_LINKS, self->document->links->len, copy, _ ("Paste"));
}

/* --- Notes and frames --- */

static char *
make_annotation_id (GPtrArray *there, const char *id)
{
  g_autofree char *stem = dup_stem (id);
  char *made = g_strdup (id);
  gboolean is_free = FALSE;

  for (unsigned number = 2; !is_free; number++)
    {
      is_free = TRUE;
      for (unsigned i = 0; is_free && i < there->len; i++)
        is_free = strcmp (((CvkAnnotation *) g_ptr_array_index (there, i))->id, made) != 0;
      if (is_free)
        break;
      g_free (made);
      made = g_strdup_printf ("%s-%u", stem, number);
    }
  return made;
}

static CvkValue *
move_number (const CvkValue *value, const char *name, double distance)
{
  CvkValue *number = cvk_value_get_member (value, name);
  double place =
    (number != NULL && cvk_value_is_number (number) ? cvk_value_get_double (number) : 0) + distance;

  return fabs (place) < 1e15 && place == round (place) ? cvk_value_new_integer ((int64_t) place)
                                                       : cvk_value_new_double (place);
}

static void
paste_note (Paste *self, const CvkAnnotation *note)
{
  CvkAnnotation *copy = g_new0 (CvkAnnotation, 1);
  g_auto (CvkObjectBuilder) value = { NULL };

  copy->id = make_annotation_id (self->document->notes, note->id);
  cvk_object_builder_init_from (&value, note->value);
  cvk_object_builder_set (&value, "x", move_number (note->value, "x", self->dx));
  cvk_object_builder_set (&value, "y", move_number (note->value, "y", self->dy));
  copy->value = cvk_object_builder_end (&value);
  g_ptr_array_add (self->pasted->notes, g_strdup (copy->id));
  cvk_command_insert (self->command, CVK_LIST_NOTES, self->document->notes->len, copy, _ ("Paste"));
}

static void
paste_frame (Paste *self, const CvkAnnotation *frame)
{
  CvkAnnotation *copy = g_new0 (CvkAnnotation, 1);
  CvkValue *nodes = cvk_value_get_member (frame->value, "nodes");
  g_auto (CvkObjectBuilder) value = { NULL };
  g_auto (CvkArrayBuilder) list = { NULL };

  copy->id = make_annotation_id (self->document->frames, frame->id);
  cvk_array_builder_init (&list);
  for (size_t i = 0;
       nodes != NULL && cvk_value_is_array (nodes) && i < cvk_value_get_length (nodes); i++)
    {
      CvkValue *node = cvk_value_get_element (nodes, i);

      if (cvk_value_is_string (node) &&
          cvk_document_get_node (self->excerpt, cvk_value_get_string (node)) != NULL)
        cvk_array_builder_append (
          &list, cvk_value_new_string (get_new (self->ids, cvk_value_get_string (node))));
    }
  cvk_object_builder_init_from (&value, frame->value);
  cvk_object_builder_set (&value, "nodes", cvk_array_builder_end (&list));
  copy->value = cvk_object_builder_end (&value);
  g_ptr_array_add (self->pasted->frames, g_strdup (copy->id));
  cvk_command_insert (self->command, CVK_LIST_FRAMES, self->document->frames->len, copy,
                      _ ("Paste"));
}

/* --- All of it --- */

static void
find_ids (Paste *self)
{
  for (unsigned i = 0; i < self->excerpt->nodes->len; i++)
    {
      const CvkNode *node = g_ptr_array_index (self->excerpt->nodes, i);

      if (cvk_document_get_node (self->document, node->id) != NULL)
        g_hash_table_insert (self->ids, g_strdup (node->id), make_id (self, node->id));
    }
}

void
cvk_command_paste (CvkCommand *self, CvkDocument *excerpt, double dx, double dy, CvkPasted *pasted)
{
  Paste paste = { self, self->document, excerpt, dx, dy, pasted, NULL, NULL, NULL };

  g_return_if_fail (self != NULL && pasted != NULL);
  g_return_if_fail (CVK_IS_DOCUMENT (excerpt) && excerpt != self->document);

  *pasted =
    (CvkPasted){ g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free),
                 g_ptr_array_new_with_free_func (g_free) };
  paste.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  paste.slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  paste.numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  find_ids (&paste);
  for (unsigned i = 0; i < excerpt->slots->len; i++)
    paste_slot (&paste, g_ptr_array_index (excerpt->slots, i));
  for (unsigned i = 0; i < excerpt->file_slots->len; i++)
    paste_file (&paste, g_ptr_array_index (excerpt->file_slots, i));
  for (unsigned i = 0; i < excerpt->nodes->len; i++)
    paste_node (&paste, g_ptr_array_index (excerpt->nodes, i));
  for (unsigned i = 0; i < excerpt->links->len; i++)
    paste_link (&paste, g_ptr_array_index (excerpt->links, i));
  for (unsigned i = 0; i < excerpt->notes->len; i++)
    paste_note (&paste, g_ptr_array_index (excerpt->notes, i));
  for (unsigned i = 0; i < excerpt->frames->len; i++)
    paste_frame (&paste, g_ptr_array_index (excerpt->frames, i));
  g_hash_table_unref (paste.ids);
  g_hash_table_unref (paste.slots);
  g_hash_table_unref (paste.numbers);
}
