// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-meeting-changes.h"

#include <inttypes.h>

#define MAX_AWAY (31 * G_TIME_SPAN_DAY)

/* What makes a meeting another one for people. */
static const char *const fields[] = {
  "topic", "start_time", "duration", "timezone", "type", "agenda",
};

/* --- Meetings --- */

/* (transfer full) (nullable): NULL when the item is no meeting. */
static char *
dup_id (const CvkValue *item)
{
  const CvkValue *id = cvk_value_get_member (item, "id");

  if (id == NULL || !cvk_value_is_integer (id))
    return NULL;
  return g_strdup_printf ("%" PRId64, cvk_value_get_integer (id));
}

static CvkValue *
pick_fields (const CvkValue *item)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const CvkValue *value = cvk_value_get_member (item, fields[i]);

      if (value != NULL)
        cvk_object_builder_set (&builder, fields[i], cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

static gboolean
differ (const CvkValue *a, const CvkValue *b)
{
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const CvkValue *first = cvk_value_get_member (a, fields[i]);
      const CvkValue *second = cvk_value_get_member (b, fields[i]);

      if ((first == NULL) != (second == NULL) ||
          (first != NULL && !cvk_value_equal (first, second)))
        return TRUE;
    }
  return FALSE;
}

/* @before: (nullable) */
static void
add_item (CvkArrayBuilder *items, const char *event, const CvkValue *meeting, CvkValue *before)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, meeting);
  cvk_object_builder_set (&builder, "event", cvk_value_new_string (event));
  if (before != NULL)
    cvk_object_builder_set (&builder, "before", pick_fields (before));
  cvk_array_builder_append (items, cvk_object_builder_end (&builder));
}

/* --- The list of meetings --- */

/* Those that are remembered and not in the list any more. */
static void
keep_missing (CvkObjectBuilder *builder, GHashTable *seen, const CvkValue *known, int64_t now)
{
  for (size_t i = 0; i < cvk_value_get_length (known); i++)
    {
      const char *id = NULL;
      CvkValue *meeting = NULL;
      g_auto (CvkObjectBuilder) changed = { 0 };
      int64_t gone = 0;

      cvk_value_get_member_at (known, i, &id, &meeting);
      gone = cvk_value_lookup_integer (meeting, "gone", now);
      if (g_hash_table_contains (seen, id) || now - gone > MAX_AWAY)
        continue;
      cvk_object_builder_init_from (&changed, meeting);
      cvk_object_builder_set (&changed, "gone", cvk_value_new_integer (gone));
      cvk_object_builder_set (builder, id, cvk_object_builder_end (&changed));
    }
}

/* @known: (nullable) */
static CvkValue *
compare_meetings (const CvkValue *meetings,
                  const CvkValue *known,
                  int64_t now,
                  CvkArrayBuilder *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (meetings); i++)
    {
      const CvkValue *meeting = cvk_value_get_element (meetings, i);
      g_autofree char *id = dup_id (meeting);
      CvkValue *before = id != NULL ? cvk_value_get_member (known, id) : NULL;

      /* A series stands there once for each of its dates in some lists. */
      if (id == NULL || g_hash_table_contains (seen, id))
        continue;
      if (known != NULL && before == NULL)
        add_item (items, "created", meeting, NULL);
      else if (before != NULL && differ (before, meeting))
        add_item (items, "changed", meeting, before);
      cvk_object_builder_set (&builder, id, pick_fields (meeting));
      g_hash_table_add (seen, g_steal_pointer (&id));
    }
  if (known != NULL)
    keep_missing (&builder, seen, known, now);
  return cvk_object_builder_end (&builder);
}

/* --- Those that run now --- */

/* @known: (nullable) */
static CvkValue *
compare_live (const CvkValue *live, const CvkValue *known, CvkArrayBuilder *items)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_autoptr (CvkValue) now = NULL;

  cvk_object_builder_init (&builder);
  for (size_t i = 0; i < cvk_value_get_length (live); i++)
    {
      const CvkValue *meeting = cvk_value_get_element (live, i);
      g_autofree char *id = dup_id (meeting);

      if (id == NULL)
        continue;
      if (known != NULL && cvk_value_get_member (known, id) == NULL)
        add_item (items, "started", meeting, NULL);
      cvk_object_builder_set (&builder, id, cvk_value_ref (meeting));
    }
  now = cvk_object_builder_end (&builder);
  for (size_t i = 0; known != NULL && i < cvk_value_get_length (known); i++)
    {
      const char *id = NULL;
      CvkValue *meeting = NULL;

      cvk_value_get_member_at (known, i, &id, &meeting);
      if (cvk_value_get_member (now, id) == NULL)
        add_item (items, "ended", meeting, NULL);
    }
  return g_steal_pointer (&now);
}

CvkValue *
cvk_meeting_changes_find (const CvkValue *meetings,
                          const CvkValue *live,
                          const CvkValue *memory,
                          int64_t now,
                          CvkValue **items)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  g_auto (CvkArrayBuilder) found = { 0 };

  cvk_object_builder_init (&builder);
  cvk_array_builder_init (&found);
  if (meetings != NULL)
    cvk_object_builder_set (
      &builder, "meetings",
      compare_meetings (meetings, cvk_value_get_member (memory, "meetings"), now, &found));
  if (live != NULL)
    cvk_object_builder_set (&builder, "live",
                            compare_live (live, cvk_value_get_member (memory, "live"), &found));
  *items = cvk_array_builder_end (&found);
  return cvk_object_builder_end (&builder);
}
