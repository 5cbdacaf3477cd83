// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A record of the journal or another row of the database, by whatever wrote it: questions,
 * problems, activations, tombstones, connections, the start of a run. */

#include "config.h"

#include "connect/cvk-sign-in-request.h"
#include "connect/cvk-tombstone.h"
#include "engine/cvk-question.h"
#include "engine/cvk-replay.h"
#include "fuzz.h"
#include "service/cvk-activation-record.h"
#include "service/cvk-problems.h"

static void
check_question (const CvkValue *row)
{
  g_autoptr (CvkQuestion) question = cvk_question_from_value (row);
  g_autoptr (CvkQuestion) again = NULL;
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (CvkValue) value_again = NULL;

  if (question == NULL)
    return;
  for (unsigned i = 0; i < cvk_question_get_n_choices (question); i++)
    {
      g_autofree char *label = cvk_question_dup_label (question, i);

      g_assert_nonnull (label);
    }
  value = cvk_question_to_value (question);
  again = cvk_question_from_value (value);
  g_assert_nonnull (again);
  value_again = cvk_question_to_value (again);
  g_assert_true (cvk_value_equal (value, value_again));
}

static void
check_problem (const CvkValue *row)
{
  g_autoptr (CvkProblem) problem = cvk_problem_from_value (row);
  g_autoptr (GPtrArray) list = cvk_problems_from_value (row);
  g_autofree char *message = problem != NULL ? cvk_problem_dup_message (problem) : NULL;

  g_assert_true (message == NULL || g_utf8_validate (message, -1, NULL));
  for (unsigned i = 0; list != NULL && i < list->len; i++)
    g_assert_nonnull (list->pdata[i]);
}

static void
check_activation (const CvkValue *row)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkDocument) document = cvk_activation_read_document (row, &problem);
  g_autoptr (GHashTable) slots = cvk_activation_dup_slots (row);
  g_autoptr (GHashTable) files = cvk_activation_dup_files (row);
  g_autoptr (GVariantDict) options = cvk_activation_dup_run_options (row);

  g_assert_true ((document == NULL) == (problem != NULL));
  g_assert_true (slots != NULL && files != NULL && options != NULL);
}

static void
check_connection (const CvkValue *row)
{
  g_autoptr (GStringChunk) arena = g_string_chunk_new (1024);
  g_autoptr (CvkTombstone) tombstone = cvk_tombstone_new_from_row (row);
  CvkSignInRequest request = { 0 };

  if (tombstone != NULL)
    {
      g_autoptr (CvkValue) again = cvk_tombstone_to_row (tombstone);

      g_assert_true (cvk_value_is_object (again));
    }
  if (cvk_sign_in_request_read (&request, row, arena))
    {
      g_autoptr (CvkValue) again = cvk_sign_in_request_to_value (&request);

      g_assert_true (cvk_value_is_object (again));
    }
}

static void
check_start (CvkValue *row)
{
  g_autoptr (CvkReplay) replay = cvk_replay_new ("run", row);

  cvk_replay_take_output (replay, "node", cvk_value_ref (row));
  cvk_replay_take_step (replay, "node", cvk_value_ref (row));
  cvk_replay_take_result (replay, cvk_value_ref (row));
  cvk_replay_get_kept (replay);
  g_assert_true (cvk_value_equal (cvk_replay_get_output (replay, "node"), row));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CvkValue) row = fuzz_dup_value (data, size);

  if (row == NULL)
    return 0;
  check_problem (row);
  if (!cvk_value_is_object (row))
    return 0;
  check_question (row);
  check_activation (row);
  check_connection (row);
  check_start (row);
  return 0;
}
