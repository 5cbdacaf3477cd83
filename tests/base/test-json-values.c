// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/cvk-json.h"

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    const char *again;
  } cases[] = {
    { "0", "0" },
    { "-0", "-0.0" },
    { "-0.0", "-0.0" },
    { "0.0", "0.0" },
    { "5.0", "5.0" },
    { "1e2", "100.0" },
    { "0.1", "0.1" },
    { "-12.5e-3", "-0.0125" },
    { "1e22", "1e+22" },
    { "1E-7", "1e-07" },
    { "123456789012345.0", "123456789012345.0" },
    { "1234567890123456.0", "1234567890123456.0" },
    { "12345678901234567890.0", "1.2345678901234567e+19" },
    { "0.30000000000000004", "0.30000000000000004" },
    { "5e-324", "5e-324" },
    { "2.2250738585072014e-308", "2.2250738585072014e-308" },
    { "1.7976931348623157e308", "1.7976931348623157e+308" },
    { "9007199254740993", "9007199254740993" },
    { "9007199254740993.0", "9007199254740992.0" },
    { "9223372036854775807", "9223372036854775807" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "1e-400", "0.0" },
    { "3.141592653589793238462643", "3.141592653589793" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) value = cvk_value_from_json (cases[i].text, -1, CVK_JSON_STRICT, &error);
      g_autofree char *json = NULL;

      g_assert_no_error (error);
      json = cvk_value_to_json (value, CVK_JSON_COMPACT);
      g_assert_cmpstr (json, ==, cases[i].again);
    }
}

static uint64_t
make_random_bits (void)
{
  return (uint64_t) (uint32_t) g_test_rand_int () << 32 | (uint32_t) g_test_rand_int ();
}

/* Doubles of all sizes come back bit by bit, in a locale with a decimal comma too. */
static void
test_doubles (void)
{
  g_autofree char *old = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    g_test_message ("without a locale that has a decimal comma");
  for (unsigned i = 0; i < 50000; i++)
    {
      uint64_t bits =
        (uint64_t) (uint32_t) g_test_rand_int () << 32 | (uint32_t) g_test_rand_int ();
      double number = i % 2 == 0 ? (double) (g_test_rand_int () % 1000000) / 100 : 0;
      double again = 0;
      g_autoptr (CvkValue) value = NULL;
      g_autoptr (CvkValue) read = NULL;
      g_autofree char *json = NULL;

      if (i % 2 == 1)
        memcpy (&number, &bits, sizeof number);
      if (!isfinite (number))
        continue;
      value = cvk_value_new_double (number);
      json = cvk_value_to_json (value, CVK_JSON_COMPACT);
      g_assert_null (strchr (json, ','));
      read = cvk_value_from_json (json, -1, CVK_JSON_STRICT, NULL);
      g_assert_nonnull (read);
      again = cvk_value_get_double (read);
      g_assert_cmpmem (&number, sizeof number, &again, sizeof again);
      if (i % 2 == 0)
        g_assert_cmpuint (strlen (json), <=, strlen ("-10000.12"));
    }
  setlocale (LC_NUMERIC, old);
}

static void
test_style (void)
{
  g_autoptr (CvkValue) value = cvk_value_from_json (
    "{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"\\u007f\\u001b/\\\"ä\"}", -1, CVK_JSON_STRICT, NULL);
  g_autofree char *pretty = cvk_value_to_json (value, CVK_JSON_PRETTY);
  g_autofree char *compact = cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_autoptr (GString) indented = g_string_new ("x: ");

  g_assert_cmpstr (compact, ==, "{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"\\u007f\\u001b/\\\"ä\"}");
  g_assert_cmpstr (pretty, ==,
                   "{\n"
                   "  \"a\": [\n"
                   "    1,\n"
                   "    {\n"
                   "      \"b\": []\n"
                   "    }\n"
                   "  ],\n"
                   "  \"c\": {},\n"
                   "  \"d\": \"\\u007f\\u001b/\\\"ä\"\n"
                   "}");
  cvk_value_append_json (cvk_value_get_member (value, "a"), CVK_JSON_PRETTY, 1, indented);
  g_assert_cmpstr (indented->str, ==,
                   "x: [\n"
                   "    1,\n"
                   "    {\n"
                   "      \"b\": []\n"
                   "    }\n"
                   "  ]");
}

static CvkValue *
make_random_string (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
    {
      static const int ends[] = { 0x20, 0x80, 0x800, 0xd800, 0x110000 };
      gunichar character = (gunichar) g_test_rand_int_range (0, ends[g_test_rand_int_range (0, 5)]);

      if (character >= 0xd800 && character < 0xe000)
        continue;
      if (character == 0)
        g_string_append_c (text, '\0');
      else
        g_string_append_unichar (text, character);
    }
  return cvk_value_new_string_length (text->str, text->len);
}

