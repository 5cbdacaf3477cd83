// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "memory-peak.h"

#include <stdio.h>
#include <string.h>

static size_t
read_status (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, name);
  return line != NULL ? (size_t) g_ascii_strtoull (line + strlen (name), NULL, 10) : 0;
}

size_t
memory_peak_begin (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("5", file), >=, 0);
  fclose (file);
  return read_status ("VmRSS:");
}

size_t
memory_peak_end (size_t begun)
{
  return MAX (read_status ("VmHWM:"), begun) - begun;
}
