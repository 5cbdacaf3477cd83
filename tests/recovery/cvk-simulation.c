// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "recovery/cvk-simulation.h"

#include <stdio.h>
#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "connect/cvk-connection-private.h"
#include "engine/cvk-effect-gate.h"
#include "recovery/cvk-seeded-random.h"
#include "support/cvk-await.h"

#define RUN "simulated"
#define SECOND ((int64_t) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define DAY (24 * 60 * MINUTE)
#define MAX_LAG (120 * SECOND)
#define MAX_KILLS 4
/* A run that has not ended after so much is stuck. */
#define MAX_STEPS 200000

/* --- The world --- */

static const char *
get_start (CvkSimulation *self, unsigned number, char *buffer, size_t size)
{
  g_autofree char *text =
    cvk_instant_to_utc_string (CVK_FAKE_CLOCK_START + 2 * DAY + number * 60 * MINUTE);

  g_strlcpy (buffer, text, size);
  return buffer;
}

static void
add_outage (CvkSimulation *self, int64_t after)
{
  static const CvkFault kinds[] = { CVK_FAULT_REFUSED, CVK_FAULT_SILENT_BEFORE,
                                    CVK_FAULT_FAILED_BEFORE, CVK_FAULT_FAILED_AFTER,
                                    CVK_FAULT_LOST_AFTER };
  int64_t length = cvk_seeded_random_chance (960) ? cvk_seeded_random_between (1, 150)
                                                  : cvk_seeded_random_between (150, 1800);
  CvkSimulatedOutage outage = {
    .begin = CVK_FAKE_CLOCK_START + after,
    .end = CVK_FAKE_CLOCK_START + after + length * SECOND,
    .kind = kinds[cvk_seeded_random_between (0, G_N_ELEMENTS (kinds) - 1)],
  };

  g_array_append_val (self->world.outages, outage);
}

static void
make_world (CvkSimulation *self, CvkSimulationMode mode)
{
  static const unsigned troubles[] = { 0, 20, 80, 200 };
  char start[32];

  cvk_simulated_world_init (&self->world, mode, cvk_seeded_random_between (0, MAX_LAG));
  self->world.trouble = troubles[cvk_seeded_random_between (0, G_N_ELEMENTS (troubles) - 1)];
  for (int64_t left = cvk_seeded_random_between (0, 2); left > 0; left--)
    add_outage (self, cvk_seeded_random_between (0, 20 * SECOND));
  self->n_old = (unsigned) cvk_seeded_random_between (0, 6);
  for (unsigned i = 0; i < self->n_old; i++)
    {
      g_autofree char *topic = g_strdup_printf ("Old %u", i);

      cvk_simulated_zoom_add (self->world.zoom, topic, get_start (self, i, start, sizeof start),
                              CVK_FAKE_CLOCK_START - DAY);
    }
  self->has_decoy = cvk_seeded_random_chance (20);
  if (self->has_decoy)
    cvk_simulated_zoom_add (self->world.zoom, "Wanted 0", get_start (self, 0, start, sizeof start),
                            CVK_FAKE_CLOCK_START - DAY);
}

static void
make_pipeline (CvkSimulation *self)
{
  g_autoptr (GString) items = g_string_new (NULL);
  unsigned count = (unsigned) cvk_seeded_random_between (1, 6);
  char start[32];

  self->has_twins = count > 1 && cvk_seeded_random_chance (50);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  for (unsigned i = 0; i < count; i++)
    {
      unsigned number = self->has_twins && i == 1 ? 0 : i;

      g_ptr_array_add (self->wanted, g_strdup_printf ("Wanted %u", number));
      g_string_append_printf (items, "%s{\"topic\":\"Wanted %u\",\"start\":\"%s\"}",
                              i > 0 ? "," : "", number,
                              get_start (self, number, start, sizeof start));
    }
  self->pipeline = g_strdup_printf (
    "{\"convoke\":1,\"name\":\"simulated\",\"slots\":{\"zoom\":{\"connector\":\"zoom\"}},"
    "\"nodes\":{"
    "\"rows\":{\"type\":\"zoom.get-user\",\"slot\":\"zoom\",\"pinned\":[%s]},"
    "\"create\":{\"type\":\"zoom.create-meeting\",\"slot\":\"zoom\",\"on_error\":\"continue\","
    "\"settings\":{\"topic\":\"{{ item.topic }}\",\"start_time\":\"{{ item.start }}\","
    "\"duration\":30}},"
    "\"update\":{\"type\":\"zoom.update-meeting\",\"slot\":\"zoom\",\"on_error\":\"continue\","
    "\"settings\":{\"meeting_id\":\"{{ item.id }}\",\"agenda\":\"Changed\"}},"
    "\"list\":{\"type\":\"zoom.list-meetings\",\"slot\":\"zoom\",\"on_error\":\"continue\","
    "\"settings\":{\"type\":\"scheduled\"}},"
    "\"old\":{\"type\":\"filter\",\"settings\":{\"rows\":[{\"field\":\"topic\",\"operator\":"
    "\"starts-with\",\"value\":\"Old\"}]}},"
    "\"delete\":{\"type\":\"zoom.delete-meeting\",\"slot\":\"zoom\",\"on_error\":\"continue\","
    "\"settings\":{\"meeting_id\":\"{{ item.id }}\"}}},"
    "\"links\":[\"rows.out -> create.in\",\"create.out -> update.in\",\"list.out -> old.in\","
    "\"old.out -> delete.in\"]}",
    items->str);
}

