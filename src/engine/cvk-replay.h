// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"
#include "engine/cvk-journal.h"
#include "engine/cvk-question.h"

G_BEGIN_DECLS

/**
 * CvkReplay:
 *
 * What the journal holds of a run. A run that is made with it (CvkRunOptions.replay) goes from its
 * start to where it was without asking or changing anything a second time: reads give what they
 * gave, effects what came of them, questions their answers. Everything else is computed again,
 * with the same seed, clock and inputs. Filled by whoever reads the journal, then never changed.
 */
typedef struct _CvkReplay CvkReplay;

/* An effect as the journal has it. Times are in microseconds since 1970, 0 when it never was. */
typedef struct
{
  char *id;   /* run, node and line of descent */
  char *node; /* nullable */
  char *request_hash;
  char *match_key; /* nullable */
  CvkEffectState state;
  CvkValue *detail; /* nullable: the result, or why not (a problem) */
  CvkValue *note;   /* nullable: see cvk_call_note_effect() */
  int64_t planned;
  int64_t first_sent; /* of all attempts */
  int64_t sent;       /* the last attempt */
  int64_t resolved;
  unsigned attempts;
} CvkPastEffect;

void cvk_past_effect_free (CvkPastEffect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkPastEffect, cvk_past_effect_free)
/* It left, or was about to: it is never sent without asking what came of it. */
gboolean cvk_past_effect_was_sent (const CvkPastEffect *effect);
/* Nobody knows what came of it. */
gboolean cvk_past_effect_is_open (const CvkPastEffect *effect);

/* @start: the payload of the run's first record, with the pipeline. */
CvkReplay *cvk_replay_new (const char *run, CvkValue *start) G_GNUC_WARN_UNUSED_RESULT;
CvkReplay *cvk_replay_ref (CvkReplay *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_replay_unref (CvkReplay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkReplay, cvk_replay_unref)

/* These take their last argument; a question has its answer in it. @step and @result: the payloads
 * of a step's record and of the run's last one. */
void cvk_replay_take_output (CvkReplay *self, const char *node, CvkValue *output);
/* @id: of the effect that the call would have; @hash: of its question. */
void cvk_replay_take_reading (CvkReplay *self, const char *id, const char *hash, CvkValue *reading);
void cvk_replay_take_effect (CvkReplay *self, CvkPastEffect *effect);
void cvk_replay_take_question (CvkReplay *self, CvkQuestion *question);
void cvk_replay_take_step (CvkReplay *self, const char *node, CvkValue *step);
void cvk_replay_take_result (CvkReplay *self, CvkValue *result);

const char *cvk_replay_get_run (const CvkReplay *self);
/* What the journal says of the run: "running" when it does not know an end. */
void cvk_replay_set_state (CvkReplay *self, const char *state);
const char *cvk_replay_get_state (const CvkReplay *self);
/* Whether it is under way or waiting: it can go on. */
gboolean cvk_replay_is_open (const CvkReplay *self);
/* The run that this one, of a part of a pipeline, goes on with. (transfer none) (nullable) */
const char *cvk_replay_get_kept (const CvkReplay *self);
/* (transfer none) */
CvkValue *cvk_replay_get_start (const CvkReplay *self);
/* (transfer none) (nullable), all four */
CvkValue *cvk_replay_get_output (const CvkReplay *self, const char *node);
CvkValue *cvk_replay_get_step (const CvkReplay *self, const char *node);
CvkValue *cvk_replay_get_result (const CvkReplay *self);
/* (transfer none) (nullable) */
CvkValue *cvk_replay_get_reading (const CvkReplay *self, const char *id, const char *hash);
const CvkPastEffect *cvk_replay_get_effect (const CvkReplay *self, const char *id);
/* Id -> CvkQuestion. (transfer none) */
GHashTable *cvk_replay_get_questions (const CvkReplay *self);
/* All effects, in no order. (transfer container) (element-type CvkPastEffect) */
GPtrArray *cvk_replay_list_effects (const CvkReplay *self) G_GNUC_WARN_UNUSED_RESULT;

/* What a journal in memory holds of @run; NULL when it did not begin there. (transfer full)
 * (nullable) */
CvkReplay *cvk_replay_new_from_memory (CvkMemoryJournal *journal, const char *run)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
