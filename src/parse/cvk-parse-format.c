// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-parse"

#include "config.h"

#include "parse/cvk-parse-format.h"

#include <string.h>

#include "parse/cvk-ics.h"
#include "parse/cvk-xlsx.h"

static const CvkParseFormat *const formats[] = {
  &cvk_ics_format,
  &cvk_xlsx_format,
};

const CvkParseFormat *
cvk_parse_format_find (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->name, name))
      return formats[i];
  return NULL;
}

const char *
cvk_parse_option_get (const char *const *options, const char *name)
{
  size_t length = strlen (name);

  for (; *options != NULL; options++)
    if (strncmp (*options, name, length) == 0 && (*options)[length] == '=')
      return *options + length + 1;
  return NULL;
}

gint64
cvk_parse_option_get_integer (const char *const *options, const char *name, gint64 fallback)
{
  const char *text = cvk_parse_option_get (options, name);
  gint64 value = 0;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fallback;
  return value;
}
