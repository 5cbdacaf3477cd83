// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/* How people compare: numbers as numbers even when they are written as text ("45" and 45), dates
 * with an offset as instants, anything else as text by code point. Unlike things have a fixed
 * order: nothing (null, missing), numbers, dates, texts. Returns below, equal to or above 0. NULL
 * counts as null. */
int cvk_compare_values (const CvkValue *a, const CvkValue *b);

/**
 * CvkReading:
 *
 * A value as it is compared. Who compares a value often reads it once. Borrows the value.
 */
typedef struct
{
  enum
  {
    CVK_READING_NOTHING,
    CVK_READING_NUMBER,
    CVK_READING_INSTANT,
    CVK_READING_TEXT,
  } rank;
  gboolean is_integer;
  int64_t integer; /* or the instant */
  double number;
  const CvkValue *value;
} CvkReading;

void cvk_reading_init (CvkReading *self, const CvkValue *value);
int cvk_reading_compare (const CvkReading *a, const CvkReading *b);

/* null, missing, "", [] and {}. */
gboolean cvk_value_is_empty (const CvkValue *value);
/* As it stands in a template: text as it is, null as nothing, the rest as JSON. (transfer full) */
char *cvk_value_dup_text (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* TRUE and @number when @value is a number or a text that is one and nothing else. */
gboolean cvk_value_read_number (const CvkValue *value, double *number);
/* TRUE and @integer when @value is an integer of 64 bits or a text that is one and nothing else. */
gboolean cvk_value_read_integer (const CvkValue *value, int64_t *integer);

G_END_DECLS
