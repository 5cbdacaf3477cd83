// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* A file of a stranger in one of the formats of convoke-parse, in this process. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "parse/cvk-parse-format.h"

static void
collect_cb (const char *data, size_t length, gpointer user_data)
{
  g_string_append_len (user_data, data, (gssize) length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const options[] = { "from=1772323200", "until=1775001600", NULL };
  static const CvkParseFormat *format;
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (CvkParseOutput) output = cvk_parse_output_new (collect_cb, answer, 1024 * 1024);
  g_auto (GStrv) lines = NULL;

  if (format == NULL)
    {
      format = cvk_parse_format_find (FUZZ_FORMAT);
      if (format->prepare != NULL)
        format->prepare ();
    }
  format->parse ((const char *) data, size, options, output);
  if (!cvk_parse_output_has_failed (output))
    cvk_parse_output_done (output);
  cvk_parse_output_flush (output);
  g_assert_true (g_str_has_suffix (answer->str, "}\n"));
  lines = g_strsplit (answer->str, "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) line = cvk_value_from_json (lines[i], -1, CVK_JSON_DATA, &error);

      g_assert_no_error (error);
    }
  return 0;
}
