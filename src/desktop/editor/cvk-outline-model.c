// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-outline-model.h"

#include <string.h>

#include "desktop/editor/cvk-editing.h"

/* --- A row --- */

struct _CvkOutlineItem
{
  GObject parent_instance;

  char *id;
};

G_DEFINE_FINAL_TYPE (CvkOutlineItem, cvk_outline_item, G_TYPE_OBJECT)

static void
cvk_outline_item_finalize (GObject *object)
{
  g_free (CVK_OUTLINE_ITEM (object)->id);
  G_OBJECT_CLASS (cvk_outline_item_parent_class)->finalize (object);
}

static void
cvk_outline_item_class_init (CvkOutlineItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_outline_item_finalize;
}

static void
cvk_outline_item_init (CvkOutlineItem *self)
{
}

const char *
cvk_outline_item_get_id (CvkOutlineItem *self)
{
  g_return_val_if_fail (CVK_IS_OUTLINE_ITEM (self), NULL);

  return self->id;
}

/* --- The list --- */

struct _CvkOutlineModel
{
  GObject parent_instance;

  CvkSession *session;    /* owned; nullable */
  CvkOutlineIndex *index; /* nullable */
  GPtrArray *shown;       /* CvkNode, borrowed from the document */
  GHashTable *places;     /* borrowed id to place in @shown, from 1 */
  char *query;
  GSignalGroup *on_session;
  GSignalGroup *on_document;
};

static void cvk_outline_model_init_list (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CvkOutlineModel,
                               cvk_outline_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      cvk_outline_model_init_list))

static GType
get_item_type (GListModel *model)
{
  return CVK_TYPE_OUTLINE_ITEM;
}

static unsigned
get_n_items (GListModel *model)
{
  return CVK_OUTLINE_MODEL (model)->shown->len;
}

static gpointer
get_item (GListModel *model, unsigned position)
{
  CvkOutlineModel *self = CVK_OUTLINE_MODEL (model);
  CvkOutlineItem *item;

  if (position >= self->shown->len)
    return NULL;
  item = g_object_new (CVK_TYPE_OUTLINE_ITEM, NULL);
  item->id = g_strdup (((CvkNode *) g_ptr_array_index (self->shown, position))->id);
  return item;
}

static void
cvk_outline_model_init_list (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- What is in it --- */

static gboolean
matches (CvkOutlineModel *self, const CvkNode *node, GStrv words)
{
  g_autofree char *kind = NULL;
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;

  if (words[0] == NULL)
    return TRUE;
  kind = cvk_outline_index_describe_kind (self->index, node);
  text =
    g_strdup_printf ("%s %s %s", cvk_editing_get_node_name (self->session, node), kind, node->id);
  folded = g_utf8_casefold (text, -1);
  for (unsigned i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
fill (CvkOutlineModel *self)
{
  unsigned before = self->shown->len;
  g_auto (GStrv) words = g_str_tokenize_and_fold (self->query, NULL, NULL);

  g_ptr_array_set_size (self->shown, 0);
  g_hash_table_remove_all (self->places);
  for (unsigned i = 0; self->index != NULL && i < cvk_outline_index_get_count (self->index); i++)
    {
      const CvkNode *node = cvk_outline_index_get_node (self->index, i);

      if (!matches (self, node, words))
        continue;
      g_ptr_array_add (self->shown, (gpointer) node);
      g_hash_table_insert (self->places, node->id, GUINT_TO_POINTER (self->shown->len));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->shown->len);
}

static void
make_index (CvkOutlineModel *self)
{
  g_clear_pointer (&self->index, cvk_outline_index_free);
  if (self->session != NULL)
    self->index = cvk_outline_index_new (self->session);
  fill (self);
}

/* Moving cards changes neither order nor words; anything else may. */
static void
document_changed_cb (CvkOutlineModel *self, CvkDocumentParts parts)
{
  if ((parts & ~(CVK_DOCUMENT_PART_LAYOUT | CVK_DOCUMENT_PART_NOTES | CVK_DOCUMENT_PART_FRAMES)) !=
      0)
    make_index (self);
}

static void
document_cb (CvkOutlineModel *self)
{
  g_signal_group_set_target (
    self->on_document, self->session != NULL ? cvk_session_get_document (self->session) : NULL);
  make_index (self);
}

void
cvk_outline_model_set_session (CvkOutlineModel *self, CvkSession *session)
{
  g_return_if_fail (CVK_IS_OUTLINE_MODEL (self));

  g_set_object (&self->session, session);
  g_signal_group_set_target (self->on_session, session);
  document_cb (self);
}

void
cvk_outline_model_set_query (CvkOutlineModel *self, const char *query)
{
  g_return_if_fail (CVK_IS_OUTLINE_MODEL (self) && query != NULL);

  if (g_str_equal (self->query, query))
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  fill (self);
}

CvkOutlineIndex *
cvk_outline_model_get_index (CvkOutlineModel *self)
{
  g_return_val_if_fail (CVK_IS_OUTLINE_MODEL (self), NULL);

  return self->index;
}

gboolean
cvk_outline_model_find (CvkOutlineModel *self, const char *id, unsigned *position)
{
  unsigned place;

  g_return_val_if_fail (CVK_IS_OUTLINE_MODEL (self), FALSE);
  g_return_val_if_fail (id != NULL && position != NULL, FALSE);

  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, id));
  *position = place - 1;
  return place > 0;
}

const char *
cvk_outline_model_get_id (CvkOutlineModel *self, unsigned position)
{
  g_return_val_if_fail (CVK_IS_OUTLINE_MODEL (self), NULL);
  g_return_val_if_fail (position < self->shown->len, NULL);

  return ((CvkNode *) g_ptr_array_index (self->shown, position))->id;
}

static void
cvk_outline_model_finalize (GObject *object)
{
  CvkOutlineModel *self = CVK_OUTLINE_MODEL (object);

  g_clear_object (&self->on_session);
  g_clear_object (&self->on_document);
  g_clear_pointer (&self->index, cvk_outline_index_free);
  g_clear_object (&self->session);
  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->places);
  g_free (self->query);
  G_OBJECT_CLASS (cvk_outline_model_parent_class)->finalize (object);
}

static void
cvk_outline_model_class_init (CvkOutlineModelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_outline_model_finalize;
}

static void
cvk_outline_model_init (CvkOutlineModel *self)
{
  self->query = g_strdup ("");
  self->shown = g_ptr_array_new ();
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->on_session = g_signal_group_new (CVK_TYPE_SESSION);
  g_signal_group_connect_swapped (self->on_session, "notify::document", G_CALLBACK (document_cb),
                                  self);
  self->on_document = g_signal_group_new (CVK_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->on_document, "changed", G_CALLBACK (document_changed_cb),
                                  self);
}

CvkOutlineModel *
cvk_outline_model_new (void)
{
  return g_object_new (CVK_TYPE_OUTLINE_MODEL, NULL);
}
