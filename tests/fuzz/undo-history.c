// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* The steps that are kept beside a pipeline so that they can be undone. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "model/cvk-history.h"

#define PIPELINE                                                                                   \
  "{\"convoke\": 1, \"nodes\": {\"a\": {\"type\": \"text\"}, \"b\": {\"type\": \"output\"}},"      \
  " \"links\": [\"a.out -> b.in\"]}"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) pipeline = g_bytes_new_static (PIPELINE, strlen (PIPELINE));
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkDocument) document = cvk_document_new_from_bytes (pipeline, &error);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (CvkHistory) history = NULL;
  unsigned n_undone = 0;

  g_assert_no_error (error);
  before = cvk_document_to_bytes (document);
  history = cvk_history_new_from_bytes (document, bytes, &error);
  fuzz_check_outcome (history, error);
  if (history != NULL)
    {
      while (cvk_history_undo (history))
        n_undone++;
      for (; n_undone > 0; n_undone--)
        g_assert_true (cvk_history_redo (history));
    }
  after = cvk_document_to_bytes (document);
  g_assert_true (g_bytes_equal (before, after));
  return 0;
}
