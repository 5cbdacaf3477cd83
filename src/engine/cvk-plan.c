// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "engine/cvk-plan.h"

#include <string.h>

struct _CvkPlan
{
  GPtrArray *effects;  /* owned CvkPlannedEffect */
  GHashTable *guesses; /* owned texts */
};

static void
free_effect (gpointer data)
{
  CvkPlannedEffect *effect = data;

  g_free (effect->key);
  g_free (effect->node);
  g_free (effect->kind);
  g_free (effect->subject);
  g_free (effect->request_hash);
  cvk_value_unref (effect->changes);
  g_free (effect);
}

CvkPlan *
cvk_plan_new (void)
{
  CvkPlan *self = g_rc_box_new0 (CvkPlan);

  self->effects = g_ptr_array_new_with_free_func (free_effect);
  self->guesses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

CvkPlan *
cvk_plan_ref (CvkPlan *self)
{
  return g_rc_box_acquire (self);
}

static void
clear_plan (gpointer data)
{
  CvkPlan *self = data;

  g_ptr_array_unref (self->effects);
  g_hash_table_unref (self->guesses);
}

void
cvk_plan_unref (CvkPlan *self)
{
  g_rc_box_release_full (self, clear_plan);
}

void
cvk_plan_add (CvkPlan *self, CvkPlannedEffect *effect)
{
  g_ptr_array_add (self->effects, effect);
}

GPtrArray *
cvk_plan_get_effects (CvkPlan *self)
{
  return self->effects;
}

/* --- Guesses --- */

const char *
cvk_plan_make_guess (CvkPlan *self, const char *node, const char *field)
{
  g_autofree char *text = g_strdup_printf ("‹%s.%s›", node, field);
  gpointer known = NULL;

  if (!g_hash_table_lookup_extended (self->guesses, text, &known, NULL))
    {
      known = g_steal_pointer (&text);
      g_hash_table_add (self->guesses, known);
    }
  return known;
}

gboolean
cvk_plan_text_holds_guess (CvkPlan *self, const char *text)
{
  const char *start = text;

  while ((start = strstr (start, "‹")) != NULL)
    {
      const char *end = strstr (start, "›");
      g_autofree char *found = NULL;

      if (end == NULL)
        return FALSE;
      found = g_strndup (start, (gsize) (end - start) + strlen ("›"));
      if (g_hash_table_contains (self->guesses, found))
        return TRUE;
      start += strlen ("‹");
    }
  return FALSE;
}

/* A request is no deeper than what its node's schema allows and the reader has let in. */
gboolean
cvk_plan_holds_guess (CvkPlan *self, const CvkValue *value)
{
  if (value == NULL || g_hash_table_size (self->guesses) == 0)
    return FALSE;
  if (cvk_value_is_string (value))
    return cvk_plan_text_holds_guess (self, cvk_value_get_string (value));
  if (cvk_value_is_array (value))
    {
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        if (cvk_plan_holds_guess (self, cvk_value_get_element (value, i)))
          return TRUE;
      return FALSE;
    }
  for (size_t i = 0; cvk_value_is_object (value) && i < cvk_value_get_length (value); i++)
    {
      const char *name = NULL;
      CvkValue *member = NULL;

      cvk_value_get_member_at (value, i, &name, &member);
      if (cvk_plan_holds_guess (self, member))
        return TRUE;
    }
  return FALSE;
}

/* --- As text --- */

CvkValue *
cvk_plan_to_value (CvkPlan *self)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < self->effects->len; i++)
    {
      const CvkPlannedEffect *effect = g_ptr_array_index (self->effects, i);

      cvk_array_builder_append (
        &builder,
        cvk_value_new_object (
          "number", cvk_value_new_integer ((int64_t) i + 1), "node",
          cvk_value_new_string (effect->node), "item", cvk_value_new_integer (effect->number),
          "kind", cvk_value_new_string (effect->kind), "subject",
          effect->subject != NULL ? cvk_value_new_string (effect->subject) : cvk_value_new_null (),
          "changes", cvk_value_ref (effect->changes), "series",
          cvk_value_new_boolean (effect->is_series), "guess",
          cvk_value_new_boolean (effect->is_guess), NULL));
    }
  return cvk_array_builder_end (&builder);
}
