// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-effect-gate.h"

#include <glib/gi18n-lib.h>

#include "engine/cvk-run.h"

/* An effect that waits for its turn. */
typedef struct
{
  char *effect;
  GTask *task;
} Waiting;

typedef struct
{
  char *holder;     /* owned: the effect that is under way, or whose outcome is not known */
  gboolean is_open; /* its outcome is not known: nothing equal may be sent */
  GQueue waiting;   /* owned Waiting */
} Entry;

struct _CvkEffectGate
{
  GHashTable *entries; /* match key -> Entry */
  GHashTable *claims;  /* thing -> effect */
};

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_clear_object (&waiting->task);
  g_free (waiting->effect);
  g_free (waiting);
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_queue_clear_full (&entry->waiting, free_waiting);
  g_free (entry->holder);
  g_free (entry);
}

static void
free_gate (gpointer data)
{
  CvkEffectGate *self = data;

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->claims);
  g_free (self);
}

CvkEffectGate *
cvk_effect_gate_get (CvkJournal *journal)
{
  CvkEffectGate *self = g_object_get_data (G_OBJECT (journal), "cvk-effect-gate");

  if (self == NULL)
    {
      self = g_new0 (CvkEffectGate, 1);
      self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
      self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (journal), "cvk-effect-gate", self, free_gate);
    }
  return self;
}

static Entry *
add_entry (CvkEffectGate *self, const char *match_key, const char *effect)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->holder = g_strdup (effect);
  g_hash_table_insert (self->entries, g_strdup (match_key), entry);
  return entry;
}

void
cvk_effect_gate_add_open (CvkEffectGate *self,
                          const char *match_key,
                          const char *effect,
                          gboolean is_awaited)
{
  if (g_hash_table_lookup (self->entries, match_key) == NULL)
    add_entry (self, match_key, effect)->is_open = !is_awaited;
}

gboolean
cvk_effect_gate_try_enter (CvkEffectGate *self, const char *match_key, const char *effect)
{
  Entry *entry = g_hash_table_lookup (self->entries, match_key);

  if (entry == NULL)
    {
      add_entry (self, match_key, effect);
      return TRUE;
    }
  if (!g_str_equal (entry->holder, effect))
    return FALSE;
  entry->is_open = FALSE;
  return TRUE;
}

static void
refuse (GTask *task)
{
  g_task_return_new_error (
    task, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_UNRESOLVED, "%s",
    _ ("An equal request is open: nobody knows what came of it, so this one was not sent. Look "
       "whether the first one is there before you send another."));
}

void
cvk_effect_gate_enter_async (CvkEffectGate *self,
                             const char *match_key,
                             const char *effect,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Entry *entry = g_hash_table_lookup (self->entries, match_key);
  Waiting *waiting = NULL;

  g_task_set_source_tag (task, cvk_effect_gate_enter_async);
  if (cvk_effect_gate_try_enter (self, match_key, effect))
    g_task_return_boolean (task, TRUE);
  else if (entry->is_open)
    refuse (task);
  else
    {
      waiting = g_new0 (Waiting, 1);
      waiting->effect = g_strdup (effect);
      waiting->task = g_steal_pointer (&task);
      g_queue_push_tail (&entry->waiting, waiting);
    }
}

gboolean
cvk_effect_gate_enter_finish (CvkEffectGate *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
cvk_effect_gate_leave (CvkEffectGate *self,
                       const char *match_key,
                       const char *effect,
                       gboolean is_open)
{
  Entry *entry = g_hash_table_lookup (self->entries, match_key);
  Waiting *next = NULL;

  if (entry == NULL || !g_str_equal (entry->holder, effect))
    return;
  entry->is_open = is_open;
  if (is_open)
    {
      while ((next = g_queue_pop_head (&entry->waiting)) != NULL)
        {
          refuse (next->task);
          free_waiting (next);
        }
      return;
    }
  next = g_queue_pop_head (&entry->waiting);
  if (next == NULL)
    {
      g_hash_table_remove (self->entries, match_key);
      return;
    }
  g_free (entry->holder);
  entry->holder = g_strdup (next->effect);
  g_task_return_boolean (next->task, TRUE);
  free_waiting (next);
}

const char *
cvk_effect_gate_get_holder (CvkEffectGate *self, const char *match_key)
{
  const Entry *entry = g_hash_table_lookup (self->entries, match_key);

  return entry != NULL ? entry->holder : NULL;
}

gboolean
cvk_effect_gate_is_open (CvkEffectGate *self, const char *match_key)
{
  const Entry *entry = g_hash_table_lookup (self->entries, match_key);

  return entry != NULL && entry->is_open;
}

gboolean
cvk_effect_gate_claim (CvkEffectGate *self, const char *thing, const char *effect)
{
  const char *claimer = g_hash_table_lookup (self->claims, thing);

  if (claimer == NULL)
    g_hash_table_insert (self->claims, g_strdup (thing), g_strdup (effect));
  return claimer == NULL || g_str_equal (claimer, effect);
}
