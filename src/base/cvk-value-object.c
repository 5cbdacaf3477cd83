// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-base"

#include "config.h"

#include "base/cvk-value.h"

#include <string.h>
#include <sys/random.h>

#include "base/cvk-value-private.h"

static uint64_t
get_hash_seed (void)
{
  static size_t seed = 0;

  if (g_once_init_enter (&seed))
    {
      size_t fresh = 0;

      /* Before the system's pool is ready (early boot only) the clock has to do: this guards
       * against prepared collisions, it keeps no secret. */
      if (getrandom (&fresh, sizeof fresh, GRND_NONBLOCK) != (ssize_t) sizeof fresh)
        fresh = (size_t) g_get_monotonic_time ();
      g_once_init_leave (&seed, fresh | 1);
    }
  return seed;
}

static uint64_t
mix (uint64_t a)
{
  unsigned __int128 product = (unsigned __int128) a * UINT64_C (0x9e3779b97f4a7c15);

  return (uint64_t) product ^ (uint64_t) (product >> 64);
}

uint32_t
cvk_value_hash_bytes (const char *bytes, size_t length)
{
  uint64_t hash = get_hash_seed () ^ (length * UINT64_C (0xff51afd7ed558ccd));
  uint64_t word = 0;

  for (; length >= 8; bytes += 8, length -= 8)
    {
      memcpy (&word, bytes, 8);
      hash = mix (hash ^ word);
    }
  word = 0;
  for (size_t i = 0; i < length; i++)
    word = word << 8 | (unsigned char) bytes[i];
  hash = mix (hash ^ word);
  return (uint32_t) (hash ^ hash >> 32);
}

static gboolean
member_has_name (const CvkMember *member, const char *name, size_t length, uint32_t hash)
{
  return member->hash == hash && member->key_length == length &&
         memcmp (member->key, name, length) == 0;
}

uint32_t
cvk_member_index_size (uint32_t members)
{
  uint32_t size = 32;

  while (size / 2 < members)
    size *= 2;
  return size;
}

uint32_t
cvk_member_index_find (const uint32_t *slots,
                       uint32_t count,
                       const CvkMember *members,
                       const char *name,
                       size_t length,
                       uint32_t hash,
                       uint32_t *slot)
{
  uint32_t at = hash & (count - 1);

  while (slots[at] != 0 && !member_has_name (&members[slots[at] - 1], name, length, hash))
    at = (at + 1) & (count - 1);
  if (slot != NULL)
    *slot = at;
  return slots[at] == 0 ? G_MAXUINT32 : slots[at] - 1;
}

static uint32_t *
object_get_slots (const CvkObjectValue *self)
{
  /* The index stands where the members end; their number never grows once it is there. */
  return (uint32_t *) (self->members + self->length);
}

CvkMember *
cvk_object_find (const CvkObjectValue *self, const char *name, size_t length, uint32_t hash)
{
  uint32_t at = 0;

  if (self->slots > 0)
    {
      at = cvk_member_index_find (object_get_slots (self), self->slots, self->members, name, length,
                                  hash, NULL);
      return at == G_MAXUINT32 ? NULL : (CvkMember *) &self->members[at];
    }
  for (at = 0; at < self->length; at++)
    if (member_has_name (&self->members[at], name, length, hash))
      return (CvkMember *) &self->members[at];
  return NULL;
}

static void
replace_member (CvkMember *old, CvkMember *fresh)
{
  cvk_value_unref (old->value);
  old->value = g_steal_pointer (&fresh->value);
  g_clear_pointer (&fresh->key, g_ref_string_release);
}

