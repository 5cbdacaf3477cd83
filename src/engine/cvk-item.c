// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-item.h"

#include <string.h>

/* Beyond this many layers a look-up costs more than a copy of the fields. */
#define MAX_LAYERS 48

typedef struct
{
  unsigned count;
  const CvkItem *found; /* borrowed: an ancestor */
} Answer;

/* Several parents. All that descend from here ask the same few questions, each of which takes a
 * walk through all of the ancestors: the answers are kept. */
typedef struct
{
  GHashTable *answers; /* owned, nullable: CvkNodeIndex to owned Answer */
  CvkItem *items[];    /* owned */
} Parents;

struct _CvkItem
{
  unsigned ref_count;
  CvkNodeIndex node;
  uint32_t layers; /* how many show through, this one included */
  uint32_t n_parents;
  gboolean keeps;
  uint64_t descent;
  CvkValue *fields; /* owned, nullable */
  union
  {
    CvkItem *one;  /* owned, nullable */
    Parents *many; /* owned, when n_parents > 1 */
  } parents;
};

G_DEFINE_BOXED_TYPE (CvkItem, cvk_item, cvk_item_ref, cvk_item_unref)

/* A step of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"):
 * spreads neighbouring numbers over all 64 bits. */
static uint64_t
mix (uint64_t a, uint64_t b)
{
  uint64_t z = a * 0x9e3779b97f4a7c15u + b + 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static CvkItem *const *
peek_parents (const CvkItem *self)
{
  return self->n_parents > 1 ? self->parents.many->items : &self->parents.one;
}

static CvkItem *
create_item (CvkNodeIndex node, CvkValue *fields)
{
  CvkItem *self = g_new0 (CvkItem, 1);

  self->ref_count = 1;
  self->node = node;
  self->layers = 1;
  self->fields = fields;
  return self;
}

CvkItem *
cvk_item_new (CvkNodeIndex node, CvkItem *parent, CvkValue *fields, gboolean keeps)
{
  CvkItem *self = create_item (node, fields);

  if (parent == NULL)
    return self;

  self->n_parents = 1;
  self->parents.one = cvk_item_ref (parent);
  self->descent = parent->descent;
  if (!keeps)
    return self;

  self->keeps = TRUE;
  self->layers = parent->layers + 1;
  if (self->layers > MAX_LAYERS)
    {
      CvkValue *flat = cvk_item_to_value (self);

      g_clear_pointer (&self->fields, cvk_value_unref);
      self->fields = flat;
      self->keeps = FALSE;
      self->layers = 1;
    }
  return self;
}

CvkItem *
cvk_item_new_joined (CvkNodeIndex node, CvkItem *const *parents, size_t n_parents, CvkValue *fields)
{
  CvkItem *self = NULL;
  uint64_t descent = n_parents;

  if (n_parents <= 1)
    return cvk_item_new (node, n_parents == 1 ? parents[0] : NULL, fields, FALSE);

  self = create_item (node, fields);
  self->n_parents = (uint32_t) n_parents;
  self->parents.many = g_malloc0 (sizeof (Parents) + n_parents * sizeof (CvkItem *));
  for (size_t i = 0; i < n_parents; i++)
    {
      self->parents.many->items[i] = cvk_item_ref (parents[i]);
      descent = mix (descent, parents[i]->descent);
    }
  self->descent = descent;
  return self;
}

CvkItem *
cvk_item_ref (CvkItem *self)
{
  self->ref_count++;
  return self;
}

/* Lines of descent can be as long as a pipeline, so the last references are dropped in a loop. */
void
cvk_item_unref (CvkItem *self)
{
  g_autoptr (GPtrArray) more = NULL;

  while (self != NULL)
    {
      CvkItem *next = NULL;

      if (--self->ref_count == 0)
        {
          if (self->n_parents > 1)
            {
              if (more == NULL)
                more = g_ptr_array_new ();
              for (uint32_t i = 0; i < self->n_parents; i++)
                g_ptr_array_add (more, self->parents.many->items[i]);
              g_clear_pointer (&self->parents.many->answers, g_hash_table_unref);
              g_free (self->parents.many);
            }
          else
            next = self->parents.one;
          g_clear_pointer (&self->fields, cvk_value_unref);
          g_free (self);
        }
      if (next == NULL && more != NULL && more->len > 0)
        next = g_ptr_array_steal_index_fast (more, more->len - 1);
      self = next;
    }
}

CvkNodeIndex
cvk_item_get_node (const CvkItem *self)
{
  return self->node;
}

CvkItem *
cvk_item_get_parent (const CvkItem *self)
{
  return self->n_parents == 1 ? self->parents.one : NULL;
}

CvkItem *const *
cvk_item_get_parents (const CvkItem *self, size_t *n_parents)
{
  *n_parents = self->n_parents;
  return peek_parents (self);
}

gboolean
cvk_item_keeps (const CvkItem *self)
{
  return self->keeps;
}

CvkValue *
cvk_item_get_field (const CvkItem *self, const char *name)
{
  while (self != NULL)
    {
      CvkValue *value = self->fields != NULL ? cvk_value_get_member (self->fields, name) : NULL;

      if (value != NULL)
        return value;
      self = self->keeps ? self->parents.one : NULL;
    }
  return NULL;
}

CvkValue *
cvk_item_get_path (const CvkItem *self, const char *path)
{
  const char *dot = strchr (path, '.');
  g_autofree char *first = NULL;
  CvkValue *value = NULL;

  /* A column may be called "a.b": the whole path as a name goes first. */
  value = cvk_item_get_field (self, path);
  if (value != NULL || dot == NULL)
    return value;

  first = g_strndup (path, (size_t) (dot - path));
  value = cvk_item_get_field (self, first);
  while (value != NULL && dot != NULL)
    {
      const char *start = dot + 1;
      g_autofree char *name = NULL;

      dot = strchr (start, '.');
      name = dot != NULL ? g_strndup (start, (size_t) (dot - start)) : g_strdup (start);
      if (cvk_value_is_object (value))
        value = cvk_value_get_member (value, name);
      else if (cvk_value_is_array (value) && g_ascii_isdigit (*name))
        value = cvk_value_get_element (value, (size_t) g_ascii_strtoull (name, NULL, 10));
      else
        value = NULL;
    }
  return value;
}

CvkValue *
cvk_item_to_value (const CvkItem *self)
{
  const CvkItem *layers[MAX_LAYERS + 1];
  size_t n_layers = 0;
  g_auto (CvkObjectBuilder) builder = { 0 };

  for (const CvkItem *layer = self; layer != NULL; layer = layer->keeps ? layer->parents.one : NULL)
    {
      if (layer->fields == NULL)
        continue;
      g_assert (n_layers < G_N_ELEMENTS (layers));
      layers[n_layers++] = layer;
    }
  if (n_layers == 1)
    return cvk_value_ref (layers[0]->fields);

  cvk_object_builder_init_from (&builder, n_layers > 0 ? layers[n_layers - 1]->fields : NULL);
  for (size_t i = n_layers > 0 ? n_layers - 1 : 0; i-- > 0;)
    {
      size_t length = cvk_value_get_length (layers[i]->fields);

      for (size_t k = 0; k < length; k++)
        {
          const char *name = NULL;
          CvkValue *value = NULL;

          cvk_value_get_member_at (layers[i]->fields, k, &name, &value);
          cvk_object_builder_set (&builder, name, cvk_value_ref (value));
        }
    }
  return cvk_object_builder_end (&builder);
}

/* A search that visits each ancestor once, however they share theirs. */
static unsigned
search (const CvkItem *self, CvkNodeIndex node, const CvkItem **found)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  unsigned count = 0;

  g_ptr_array_add (open, (gpointer) self);
  while (open->len > 0 && count < 2)
    {
      const CvkItem *item = g_ptr_array_steal_index_fast (open, open->len - 1);

      if (item == NULL || !g_hash_table_add (seen, (gpointer) item))
        continue;
      if (item->node == node)
        {
          *found = item;
          count++;
          continue;
        }
      for (uint32_t i = 0; i < item->n_parents; i++)
        g_ptr_array_add (open, peek_parents (item)[i]);
    }
  return count;
}

