// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "engine/cvk-test-effect.h"

#include "engine/cvk-run.h"

static CvkTestEffectLog effect_log;
static unsigned effect_concurrency;
static GHashTable *keys;

static void step_request (CvkCall *call);

const CvkTestEffectLog *
cvk_test_effect_get_log (void)
{
  return &effect_log;
}

void
cvk_test_effect_reset (unsigned concurrency)
{
  if (effect_log.order != NULL)
    g_string_free (effect_log.order, TRUE);
  g_clear_pointer (&effect_log.world, g_hash_table_unref);
  effect_log = (CvkTestEffectLog){ 0 };
  effect_log.order = g_string_new (NULL);
  effect_log.world = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  effect_concurrency = concurrency;
  g_clear_pointer (&keys, g_hash_table_unref);
  keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
cvk_test_effect_add_to_world (const char *node, int64_t number)
{
  char *thing = g_strdup_printf ("%s/%d", node, (int) number);
  int count = GPOINTER_TO_INT (g_hash_table_lookup (effect_log.world, thing));

  g_hash_table_insert (effect_log.world, thing, GINT_TO_POINTER (count + 1));
}

static gboolean
is_in_world (CvkCall *call)
{
  CvkValue *number = cvk_item_get_field (cvk_call_get_item (call), "number");
  g_autofree char *thing = NULL;

  if (number == NULL)
    return FALSE;
  thing = g_strdup_printf ("%s/%d", cvk_step_get_node (cvk_call_get_step (call))->id,
                           (int) cvk_value_get_integer (number));
  return g_hash_table_contains (effect_log.world, thing);
}

static const char *
get_text (CvkCall *call, const char *name, const char *fallback)
{
  CvkValue *value = cvk_item_get_field (cvk_call_get_item (call), name);

  return value != NULL ? cvk_value_get_string (value) : fallback;
}

static void
count_key (CvkCall *call, int change)
{
  const char *key = get_text (call, "key", NULL);
  int count = 0;

  if (key == NULL)
    return;
  count = GPOINTER_TO_INT (g_hash_table_lookup (keys, key)) + change;
  g_hash_table_insert (keys, g_strdup (key), GINT_TO_POINTER (count));
  effect_log.most_of_one_key = MAX (effect_log.most_of_one_key, (unsigned) MAX (count, 0));
}

static void
resolved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  const char *outcome = get_text (call, "outcome", "confirmed");
  g_autoptr (GError) error = NULL;

  if (!cvk_call_resolve_effect_finish (call, result, &error))
    cvk_call_fail (call, cvk_problem_new_from_error ("journal", error));
  else if (g_str_equal (outcome, "confirmed"))
    {
      cvk_output_emit_over (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                            cvk_value_new_object ("done", cvk_value_new_boolean (TRUE), NULL));
      cvk_call_succeed (call);
    }
  else
    cvk_call_fail (
      call, cvk_problem_new (g_str_equal (outcome, "unknown") ? "outcome-unknown" : "refused",
                             "No.", NULL));
}

