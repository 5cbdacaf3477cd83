// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-print.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "base/cvk-secret-reference.h"
#include "base/cvk-text.h"

void
cvk_print_error (const char *message)
{
  g_autofree char *safe = cvk_text_for_terminal (message, TRUE);

  fprintf (stderr, "convokectl: %s\n", safe);
}

void
cvk_print_line (const char *text)
{
  g_autofree char *masked = cvk_secret_reference_mask (text);
  g_autofree char *safe = cvk_text_for_terminal (masked, TRUE);

  puts (safe);
}

char *
cvk_problem_dup_line (const CvkProblem *problem, const char *file)
{
  g_autofree char *message = cvk_local_problem (problem);
  GString *line = g_string_new (NULL);

  if (file != NULL)
    g_string_append_printf (line, "%s: ", file);
  if (cvk_problem_is_warning (problem))
    g_string_append (line, _ ("warning: "));
  if (cvk_problem_get_line (problem) > 0)
    /* Translators: a place in a text file. */
    g_string_append_printf (line, _ ("line %u, column %u: "), cvk_problem_get_line (problem),
                            cvk_problem_get_column (problem));
  if (cvk_problem_get_node (problem) != NULL)
    {
      g_string_append (line, cvk_problem_get_node (problem));
      if (cvk_problem_get_inside (problem) != NULL)
        g_string_append_printf (line, "/%s", cvk_problem_get_inside (problem));
      if (cvk_problem_get_item (problem) >= 0)
        /* Translators: the number of an item in a list, counted from 1. */
        g_string_append_printf (line, _ (", item %lld"),
                                (long long) cvk_problem_get_item (problem) + 1);
      if (cvk_problem_get_field (problem) != NULL)
        g_string_append_printf (line, ", %s", cvk_problem_get_field (problem));
      g_string_append (line, ": ");
    }
  else if (cvk_problem_get_field (problem) != NULL)
    {
      g_string_append_printf (line, "%s: ", cvk_problem_get_field (problem));
    }
  g_string_append (line, message);
  return g_string_free (line, FALSE);
}

void
cvk_print_problems (GPtrArray *problems, const char *file)
{
  for (unsigned i = 0; i < problems->len; i++)
    {
      g_autofree char *line = cvk_problem_dup_line (g_ptr_array_index (problems, i), file);
      g_autofree char *masked = cvk_secret_reference_mask (line);
      g_autofree char *safe = cvk_text_for_terminal (masked, FALSE);

      fprintf (stderr, "%s\n", safe);
    }
}

static gboolean
is_unsafe_in_json (gunichar character)
{
  return (character >= 0x7f && character <= 0x9f) || character == 0x061c ||
         (character >= 0x200e && character <= 0x200f) ||
         (character >= 0x2028 && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0xfeff;
}

/* The writer escapes what JSON asks for; a terminal needs more: the C1 controls, DEL and characters
 * that turn the direction of text. In JSON they only stand inside strings, so an escape means the
 * same. */
void
cvk_print_json_text (const char *json)
{
  g_autofree char *masked = cvk_secret_reference_mask (json);
  const char *start = masked;

  for (const char *p = masked; *p != '\0';)
    {
      if ((uint8_t) *p < 0x7f)
        {
          p++;
          continue;
        }
      gunichar character = g_utf8_get_char (p);
      const char *next = g_utf8_next_char (p);
      if (is_unsafe_in_json (character))
        {
          fwrite (start, 1, (size_t) (p - start), stdout);
          printf ("\\u%04x", character);
          start = next;
        }
      p = next;
    }
  puts (start);
}

void
cvk_print_json (const CvkValue *value)
{
  g_autofree char *text = cvk_value_to_json (value, CVK_JSON_PRETTY);

  cvk_print_json_text (text);
}

CvkValue *
cvk_problem_to_failure (const CvkProblem *problem)
{
  int64_t item = cvk_problem_get_item (problem);

  const char *inside = cvk_problem_get_inside (problem);
  g_autoptr (CvkValue) failure =
    cvk_value_new_object ("node", cvk_value_new_string (cvk_problem_get_node (problem)), "item",
                          item >= 0 ? cvk_value_new_integer (item) : cvk_value_new_null (), "code",
                          cvk_value_new_string (cvk_problem_get_code (problem)), "message",
                          cvk_value_take_string (cvk_problem_dup_message (problem)), "field",
                          cvk_value_new_string (cvk_problem_get_field (problem)), NULL);
  g_auto (CvkObjectBuilder) builder = { 0 };

  if (inside == NULL)
    return g_steal_pointer (&failure);
  cvk_object_builder_init_from (&builder, failure);
  cvk_object_builder_set (&builder, "inside", cvk_value_new_string (inside));
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_problems_to_failures (GPtrArray *problems)
{
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < problems->len; i++)
    {
      if (!cvk_problem_is_warning (g_ptr_array_index (problems, i)))
        cvk_array_builder_append (&builder,
                                  cvk_problem_to_failure (g_ptr_array_index (problems, i)));
    }
  return cvk_array_builder_end (&builder);
}

gboolean
cvk_problems_are_about_connections (GPtrArray *problems)
{
  static const char *const codes[] = {
    "connected-elsewhere", "declined",           "disabled-by-admin",
    "host-not-allowed",    "keyring-failed",     "keyring-locked",
    "no-connection",       "no-keyring",         "offline",
    "reconnect",           "scope-missing",      "several-connections",
    "sign-in-damaged",     "sign-in-refused",    "sign-in-timeout",
    "unauthorized",        "unknown-connection", "wrong-connection",
  };

  for (unsigned i = 0; i < problems->len; i++)
    {
      const CvkProblem *problem = g_ptr_array_index (problems, i);

      for (size_t code = 0; code < G_N_ELEMENTS (codes); code++)
        {
          if (g_strcmp0 (cvk_problem_get_code (problem), codes[code]) == 0)
            return !cvk_problem_is_warning (problem);
        }
    }
  return FALSE;
}