static unsigned
find_among_many (const CvkItem *self, CvkNodeIndex node, const CvkItem **found)
{
  Parents *parents = self->parents.many;
  gpointer key = GUINT_TO_POINTER (node);
  Answer *answer = NULL;

  if (parents->answers == NULL)
    parents->answers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  answer = g_hash_table_lookup (parents->answers, key);
  if (answer == NULL)
    {
      answer = g_new0 (Answer, 1);
      answer->count = search (self, node, &answer->found);
      g_hash_table_insert (parents->answers, key, answer);
    }
  *found = answer->found;
  return answer->count;
}

unsigned
cvk_item_find (const CvkItem *self, CvkNodeIndex node, const CvkItem **found)
{
  *found = NULL;
  for (; self != NULL; self = self->parents.one)
    {
      if (self->node == node)
        {
          *found = self;
          return 1;
        }
      if (self->n_parents > 1)
        return find_among_many (self, node, found);
    }
  return 0;
}

uint64_t
cvk_item_get_descent (const CvkItem *self)
{
  return self->descent;
}

void
cvk_item_set_position (CvkItem *self, uint32_t port, uint32_t index)
{
  self->descent = mix (mix (self->descent, self->node), ((uint64_t) port << 32) | index);
}

void
cvk_item_set_descent (CvkItem *self, uint64_t descent)
{
  self->descent = descent;
}

