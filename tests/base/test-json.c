// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

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
test_find_nul (void)
{
  g_autoptr (CvkJson) json = parse ("{\"\\u0000\":1,\"\\ud800\":2,\"\\u0061\":3,\"\":4}");
  CvkJsonCursor root = cvk_json_get_root (json);
  CvkJsonCursor found;

  g_assert_true (cvk_json_cursor_find (root, "", &found));
  assert_source (found, "4");
  g_assert_true (cvk_json_cursor_find (root, "a", &found));
  assert_source (found, "3");
  g_assert_false (cvk_json_cursor_find (root, "\\ud800", &found));
}

/* In texts that are long enough for the places that are noted, with all ends of lines. */
static void
test_many_places (void)
{
  static const char *const spaces[] = { "\n", "\r", "\r\n", " ", "\t", "" };
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf[");
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (unsigned));
  g_autoptr (CvkJson) json = NULL;
  CvkJsonCursor child;
  unsigned line = 1;
  unsigned column = 2;
  size_t at = 0;

  for (unsigned i = 0; i < 20000; i++)
    {
      const char *space = spaces[g_test_rand_int_range (0, G_N_ELEMENTS (spaces))];

      g_string_append (text, space);
      if (strpbrk (space, "\r\n") != NULL)
        {
          line++;
          column = 1;
        }
      else
        column += (unsigned) strlen (space);
      g_array_append_val (places, line);
      g_array_append_val (places, column);
      g_string_append (text, i == 19999 ? "\"ä€😀\"" : "\"ä€😀\",");
      column += 6;
    }
  g_string_append_c (text, ']');
  json = parse (text->str);
  g_assert_true (cvk_json_cursor_first (cvk_json_get_root (json), &child));
  do
    {
      assert_place (child, g_array_index (places, unsigned, at),
                    g_array_index (places, unsigned, at + 1));
      at += 2;
    }
  while (cvk_json_cursor_next (&child));
  g_assert_cmpuint (at, ==, places->len);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/messages", test_messages);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/data-mode", test_data_mode);
  g_test_add_func ("/json/many-duplicates", test_many_duplicates);
  g_test_add_func ("/json/cursor", test_cursor);
  g_test_add_func ("/json/find-nul", test_find_nul);
  g_test_add_func ("/json/many-places", test_many_places);
  g_test_add_func ("/json/set-error", test_set_error);
  return g_test_run ();
}
