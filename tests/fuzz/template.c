// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A text with expressions in braces. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "model/cvk-template.h"

static void
check_segment (const CvkSegment *segment, size_t length)
{
  g_assert_true (g_utf8_validate (segment->text, -1, NULL));
  g_assert_cmpuint (segment->offset, <=, length);
  for (size_t i = 0; segment->kind == CVK_SEGMENT_PATH && i < segment->n_steps; i++)
    g_assert_true (segment->steps[i].name != NULL || segment->steps[i].index >= 0);
}

/* Renaming leaves a template with the same parts. */
static void
check_rename (const char *text, const char *id, size_t n_segments)
{
  g_autofree char *renamed = cvk_template_rename_node (text, id, "renamed-node");
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkTemplate) again = NULL;
  size_t n_again = 0;

  g_assert_nonnull (renamed);
  again = cvk_template_parse (renamed, &problem);
  g_assert_nonnull (again);
  cvk_template_get_segments (again, &n_again);
  g_assert_cmpuint (n_again, ==, n_segments);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkTemplate) template = text != NULL ? cvk_template_parse (text, &problem) : NULL;
  const CvkSegment *segments;
  size_t n_segments = 0;

  if (text == NULL)
    return 0;
  g_assert_true ((template == NULL) == (problem != NULL));
  if (template == NULL)
    {
      fuzz_check_problem (problem);
      return 0;
    }
  segments = cvk_template_get_segments (template, &n_segments);
  for (size_t i = 0; i < n_segments; i++)
    {
      check_segment (&segments[i], strlen (text));
      if (segments[i].node_id != NULL)
        check_rename (text, segments[i].node_id, n_segments);
    }
  return 0;
}
