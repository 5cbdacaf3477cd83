// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* An answer of a language model while it comes: the first byte says from which service and how
 * large its pieces are. */

#include "config.h"

#include "connect/cvk-model-stream.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const CvkLanguageModel *const models[] = { &cvk_openai_model, &cvk_anthropic_model,
                                                    &cvk_ollama_model };
  g_autoptr (CvkValue) value = NULL;
  CvkModelStream *stream;
  const CvkModelAnswer *answer;
  size_t piece;

  if (size == 0)
    return 0;
  stream = cvk_model_stream_new (models[data[0] % 3]);
  piece = (size_t) data[0] / 3 + 1;
  for (size_t at = 1; at < size; at += piece)
    if (!cvk_model_stream_feed (stream, (const char *) data + at, MIN (piece, size - at)))
      break;
  cvk_model_stream_end (stream);
  answer = cvk_model_stream_get_answer (stream);
  g_assert_cmpuint (answer->text->len, <=, CVK_MODEL_STREAM_MAX_TEXT);
  g_assert_true (g_utf8_validate (answer->text->str, (gssize) answer->text->len, NULL));
  /* What is called done has said why it ended, or what went wrong. */
  g_assert_true (cvk_model_stream_get_state (stream) != CVK_MODEL_STREAM_DONE || answer->is_ended ||
                 answer->stop != CVK_MODEL_STOP_NOT_YET || answer->error != NULL);
  cvk_model_stream_free (stream);
  value = fuzz_dup_value (data + 1, size - 1);
  if (value != NULL)
    {
      g_autoptr (CvkValue) list = models[data[0] % 3]->read_list (value);

      g_assert_true (list == NULL || cvk_value_is_array (list));
    }
  return 0;
}
