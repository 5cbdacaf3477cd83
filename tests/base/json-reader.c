// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Reads a file as JSON and tells by its status whether it was accepted (0) or refused (1), with the
 * reason on standard error; for suites of files. --print writes what was read. */

#include "config.h"

#include "base/cvk-json.h"

#include <stdio.h>

static CvkValue *
read_file (const char *path, CvkJsonFlags flags, GError **error)
{
  g_autofree char *content = NULL;
  size_t length = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CvkJson) json = NULL;

  if (!g_file_get_contents (path, &content, &length, error))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  json = cvk_json_parse (bytes, 0, 0, error);
  if (json == NULL)
    return NULL;
  return cvk_json_cursor_to_value (cvk_json_get_root (json), flags, error);
}

int
main (int argc, char **argv)
{
  gboolean strict = FALSE;
  gboolean print = FALSE;
  gboolean pretty = FALSE;
  const GOptionEntry options[] = {
    { "strict", 0, 0, G_OPTION_ARG_NONE, &strict, "Refuse duplicate members and U+0000", NULL },
    { "print", 0, 0, G_OPTION_ARG_NONE, &print, "Write the value", NULL },
    { "pretty", 0, 0, G_OPTION_ARG_NONE, &pretty, "Write the value on several lines", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      fprintf (stderr, "usage: json-reader [--strict] [--print | --pretty] FILE\n");
      return 2;
    }
  value = read_file (argv[1], strict ? CVK_JSON_STRICT : CVK_JSON_DATA, &error);
  if (value == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  if (print || pretty)
    {
      g_autofree char *json =
        cvk_value_to_json (value, pretty ? CVK_JSON_PRETTY : CVK_JSON_COMPACT);

      fputs (json, stdout);
    }
  return 0;
}