/* --- The process --- */

/* Signed in for good, as far as a run is concerned. */
static CvkConnection *
make_connection (CvkSimulation *self)
{
  const CvkConnector *connector = cvk_connector_get ("zoom");
  const char *const *scopes = self->world.mode == CVK_SIMULATION_BLIND
                                ? cvk_connector_get_action_scopes (connector, "create-meeting")
                                : cvk_connector_get_scopes (connector);
  g_autofree char *granted = g_strjoinv ("\",\"", (GStrv) scopes);
  g_autofree char *json = g_strdup_printf (
    "{\"id\":\"one\",\"connector\":\"zoom\",\"name\":\"one\",\"client_id\":\"x\",\"token_url\":"
    "\"https://zoom.test/oauth/token\",\"revoke_url\":\"https://zoom.test/oauth/revoke\","
    "\"api_url\":\"https://zoom.test/v2\",\"allowed_hosts\":[\"zoom.test\"],\"scopes\":[\"%s\"]}",
    granted);
  g_autoptr (CvkValue) record = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
  g_autoptr (CvkTokenStore) store = cvk_memory_token_store_new ();
  g_autoptr (CvkSecret) token = cvk_secret_new ("simulated-token", -1);
  CvkTokenReply reply = { .access_token = token, .expires_in = 100 * (DAY / SECOND) };
  CvkConnection *connection = cvk_connection_new_from_record (record, CVK_HTTP (self->http), store,
                                                              CVK_CLOCK (self->life.clock));

  cvk_connection_take_reply (connection, &reply, 1);
  return connection;
}

/* What is open is taken for not sent, or for done. */
static void
settle_open (CvkReplay *replay, CvkEffectState state)
{
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (cvk_past_effect_is_open (effect))
        effect->state = state;
    }
}

/* As the host does before it takes up anything. */
static void
close_gates (CvkSimulation *self, CvkReplay *replay)
{
  CvkEffectGate *gate = cvk_effect_gate_get (CVK_JOURNAL (self->journal));
  g_autoptr (GPtrArray) effects = cvk_replay_list_effects (replay);

  for (unsigned i = 0; i < effects->len; i++)
    {
      const CvkPastEffect *effect = g_ptr_array_index (effects, i);

      if (cvk_past_effect_is_open (effect) && effect->match_key != NULL)
        cvk_effect_gate_add_open (gate, effect->match_key, effect->id, TRUE);
    }
}

static void
begin_run (CvkSimulation *self)
{
  CvkEnvironment environment = {
    .clock = CVK_CLOCK (self->life.clock),
    .journal = CVK_JOURNAL (self->journal),
    .types = self->types,
    .settle_time = self->world.mode == CVK_SIMULATION_UNSETTLED ? 1 : 0,
  };
  g_autoptr (CvkReplay) replay = cvk_replay_new_from_memory (self->disk, RUN);
  g_autoptr (GHashTable) connections = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = g_bytes_new_static (self->pipeline, strlen (self->pipeline));
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (bytes, NULL);
  CvkRunOptions options = { .id = RUN, .connections = connections, .seed = self->seed + 1 };

  g_hash_table_insert (connections, (char *) "zoom", self->connection);
  if (replay != NULL && self->world.mode == CVK_SIMULATION_NAIVE)
    settle_open (replay, CVK_EFFECT_PLANNED);
  if (replay != NULL && self->world.mode == CVK_SIMULATION_HOPEFUL)
    settle_open (replay, CVK_EFFECT_CONFIRMED);
  if (replay != NULL)
    {
      close_gates (self, replay);
      self->run = cvk_run_new_from_replay (&environment, replay, connections, NULL, NULL);
    }
  else
    self->run = cvk_run_new (&environment, document, &options);
  g_assert_nonnull (self->run);
  cvk_run_start_async (self->run, cvk_await_result_cb, &self->ended);
}

