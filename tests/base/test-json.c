// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/cvk-json.h"

static CvkJson *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkJson *json = cvk_json_parse (bytes, 0, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);
  return json;
}

static void
test_messages (void)
{
  static const struct
  {
    const char *text;
    CvkJsonError code;
    const char *message; /* its beginning */
  } cases[] = {
    { "", CVK_JSON_ERROR_SYNTAX, "line 1, column 1: There is no value: the text is empty." },
    { "\n\n ", CVK_JSON_ERROR_SYNTAX, "line 3, column 2: There is no value" },
    { "[1,\n 2,\n 3 4]", CVK_JSON_ERROR_SYNTAX,
      "line 3, column 4: A comma or a closing bracket was expected here." },
    { "{\"a\":1 \"b\":2}", CVK_JSON_ERROR_SYNTAX,
      "line 1, column 8: A comma or a closing brace was expected here." },
    { "{\r\n  \"a\":\r\n    tru\r\n}", CVK_JSON_ERROR_SYNTAX,
      "line 3, column 5: A value was expected here:" },
    { "[\r1\r,]", CVK_JSON_ERROR_SYNTAX,
      "line 3, column 2: A value was expected here. Add one, or remove the comma." },
    { "{\"a\":1,}", CVK_JSON_ERROR_SYNTAX,
      "line 1, column 8: A member was expected here. Add one, or remove the comma." },
    { "{a:1}", CVK_JSON_ERROR_SYNTAX, "line 1, column 2: The name of a member was expected here" },
    { "{\"a\" 1}", CVK_JSON_ERROR_SYNTAX, "line 1, column 6: A colon was expected" },
    { "[\"äöü\" x]", CVK_JSON_ERROR_SYNTAX, "line 1, column 8: A comma or a closing bracket" },
    { "\xef\xbb\xbf[x]", CVK_JSON_ERROR_SYNTAX, "line 1, column 2: A value was expected here:" },
    { "{\"a\": [1,\n{\"b\": 2}", CVK_JSON_ERROR_SYNTAX,
      "line 1, column 7: This array is not closed by a bracket." },
    { "\n{\"a\":", CVK_JSON_ERROR_SYNTAX,
      "line 2, column 1: This object is not closed by a brace." },
    { "[\"abc", CVK_JSON_ERROR_SYNTAX,
      "line 1, column 2: This string is not closed by a quotation mark." },
    { "[\"a\nb\"]", CVK_JSON_ERROR_SYNTAX, "line 1, column 4: A control character stands within" },
    { "[\"a\\x\"]", CVK_JSON_ERROR_SYNTAX, "line 1, column 4: A backslash is followed by" },
    { "[\"a\\u12\"]", CVK_JSON_ERROR_SYNTAX,
      "line 1, column 4: The escape \\u needs four hexadecimal digits." },
    { "[01]", CVK_JSON_ERROR_SYNTAX, "line 1, column 2: A number may not begin with an extra" },
    { "[1.]", CVK_JSON_ERROR_SYNTAX, "line 1, column 4: A digit was expected after the decimal" },
    { "[+1]", CVK_JSON_ERROR_SYNTAX, "line 1, column 2: A number begins with a digit or a minus" },
    { "['a']", CVK_JSON_ERROR_SYNTAX, "line 1, column 2: Strings stand in double quotation marks" },
    { "[1, // one\n2]", CVK_JSON_ERROR_SYNTAX, "line 1, column 5: JSON has no comments." },
    { "[1]\n[2]", CVK_JSON_ERROR_SYNTAX, "line 2, column 1: Nothing may follow the end" },
    { "[\"a\xff\"]", CVK_JSON_ERROR_ENCODING, "line 1, column 4: The text is not valid UTF-8." },
    { "\xff\xfe[", CVK_JSON_ERROR_ENCODING, "line 1, column 1: The text is not valid UTF-8." },
    { "[1, 9223372036854775808]", CVK_JSON_ERROR_NUMBER_RANGE,
      "line 1, column 5: This integer does not fit into 64 bits." },
    { "[\n1e400]", CVK_JSON_ERROR_NUMBER_RANGE, "line 2, column 1: This number is too large." },
    { "[\"\\ude00\"]", CVK_JSON_ERROR_ENCODING, "line 1, column 3: This escape is one half of" },
    { "[\"ab\\ud800\\u0041\"]", CVK_JSON_ERROR_ENCODING, "line 1, column 5: This escape is one" },
    { "{\"\\ud800\":1}", CVK_JSON_ERROR_ENCODING, "line 1, column 3: This escape is one half of" },
    { "{\"a\":1,\n \"\\u0061\":{}}", CVK_JSON_ERROR_DUPLICATE_MEMBER,
      "line 2, column 2: This name stands twice in the same object." },
    { "[0,{\"x\":[{\"b\":{\"c\":[1,2]},\"a\":1,\"a\":2}]}]", CVK_JSON_ERROR_DUPLICATE_MEMBER,
      "line 1, column 33: This name stands twice in the same object." },
    { "[1,\"a\\u0000\"]", CVK_JSON_ERROR_NUL_CHARACTER, "line 1, column 4: The text contains" },
    { "{\"\\u0000\":1}", CVK_JSON_ERROR_NUL_CHARACTER, "line 1, column 2: The text contains" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CvkValue) value = cvk_value_from_json (cases[i].text, -1, CVK_JSON_STRICT, &error);

      g_assert_null (value);
      g_assert_error (error, CVK_JSON_ERROR, (int) cases[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (!g_str_has_prefix (error->message, cases[i].message))
        g_error ("%s: \"%s\" instead of \"%s\"", cases[i].text, error->message, cases[i].message);
    }
}

static void
test_limits (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("[[[1]]]", 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkJson) json = cvk_json_parse (bytes, 3, 7, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);
  g_clear_pointer (&json, cvk_json_unref);

  json = cvk_json_parse (bytes, 2, 0, &error);
  g_assert_error (error, CVK_JSON_ERROR, CVK_JSON_ERROR_TOO_DEEP);
  g_assert_null (json);
  g_clear_error (&error);

  json = cvk_json_parse (bytes, 0, 6, &error);
  g_assert_error (error, CVK_JSON_ERROR, CVK_JSON_ERROR_TOO_LARGE);
  g_assert_null (json);
  g_clear_error (&error);

  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = g_bytes_new (NULL, 0);
  json = cvk_json_parse (bytes, 0, 0, &error);
  g_assert_error (error, CVK_JSON_ERROR, CVK_JSON_ERROR_SYNTAX);
  g_assert_null (json);
}

static void
test_data_mode (void)
{
  const char *text = "{\"a\":1,\"b\":\"x\\u0000y\",\"a\":2,\"\\u0000\":3}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) value = cvk_value_from_json (text, -1, CVK_JSON_DATA, &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = cvk_value_to_json (value, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==, "{\"a\":2,\"b\":\"x\\u0000y\",\"\\u0000\":3}");
  g_assert_cmpuint (cvk_value_get_string_length (cvk_value_get_member (value, "b")), ==, 3);
  /* The name is one NUL byte, not the empty text. */
  g_assert_null (cvk_value_get_member (value, ""));
}

static void
test_many_duplicates (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (CvkValue) value = NULL;
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s\"n%u\":%u", i == 0 ? "" : ",", i % 100, i);
  g_string_append_c (text, '}');
  value = cvk_value_from_json (text->str, (gssize) text->len, CVK_JSON_DATA, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cvk_value_get_length (value), ==, 100);
  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);

      g_assert_cmpint (cvk_value_lookup_integer (value, name, -1), ==, 900 + i);
    }
}

