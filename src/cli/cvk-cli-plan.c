// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-cli"

#include "config.h"

#include "cli/cvk-cli-plan.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cvk-i18n.h"
#include "base/cvk-json.h"
#include "base/cvk-local-text.h"
#include "cli/cvk-cli-print.h"
#include "model/cvk-sub-pipeline.h"

#define MAX_VALUE_LENGTH 60

static char *
make_sentence (const char *kind, unsigned count)
{
  /* Translators: how many of any kind: meetings, contacts, events. */
  if (g_str_equal (kind, "create"))
    return g_strdup_printf (_ ("Would be created: %'u."), count);
  if (g_str_equal (kind, "update"))
    return g_strdup_printf (_ ("Would be changed: %'u."), count);
  if (g_str_equal (kind, "delete"))
    return g_strdup_printf (_ ("Would be deleted: %'u."), count);
  if (g_str_equal (kind, "write"))
    return g_strdup_printf (ngettext ("Would write %'u file.", "Would write %'u files.", count),
                            count);
  return g_strdup_printf (_ ("Would be sent: %'u."), count);
}

static void
print_counts (const CvkValue *plan)
{
  static const char *const kinds[] = { "create", "update", "delete", "send", "write" };

  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      unsigned count = 0;

      for (size_t i = 0; i < cvk_value_get_length (plan); i++)
        if (g_str_equal (cvk_value_lookup_string (cvk_value_get_element (plan, i), "kind", ""),
                         kinds[k]))
          count++;
      if (count > 0)
        {
          g_autofree char *line = make_sentence (kinds[k], count);

          cvk_print_line (line);
        }
    }
}

static char *
shorten_value (const CvkValue *value)
{
  g_autofree char *text = NULL;

  if (value == NULL || cvk_value_is_null (value))
    return g_strdup ("");
  text = cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
  if (g_utf8_strlen (text, -1) <= MAX_VALUE_LENGTH)
    return g_steal_pointer (&text);
  g_autofree char *start = g_utf8_substring (text, 0, MAX_VALUE_LENGTH - 1);
  return g_strconcat (start, "…", NULL);
}

static void
print_change (const CvkValue *change)
{
  CvkValue *from = cvk_value_get_member (change, "from");
  g_autofree char *before = shorten_value (from);
  g_autofree char *after = shorten_value (cvk_value_get_member (change, "to"));
  const char *field = cvk_value_lookup_string (change, "field", "");
  const char *guess = cvk_value_lookup_boolean (change, "guess", FALSE) ? _ (" (a guess)") : "";
  g_autofree char *line = from != NULL
                            ? g_strdup_printf ("       %s: %s → %s%s", field, before, after, guess)
                            : g_strdup_printf ("       %s: %s%s", field, after, guess);

  cvk_print_line (line);
}

static void
print_effect (const CvkValue *effect)
{
  CvkValue *changes = cvk_value_get_member (effect, "changes");
  const char *subject = cvk_value_lookup_string (effect, "subject", "");
  g_autofree char *place = cvk_place_dup_path (cvk_value_lookup_string (effect, "node", ""));
  g_autofree char *line = g_strdup_printf (
    "%4" G_GINT64_FORMAT ". %s: %s %s%s%s", cvk_value_lookup_integer (effect, "number", 0), place,
    cvk_value_lookup_string (effect, "kind", ""), subject,
    cvk_value_lookup_boolean (effect, "series", FALSE) ? _ (" (the whole series)") : "",
    cvk_value_lookup_boolean (effect, "guess", FALSE) ? _ (" (depends on a guess)") : "");

  cvk_print_line (line);
  for (size_t i = 0; i < cvk_value_get_length (changes); i++)
    print_change (cvk_value_get_element (changes, i));
}

void
cvk_plan_print (const CvkValue *plan)
{
  if (cvk_value_get_length (plan) == 0)
    {
      cvk_print_line (_ ("It would change nothing."));
      return;
    }
  print_counts (plan);
  for (size_t i = 0; i < cvk_value_get_length (plan); i++)
    print_effect (cvk_value_get_element (plan, i));
}

/* --- What the user says to it --- */

/* "3" or "3-5"; FALSE when it is neither, or not in the plan. */
static gboolean
read_range (const char *text, unsigned max, unsigned *first, unsigned *last)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);
  guint64 low = 0;
  guint64 high = 0;

  if (parts[0] == NULL ||
      !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 1, max, &low, NULL))
    return FALSE;
  high = low;
  if (parts[1] != NULL &&
      !g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, low, max, &high, NULL))
    return FALSE;
  *first = (unsigned) low;
  *last = (unsigned) high;
  return TRUE;
}

GVariant *
cvk_plan_read_choice (const CvkValue *plan, const char *choice, CvkProblem **problem)
{
  unsigned count = (unsigned) cvk_value_get_length (plan);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("au"));
  g_auto (GStrv) parts = g_strsplit (choice, ",", -1);
  unsigned first = 1;
  unsigned last = count;

  /* Words of the command line are English in all languages, as its options are. */
  if (g_str_equal (choice, "all"))
    {
      for (unsigned i = 1; i <= count; i++)
        g_variant_builder_add (&builder, "u", i);
      return g_variant_ref_sink (g_variant_builder_end (&builder));
    }
  if (g_str_equal (choice, "none"))
    return g_variant_ref_sink (g_variant_builder_end (&builder));
  for (size_t i = 0; parts[i] != NULL; i++)
    {
      if (!read_range (parts[i], count, &first, &last))
        {
          *problem = cvk_problem_new (
            "wrong-usage",
            /* Translators: do not translate the words “all” and “none”: they are typed. */
            N_ ("“{choice}” is no choice of the plan. Say all, none, or numbers such as 1,3-5."),
            "choice", choice, NULL);
          return NULL;
        }
      for (unsigned number = first; number <= last; number++)
        g_variant_builder_add (&builder, "u", number);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

GVariant *
cvk_plan_ask (const CvkValue *plan)
{
  char line[1000];

  if (cvk_value_get_length (plan) == 0 || !isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO))
    return NULL;
  for (;;)
    {
      g_autoptr (CvkProblem) problem = NULL;
      GVariant *choice = NULL;

      /* Translators: do not translate the words “all” and “none”: they are typed. */
      fputs (_ ("Do this? Say all, none, or numbers such as 1,3-5: "), stdout);
      fflush (stdout);
      if (fgets (line, sizeof line, stdin) == NULL)
        return NULL;
      g_strstrip (line);
      if (line[0] == '\0' || g_str_equal (line, "none"))
        return NULL;
      choice = cvk_plan_read_choice (plan, line, &problem);
      if (choice != NULL)
        return choice;
      g_autofree char *message = cvk_local_problem (problem);
      cvk_print_error (message);
    }
}
