// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* The layout of values, for the files that build and walk them fast. Every container is one block;
 * null and the booleans are static and carry no count. */
struct _CvkValue
{
  _Alignas(8) int ref_count;
  CvkValueKind kind;
};

typedef struct
{
  CvkValue base;
  union
  {
    int64_t integer;
    double number;
  };
} CvkNumberValue;

typedef struct
{
  CvkValue base;
  size_t length;
  char text[];
} CvkStringValue;

typedef struct
{
  CvkValue base;
  size_t length;
  CvkValue *elements[];
} CvkArrayValue;

typedef struct
{
  GRefString *key;
  CvkValue *value;
  uint32_t hash;
  uint32_t key_length;
} CvkMember;

typedef struct
{
  CvkValue base;
  uint32_t length;
  uint32_t slots; /* of the index behind the members; a power of two, 0 for small objects */
  CvkMember members[];
} CvkObjectValue;

/* Objects with more members than this look names up in an index. */
#define CVK_OBJECT_INDEX_THRESHOLD 16

static inline CvkNumberValue *
cvk_value_as_number (const CvkValue *self)
{
  return (CvkNumberValue *) self;
}

static inline CvkStringValue *
cvk_value_as_string (const CvkValue *self)
{
  return (CvkStringValue *) self;
}

static inline CvkArrayValue *
cvk_value_as_array (const CvkValue *self)
{
  return (CvkArrayValue *) self;
}

static inline CvkObjectValue *
cvk_value_as_object (const CvkValue *self)
{
  return (CvkObjectValue *) self;
}

/* A string of @length bytes whose content the caller writes to @text before anybody sees it. */
CvkValue *cvk_value_new_string_space (size_t length, char **text) G_GNUC_WARN_UNUSED_RESULT;
/* Ends such a string early. */
CvkValue *cvk_value_shorten_string (CvkValue *self, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Of names; seeded once a process, so that nobody can prepare names that collide. */
uint32_t cvk_value_hash_bytes (const char *bytes, size_t length);

/* Takes the references in @members. The last of several members of one name counts, in the place of
 * the first; @duplicate (nullable) then tells the index of the first repetition, else it is set to
 * @count. */
CvkValue *cvk_value_take_members (CvkMember *members, uint32_t count, uint32_t *duplicate)
  G_GNUC_WARN_UNUSED_RESULT;
/* @length G_MAXUINT32 at most. */
CvkMember *cvk_object_find (const CvkObjectValue *self,
                            const char *name,
                            size_t length,
                            uint32_t hash);

/* Index tables: slots hold member index + 1, 0 is free. */
uint32_t cvk_member_index_size (uint32_t members);
/* The index of the member of that name, or G_MAXUINT32; @slot is where it is or would go. */
uint32_t cvk_member_index_find (const uint32_t *slots,
                                uint32_t count,
                                const CvkMember *members,
                                const char *name,
                                size_t length,
                                uint32_t hash,
                                uint32_t *slot);

G_END_DECLS