static void
assert_source (CvkJsonCursor cursor, const char *expected)
{
  size_t length = 0;
  const char *source = cvk_json_cursor_get_source (cursor, &length);
  g_autofree char *text = g_strndup (source, length);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_place (CvkJsonCursor cursor, unsigned line, unsigned column)
{
  unsigned real_line = 0;
  unsigned real_column = 0;

  cvk_json_cursor_get_place (cursor, &real_line, &real_column);
  g_assert_cmpuint (real_line, ==, line);
  g_assert_cmpuint (real_column, ==, column);
}

static void
test_cursor (void)
{
  g_autoptr (CvkJson) json = parse ("{ \"ä\" : [ 1.50 , {} ,[ ]] ,\n"
                                    "  \"b\\u0063\":{\"x\" :null},\"z\":\"]\" }");
  CvkJsonCursor root = cvk_json_get_root (json);
  CvkJsonCursor list;
  CvkJsonCursor child;
  CvkJsonCursor none;
  g_autofree char *name = NULL;
  g_autofree char *escaped = NULL;
  unsigned line = 0;
  unsigned column = 0;

  g_assert_cmpint (cvk_json_cursor_get_kind (root), ==, CVK_VALUE_OBJECT);
  g_assert_null (cvk_json_cursor_dup_name (root));
  g_assert_true (cvk_json_cursor_first (root, &list));
  name = cvk_json_cursor_dup_name (list);
  g_assert_cmpstr (name, ==, "ä");
  assert_source (list, "[ 1.50 , {} ,[ ]]");
  assert_place (list, 1, 9);

  g_assert_true (cvk_json_cursor_first (list, &child));
  assert_source (child, "1.50");
  g_assert_null (cvk_json_cursor_dup_name (child));
  g_assert_true (cvk_json_cursor_next (&child));
  assert_source (child, "{}");
  g_assert_false (cvk_json_cursor_first (child, &none));
  g_assert_true (cvk_json_cursor_next (&child));
  assert_source (child, "[ ]");
  g_assert_false (cvk_json_cursor_first (child, &none));
  g_assert_false (cvk_json_cursor_next (&child));
  assert_source (child, "[ ]");

  g_assert_true (cvk_json_cursor_next (&list));
  escaped = cvk_json_cursor_dup_name (list);
  g_assert_cmpstr (escaped, ==, "bc");
  assert_place (list, 2, 13);
  cvk_json_cursor_get_name_place (list, &line, &column);
  g_assert_cmpuint (line, ==, 2);
  g_assert_cmpuint (column, ==, 3);
  g_assert_true (cvk_json_cursor_first (list, &child));
  g_assert_false (cvk_json_cursor_next (&child));

  g_assert_true (cvk_json_cursor_find (root, "bc", &child));
  assert_source (child, "{\"x\" :null}");
  g_assert_true (cvk_json_cursor_find (root, "z", &child));
  assert_source (child, "\"]\"");
  g_assert_false (cvk_json_cursor_find (root, "x", &child));
  g_assert_false (cvk_json_cursor_find (child, "x", &child));
  g_assert_false (cvk_json_cursor_next (&root));
}

static void
test_set_error (void)
{
  g_autoptr (CvkJson) json = parse ("{\n \"a\": 5}");
  CvkJsonCursor a;
  g_autoptr (GError) error = NULL;

  g_assert_true (cvk_json_cursor_find (cvk_json_get_root (json), "a", &a));
  cvk_json_cursor_set_error (a, &error, CVK_JSON_ERROR_TYPE, "“%s” has to be text.", "a");
  g_assert_error (error, CVK_JSON_ERROR, CVK_JSON_ERROR_TYPE);
  g_assert_cmpstr (error->message, ==, "line 2, column 7: “a” has to be text.");
  cvk_json_cursor_set_error (a, NULL, CVK_JSON_ERROR_TYPE, "Nobody listens.");
}

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
      return cvk_value_new_integer (((int64_t) g_test_rand_int () << 32 ^ g_test_rand_int ()) >>
                                    g_test_rand_int_range (0, 64));
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
      g_autoptr (CvkJson) json = parse (text);
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
  g_test_add_func ("/json/messages", test_messages);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/data-mode", test_data_mode);
  g_test_add_func ("/json/many-duplicates", test_many_duplicates);
  g_test_add_func ("/json/cursor", test_cursor);
  g_test_add_func ("/json/set-error", test_set_error);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/doubles", test_doubles);
  g_test_add_func ("/json/style", test_style);
  g_test_add_func ("/json/random-values", test_random_values);
  g_test_add_func ("/json/damage", test_damage);
  return g_test_run ();
}
