// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-tree-value.h"

struct _CvkTreeValue
{
  GObject parent_instance;

  char *name;
  CvkValue *value;
};

G_DEFINE_FINAL_TYPE (CvkTreeValue, cvk_tree_value, G_TYPE_OBJECT)

static void
cvk_tree_value_finalize (GObject *object)
{
  CvkTreeValue *self = CVK_TREE_VALUE (object);

  cvk_value_unref (self->value);
  g_free (self->name);
  G_OBJECT_CLASS (cvk_tree_value_parent_class)->finalize (object);
}

static void
cvk_tree_value_class_init (CvkTreeValueClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_tree_value_finalize;
}

static void
cvk_tree_value_init (CvkTreeValue *self)
{
}

CvkTreeValue *
cvk_tree_value_new (const char *name, const CvkValue *value)
{
  CvkTreeValue *self = g_object_new (CVK_TYPE_TREE_VALUE, NULL);

  self->name = g_strdup (name);
  self->value = cvk_value_ref (value);
  return self;
}

static void
add_value (GListStore *store, const char *name, const CvkValue *value)
{
  g_autoptr (CvkTreeValue) child = cvk_tree_value_new (name, value);

  g_list_store_append (store, child);
}

GListModel *
cvk_tree_value_list_parts (const CvkValue *value)
{
  gboolean is_object = value != NULL && cvk_value_is_object (value);
  GListStore *store;

  if (value == NULL || (!is_object && !cvk_value_is_array (value)) ||
      cvk_value_get_length (value) == 0)
    return NULL;
  store = g_list_store_new (CVK_TYPE_TREE_VALUE);
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      g_autofree char *number = g_strdup_printf ("%zu", i + 1);
      const char *name = number;
      CvkValue *part = NULL;

      if (is_object)
        cvk_value_get_member_at (value, i, &name, &part);
      else
        part = cvk_value_get_element (value, i);
      add_value (store, name, part);
    }
  return G_LIST_MODEL (store);
}

const char *
cvk_tree_value_get_name (CvkTreeValue *self)
{
  g_return_val_if_fail (CVK_IS_TREE_VALUE (self), NULL);

  return self->name;
}

CvkValue *
cvk_tree_value_get_value (CvkTreeValue *self)
{
  g_return_val_if_fail (CVK_IS_TREE_VALUE (self), NULL);

  return self->value;
}
