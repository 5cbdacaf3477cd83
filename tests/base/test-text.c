// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-text.h"

static void
test_for_terminal (void)
{
  static const struct
  {
    const char *text;
    gboolean keep_newlines;
    const char *expected;
  } cases[] = {
    { "plain Grüße 😀", FALSE, "plain Grüße 😀" },
    { "", FALSE, "" },
    { "a\tb\nc", TRUE, "a\tb\nc" },
    { "a\tb\nc", FALSE, "a␉b␊c" },
    { "over\rwrite", TRUE, "over␍write" },
    { "\x1b[31mred\x1b]0;title\x07", TRUE, "␛[31mred␛]0;title␇" },
    { "\b\x7f", FALSE, "␈␡" },
    { "\xc2\x9b"
      "31m\xc2\x85",
      TRUE, "�31m�" },
    { "\xe2\x80\xaetxt.exe", FALSE, "�txt.exe" },
    { "\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad", FALSE, "������" },
    { "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9\xd8\x9c", FALSE, "�����" },
    { "\xe2\x80\xa8\xe2\x80\xa9", TRUE, "��" },
    { "bad \xff\xfe bytes \xc3", FALSE, "bad �� bytes �" },
    /* What binds letters and emoji together stays. */
    { "\xe2\x80\x8d\xe2\x80\x8c", FALSE, "\xe2\x80\x8d\xe2\x80\x8c" },
    { "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa", FALSE,
      "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = cvk_text_for_terminal (cases[i].text, cases[i].keep_newlines);

      g_assert_cmpstr (safe, ==, cases[i].expected);
    }
}

/* All characters: nothing that a terminal obeys is left. */
static void
test_every_character (void)
{
  for (gunichar character = 1; character <= 0x10ffff; character++)
    {
      char text[8] = "";
      g_autofree char *safe = NULL;
      gunichar shown = 0;

      if (character >= 0xd800 && character < 0xe000)
        continue;
      g_unichar_to_utf8 (character, text);
      safe = cvk_text_for_terminal (text, FALSE);
      shown = g_utf8_get_char (safe);
      g_assert_false (g_unichar_iscntrl (shown));
      g_assert_cmpint (g_utf8_strlen (safe, -1), ==, 1);
    }
}

static void
test_shorten (void)
{
  static const struct
  {
    const char *text;
    size_t limit;
    const char *expected;
  } cases[] = {
    { "abc", 3, "abc" },
    { "abcd", 3, "ab…" },
    { "äöüß", 3, "äö…" },
    { "abc", 1, "…" },
    { "abc", 0, "" },
    { "", 0, "" },
    { "", 5, "" },
    { "a\xff"
      "bcd",
      3, "a�…" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cvk_text_shorten (cases[i].text, cases[i].limit);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_is_id (void)
{
  g_assert_true (cvk_text_is_id ("a"));
  g_assert_true (cvk_text_is_id ("0-create-meeting2"));
  g_assert_false (cvk_text_is_id (""));
  g_assert_false (cvk_text_is_id (NULL));
  g_assert_false (cvk_text_is_id ("-a"));
  g_assert_false (cvk_text_is_id ("A"));
  g_assert_false (cvk_text_is_id ("a b"));
  g_assert_false (cvk_text_is_id ("a_b"));
  g_assert_false (cvk_text_is_id ("ä"));
  g_assert_false (cvk_text_is_id ("a/.."));
}

static void
test_set_string (void)
{
  g_autofree char *field = NULL;

  g_assert_false (cvk_set_string (&field, NULL));
  g_assert_true (cvk_set_string (&field, "one two"));
  g_assert_false (cvk_set_string (&field, "one two"));
  g_assert_true (cvk_set_string (&field, field + 4));
  g_assert_cmpstr (field, ==, "two");
  g_assert_true (cvk_set_string (&field, NULL));
  g_assert_null (field);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/for-terminal", test_for_terminal);
  g_test_add_func ("/text/every-character", test_every_character);
  g_test_add_func ("/text/shorten", test_shorten);
  g_test_add_func ("/text/is-id", test_is_id);
  g_test_add_func ("/text/set-string", test_set_string);
  return g_test_run ();
}
