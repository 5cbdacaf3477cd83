// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "model/cvk-column-guess.h"
#include "model/cvk-table-text.h"
#include "model/cvk-written-date.h"

#include <locale.h>
#include <string.h>

/* A table in short: names between commas, a bar before each row. */
static char *
describe (const CvkTableText *table)
{
  GString *text = g_string_new (table->has_header ? "" : "(none) ");

  for (unsigned i = 0; i < table->names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                            (char *) g_ptr_array_index (table->names, i));
  for (unsigned i = 0; i < table->rows->len; i++)
    {
      g_autofree char *row = g_strjoinv (",", g_ptr_array_index (table->rows, i));

      g_string_append_printf (text, "|%s", row);
    }
  return g_string_free (text, FALSE);
}

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* NULL: no table */
  } cases[] = {
    { "Topic\tStart\nMaths\t3.3.2026 14:00\n", "Topic,Start|Maths,3.3.2026 14:00" },
    { "\xef\xbb\xbfTopic\tStart\r\nMaths\t14:00\r\n\r\nArt\t15:00",
      "Topic,Start|Maths,14:00|Art,15:00" },
    /* What spreadsheets put into quotes, and what only looks like it. */
    { "Topic\tNotes\n\"Two\nlines\"\t\"a \"\"b\"\"\"\n", "Topic,Notes|Two\nlines,a \"b\"" },
    { "Topic\tNotes\n\"Open\tx\n12\" disk\ty\n", "Topic,Notes|\"Open,x|12\" disk,y" },
    { "Name,Date\n\"Last, First\",2026-03-03\n", "Name,Date|Last, First,2026-03-03" },
    { "Thema;Datum\nMathe, Kunst;3.3.2026\n", "Thema,Datum|Mathe, Kunst,3.3.2026" },
    { "| Topic | Start |\n|-------|:-----:|\n| A \\| B | 14:00 |\n", "Topic,Start|A | B,14:00" },
    { "Topic | x", "(none) Column 1|Topic | x" },
    { "812 3456 7890\n812 3456 7891\n", "(none) Column 1|812 3456 7890|812 3456 7891" },
    { "Topic\nMaths\nArt\n", "Topic|Maths|Art" },
    { "Maths\nArt\n", "(none) Column 1|Maths|Art" },
    /* An unknown word, above figures. */
    { "Wochenstunden\tX\n4\t5\n", "Wochenstunden,X|4,5" },
    { "Maths\t3.3.2026 14:00\nArt\t4.3.2026 9:00\n",
      "(none) Column 1,Column 2|Maths,3.3.2026 14:00|Art,4.3.2026 9:00" },
    /* Names that are there twice or not at all; rows that are too short or too long. */
    { "Date\tDate\t\nx\nx\ty\tz\tw\n", "Date,Date 2,Column 3,Column 4|x,,,|x,y,z,w" },
    { "Topic\tStart\n", NULL },
    { " \n\t\n", NULL },
    { "", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkTableText) table = cvk_table_text_read (cases[i].text, CVK_TABLE_HEADER_GUESS);
      g_autofree char *found = table != NULL ? describe (table) : NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (found, ==, cases[i].expected);
    }
}

static void
test_header (void)
{
  g_autoptr (CvkTableText) without = cvk_table_text_read ("Topic\nMaths\n", CVK_TABLE_HEADER_NONE);
  g_autoptr (CvkTableText) with = cvk_table_text_read ("Maths\nArt\n", CVK_TABLE_HEADER_FIRST_ROW);

  g_assert_cmpuint (without->rows->len, ==, 2);
  g_assert_cmpuint (with->rows->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (with->names, 0), ==, "Maths");
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("Topic\n");
  g_autoptr (CvkTableText) table = NULL;
  g_autoptr (CvkTableText) longer = NULL;

  for (unsigned i = 0; i < CVK_TABLE_TEXT_MAX_ROWS; i++)
    g_string_append_printf (text, "Lesson %u\n", i);
  table = cvk_table_text_read (text->str, CVK_TABLE_HEADER_GUESS);
  g_assert_cmpuint (table->rows->len, ==, CVK_TABLE_TEXT_MAX_ROWS);
  g_assert_false (table->is_cut);
  g_string_append (text, "One more\n");
  longer = cvk_table_text_read (text->str, CVK_TABLE_HEADER_GUESS);
  g_assert_cmpuint (longer->rows->len, ==, CVK_TABLE_TEXT_MAX_ROWS);
  g_assert_true (longer->is_cut);
}

