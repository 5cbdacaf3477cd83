// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-plan.h"

typedef struct
{
  char *request_hash;
  gboolean is_guess;
  gboolean is_given;
} Entry;

struct _CvkApproval
{
  GHashTable *entries; /* key -> owned Entry */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->request_hash);
  g_free (entry);
}

static CvkApproval *
create_empty (void)
{
  CvkApproval *self = g_rc_box_new0 (CvkApproval);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  return self;
}

static void
add_entry (CvkApproval *self,
           const char *key,
           const char *request_hash,
           gboolean is_guess,
           gboolean is_given)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->request_hash = g_strdup (request_hash);
  entry->is_guess = is_guess;
  entry->is_given = is_given;
  g_hash_table_replace (self->entries, g_strdup (key), entry);
}

CvkApproval *
cvk_approval_new (CvkPlan *plan, const unsigned *numbers, size_t n_numbers)
{
  CvkApproval *self = create_empty ();
  GPtrArray *effects = cvk_plan_get_effects (plan);
  g_autofree gboolean *given = g_new0 (gboolean, effects->len + 1);

  for (size_t i = 0; numbers != NULL && i < n_numbers; i++)
    if (numbers[i] >= 1 && numbers[i] <= effects->len)
      given[numbers[i] - 1] = TRUE;
  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPlannedEffect *effect = g_ptr_array_index (effects, i);

      add_entry (self, effect->key, effect->request_hash, effect->is_guess,
                 numbers == NULL || given[i]);
    }
  return self;
}

CvkApproval *
cvk_approval_ref (CvkApproval *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_approval (gpointer data)
{
  g_hash_table_unref (((CvkApproval *) data)->entries);
}

void
cvk_approval_unref (CvkApproval *self)
{
  g_rc_box_release_full (self, clear_approval);
}

CvkApprovalAnswer
cvk_approval_ask (CvkApproval *self, const char *key, const char *request_hash)
{
  const Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return CVK_APPROVAL_DIFFERENT;
  if (!entry->is_given)
    return CVK_APPROVAL_WITHHELD;
  if (request_hash == NULL || entry->is_guess || g_str_equal (entry->request_hash, request_hash))
    return CVK_APPROVAL_GIVEN;
  return CVK_APPROVAL_DIFFERENT;
}

CvkValue *
cvk_approval_to_value (CvkApproval *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Entry *entry = value;

      cvk_object_builder_set (
        &builder, key,
        cvk_value_new_object ("hash", cvk_value_new_string (entry->request_hash), "guess",
                              cvk_value_new_boolean (entry->is_guess), "given",
                              cvk_value_new_boolean (entry->is_given), NULL));
    }
  return cvk_object_builder_end (&builder);
}

CvkApproval *
cvk_approval_new_from_value (const CvkValue *value)
{
  CvkApproval *self = create_empty ();

  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *key = NULL;
      CvkValue *entry = NULL;

      cvk_value_get_member_at (value, i, &key, &entry);
      add_entry (self, key, cvk_value_lookup_string (entry, "hash", ""),
                 cvk_value_lookup_boolean (entry, "guess", FALSE),
                 cvk_value_lookup_boolean (entry, "given", FALSE));
    }
  return self;
}
