// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-occurrence-list.h"

#include <string.h>

#include "base/cvk-json.h"

void
cvk_occurrence_free (CvkOccurrence *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->start);
  g_free (self);
}

/* Only the digits: "812 3456 7890" is the same meeting. */
static char *
reduce_id (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
  return g_string_free (digits, FALSE);
}

/* Whether the item is the meeting that the setting names, as far as one can know. */
static gboolean
is_meant (const CvkValue *item, const CvkValue *setting)
{
  CvkValue *id = cvk_value_get_member (item, "id");
  g_autofree char *json = NULL;
  g_autofree char *found = NULL;
  g_autofree char *wanted = NULL;

  if (setting == NULL || id == NULL || !cvk_value_is_string (setting) ||
      strstr (cvk_value_get_string (setting), "{{") != NULL)
    return TRUE;
  json = cvk_value_to_json (id, CVK_JSON_COMPACT);
  found = reduce_id (json);
  wanted = reduce_id (cvk_value_get_string (setting));
  return g_str_equal (found, wanted);
}

void
cvk_occurrence_list_add_item (GPtrArray *list, const CvkValue *item)
{
  CvkValue *occurrences = cvk_value_get_member (item, "occurrences");

  if (occurrences == NULL || !cvk_value_is_array (occurrences))
    return;
  for (size_t i = 0; i < cvk_value_get_length (occurrences); i++)
    {
      const CvkValue *element = cvk_value_get_element (occurrences, i);
      const char *id = cvk_value_lookup_string (element, "occurrence_id", NULL);
      const char *start = cvk_value_lookup_string (element, "start_time", NULL);
      CvkOccurrence *occurrence;

      if (id == NULL || start == NULL ||
          g_str_equal (cvk_value_lookup_string (element, "status", ""), "deleted"))
        continue;
      occurrence = g_new0 (CvkOccurrence, 1);
      occurrence->id = g_strdup (id);
      occurrence->start = g_strdup (start);
      g_ptr_array_add (list, occurrence);
    }
}

GPtrArray *
cvk_occurrence_list (CvkFieldContext *context)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_occurrence_free);
  CvkUpstream *upstream;
  CvkValue *setting;
  GPtrArray *nodes;

  g_return_val_if_fail (CVK_IS_FIELD_CONTEXT (context), NULL);

  upstream = cvk_field_context_get_upstream (context);
  setting = cvk_field_context_lookup (context, "meeting_id");
  nodes = upstream == NULL ? NULL : cvk_upstream_list (upstream);
  for (unsigned i = 0; nodes != NULL && i < nodes->len && list->len == 0; i++)
    {
      g_autoptr (CvkValue) item =
        cvk_field_context_dup_sample (context, g_ptr_array_index (nodes, i));

      if (item != NULL && is_meant (item, setting))
        cvk_occurrence_list_add_item (list, item);
    }
  return list;
}
