// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-schema-private.h"

#include <string.h>

/* Names longer than this are no typing errors of each other. */
#define MAX_LENGTH 64

unsigned
cvk_edit_distance (const char *a, const char *b, unsigned limit)
{
  size_t a_length = strlen (a);
  size_t b_length = strlen (b);
  unsigned rows[3][MAX_LENGTH + 1];
  unsigned *before = rows[0];
  unsigned *above = rows[1];
  unsigned *row = rows[2];

  if (a_length > MAX_LENGTH || b_length > MAX_LENGTH)
    return limit + 1;

  for (unsigned j = 0; j <= b_length; j++)
    above[j] = j;
  for (unsigned i = 1; i <= a_length; i++)
    {
      unsigned *next = before;

      row[0] = i;
      for (unsigned j = 1; j <= b_length; j++)
        {
          unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);

          row[j] = MIN (change, MIN (above[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      before = above;
      above = row;
      row = next;
    }

  return MIN (above[b_length], limit + 1);
}

const char *
cvk_schema_suggest (const CvkValue *names, const char *name)
{
  const char *nearest = NULL;
  unsigned nearest_distance = MIN (3, (unsigned) strlen (name) / 2);

  for (size_t i = 0; names != NULL && i < cvk_value_get_length (names); i++)
    {
      const char *candidate;
      CvkValue *value;
      unsigned distance;

      cvk_value_get_member_at (names, i, &candidate, &value);
      distance = cvk_edit_distance (name, candidate, nearest_distance);
      if (distance <= nearest_distance && (nearest == NULL || distance < nearest_distance))
        {
          nearest = candidate;
          nearest_distance = distance;
        }
    }

  return nearest;
}
