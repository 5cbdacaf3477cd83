// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-value.h"

#include <string.h>

#include "base/cvk-value-private.h"

void
cvk_array_builder_init (CvkArrayBuilder *self)
{
  *self = (CvkArrayBuilder){ NULL };
}

void
cvk_array_builder_append (CvkArrayBuilder *self, CvkValue *value)
{
  g_return_if_fail (value != NULL);

  if (self->values == NULL)
    self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  g_ptr_array_add (self->values, value);
}

CvkValue *
cvk_array_builder_end (CvkArrayBuilder *self)
{
  CvkValue *array = NULL;

  if (self->values == NULL)
    return cvk_value_new_array (NULL, 0);
  array = cvk_value_new_array ((CvkValue *const *) self->values->pdata, self->values->len);
  g_ptr_array_set_free_func (self->values, NULL);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  return array;
}

void
cvk_array_builder_clear (CvkArrayBuilder *self)
{
  g_clear_pointer (&self->values, g_ptr_array_unref);
}

static CvkMember *
get_member (CvkObjectBuilder *self, unsigned index)
{
  return &g_array_index (self->members, CvkMember, index);
}

static void
clear_member (CvkMember *member)
{
  g_ref_string_release (member->key);
  cvk_value_unref (member->value);
}

static void
drop_index (CvkObjectBuilder *self)
{
  g_clear_pointer (&self->slots, g_free);
  self->slot_count = 0;
}

/* Makes the index hold every member, with room for one more. */
static void
ensure_index (CvkObjectBuilder *self)
{
  uint32_t size = cvk_member_index_size (self->members->len + 1);

  if (self->slots != NULL && size <= self->slot_count)
    return;
  drop_index (self);
  self->slot_count = size * 2;
  self->slots = g_new0 (uint32_t, self->slot_count);
  for (uint32_t i = 0; i < self->members->len; i++)
    {
      const CvkMember *member = get_member (self, i);
      uint32_t slot = 0;

      cvk_member_index_find (self->slots, self->slot_count, get_member (self, 0), member->key,
                             member->key_length, member->hash, &slot);
      self->slots[slot] = i + 1;
    }
}

static CvkMember *
find_member (CvkObjectBuilder *self, const char *name, size_t length, uint32_t hash)
{
  uint32_t found = G_MAXUINT32;

  if (self->members == NULL)
    return NULL;
  if (self->members->len > CVK_OBJECT_INDEX_THRESHOLD)
    {
      ensure_index (self);
      found = cvk_member_index_find (self->slots, self->slot_count, get_member (self, 0), name,
                                     length, hash, NULL);
      return found == G_MAXUINT32 ? NULL : get_member (self, found);
    }
  for (uint32_t i = 0; i < self->members->len; i++)
    {
      CvkMember *member = get_member (self, i);

      if (member->hash == hash && member->key_length == length &&
          memcmp (member->key, name, length) == 0)
        return member;
    }
  return NULL;
}

static void
append_member (CvkObjectBuilder *self,
               GRefString *key,
               size_t length,
               uint32_t hash,
               CvkValue *value)
{
  CvkMember member = { key, value, hash, (uint32_t) length };

  if (self->members == NULL)
    self->members = g_array_sized_new (FALSE, FALSE, sizeof (CvkMember), 8);
  if (self->slots != NULL)
    {
      uint32_t slot = 0;

      ensure_index (self);
      cvk_member_index_find (self->slots, self->slot_count, get_member (self, 0), key, length, hash,
                             &slot);
      self->slots[slot] = self->members->len + 1;
    }
  g_array_append_val (self->members, member);
}

void
cvk_object_builder_init (CvkObjectBuilder *self)
{
  *self = (CvkObjectBuilder){ NULL };
}

void
cvk_object_builder_init_from (CvkObjectBuilder *self, const CvkValue *object)
{
  const CvkObjectValue *from = NULL;

  g_return_if_fail (object == NULL || object->kind == CVK_VALUE_OBJECT);

  cvk_object_builder_init (self);
  if (object == NULL || cvk_value_as_object (object)->length == 0)
    return;
  from = cvk_value_as_object (object);
  self->members = g_array_sized_new (FALSE, FALSE, sizeof (CvkMember), from->length + 4);
  g_array_append_vals (self->members, from->members, from->length);
  for (uint32_t i = 0; i < from->length; i++)
    {
      g_ref_string_acquire (from->members[i].key);
      (void) !cvk_value_ref (from->members[i].value);
    }
}

void
cvk_object_builder_set_length (CvkObjectBuilder *self,
                               const char *name,
                               size_t name_length,
                               CvkValue *value)
{
  uint32_t hash = 0;
  CvkMember *member = NULL;

  g_return_if_fail (name != NULL && name_length <= G_MAXINT32);
  g_return_if_fail (value != NULL);

  hash = cvk_value_hash_bytes (name, name_length);
  member = find_member (self, name, name_length, hash);
  if (member == NULL)
    {
      GRefString *key = g_ref_string_new_len (name, (gssize) name_length);

      append_member (self, key, name_length, hash, value);
      return;
    }
  cvk_value_unref (member->value);
  member->value = value;
}

void
cvk_object_builder_set (CvkObjectBuilder *self, const char *name, CvkValue *value)
{
  g_return_if_fail (name != NULL);

  cvk_object_builder_set_length (self, name, strlen (name), value);
}

void
cvk_object_builder_append (CvkObjectBuilder *self, const char *name, CvkValue *value)
{
  size_t length = 0;

  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  length = strlen (name);
  append_member (self, g_ref_string_new_len (name, (gssize) length), length,
                 cvk_value_hash_bytes (name, length), value);
}

void
cvk_object_builder_append_key (CvkObjectBuilder *self, GRefString *key, CvkValue *value)
{
  size_t length = 0;

  g_return_if_fail (key != NULL);
  g_return_if_fail (value != NULL);

  length = g_ref_string_length (key);
  append_member (self, g_ref_string_acquire (key), length, cvk_value_hash_bytes (key, length),
                 value);
}

void
cvk_object_builder_remove (CvkObjectBuilder *self, const char *name)
{
  size_t length = 0;
  CvkMember *member = NULL;

  g_return_if_fail (name != NULL);

  length = strlen (name);
  member = find_member (self, name, length, cvk_value_hash_bytes (name, length));
  if (member == NULL)
    return;
  clear_member (member);
  g_array_remove_index (self->members, (unsigned) (member - get_member (self, 0)));
  drop_index (self);
}

CvkValue *
cvk_object_builder_end (CvkObjectBuilder *self)
{
  CvkValue *object = NULL;

  drop_index (self);
  if (self->members == NULL)
    return cvk_value_take_members (NULL, 0, NULL);
  object = cvk_value_take_members (get_member (self, 0), self->members->len, NULL);
  g_clear_pointer (&self->members, g_array_unref);
  return object;
}

void
cvk_object_builder_clear (CvkObjectBuilder *self)
{
  drop_index (self);
  if (self->members == NULL)
    return;
  for (unsigned i = 0; i < self->members->len; i++)
    clear_member (get_member (self, i));
  g_clear_pointer (&self->members, g_array_unref);
}
