// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-duration-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_MINUTES (366 * 24 * 60)

/* The words of this process's language count too. */
static gboolean
is_one_of (const char *word, const char *english, const char *translated)
{
  g_auto (GStrv) names = g_strsplit (english, " ", -1);
  g_auto (GStrv) local = g_strsplit (translated, " ", -1);

  return g_strv_contains ((const char *const *) names, word) ||
         g_strv_contains ((const char *const *) local, word);
}

/* Minutes of one unit; 0 for a word that is none. */
static int
get_unit (const char *word)
{
  if (is_one_of (word, "m min mins minute minutes ′ '",
                 /* Translators: words for minutes that people type, with spaces between them. */
                 _ ("m min mins minute minutes")))
    return 1;
  if (is_one_of (word, "h hr hrs hour hours",
                 /* Translators: words for hours that people type, with spaces between them. */
                 _ ("h hr hrs hour hours")))
    return 60;
  if (is_one_of (word, "d day days",
                 /* Translators: words for days that people type, with spaces between them. */
                 _ ("d day days")))
    return 24 * 60;
  return 0;
}

/* A number with a point or a comma. */
static gboolean
take_number (const char **at, double *number)
{
  g_autofree char *digits = NULL;
  size_t length = strspn (*at, "0123456789.,");
  char *end;

  if (length == 0 || length > 12 || !g_ascii_isdigit (**at))
    return FALSE;
  digits = g_strndup (*at, length);
  g_strdelimit (digits, ",", '.');
  *number = g_ascii_strtod (digits, &end);
  *at += length;
  return *end == '\0';
}

static char *
take_word (const char **at)
{
  const char *start = *at;

  while (**at != '\0' && **at != ' ' && !g_ascii_isdigit (**at))
    *at = g_utf8_next_char (*at);
  return g_strndup (start, (size_t) (*at - start));
}

static const char *
skip_spaces (const char *at)
{
  while (*at == ' ')
    at++;
  return at;
}

/* "1:30" */
static gboolean
parse_clock (const char *text, double *minutes)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);

  if (g_strv_length (parts) != 2 || strlen (parts[0]) == 0 || strlen (parts[0]) > 4 ||
      strlen (parts[1]) != 2 || strspn (parts[0], "0123456789") != strlen (parts[0]) ||
      strspn (parts[1], "0123456789") != 2)
    return FALSE;
  *minutes =
    (double) (g_ascii_strtoll (parts[0], NULL, 10) * 60 + g_ascii_strtoll (parts[1], NULL, 10));
  return parts[1][0] < '6';
}

/* Numbers with units; a number behind hours without one means minutes, one alone too. */
static gboolean
parse_parts (const char *text, double *minutes)
{
  int last_unit = 0;
  unsigned n_parts = 0;

  *minutes = 0;
  for (const char *at = skip_spaces (text); *at != '\0'; at = skip_spaces (at), n_parts++)
    {
      g_autofree char *word = NULL;
      double number;
      int unit;

      if (!take_number (&at, &number))
        return FALSE;
      at = skip_spaces (at);
      word = take_word (&at);
      unit = get_unit (word);
      if (*word == '\0')
        unit = n_parts == 0 || last_unit == 60 ? 1 : 0;
      if (unit == 0 || (last_unit != 0 && unit >= last_unit))
        return FALSE;
      *minutes += number * unit;
      last_unit = unit;
    }
  return n_parts > 0;
}

gboolean
cvk_duration_parse (const char *text, int64_t *minutes)
{
  g_autofree char *lower = NULL;
  double value;

  g_return_val_if_fail (text != NULL && minutes != NULL, FALSE);

  lower = g_utf8_strdown (text, -1);
  g_strstrip (lower);
  if (!parse_clock (lower, &value) && !parse_parts (lower, &value))
    return FALSE;
  if (!(value > 0 && value <= MAX_MINUTES) || fabs (value - round (value)) > 1e-6)
    return FALSE;
  *minutes = (int64_t) round (value);
  return TRUE;
}

char *
cvk_duration_format (int64_t minutes)
{
  unsigned long hours = (unsigned long) MAX (minutes, 0) / 60;
  unsigned long rest = (unsigned long) MAX (minutes, 0) % 60;
  g_autofree char *hours_text = g_strdup_printf (ngettext ("%lu hour", "%lu hours", hours), hours);
  g_autofree char *rest_text = g_strdup_printf (ngettext ("%lu minute", "%lu minutes", rest), rest);

  if (hours == 0)
    return g_steal_pointer (&rest_text);
  if (rest == 0)
    return g_steal_pointer (&hours_text);
  /* Translators: "1 hour" and "30 minutes". */
  return g_strdup_printf (_ ("%s %s"), hours_text, rest_text);
}

int64_t
cvk_duration_step (int64_t minutes, int direction)
{
  int64_t from = direction < 0 ? minutes - 1 : minutes;
  int64_t step = from < 60 ? 5 : from < 240 ? 15 : 30;
  int64_t floor = MAX (from, 0) / step * step;

  return MAX (direction < 0 ? floor : floor + step, 5);
}
