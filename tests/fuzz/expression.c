// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* JavaScript in settings, looked through without running it. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "model/cvk-javascript.h"

static void
check_references (const char *text, const CvkJavascriptScan *scan)
{
  size_t last = 0;

  for (unsigned i = 0; i < scan->references->len; i++)
    {
      const CvkNodeReference *reference = &g_array_index (scan->references, CvkNodeReference, i);

      g_assert_cmpuint (reference->start, >=, last);
      g_assert_cmpuint (reference->start, <, reference->end);
      g_assert_cmpuint (reference->end, <=, scan->length);
      g_assert_nonnull (reference->id);
      last = reference->end;
    }
}

/* Once renamed, nothing of that name is left. */
static void
check_rename (const char *text, size_t length, const CvkJavascriptScan *scan)
{
  const char *id = g_array_index (scan->references, CvkNodeReference, 0).id;
  g_autofree char *renamed = cvk_javascript_rename_node (text, length, id, "renamed-node");
  g_auto (CvkJavascriptScan) again = { 0 };

  if (g_str_equal (id, "renamed-node"))
    return;
  g_assert_nonnull (renamed);
  g_assert_true (cvk_javascript_scan (renamed, strlen (renamed), FALSE, &again));
  g_assert_cmpuint (again.references->len, ==, scan->references->len);
  for (unsigned i = 0; i < again.references->len; i++)
    g_assert_cmpstr (g_array_index (again.references, CvkNodeReference, i).id, !=, id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);

  if (text == NULL)
    return 0;
  for (int until_braces = 0; until_braces < 2; until_braces++)
    {
      g_auto (CvkJavascriptScan) scan = { 0 };
      size_t length = strlen (text);

      if (!cvk_javascript_scan (text, length, until_braces, &scan))
        {
          g_assert_nonnull (scan.message);
          g_assert_cmpuint (scan.message_offset, <=, length);
          continue;
        }
      g_assert_cmpuint (scan.length, <=, length);
      check_references (text, &scan);
      if (!until_braces && scan.references->len > 0)
        check_rename (text, length, &scan);
    }
  return 0;
}
