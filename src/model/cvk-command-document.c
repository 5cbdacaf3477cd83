// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/cvk-command-private.h"

/* One list is turned into another by as few changes as its elements need, so that what stayed the
 * same stays the same struct, and views need not build everything anew. */

static char *
write_element (CvkListKind kind, gpointer element)
{
  GString *json = g_string_new (NULL);

  cvk_element_write (kind, element, json);

  return g_string_free (json, FALSE);
}

/* What tells elements of one list apart; a link is nothing but its text. */
static char *
dup_key (CvkListKind kind, gpointer element)
{
  const CvkLink *link = element;

  if (kind != CVK_LIST_LINKS)
    return g_strdup (*(char **) element);

  return g_strdup_printf ("%s.%s -> %s.%s", link->source, link->source_port, link->target,
                          link->target_port);
}

static GHashTable *
collect_keys (CvkListKind kind, GPtrArray *list)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < list->len; i++)
    g_hash_table_add (keys, dup_key (kind, g_ptr_array_index (list, i)));

  return keys;
}

static gpointer
copy_element (CvkListKind kind, const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

  return cvk_element_read (kind, bytes);
}

static void
remove_missing (CvkCommand *self, CvkListKind kind, GPtrArray *wanted, const char *name)
{
  GPtrArray *list = cvk_change_get_list (self->document, kind);
  g_autoptr (GHashTable) keys = collect_keys (kind, wanted);

  for (unsigned i = list->len; i > 0; i--)
    {
      g_autofree char *key = dup_key (kind, g_ptr_array_index (list, i - 1));

      if (!g_hash_table_contains (keys, key))
        cvk_command_remove (self, kind, i - 1, name);
    }
}

/* Puts the element of that key from further down to @index. */
static void
take_forward (CvkCommand *self, CvkListKind kind, unsigned index, const char *key, const char *name)
{
  GPtrArray *list = cvk_change_get_list (self->document, kind);

  for (unsigned i = index; i < list->len; i++)
    {
      gpointer element = g_ptr_array_index (list, i);
      g_autofree char *other = dup_key (kind, element);
      g_autofree char *json = NULL;

      if (!g_str_equal (other, key))
        continue;
      if (i == index)
        return;
      json = write_element (kind, element);
      cvk_command_remove (self, kind, i, name);
      cvk_command_insert (self, kind, index, copy_element (kind, json), name);
      return;
    }
}

static void
replace_list (CvkCommand *self, CvkListKind kind, GPtrArray *wanted, const char *name)
{
  GPtrArray *list = cvk_change_get_list (self->document, kind);
  g_autoptr (GHashTable) keys = NULL;
  CvkDocumentParts parts = cvk_change_get_part (kind);

  if (kind == CVK_LIST_NODES)
    parts |= CVK_DOCUMENT_PART_LAYOUT;
  remove_missing (self, kind, wanted, name);
  keys = collect_keys (kind, list);
  for (unsigned i = 0; i < wanted->len; i++)
    {
      gpointer element = g_ptr_array_index (wanted, i);
      g_autofree char *key = dup_key (kind, element);
      g_autofree char *json = write_element (kind, element);
      g_autofree char *old = NULL;

      if (!g_hash_table_remove (keys, key))
        {
          cvk_command_insert (self, kind, i, copy_element (kind, json), name);
          continue;
        }
      take_forward (self, kind, i, key, name);
      old = write_element (kind, g_ptr_array_index (list, i));
      if (!g_str_equal (old, json))
        cvk_command_replace (self, kind, i, copy_element (kind, json), parts, name, NULL);
    }
  /* A link may stand twice in a file that a hand has written. */
  while (list->len > wanted->len)
    cvk_command_remove (self, kind, list->len - 1, name);
}

void
cvk_command_replace_document (CvkCommand *self, CvkDocument *document)
{
  const char *name = _ ("Change Elsewhere");
  CvkPipeline *wanted;
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  CvkPipeline *current;

  g_return_if_fail (self != NULL);
  g_return_if_fail (CVK_IS_DOCUMENT (document) && document != self->document);

  for (unsigned kind = 0; kind < CVK_N_LISTS; kind++)
    replace_list (self, kind, cvk_change_get_list (document, kind), name);

  current = cvk_pipeline_new (self->document);
  wanted = cvk_pipeline_new (document);
  old = write_element (CVK_LIST_PIPELINE, current);
  new = write_element (CVK_LIST_PIPELINE, wanted);
  cvk_element_free (CVK_LIST_PIPELINE, current);
  if (g_str_equal (old, new))
    cvk_element_free (CVK_LIST_PIPELINE, wanted);
  else
    cvk_command_replace (self, CVK_LIST_PIPELINE, 0, wanted, CVK_DOCUMENT_PART_PIPELINE, name,
                         NULL);
}