static void
begin_life (CvkSimulation *self, int64_t wall)
{
  self->world.n_lives++;
  self->world.left_to_live = 0;
  if (self->result->kills < MAX_KILLS && !self->is_settling && cvk_seeded_random_chance (550))
    self->world.left_to_live = (unsigned) cvk_seeded_random_between (1, 120);
  self->life = (CvkSimulatedLife){ .clock = cvk_fake_clock_new (wall) };
  self->http = cvk_simulated_http_new (&self->world, &self->life);
  self->journal = cvk_simulated_journal_new (&self->world, &self->life, self->disk);
  self->connection = make_connection (self);
  begin_run (self);
}

static void
fail (CvkSimulation *self, const char *what)
{
  if (self->world.account != NULL)
    fputs (self->world.account->str, stdout);
  g_error ("seed %" G_GUINT64_FORMAT ": %s", self->seed, what);
}

/* Until the run has ended, or the process is killed. */
static void
live (CvkSimulation *self)
{
  unsigned n_steps = 0;

  while (TRUE)
    {
      cvk_drain_main_context ();
      if (self->ended != NULL || self->life.is_over)
        return;
      if (!cvk_fake_clock_advance_to_next (self->life.clock))
        fail (self, "the run waits for nothing");
      if (++n_steps > MAX_STEPS)
        fail (self, "the run does not end");
    }
}

/* What a killed process leaves is taken apart with nothing of it reaching the world. */
static void
take_apart (CvkSimulation *self)
{
  cvk_simulated_journal_cut (self->journal);
  cvk_simulated_http_hang_up (self->http);
  cvk_run_cancel (self->run);
  while (self->ended == NULL)
    {
      cvk_drain_main_context ();
      if (self->ended == NULL && !cvk_fake_clock_advance_to_next (self->life.clock))
        fail (self, "a killed run does not go away");
    }
}

static void
end_life (CvkSimulation *self)
{
  g_autoptr (GError) error = NULL;

  if (!cvk_run_start_finish (self->run, self->ended, &error) && !self->life.is_over)
    fail (self, error->message);
  g_clear_object (&self->ended);
  cvk_drain_main_context ();
  g_clear_object (&self->run);
  g_clear_object (&self->connection);
  g_clear_object (&self->http);
  g_clear_object (&self->journal);
  cvk_drain_main_context ();
  g_clear_object (&self->life.clock);
}

/* How long nobody is there. */
static int64_t
choose_absence (void)
{
  if (cvk_seeded_random_chance (985))
    return cvk_seeded_random_between (0, 90) * SECOND;
  return cvk_seeded_random_between (2, 60) * MINUTE;
}

void
cvk_simulate (uint64_t seed,
              CvkSimulationMode mode,
              CvkNodeTypes *types,
              gboolean wants_account,
              CvkSimulationResult *result)
{
  CvkSimulation self = { .seed = seed, .types = types, .result = result };
  int64_t wall = CVK_FAKE_CLOCK_START;
  gboolean is_done = FALSE;

  *result = (CvkSimulationResult){ 0 };
  cvk_seeded_random_begin (seed);
  make_world (&self, mode);
  make_pipeline (&self);
  self.disk = cvk_memory_journal_new ();
  self.parked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (wants_account)
    self.world.account = g_string_new (NULL);
  while (!is_done)
    {
      gboolean is_killed = FALSE;

      begin_life (&self, wall);
      live (&self);
      wall = cvk_clock_get_wall (CVK_CLOCK (self.life.clock));
      is_killed = self.life.is_over;
      if (is_killed)
        {
          result->kills++;
          take_apart (&self);
          wall += choose_absence ();
        }
      else if (!cvk_simulation_answer (&self))
        {
          cvk_simulation_judge (&self);
          is_done = TRUE;
        }
      else
        wall += cvk_seeded_random_between (5, 30) * MINUTE;
      end_life (&self);
    }
  result->parked = g_hash_table_size (self.parked);
  result->trace = self.world.trace;
  if (self.world.account != NULL)
    result->account = g_strdup (self.world.account->str);
  cvk_simulated_world_clear (&self.world);
  g_hash_table_unref (self.parked);
  g_ptr_array_unref (self.wanted);
  g_object_unref (self.disk);
  g_free (self.pipeline);
}
