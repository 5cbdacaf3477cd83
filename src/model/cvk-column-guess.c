// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-column-guess.h"

#include <string.h>

/* What people write above a column, without case, spaces and punctuation, in the order in which a
 * word counts: "e-mail" is a contact's address where an action has one, and else the host's. */
static const struct
{
  const char *words; /* " word word " */
  const char *field;
} known[] = {
  { " topic title subject name meeting event class course lesson thema titel betreff name "
    "besprechung termin veranstaltung kurs unterricht fach ",
    "topic" },
  { " start starttime startdate startsat begin begins beginning date datetime when day time from "
    "beginn anfang startzeit startdatum datum datumuhrzeit wann tag uhrzeit zeit von ",
    "start_time" },
  { " duration minutes mins min length durationmin durationminutes dauer minuten dauermin "
    "dauerinminuten länge ",
    "duration" },
  { " timezone tz zone zeitzone ", "timezone" },
  { " agenda description notes details comment beschreibung notizen bemerkung bemerkungen inhalt "
    "tagesordnung ",
    "agenda" },
  { " passcode password pin code kenncode passwort kennwort ", "password" },
  { " meetingid id meetingnumber zoomid zoommeetingid number joinlink joinurl link url zoomlink "
    "meetinglink besprechungsid meetingnummer nummer besprechungsnummer ",
    "meeting_id" },
  { " occurrence occurrenceid serientermin ", "occurrence_id" },
  { " email mail emailaddress mailaddress emailadresse mailadresse ", "email" },
  { " host hostemail email organizer organiser teacher gastgeber veranstalter lehrkraft lehrer "
    "emailgastgeber ",
    "user_id" },
  { " waitingroom warteraum ", "settings.waiting_room" },
  { " joinbeforehost ", "settings.join_before_host" },
  { " firstname givenname forename vorname ", "firstname" },
  { " lastname surname familyname nachname familienname name ", "lastname" },
  { " phone telephone tel mobile telefon telefonnummer handy mobil ", "phone" },
  { " company organization organisation firma unternehmen ", "company" },
  { " jobtitle position role beruf funktion ", "jobtitle" },
  { " website homepage url webseite ", "website" },
};

/* Small letters and digits only. */
static char *
normalise (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *word = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (word, g_utf8_get_char (p));
  return g_string_free (word, FALSE);
}

static gboolean
is_among (const char *words, const char *word)
{
  g_autofree char *wanted = g_strconcat (" ", word, " ", NULL);

  return *word != '\0' && strstr (words, wanted) != NULL;
}

gboolean
cvk_column_is_known (const char *header)
{
  g_autofree char *word = normalise (header);

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    if (is_among (known[i].words, word))
      return TRUE;
  return FALSE;
}

/* --- Values --- */

static gboolean
is_number (const char *cell)
{
  return *cell != '\0' && strspn (cell, "0123456789") > 0 &&
         strspn (cell, "0123456789.,%+- ") == strlen (cell);
}

/* Digits, the mark, digits: "14:00", "3.3", "2026-03". */
static gboolean
has_figures_around (const char *cell, char mark)
{
  for (const char *p = strchr (cell, mark); p != NULL; p = strchr (p + 1, mark))
    if (p > cell && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]))
      return TRUE;
  return FALSE;
}

static unsigned
count (const char *cell, char mark)
{
  unsigned n = 0;

  for (; *cell != '\0'; cell++)
    n += *cell == mark;
  return n;
}

gboolean
cvk_column_looks_like_date (const char *cell)
{
  size_t figures = 0;

  for (const char *p = cell; *p != '\0'; p++)
    figures += g_ascii_isdigit (*p);
  if (figures < 2 || strlen (cell) > 60 || strstr (cell, "://") != NULL)
    return FALSE;
  return has_figures_around (cell, ':') ||
         (has_figures_around (cell, '.') && count (cell, '.') >= 2) ||
         (has_figures_around (cell, '/') && count (cell, '/') == 2) ||
         (has_figures_around (cell, '-') && count (cell, '-') == 2);
}

gboolean
cvk_column_looks_like_value (const char *cell)
{
  return is_number (cell) || cvk_column_looks_like_date (cell) || strchr (cell, '@') != NULL ||
         strstr (cell, "://") != NULL;
}

/* A meeting's number as it stands in invitations, or a link to it. */
static gboolean
looks_like_meeting (const char *cell)
{
  size_t figures = 0;

  if (strstr (cell, "://") != NULL && strstr (cell, "/j/") != NULL)
    return TRUE;
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p) && *p != ' ' && *p != '-')
        return FALSE;
      figures += g_ascii_isdigit (*p);
    }
  return figures >= 9 && figures <= 12;
}

static gboolean
looks_like_mail (const char *cell)
{
  const char *at = strchr (cell, '@');

  return at != NULL && at > cell && strchr (at, '.') != NULL && strchr (cell, ' ') == NULL;
}

/* Of what is there at all, more than half. */
static gboolean
most_are (const char *const *values, unsigned n_values, gboolean (*is) (const char *cell))
{
  unsigned there = 0;
  unsigned good = 0;

  for (unsigned i = 0; i < n_values; i++)
    {
      there += *values[i] != '\0';
      good += *values[i] != '\0' && is (values[i]);
    }
  return good * 2 > there;
}

/* --- Guessing --- */

static int
find_field (const CvkColumnField *fields, unsigned n_fields, const char *name)
{
  for (unsigned i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].name, name))
      return (int) i;
  return -1;
}

static int
guess_by_word (const char *word, const CvkColumnField *fields, unsigned n_fields)
{
  for (unsigned i = 0; i < n_fields; i++)
    {
      g_autofree char *name = normalise (fields[i].name);
      g_autofree char *title = normalise (fields[i].title);

      if (g_str_equal (word, name) || g_str_equal (word, title))
        return (int) i;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    {
      int field =
        is_among (known[i].words, word) ? find_field (fields, n_fields, known[i].field) : -1;

      if (field >= 0)
        return field;
    }
  return -1;
}

int
cvk_column_guess (const char *header,
                  const char *const *values,
                  unsigned n_values,
                  const CvkColumnField *fields,
                  unsigned n_fields)
{
  g_autofree char *word = normalise (header);
  int field = *word != '\0' ? guess_by_word (word, fields, n_fields) : -1;

  /* A known word above values of another kind says less than the values. */
  if (field >= 0 && fields[field].is_date && n_values > 0 &&
      most_are (values, n_values, is_number) &&
      !most_are (values, n_values, cvk_column_looks_like_date))
    field = -1;
  if (field >= 0)
    return field;
  if (most_are (values, n_values, looks_like_meeting))
    return find_field (fields, n_fields, "meeting_id");
  if (most_are (values, n_values, looks_like_mail))
    return find_field (fields, n_fields, "email");
  for (unsigned i = 0; i < n_fields; i++)
    if (fields[i].is_date && most_are (values, n_values, cvk_column_looks_like_date))
      return (int) i;
  return -1;
}