static void
test_quote (void)
{
  static const char *const cells[] = { "plain", "two\nlines", "a \"b\"", "tab\there" };

  for (size_t i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autofree char *quoted = cvk_table_text_quote (cells[i]);
      g_autofree char *text = g_strconcat (quoted, "\tx\n", NULL);
      g_autoptr (CvkTableText) table = cvk_table_text_read (text, CVK_TABLE_HEADER_NONE);

      g_assert_cmpstr (((GStrv) g_ptr_array_index (table->rows, 0))[0], ==, cells[i]);
    }
}

static void
test_guess (void)
{
  static const CvkColumnField create[] = {
    { "user_id", "Host", FALSE },       { "topic", "Topic", FALSE },
    { "start_time", "Start", TRUE },    { "duration", "Duration", FALSE },
    { "timezone", "Time zone", FALSE }, { "password", "Passcode", FALSE },
    { "agenda", "Agenda", FALSE },
  };
  static const CvkColumnField other[] = { { "meeting_id", "Meeting", FALSE },
                                          { "email", "E-mail", FALSE },
                                          { "lastname", "Last name", FALSE } };
  static const struct
  {
    const char *header;
    const char *value;
    const char *created; /* nullable: of the fields above */
    const char *other;
  } cases[] = {
    { "Topic", "Maths", "topic", NULL },
    { "THEMA", "Mathe", "topic", NULL },
    { "Titel der Stunde", "Mathe", NULL, NULL },
    { "Start time", "14:00", "start_time", NULL },
    { "Datum", "3.3.2026", "start_time", NULL },
    { "Uhrzeit", "14:00", "start_time", NULL },
    { "Time", "45", NULL, NULL }, /* minutes, whatever it is called */
    { "Dauer (min)", "45", "duration", NULL },
    { "Zeitzone", "Europe/Berlin", "timezone", NULL },
    { "E-Mail", "a@example.org", "user_id", "email" },
    { "Gastgeber", "a@example.org", "user_id", "email" },
    { "Nachname", "Meier", NULL, "lastname" },
    { "Name", "Meier", "topic", "lastname" },
    { "Meeting-ID", "812 3456 7890", NULL, "meeting_id" },
    { "Column 1", "https://zoom.us/j/81234567890", NULL, "meeting_id" },
    { "Column 1", "812 3456 7890", NULL, "meeting_id" },
    { "Column 1", "2026-03-03 14:00", "start_time", NULL },
    { "Raum", "B 12", NULL, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int mine =
        cvk_column_guess (cases[i].header, &cases[i].value, 1, create, G_N_ELEMENTS (create));
      int theirs =
        cvk_column_guess (cases[i].header, &cases[i].value, 1, other, G_N_ELEMENTS (other));

      g_test_message ("%s: %s", cases[i].header, cases[i].value);
      g_assert_cmpstr (mine >= 0 ? create[mine].name : NULL, ==, cases[i].created);
      g_assert_cmpstr (theirs >= 0 ? other[theirs].name : NULL, ==, cases[i].other);
    }
}

/* Now: Tuesday, 3 March 2026, 10:00 in Berlin. */
#define NOW (G_GINT64_CONSTANT (1772528400) * G_USEC_PER_SEC)

static void
test_dates (void)
{
  static const struct
  {
    const char *text;
    const char *day_first;
    const char *month_first; /* NULL: as @day_first */
    const char *problem;     /* nullable: the code */
  } cases[] = {
    { "4.3.2026 14:00", "2026-03-04T14:00:00", NULL, NULL },
    { "4. 3. 2026, 14:00", "2026-03-04T14:00:00", NULL, NULL },
    { "04.03.26 14.30 Uhr", "2026-03-04T14:30:00", NULL, NULL },
    { "5/4/2026 14:00", "2026-04-05T14:00:00", "2026-05-04T14:00:00", NULL },
    { "05-04-26 2:30 PM", "2026-04-05T14:30:00", "2026-05-04T14:30:00", NULL },
    { "15/4/2026 14:00", "2026-04-15T14:00:00", NULL, NULL },
    { "4/15/2026 14:00", "2026-04-15T14:00:00", NULL, NULL },
    { "2026-04-05 14:00", "2026-04-05T14:00:00", NULL, NULL },
    { "2026/4/5 14:00", "2026-04-05T14:00:00", NULL, NULL },
    { "2026-04-05T14:00:00", "2026-04-05T14:00:00", NULL, NULL },
    { "Di 10.3.2026 9:00", "2026-03-10T09:00:00", NULL, NULL },
    { "2026-04-05T14:00:00+02:00", "2026-04-05T14:00:00+02:00", NULL, NULL },
    /* The hour that Berlin leaves out stays what was written. */
    { "29.3.2026 02:30", "2026-03-29T02:30:00", NULL, NULL },
    { "tomorrow at 15:00", "2026-03-04T15:00:00", NULL, NULL },
    { "Freitag um 14 Uhr", "2026-03-06T14:00:00", NULL, NULL },
    { "4.3.2026", NULL, NULL, "no-time" },
    { "2026-04-05", NULL, NULL, "no-time" },
    { "tomorrow", NULL, NULL, "no-time" },
    { "30.2.2026 14:00", NULL, NULL, "date-not-understood" },
    { "13/13/2026 14:00", NULL, NULL, "date-not-understood" },
    { "soon", NULL, NULL, "date-not-understood" },
    { "", NULL, NULL, "date-not-understood" },
  };

  for (size_t i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      const char *expected = i % 2 == 1 && cases[i / 2].month_first != NULL
                               ? cases[i / 2].month_first
                               : cases[i / 2].day_first;
      g_autoptr (CvkProblem) problem = NULL;
      g_autofree char *found = cvk_written_date_read (
        cases[i / 2].text, i % 2 == 0 ? CVK_DATE_ORDER_DAY_MONTH : CVK_DATE_ORDER_MONTH_DAY, NOW,
        "Europe/Berlin", &problem);

      g_test_message ("%s", cases[i / 2].text);
      g_assert_cmpstr (found, ==, expected);
      if (cases[i / 2].problem != NULL)
        g_assert_cmpstr (cvk_problem_get_code (problem), ==, cases[i / 2].problem);
      else
        g_assert_null (problem);
    }
}

static void
test_doubtful_date (void)
{
  g_autoptr (CvkProblem) problem = NULL;
  g_autofree char *found = cvk_written_date_read ("tomorrow at 3", CVK_DATE_ORDER_DAY_MONTH, NOW,
                                                  "Europe/Berlin", &problem);

  g_assert_cmpstr (found, ==, "2026-03-04T15:00:00");
  g_assert_cmpstr (cvk_problem_get_code (problem), ==, "uncertain-date");
}

static void
test_order (void)
{
  static const char *const open[] = { "3/4/2026", "1.12.2026", "2026-12-24", "" };
  static const char *const day[] = { "3/4/2026", "24/12/2026 14:00" };
  static const char *const month[] = { "3/4/2026", "12/24/2026" };
  static const char *const mixed[] = { "24/12/2026", "12/24/2026" };
  const CvkDateOrder D = CVK_DATE_ORDER_DAY_MONTH;
  const CvkDateOrder M = CVK_DATE_ORDER_MONTH_DAY;

  g_assert_cmpint (cvk_date_order_guess (open, G_N_ELEMENTS (open), M), ==, M);
  g_assert_cmpint (cvk_date_order_guess (open, G_N_ELEMENTS (open), D), ==, D);
  g_assert_cmpint (cvk_date_order_guess (day, G_N_ELEMENTS (day), M), ==, D);
  g_assert_cmpint (cvk_date_order_guess (month, G_N_ELEMENTS (month), D), ==, M);
  g_assert_cmpint (cvk_date_order_guess (mixed, G_N_ELEMENTS (mixed), M), ==, M);

  setlocale (LC_TIME, "C");
  g_assert_cmpint (cvk_date_order_of_locale (), ==, M);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-text/read", test_read);
  g_test_add_func ("/table-text/header", test_header);
  g_test_add_func ("/table-text/bounds", test_bounds);
  g_test_add_func ("/table-text/quote", test_quote);
  g_test_add_func ("/table-text/columns", test_guess);
  g_test_add_func ("/table-text/dates", test_dates);
  g_test_add_func ("/table-text/doubtful-date", test_doubtful_date);
  g_test_add_func ("/table-text/order", test_order);
  return g_test_run ();
}
