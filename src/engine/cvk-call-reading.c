// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-engine"

#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "engine/cvk-engine-private.h"

/**
 * Readings that cost something, such as what a language model answers. A step's items are in the
 * journal when it has ended; of a thousand answers that took an hour, none is asked for again when
 * the process ends before.
 */

static char *
hash_question (const CvkValue *question)
{
  g_autofree char *json = cvk_value_to_json (question, CVK_JSON_COMPACT);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

void
cvk_call_keep_reading (CvkCall *self, const CvkValue *question, CvkValue *reading)
{
  g_autoptr (CvkValue) payload =
    cvk_value_new_object ("question", cvk_value_ref (question), "reading", reading, NULL);
  CvkRecord *record = g_new0 (CvkRecord, 1);

  record->kind = CVK_RECORD_READING;
  record->run = g_strdup (cvk_run_get_id (self->run));
  record->node = g_strdup (self->step->node->id);
  record->effect = g_strdup (self->effect.id);
  record->request_hash = hash_question (question);
  record->payload = cvk_value_to_json (payload, CVK_JSON_COMPACT);
  record->wall = cvk_clock_get_wall (cvk_step_get_clock (self->step));
  /* Nothing outside depends on it: what is lost with the power is asked again. */
  cvk_journal_write (cvk_run_get_environment (self->run)->journal, record);
}

CvkValue *
cvk_call_find_reading (CvkCall *self, const CvkValue *question)
{
  g_autofree char *hash = NULL;

  if (self->run->replay == NULL)
    return NULL;
  hash = hash_question (question);
  return cvk_replay_get_reading (self->run->replay, self->effect.id, hash);
}

void
cvk_call_show (CvkCall *self, const char *text)
{
  if (cvk_set_string (&self->shown, text))
    cvk_run_changed (self->run);
}