/* Moves the last value of every name to its first place; returns how many are left. */
static uint32_t
drop_duplicates (CvkMember *members,
                 uint32_t count,
                 uint32_t *slots,
                 uint32_t slot_count,
                 uint32_t *duplicate)
{
  uint32_t kept = 0;

  for (uint32_t i = 0; i < count; i++)
    {
      CvkMember *member = &members[i];
      uint32_t slot = 0;
      uint32_t same = G_MAXUINT32;

      if (slots != NULL)
        same = cvk_member_index_find (slots, slot_count, members, member->key, member->key_length,
                                      member->hash, &slot);
      else
        for (uint32_t j = 0; j < kept && same == G_MAXUINT32; j++)
          if (member_has_name (&members[j], member->key, member->key_length, member->hash))
            same = j;
      if (same != G_MAXUINT32)
        {
          *duplicate = MIN (*duplicate, i);
          replace_member (&members[same], member);
          continue;
        }
      if (kept != i)
        members[kept] = *member;
      kept++;
      if (slots != NULL)
        slots[slot] = kept;
    }
  return kept;
}

CvkValue *
cvk_value_take_members (CvkMember *members, uint32_t count, uint32_t *duplicate)
{
  uint32_t slot_count = count > CVK_OBJECT_INDEX_THRESHOLD ? cvk_member_index_size (count) : 0;
  size_t members_size = sizeof (CvkObjectValue) + count * sizeof (CvkMember);
  CvkObjectValue *self = g_malloc (members_size + slot_count * sizeof (uint32_t));
  uint32_t *slots = NULL;
  uint32_t first = count;

  self->base.ref_count = 1;
  self->base.kind = CVK_VALUE_OBJECT;
  self->slots = slot_count;
  if (count > 0)
    memcpy (self->members, members, count * sizeof (CvkMember));
  if (slot_count > 0)
    {
      slots = (uint32_t *) (self->members + count);
      memset (slots, 0, slot_count * sizeof (uint32_t));
    }
  self->length = drop_duplicates (self->members, count, slots, slot_count, &first);
  if (slots != NULL && self->length < count)
    memmove (object_get_slots (self), slots, slot_count * sizeof (uint32_t));
  if (duplicate != NULL)
    *duplicate = first;
  return &self->base;
}

CvkValue *
cvk_value_new_object (const char *first_name, ...)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  va_list arguments;

  cvk_object_builder_init (&builder);
  va_start (arguments, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (arguments, const char *))
    cvk_object_builder_set (&builder, name, va_arg (arguments, CvkValue *));
  va_end (arguments);
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_value_get_member (const CvkValue *self, const char *name)
{
  size_t length = 0;
  CvkMember *member = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (self == NULL || self->kind != CVK_VALUE_OBJECT)
    return NULL;
  length = strlen (name);
  member =
    cvk_object_find (cvk_value_as_object (self), name, length, cvk_value_hash_bytes (name, length));
  return member == NULL ? NULL : member->value;
}

void
cvk_value_get_member_at (const CvkValue *self, size_t index, const char **name, CvkValue **value)
{
  const CvkMember *member = NULL;

  g_return_if_fail (self != NULL && self->kind == CVK_VALUE_OBJECT);
  g_return_if_fail (index < cvk_value_as_object (self)->length);

  member = &cvk_value_as_object (self)->members[index];
  if (name != NULL)
    *name = member->key;
  if (value != NULL)
    *value = member->value;
}

const char *
cvk_value_lookup_string (const CvkValue *self, const char *name, const char *fallback)
{
  const CvkValue *value = cvk_value_get_member (self, name);

  return value != NULL && cvk_value_is_string (value) ? cvk_value_get_string (value) : fallback;
}

int64_t
cvk_value_lookup_integer (const CvkValue *self, const char *name, int64_t fallback)
{
  const CvkValue *value = cvk_value_get_member (self, name);

  return value != NULL && cvk_value_is_integer (value) ? cvk_value_get_integer (value) : fallback;
}

gboolean
cvk_value_lookup_boolean (const CvkValue *self, const char *name, gboolean fallback)
{
  const CvkValue *value = cvk_value_get_member (self, name);

  return value != NULL && cvk_value_is_boolean (value) ? cvk_value_get_boolean (value) : fallback;
}
