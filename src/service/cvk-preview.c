// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-preview.h"

#include <string.h>

/* What a number, a name's quotes or a comma come to, roughly. */
#define SMALL 8

/* Recursion is bounded by the depth that readers of JSON allow. */

typedef struct
{
  size_t room;           /* how much more of the item may be shown */
  GPtrArray *path;       /* CvkValue: names and numbers that lead to where we are */
  CvkArrayBuilder marks; /* what is not whole */
} Preview;

/* About how long it is as JSON; counts no further than @limit. */
static size_t
measure (const CvkValue *value, size_t limit)
{
  size_t size = SMALL;

  if (cvk_value_is_string (value))
    return size + cvk_value_get_string_length (value);
  if (!cvk_value_is_array (value) && !cvk_value_is_object (value))
    return size;
  for (size_t i = 0; i < cvk_value_get_length (value) && size <= limit; i++)
    {
      const char *name = NULL;
      CvkValue *part = NULL;

      if (cvk_value_is_object (value))
        {
          cvk_value_get_member_at (value, i, &name, &part);
          size += strlen (name);
        }
      else
        part = cvk_value_get_element (value, i);
      size += measure (part, limit - MIN (size, limit));
    }
  return size;
}

static void
mark (Preview *self, size_t size)
{
  g_autoptr (CvkValue) path = NULL;
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->path->len; i++)
    cvk_array_builder_append (&builder, cvk_value_ref (g_ptr_array_index (self->path, i)));
  path = cvk_array_builder_end (&builder);
  cvk_array_builder_append (&self->marks,
                            cvk_value_new_object ("path", cvk_value_ref (path), "size",
                                                  cvk_value_new_integer ((int64_t) size), NULL));
}

static void
use_room (Preview *self, size_t size)
{
  self->room -= MIN (size, self->room);
}

static CvkValue *
shorten_text (Preview *self, const CvkValue *value)
{
  const char *text = cvk_value_get_string (value);
  size_t length = cvk_value_get_string_length (value);
  size_t shown = CVK_PREVIEW_TEXT;

  if (length <= CVK_PREVIEW_MAX_TEXT)
    {
      use_room (self, length + SMALL);
      return cvk_value_ref (value);
    }
  /* The beginning of no character: what stands before it is whole. */
  while (shown > 0 && ((unsigned char) text[shown] & 0xc0) == 0x80)
    shown--;
  mark (self, length);
  use_room (self, shown + SMALL);
  return cvk_value_new_string_length (text, shown);
}

static CvkValue *shorten (Preview *self, const CvkValue *value);

static CvkValue *
shorten_part (Preview *self, const CvkValue *part, CvkValue *step)
{
  CvkValue *shown;

  g_ptr_array_add (self->path, step);
  shown = shorten (self, part);
  g_ptr_array_set_size (self->path, (int) self->path->len - 1);
  return shown;
}

static CvkValue *
shorten_list (Preview *self, const CvkValue *list)
{
  size_t length = cvk_value_get_length (list);
  g_auto (CvkArrayBuilder) builder = { 0 };
  size_t i;

  cvk_array_builder_init (&builder);
  for (i = 0; i < length && self->room > 0; i++)
    cvk_array_builder_append (&builder, shorten_part (self, cvk_value_get_element (list, i),
                                                      cvk_value_new_integer ((int64_t) i)));
  if (i < length)
    mark (self, length);
  return cvk_array_builder_end (&builder);
}

static CvkValue *
shorten_object (Preview *self, const CvkValue *object)
{
  size_t length = cvk_value_get_length (object);
  g_auto (CvkObjectBuilder) builder = { 0 };
  size_t i;

  cvk_object_builder_init (&builder);
  for (i = 0; i < length && self->room > 0; i++)
    {
      const char *name = NULL;
      CvkValue *part = NULL;

      cvk_value_get_member_at (object, i, &name, &part);
      use_room (self, strlen (name));
      cvk_object_builder_append (&builder, name,
                                 shorten_part (self, part, cvk_value_new_string (name)));
    }
  if (i < length)
    mark (self, length);
  return cvk_object_builder_end (&builder);
}

static CvkValue *
shorten (Preview *self, const CvkValue *value)
{
  if (cvk_value_is_string (value))
    return shorten_text (self, value);
  if (cvk_value_is_array (value))
    return shorten_list (self, value);
  if (cvk_value_is_object (value))
    return shorten_object (self, value);
  use_room (self, SMALL);
  return cvk_value_ref (value);
}

CvkValue *
cvk_preview_item (const CvkValue *item, CvkValue **shortened)
{
  Preview preview = { .room = CVK_PREVIEW_MAX_ITEM };
  CvkValue *shown;

  *shortened = NULL;
  if (measure (item, CVK_PREVIEW_MAX_TEXT) <= CVK_PREVIEW_MAX_TEXT)
    return cvk_value_ref (item);
  preview.path = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_value_unref);
  cvk_array_builder_init (&preview.marks);
  shown = shorten (&preview, item);
  *shortened = cvk_array_builder_end (&preview.marks);
  if (cvk_value_get_length (*shortened) == 0)
    g_clear_pointer (shortened, cvk_value_unref);
  g_ptr_array_unref (preview.path);
  return shown;
}
