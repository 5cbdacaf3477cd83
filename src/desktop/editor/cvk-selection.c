// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-selection.h"

/* Each kind is an array for the order and a set for the question that is asked for every card that
 * is drawn. */
struct _CvkSelection
{
  GObject parent_instance;

  GPtrArray *ids[CVK_SELECTION_N_KINDS];   /* char * */
  GHashTable *sets[CVK_SELECTION_N_KINDS]; /* the same strings */
  unsigned freezes;
  gboolean is_changed;
};

G_DEFINE_FINAL_TYPE (CvkSelection, cvk_selection, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
emit_changed (CvkSelection *self)
{
  self->is_changed = TRUE;
  if (self->freezes > 0)
    return;
  self->is_changed = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_selection_contains (CvkSelection *self, CvkSelectionKind kind, const char *id)
{
  g_return_val_if_fail (CVK_IS_SELECTION (self), FALSE);

  return g_hash_table_contains (self->sets[kind], id);
}

GPtrArray *
cvk_selection_list (CvkSelection *self, CvkSelectionKind kind)
{
  g_return_val_if_fail (CVK_IS_SELECTION (self), NULL);

  return self->ids[kind];
}

unsigned
cvk_selection_get_count (CvkSelection *self)
{
  unsigned count = 0;

  g_return_val_if_fail (CVK_IS_SELECTION (self), 0);

  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    count += self->ids[kind]->len;
  return count;
}

const char *
cvk_selection_get_single_node (CvkSelection *self)
{
  GPtrArray *nodes = cvk_selection_list (self, CVK_SELECTION_NODE);

  return nodes->len == 1 && cvk_selection_get_count (self) == 1 ? g_ptr_array_index (nodes, 0)
                                                                : NULL;
}

void
cvk_selection_add (CvkSelection *self, CvkSelectionKind kind, const char *id)
{
  char *copy;

  g_return_if_fail (CVK_IS_SELECTION (self));
  g_return_if_fail (id != NULL);

  if (g_hash_table_contains (self->sets[kind], id))
    return;
  copy = g_strdup (id);
  g_ptr_array_add (self->ids[kind], copy);
  g_hash_table_add (self->sets[kind], copy);
  emit_changed (self);
}

void
cvk_selection_remove (CvkSelection *self, CvkSelectionKind kind, const char *id)
{
  gpointer copy;

  g_return_if_fail (CVK_IS_SELECTION (self));

  if (!g_hash_table_steal_extended (self->sets[kind], id, &copy, NULL))
    return;
  g_ptr_array_remove (self->ids[kind], copy);
  emit_changed (self);
}

void
cvk_selection_set_only (CvkSelection *self, CvkSelectionKind kind, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_return_if_fail (CVK_IS_SELECTION (self));

  if (cvk_selection_get_count (self) == 1 && cvk_selection_contains (self, kind, id))
    return;
  cvk_selection_freeze (self);
  cvk_selection_clear (self);
  cvk_selection_add (self, kind, copy);
  cvk_selection_thaw (self);
}

void
cvk_selection_clear (CvkSelection *self)
{
  g_return_if_fail (CVK_IS_SELECTION (self));

  if (cvk_selection_get_count (self) == 0)
    return;
  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      g_hash_table_remove_all (self->sets[kind]);
      g_ptr_array_set_size (self->ids[kind], 0);
    }
  emit_changed (self);
}

void
cvk_selection_freeze (CvkSelection *self)
{
  g_return_if_fail (CVK_IS_SELECTION (self));

  self->freezes++;
}

void
cvk_selection_thaw (CvkSelection *self)
{
  g_return_if_fail (CVK_IS_SELECTION (self));
  g_return_if_fail (self->freezes > 0);

  if (--self->freezes == 0 && self->is_changed)
    emit_changed (self);
}

static void
cvk_selection_finalize (GObject *object)
{
  CvkSelection *self = CVK_SELECTION (object);

  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      g_hash_table_unref (self->sets[kind]);
      g_ptr_array_unref (self->ids[kind]);
    }
  G_OBJECT_CLASS (cvk_selection_parent_class)->finalize (object);
}

static void
cvk_selection_class_init (CvkSelectionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_selection_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_selection_init (CvkSelection *self)
{
  for (unsigned kind = 0; kind < CVK_SELECTION_N_KINDS; kind++)
    {
      self->ids[kind] = g_ptr_array_new_with_free_func (g_free);
      self->sets[kind] = g_hash_table_new (g_str_hash, g_str_equal);
    }
}

CvkSelection *
cvk_selection_new (void)
{
  return g_object_new (CVK_TYPE_SELECTION, NULL);
}
