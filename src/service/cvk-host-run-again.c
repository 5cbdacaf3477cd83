// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-host-run-private.h"

/* Runs that the journal has: to go on with, or to be looked at. */

GHashTable *
cvk_host_run_read_slots (CvkReplay *replay)
{
  GHashTable *slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CvkValue *bindings = cvk_value_get_member (cvk_replay_get_start (replay), "bindings");
  CvkValue *given = cvk_value_get_member (bindings, "slots");

  for (size_t i = 0; given != NULL && i < cvk_value_get_length (given); i++)
    {
      const char *slot = NULL;
      CvkValue *id = NULL;

      cvk_value_get_member_at (given, i, &slot, &id);
      g_hash_table_insert (slots, g_strdup (slot), g_strdup (cvk_value_get_string (id)));
    }
  return slots;
}

static GStrv
read_sandbox_slots (CvkReplay *replay)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  CvkValue *bindings = cvk_value_get_member (cvk_replay_get_start (replay), "bindings");
  CvkValue *slots = cvk_value_get_member (bindings, "sandbox");

  for (size_t i = 0; slots != NULL && i < cvk_value_get_length (slots); i++)
    g_strv_builder_add (builder, cvk_value_get_string (cvk_value_get_element (slots, i)));
  return g_strv_builder_end (builder);
}

/* Records of older versions tell it of private sandboxes only. */
static gboolean
was_practice (CvkReplay *replay)
{
  const CvkValue *start = cvk_replay_get_start (replay);
  CvkValue *bindings = cvk_value_get_member (start, "bindings");
  CvkValue *slots = cvk_value_get_member (bindings, "sandbox");

  return cvk_value_lookup_boolean (start, "practice", FALSE) ||
         (slots != NULL && cvk_value_get_length (slots) > 0);
}

static CvkHostRun *
make_again (CvkHost *host, CvkReplay *replay, GHashTable *connections)
{
  CvkHostRun *self = g_object_new (CVK_TYPE_HOST_RUN, NULL);

  self->host = g_object_ref (host);
  self->connections = g_hash_table_ref (connections);
  self->is_practice = was_practice (replay) || cvk_host_run_uses_sandbox (self);
  return self;
}

CvkHostRun *
cvk_host_run_new_from_replay (CvkHost *host,
                              CvkReplay *replay,
                              GHashTable *connections,
                              CvkHostRun *went_on_with,
                              GError **error)
{
  g_autoptr (CvkHostRun) self = make_again (host, replay, connections);
  CvkEnvironment environment = { 0 };

  self->sandbox_slots = read_sandbox_slots (replay);
  environment = cvk_host_run_choose_environment (self, NULL);
  self->run = cvk_run_new_from_replay (&environment, replay, connections,
                                       went_on_with != NULL ? went_on_with->run : NULL, error);
  if (self->run == NULL)
    return NULL;
  self->path = g_strdup (cvk_value_lookup_string (cvk_replay_get_start (replay), "path", NULL));
  cvk_host_run_watch (self);
  return g_steal_pointer (&self);
}

CvkHostRun *
cvk_host_run_new_to_look (CvkHost *host,
                          CvkReplay *replay,
                          GHashTable *connections,
                          CvkHostRun *went_on_with,
                          GError **error)
{
  g_autoptr (CvkHostRun) self = make_again (host, replay, connections);
  CvkValue *result = cvk_replay_get_result (replay);
  CvkValue *plan = result != NULL ? cvk_value_get_member (result, "plan") : NULL;

  self->run = cvk_run_new_to_look (cvk_host_get_environment (host), replay, connections,
                                   went_on_with != NULL ? went_on_with->run : NULL, error);
  if (self->run == NULL)
    return NULL;
  self->past_plan = plan != NULL ? cvk_value_ref (plan) : cvk_value_new_null ();
  self->path = g_strdup (cvk_value_lookup_string (cvk_replay_get_start (replay), "path", NULL));
  cvk_host_run_watch (self);
  return g_steal_pointer (&self);
}

gboolean
cvk_host_run_can_start (CvkHostRun *self, GError **error)
{
  GPtrArray *problems = cvk_run_get_problems (self->run);
  g_autofree char *message = NULL;

  if (problems->len == 0)
    return TRUE;
  message = cvk_problem_dup_message (g_ptr_array_index (problems, 0));
  g_set_error_literal (error, CVK_ENGINE_ERROR, CVK_ENGINE_ERROR_INVALID, message);
  return FALSE;
}