/* Its parents are copied already. */
static CvkItem *
copy_item (const CvkItem *self, const CvkNodeIndex *map, size_t n_nodes, GHashTable *copies)
{
  CvkItem *copy = g_new (CvkItem, 1);

  *copy = *self;
  copy->ref_count = 1;
  copy->node = self->node < n_nodes ? map[self->node] : CVK_NODE_INDEX_NONE;
  copy->fields = self->fields != NULL ? cvk_value_ref (self->fields) : NULL;
  if (self->n_parents == 1)
    copy->parents.one = cvk_item_ref (g_hash_table_lookup (copies, self->parents.one));
  if (self->n_parents > 1)
    {
      copy->parents.many = g_malloc0 (sizeof (Parents) + self->n_parents * sizeof (CvkItem *));
      for (uint32_t i = 0; i < self->n_parents; i++)
        copy->parents.many->items[i] =
          cvk_item_ref (g_hash_table_lookup (copies, self->parents.many->items[i]));
    }
  return copy;
}

CvkItem *
cvk_item_rebase (CvkItem *self, const CvkNodeIndex *map, size_t n_nodes, GHashTable *copies)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  /* The oldest first; lines of descent can be too long to recurse over. */
  g_ptr_array_add (open, self);
  while (open->len > 0)
    {
      CvkItem *item = g_ptr_array_index (open, open->len - 1);
      unsigned n_open = open->len;

      for (uint32_t i = 0; !g_hash_table_contains (copies, item) && i < item->n_parents; i++)
        if (!g_hash_table_contains (copies, peek_parents (item)[i]))
          g_ptr_array_add (open, peek_parents (item)[i]);
      if (open->len > n_open)
        continue;
      if (!g_hash_table_contains (copies, item))
        g_hash_table_insert (copies, item, copy_item (item, map, n_nodes, copies));
      g_ptr_array_set_size (open, (int) n_open - 1);
    }
  return cvk_item_ref (g_hash_table_lookup (copies, self));
}
