// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-loose-text.h"

#include "base/cvk-json.h"

char *
cvk_loose_text_show (const CvkValue *value)
{
  if (value == NULL)
    return g_strdup ("");
  return cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
}

CvkValue *
cvk_loose_text_read (const char *text, const CvkValue *before)
{
  g_autofree char *shown = cvk_loose_text_show (before);
  g_autoptr (CvkValue) value = NULL;
  g_autofree char *again = NULL;

  if (g_str_equal (text, shown))
    return before != NULL ? cvk_value_ref (before) : NULL;
  if (text[0] == '\0')
    return NULL;
  /* An expression in braces begins like an object, and is none. */
  value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
  if (value == NULL || cvk_value_is_string (value) || cvk_value_is_null (value))
    return cvk_value_new_string (text);
  if (cvk_value_is_array (value) || cvk_value_is_object (value))
    return g_steal_pointer (&value);
  again = cvk_value_to_json (value, CVK_JSON_COMPACT);
  if (!g_str_equal (again, text))
    return cvk_value_new_string (text);
  return cvk_value_ref (value);
}