static gboolean
answer_cb (gpointer user_data)
{
  CvkCall *call = user_data;
  const char *outcome = get_text (call, "outcome", "confirmed");
  int *rounds = cvk_call_get_data (call);
  CvkEffectState state = CVK_EFFECT_CONFIRMED;

  if (g_str_equal (outcome, "hang") &&
      !g_cancellable_is_cancelled (cvk_call_get_cancellable (call)))
    return G_SOURCE_CONTINUE;
  if (--*rounds > 0)
    return G_SOURCE_CONTINUE;
  effect_log.n_under_way--;
  count_key (call, -1);
  if (g_str_equal (outcome, "unknown") || g_str_equal (outcome, "hang"))
    state = CVK_EFFECT_UNKNOWN;
  else if (g_str_equal (outcome, "refused"))
    state = CVK_EFFECT_REFUSED;
  cvk_call_resolve_effect_async (call, state, NULL, resolved_cb, call);
  return G_SOURCE_REMOVE;
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  CvkValue *number = cvk_item_get_field (cvk_call_get_item (call), "number");
  g_autoptr (GError) error = NULL;

  if (!cvk_call_send_effect_finish (call, result, &error))
    {
      cvk_call_fail (
        call, cvk_problem_new_from_error (
                error->code == CVK_ENGINE_ERROR_UNRESOLVED ? "unresolved" : "journal", error));
      return;
    }
  effect_log.n_sent++;
  effect_log.n_under_way++;
  effect_log.most_under_way = MAX (effect_log.most_under_way, effect_log.n_under_way);
  count_key (call, 1);
  if (number != NULL)
    {
      g_string_append_printf (effect_log.order, "%d ", (int) cvk_value_get_integer (number));
      cvk_test_effect_add_to_world (cvk_step_get_node (cvk_call_get_step (call))->id,
                                    cvk_value_get_integer (number));
    }
  g_idle_add (answer_cb, call);
}

static void
done_before (CvkCall *call)
{
  cvk_output_emit_over (cvk_call_get_output (call), 0, cvk_call_get_item (call),
                        cvk_value_new_object ("done", cvk_value_new_boolean (TRUE), NULL));
  cvk_call_succeed (call);
}

/* What an earlier process sent: the world knows whether it got there. */
static void
follow_past (CvkCall *call, const CvkPastEffect *past)
{
  if (past->state == CVK_EFFECT_CONFIRMED)
    done_before (call);
  else if (past->state == CVK_EFFECT_REFUSED)
    cvk_call_fail (call, cvk_problem_new ("refused", "No.", NULL));
  else if (is_in_world (call))
    {
      effect_log.n_under_way++;
      count_key (call, 1);
      g_idle_add (answer_cb, call);
    }
  else
    cvk_call_send_effect_async (call, sent_cb, call);
}

static void
planned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!cvk_call_plan_effect_finish (call, result, &error))
    cvk_call_fail (call, cvk_problem_new_from_error (
                           error->code == CVK_ENGINE_ERROR_DIFFERS ? "differs" : "journal", error));
  else if (cvk_call_get_past_effect (call) != NULL)
    follow_past (call, cvk_call_get_past_effect (call));
  else
    cvk_call_send_effect_async (call, sent_cb, call);
}

static void
step_request (CvkCall *call)
{
  g_autoptr (CvkValue) request = cvk_item_to_value (cvk_call_get_item (call));
  CvkValue *rounds = cvk_item_get_field (cvk_call_get_item (call), "rounds");
  int *left = g_new (int, 1);

  *left = rounds != NULL ? (int) cvk_value_get_integer (rounds) : 1;
  cvk_call_set_data (call, left, g_free);
  cvk_call_plan_effect_async (call, request, get_text (call, "key", NULL), planned_cb, call);
}

static gboolean
look (CvkStep *step, CvkItem *item, const CvkPastEffect *effect, CvkOutput *output)
{
  if (effect == NULL)
    return FALSE;
  cvk_output_emit_over (output, 0, item,
                        cvk_value_new_object ("done", cvk_value_new_boolean (TRUE), NULL));
  return TRUE;
}

static unsigned
get_concurrency (CvkStep *step)
{
  return effect_concurrency;
}

CvkNodeOperations cvk_test_effect = {
  .type = {
    .id = "test.effect",
    .title = "Effect",
    .help = "Changes nothing.",
    .icon = "system-run-symbolic",
    .group = "Test",
    .mode = CVK_NODE_MODE_EACH,
    .effect = CVK_NODE_EFFECT_CHANGE,
    .settings_schema_text = "{\"type\":\"object\"}",
    .keeps_input = TRUE,
  },
  .start = step_request,
  .look = look,
  .get_concurrency = get_concurrency,
};
