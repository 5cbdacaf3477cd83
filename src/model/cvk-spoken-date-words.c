// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include <string.h>

#include "model/cvk-spoken-date-private.h"

/* More digits are no part of a date. */
#define MAX_DIGITS 4

typedef struct
{
  const char
    *words; /* separated by spaces; the first has @value, with @counts the next ones more */
  CvkSpokenKind kind;
  int value;
  gboolean counts;
  gboolean is_german;
} Entry;

/* In the form that fold() gives: lower case, "ae" for "ä". */
static const Entry vocabulary[] = {
  { "one two three four five six seven eight nine ten eleven twelve", CVK_SPOKEN_NUMBER, 1, TRUE,
    FALSE },
  { "a an", CVK_SPOKEN_NUMBER, 1, FALSE, FALSE },
  { "eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf", CVK_SPOKEN_NUMBER, 1, TRUE,
    TRUE },
  { "ein eine einen einem einer", CVK_SPOKEN_NUMBER, 1, FALSE, TRUE },
  { "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    CVK_SPOKEN_ORDINAL, 1, TRUE, FALSE },
  { "ersten zweiten dritten vierten fuenften sechsten siebten achten neunten zehnten elften "
    "zwoelften",
    CVK_SPOKEN_ORDINAL, 1, TRUE, TRUE },
  { "erster zweiter dritter vierter fuenfter sechster siebter achter neunter zehnter elfter "
    "zwoelfter",
    CVK_SPOKEN_ORDINAL, 1, TRUE, TRUE },
  { "st nd rd th", CVK_SPOKEN_SUFFIX, 0, FALSE, FALSE },
  { "on the of and around about starting sharp please", CVK_SPOKEN_FILLER, 0, FALSE, FALSE },
  { "den der dem des im ab gegen ca und zum bitte", CVK_SPOKEN_FILLER, 0, FALSE, TRUE },
  { "at", CVK_SPOKEN_AT, 0, FALSE, FALSE },
  { "um", CVK_SPOKEN_AT, 0, FALSE, TRUE },
  { "in within", CVK_SPOKEN_IN, 0, FALSE, FALSE },
  { "to before", CVK_SPOKEN_BEFORE, 0, FALSE, FALSE },
  { "vor", CVK_SPOKEN_BEFORE, 0, FALSE, TRUE },
  { "past after", CVK_SPOKEN_AFTER, 0, FALSE, FALSE },
  { "nach", CVK_SPOKEN_AFTER, 0, FALSE, TRUE },
  { "from", CVK_SPOKEN_FROM, 0, FALSE, FALSE },
  { "ago", CVK_SPOKEN_AGO, 0, FALSE, FALSE },
  { "today tomorrow overmorrow", CVK_SPOKEN_DAY, 0, TRUE, FALSE },
  { "yesterday", CVK_SPOKEN_DAY, -1, FALSE, FALSE },
  { "heute", CVK_SPOKEN_DAY, 0, FALSE, TRUE },
  { "uebermorgen", CVK_SPOKEN_DAY, 2, FALSE, TRUE },
  { "vorgestern gestern", CVK_SPOKEN_DAY, -2, TRUE, TRUE },
  { "morgen", CVK_SPOKEN_MORGEN, 0, FALSE, TRUE },
  { "monday tuesday wednesday thursday friday saturday sunday", CVK_SPOKEN_WEEKDAY, 0, TRUE,
    FALSE },
  { "mon tue wed thu fri sat sun", CVK_SPOKEN_WEEKDAY, 0, TRUE, FALSE },
  { "montag dienstag mittwoch donnerstag freitag samstag sonntag", CVK_SPOKEN_WEEKDAY, 0, TRUE,
    TRUE },
  { "mo di mi do fr sa so", CVK_SPOKEN_WEEKDAY, 0, TRUE, TRUE },
  { "sonnabend", CVK_SPOKEN_WEEKDAY, 5, FALSE, TRUE },
  { "tues", CVK_SPOKEN_WEEKDAY, 1, FALSE, FALSE },
  { "thur thurs", CVK_SPOKEN_WEEKDAY, 3, FALSE, FALSE },
  { "january february march april may june july august september october november december",
    CVK_SPOKEN_MONTH, 1, TRUE, FALSE },
  { "jan feb mar apr may jun jul aug sep oct nov dec", CVK_SPOKEN_MONTH, 1, TRUE, FALSE },
  { "januar februar maerz april mai juni juli august september oktober november dezember",
    CVK_SPOKEN_MONTH, 1, TRUE, TRUE },
  { "jaenner", CVK_SPOKEN_MONTH, 1, FALSE, TRUE },
  { "sept", CVK_SPOKEN_MONTH, 9, FALSE, FALSE },
  { "okt", CVK_SPOKEN_MONTH, 10, FALSE, TRUE },
  { "dez", CVK_SPOKEN_MONTH, 12, FALSE, TRUE },
  { "minute hour day week month year", CVK_SPOKEN_UNIT, 0, TRUE, FALSE },
  { "minutes hours days weeks months years", CVK_SPOKEN_UNIT, 0, TRUE, FALSE },
  { "min h", CVK_SPOKEN_UNIT, 0, TRUE, FALSE },
  { "minuten stunden tagen wochen monaten jahren", CVK_SPOKEN_UNIT, 0, TRUE, TRUE },
  { "minute stunde tag woche monat jahr", CVK_SPOKEN_UNIT, 0, TRUE, TRUE },
  { "this", CVK_SPOKEN_WHICH, CVK_SPOKEN_THIS, FALSE, FALSE },
  { "coming upcoming", CVK_SPOKEN_WHICH, CVK_SPOKEN_COMING, FALSE, FALSE },
  { "next", CVK_SPOKEN_WHICH, CVK_SPOKEN_NEXT, FALSE, FALSE },
  { "last previous", CVK_SPOKEN_WHICH, CVK_SPOKEN_LAST, FALSE, FALSE },
  { "morning", CVK_SPOKEN_PART, CVK_SPOKEN_MORNING, FALSE, FALSE },
  { "afternoon", CVK_SPOKEN_PART, CVK_SPOKEN_AFTERNOON, FALSE, FALSE },
  { "evening", CVK_SPOKEN_PART, CVK_SPOKEN_EVENING, FALSE, FALSE },
  { "night", CVK_SPOKEN_PART, CVK_SPOKEN_NIGHT, FALSE, FALSE },
  { "morgens frueh vormittag vormittags", CVK_SPOKEN_PART, CVK_SPOKEN_MORNING, FALSE, TRUE },
  { "mittag mittags", CVK_SPOKEN_PART, CVK_SPOKEN_MIDDAY, FALSE, TRUE },
  { "nachmittag nachmittags", CVK_SPOKEN_PART, CVK_SPOKEN_AFTERNOON, FALSE, TRUE },
  { "abend abends", CVK_SPOKEN_PART, CVK_SPOKEN_EVENING, FALSE, TRUE },
  { "nachts nacht", CVK_SPOKEN_PART, CVK_SPOKEN_NIGHT, FALSE, TRUE },
  { "am", CVK_SPOKEN_AM, 0, FALSE, FALSE },
  { "pm", CVK_SPOKEN_PM, 0, FALSE, FALSE },
  { "o'clock oclock", CVK_SPOKEN_OCLOCK, FALSE, FALSE, FALSE },
  { "uhr", CVK_SPOKEN_OCLOCK, TRUE, FALSE, TRUE },
  { "noon midday", CVK_SPOKEN_EXACT, 12, FALSE, FALSE },
  { "midnight", CVK_SPOKEN_EXACT, 0, FALSE, FALSE },
  { "mitternacht", CVK_SPOKEN_EXACT, 0, FALSE, TRUE },
  { "half", CVK_SPOKEN_HALF, FALSE, FALSE, FALSE },
  { "halb halben halbe", CVK_SPOKEN_HALF, TRUE, FALSE, TRUE },
  { "quarter", CVK_SPOKEN_QUARTER, 0, FALSE, FALSE },
  { "viertel", CVK_SPOKEN_QUARTER, 0, FALSE, TRUE },
  { "now", CVK_SPOKEN_NOW, 0, FALSE, FALSE },
  { "jetzt sofort", CVK_SPOKEN_NOW, 0, FALSE, TRUE },
  { "utc gmt", CVK_SPOKEN_ZONE, 0, FALSE, FALSE },
};

/* German words that bend. */
static const struct
{
  const char *stem;
  CvkSpokenWhich which;
} stems[] = {
  { "naechst", CVK_SPOKEN_NEXT }, { "kommend", CVK_SPOKEN_COMING }, { "dies", CVK_SPOKEN_THIS },
  { "letzt", CVK_SPOKEN_LAST },   { "vorig", CVK_SPOKEN_LAST },
};

static void
clear_word (gpointer data)
{
  g_free (((CvkSpokenWord *) data)->text);
}

static gboolean
look_up (const char *text, CvkSpokenWord *word)
{
  for (size_t i = 0; i < G_N_ELEMENTS (vocabulary); i++)
    {
      const Entry *entry = &vocabulary[i];
      g_auto (GStrv) words = g_strsplit (entry->words, " ", -1);

      for (int k = 0; words[k] != NULL; k++)
        if (g_str_equal (words[k], text))
          {
            *word = (CvkSpokenWord){ .kind = entry->kind,
                                     .value = entry->value + (entry->counts ? k : 0),
                                     .is_german = entry->is_german };
            return TRUE;
          }
    }
  for (size_t i = 0; i < G_N_ELEMENTS (stems); i++)
    if (g_str_has_prefix (text, stems[i].stem) && strlen (text) <= strlen (stems[i].stem) + 2)
      {
        *word = (CvkSpokenWord){ CVK_SPOKEN_WHICH, (int) stems[i].which, 0, TRUE, NULL };
        return TRUE;
      }
  return FALSE;
}

/* Freitagabend, tonight: a day and a part of it. */
static gboolean
look_up_compound (const char *text, CvkSpokenWord *first, CvkSpokenWord *second)
{
  if (g_str_equal (text, "tonight"))
    return look_up ("today", first) && look_up ("evening", second);
  for (size_t length = 4; length < strlen (text); length++)
    {
      g_autofree char *head = g_strndup (text, length);

      if (look_up (head, first) && first->kind == CVK_SPOKEN_WEEKDAY && first->is_german &&
          look_up (text + length, second))
        {
          if (second->kind == CVK_SPOKEN_MORGEN)
            *second = (CvkSpokenWord){ CVK_SPOKEN_PART, CVK_SPOKEN_MORNING, 0, TRUE, NULL };
          return second->kind == CVK_SPOKEN_PART;
        }
    }
  return FALSE;
}

static void
append_word (GArray *words, const char *text, const char *zone)
{
  CvkSpokenWord word = { CVK_SPOKEN_UNKNOWN };
  CvkSpokenWord part = { CVK_SPOKEN_UNKNOWN };

  if (look_up (text, &word))
    {
      if (word.kind == CVK_SPOKEN_ZONE)
        word.text = g_strdup ("UTC");
      g_array_append_val (words, word);
    }
  else if (look_up_compound (text, &word, &part))
    {
      g_array_append_val (words, word);
      g_array_append_val (words, part);
    }
  else
    {
      word = (CvkSpokenWord){ CVK_SPOKEN_UNKNOWN };
      if (strchr (zone, '/') != NULL && cvk_time_zone_is_known (zone))
        {
          word.kind = CVK_SPOKEN_ZONE;
          word.text = g_strdup (zone);
        }
      g_array_append_val (words, word);
    }
}

/* Lower case, umlauts in two letters, the typographic apostrophe as the plain one, and "a.m." as
 * "am". */
static char *
fold (const char *text)
{
  static const char *const pairs[][2] = { { "ä", "ae" },    { "ö", "oe" },     { "ü", "ue" },
                                          { "ß", "ss" },    { "’", "'" },      { "a.m.", "am" },
                                          { "p.m.", "pm" }, { "\u00a0", " " }, { "\u202f", " " } };
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *lower = g_utf8_strdown (composed != NULL ? composed : text, -1);
  GString *folded = g_string_new (lower);

  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (folded, pairs[i][0], pairs[i][1], 0);
  return g_string_free (folded, FALSE);
}

static gboolean
belongs_to_word (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return g_unichar_isalpha (c) || *p == '\'';
}

/* A name such as America/New_York, or an ordinary word. The end is returned. */
static const char *
read_word (GArray *words, const char *start)
{
  const char *end = start;
  g_autofree char *text = NULL;
  g_autofree char *zone = NULL;

  while (*end != '\0' && belongs_to_word (end))
    end = g_utf8_next_char (end);
  if (*end == '/' && g_ascii_isalpha (end[1]))
    while (*end != '\0' && (g_ascii_isalpha (*end) || strchr ("/_-+", *end) != NULL))
      end++;
  text = g_strndup (start, (size_t) (end - start));
  zone = g_strdup (text);
  for (char *p = zone; *p != '\0'; p++)
    if (p == zone || strchr ("/_", p[-1]) != NULL)
      *p = g_ascii_toupper (*p);
  append_word (words, text, zone);
  return end;
}

static const char *
read_figure (GArray *words, const char *start)
{
  CvkSpokenWord word = { CVK_SPOKEN_FIGURE };
  const char *end = start;

  for (; g_ascii_isdigit (*end); end++)
    if (++word.digits <= MAX_DIGITS)
      word.value = word.value * 10 + (*end - '0');
  if (word.digits > MAX_DIGITS)
    word.kind = CVK_SPOKEN_UNKNOWN;
  g_array_append_val (words, word);
  return end;
}

GArray *
cvk_spoken_words_split (const char *text)
{
  GArray *words = g_array_new (FALSE, TRUE, sizeof (CvkSpokenWord));
  g_autofree char *folded = fold (text);
  const CvkSpokenWord end[CVK_SPOKEN_LOOK_AHEAD] = { { CVK_SPOKEN_UNKNOWN } };

  g_array_set_clear_func (words, clear_word);
  for (const char *p = folded; *p != '\0';)
    {
      CvkSpokenWord mark = { CVK_SPOKEN_MARK, (unsigned char) *p };

      if (g_ascii_isdigit (*p))
        p = read_figure (words, p);
      else if (belongs_to_word (p))
        p = read_word (words, p);
      else
        {
          if (!g_ascii_isspace (*p))
            g_array_append_val (words, mark);
          p = g_utf8_next_char (p);
        }
    }
  g_array_append_vals (words, end, G_N_ELEMENTS (end));
  return words;
}