static CvkValue *
make_random_value (unsigned depth)
{
  g_auto (CvkArrayBuilder) array = { NULL };
  g_auto (CvkObjectBuilder) object = { NULL };

  switch (g_test_rand_int_range (0, depth > 5 ? 5 : 7))
    {
    case 0:
      return cvk_value_new_null ();
    case 1:
      return cvk_value_new_boolean (g_test_rand_bit ());
    case 2:
      return cvk_value_new_integer ((int64_t) make_random_bits () >> g_test_rand_int_range (0, 64));
    case 3:
      return cvk_value_new_double (g_test_rand_double_range (-1e6, 1e6));
    case 4:
      return make_random_string ();
    case 5:
      for (int i = g_test_rand_int_range (0, 6); i > 0; i--)
        cvk_array_builder_append (&array, make_random_value (depth + 1));
      return cvk_array_builder_end (&array);
    default:
      for (int i = g_test_rand_int_range (0, g_test_rand_bit () ? 4 : 30); i > 0; i--)
        {
          g_autoptr (CvkValue) name = make_random_string ();

          cvk_object_builder_set_length (&object, cvk_value_get_string (name),
                                         cvk_value_get_string_length (name),
                                         make_random_value (depth + 2));
        }
      return cvk_object_builder_end (&object);
    }
}

/* The members of every object in the opposite order. */
static CvkValue *
turn_around (const CvkValue *value)
{
  g_auto (CvkArrayBuilder) array = { NULL };
  g_autofree char *json = NULL;

  if (cvk_value_is_array (value))
    {
      for (size_t i = 0; i < cvk_value_get_length (value); i++)
        cvk_array_builder_append (&array, turn_around (cvk_value_get_element (value, i)));
      return cvk_array_builder_end (&array);
    }
  if (cvk_value_is_object (value))
    {
      g_auto (CvkObjectBuilder) object = { NULL };

      for (size_t i = cvk_value_get_length (value); i > 0; i--)
        {
          const char *name = NULL;
          CvkValue *member = NULL;

          cvk_value_get_member_at (value, i - 1, &name, &member);
          cvk_object_builder_append_key (&object, (GRefString *) name, turn_around (member));
        }
      return cvk_object_builder_end (&object);
    }
  return cvk_value_ref (value);
}

/* Walks text and value side by side: the place of everything leads to its own source. */
static void
check_cursor (CvkJsonCursor cursor, const CvkValue *value)
{
  g_autoptr (CvkValue) own = cvk_json_cursor_to_value (cursor, CVK_JSON_DATA, NULL);
  g_autoptr (CvkValue) read = NULL;
  size_t length = 0;
  const char *source = cvk_json_cursor_get_source (cursor, &length);
  CvkJsonCursor child;
  size_t count = 0;

  g_assert_true (cvk_value_equal (own, value));
  read = cvk_value_from_json (source, (gssize) length, CVK_JSON_DATA, NULL);
  g_assert_true (read != NULL && cvk_value_equal (read, value));
  if (!cvk_json_cursor_first (cursor, &child))
    return;
  do
    {
      CvkValue *expected = NULL;

      if (cvk_value_is_array (value))
        expected = cvk_value_get_element (value, count);
      else
        cvk_value_get_member_at (value, count, NULL, &expected);
      check_cursor (child, expected);
      count++;
    }
  while (cvk_json_cursor_next (&child));
  g_assert_cmpuint (count, ==, cvk_value_get_length (value));
}

static void
test_random_values (void)
{
  for (unsigned i = 0; i < 1500; i++)
    {
      CvkJsonStyle style = i % 2 == 0 ? CVK_JSON_COMPACT : CVK_JSON_PRETTY;
      g_autoptr (CvkValue) value = make_random_value (0);
      g_autofree char *text = cvk_value_to_json (value, style);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (CvkJson) json = cvk_json_parse (bytes, 0, 0, NULL);
      g_autoptr (CvkValue) turned = turn_around (value);
      g_autoptr (CvkValue) again = NULL;
      g_autofree char *second = NULL;

      check_cursor (cvk_json_get_root (json), value);
      again = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_DATA, NULL);
      second = cvk_value_to_json (again, style);
      g_assert_cmpstr (second, ==, text);
      g_assert_true (cvk_value_equal (turned, value));
      g_assert_cmpuint (cvk_value_hash (turned), ==, cvk_value_hash (value));
      g_assert_cmpuint (cvk_value_hash (again), ==, cvk_value_hash (value));
    }
}

/* Damaged texts are refused or read, and nothing else; what is read can be written and read. */
static void
test_damage (void)
{
  for (unsigned i = 0; i < 20000; i++)
    {
      g_autoptr (CvkValue) value = i % 10 == 0 ? make_random_value (2) : NULL;
      g_autofree char *text = value != NULL
                                ? cvk_value_to_json (value, CVK_JSON_COMPACT)
                                : g_strdup ("{\"a\\ud83d\\ude00\":[1,-2.5e3,\"ä\",null],\"b\":{}}");
      size_t length = strlen (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) read = NULL;

      for (int j = g_test_rand_int_range (1, 4); j > 0 && length > 0; j--)
        text[(size_t) g_test_rand_int_range (0, (int) length)] =
          "\"\\{}[]:,0-.eutn \n\x80\xed\xff"[g_test_rand_int_range (0, 21)];
      read = cvk_value_from_json (text, (gssize) length, CVK_JSON_DATA, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      if (read != NULL)
        {
          g_autofree char *json = cvk_value_to_json (read, CVK_JSON_COMPACT);
          g_autoptr (CvkValue) again = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);

          g_assert_true (again != NULL && cvk_value_equal (again, read));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-values/numbers", test_numbers);
  g_test_add_func ("/json-values/doubles", test_doubles);
  g_test_add_func ("/json-values/style", test_style);
  g_test_add_func ("/json-values/random-values", test_random_values);
  g_test_add_func ("/json-values/damage", test_damage);
  return g_test_run ();
}
