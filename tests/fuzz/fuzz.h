// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cvk-json.h"
#include "base/cvk-problem.h"

/* What every target has: one call with input of a stranger, as libFuzzer makes it
 * (https://llvm.org/docs/LibFuzzer.html) and driver.c, where the compiler has no libFuzzer. A fault
 * is a crash, a failed assertion, what a sanitizer finds, or that it never comes back. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* 2026-03-29T01:00:00Z, when clocks change in Europe. */
#define FUZZ_NOW (INT64_C (1774746000) * G_TIME_SPAN_SECOND)

/* The input up to its first zero byte. (transfer full) */
static inline char *
fuzz_dup_string (const uint8_t *data, size_t size)
{
  return g_strndup ((const char *) data, size);
}

/* The same where only UTF-8 gets that far; NULL for all else. (transfer full) (nullable) */
static inline char *
fuzz_dup_text (const uint8_t *data, size_t size)
{
  char *text = fuzz_dup_string (data, size);

  if (g_utf8_validate (text, -1, NULL))
    return text;
  g_free (text);
  return NULL;
}

/* The input as the strict reader understands it. (transfer full) (nullable) */
static inline CvkValue *
fuzz_dup_value (const uint8_t *data, size_t size)
{
  return cvk_value_from_json ((const char *) data, (gssize) size, CVK_JSON_STRICT, NULL);
}

/* A problem that can be shown. */
static inline void
fuzz_check_problem (const CvkProblem *problem)
{
  g_autofree char *message = cvk_problem_dup_message (problem);

  g_assert_true (*message != '\0' && g_utf8_validate (message, -1, NULL));
  g_assert_true (*cvk_problem_get_code (problem) != '\0');
}

/* One or the other, and an error that can be shown. */
static inline void
fuzz_check_outcome (gconstpointer result, const GError *error)
{
  g_assert_true ((result == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (*error->message != '\0' && g_utf8_validate (error->message, -1, NULL));
}
