// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <math.h>
#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-value.h"

static CvkValue *
read_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  CvkValue *value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);
  return value;
}

static void
assert_json (const CvkValue *value, const char *expected)
{
  g_autofree char *json = cvk_value_to_json (value, CVK_JSON_COMPACT);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *json;
    CvkValueKind kind;
    const char *name;
  } cases[] = {
    { "null", CVK_VALUE_NULL, "null" },    { "true", CVK_VALUE_BOOLEAN, "boolean" },
    { "7", CVK_VALUE_INTEGER, "integer" }, { "7.0", CVK_VALUE_DOUBLE, "number" },
    { "1e2", CVK_VALUE_DOUBLE, "number" }, { "\"x\"", CVK_VALUE_STRING, "string" },
    { "[1]", CVK_VALUE_ARRAY, "array" },   { "{}", CVK_VALUE_OBJECT, "object" },
    { "-0", CVK_VALUE_DOUBLE, "number" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) value = read_json (cases[i].json);

      g_assert_cmpint (cvk_value_get_kind (value), ==, cases[i].kind);
      g_assert_cmpstr (cvk_value_kind_name (cvk_value_get_kind (value)), ==, cases[i].name);
    }
}

static void
test_members (void)
{
  g_autoptr (CvkValue) value = cvk_value_new_object (
    "name", cvk_value_new_string ("Ada"), "age", cvk_value_new_integer (36), "active",
    cvk_value_new_boolean (TRUE), "none", cvk_value_new_string (NULL), NULL);

  assert_json (value, "{\"name\":\"Ada\",\"age\":36,\"active\":true,\"none\":null}");
  g_assert_cmpstr (cvk_value_lookup_string (value, "name", NULL), ==, "Ada");
  g_assert_cmpstr (cvk_value_lookup_string (value, "age", "no"), ==, "no");
  g_assert_cmpint (cvk_value_lookup_integer (value, "age", -1), ==, 36);
  g_assert_cmpint (cvk_value_lookup_integer (value, "name", -1), ==, -1);
  g_assert_true (cvk_value_lookup_boolean (value, "active", FALSE));
  g_assert_null (cvk_value_get_member (value, "nam"));
  g_assert_null (cvk_value_get_member (cvk_value_get_member (value, "age"), "x"));
}

static void
test_builders (void)
{
  g_auto (CvkObjectBuilder) object = { NULL };
  g_auto (CvkArrayBuilder) array = { NULL };
  g_autoptr (CvkValue) first = NULL;
  g_autoptr (CvkValue) second = NULL;
  g_autoptr (CvkValue) list = NULL;
  g_autoptr (CvkValue) empty = NULL;

  cvk_object_builder_init (&object);
  cvk_object_builder_set (&object, "a", cvk_value_new_integer (1));
  cvk_object_builder_set (&object, "b", cvk_value_new_integer (2));
  cvk_object_builder_set (&object, "a", cvk_value_new_integer (3));
  first = cvk_object_builder_end (&object);
  assert_json (first, "{\"a\":3,\"b\":2}");
  empty = cvk_object_builder_end (&object);
  assert_json (empty, "{}");

  cvk_object_builder_init_from (&object, first);
  cvk_object_builder_remove (&object, "a");
  cvk_object_builder_remove (&object, "absent");
  cvk_object_builder_append (&object, "c", cvk_value_new_string ("x"));
  second = cvk_object_builder_end (&object);
  assert_json (second, "{\"b\":2,\"c\":\"x\"}");
  assert_json (first, "{\"a\":3,\"b\":2}");

  cvk_array_builder_init (&array);
  cvk_array_builder_append (&array, cvk_value_ref (first));
  cvk_array_builder_append (&array, cvk_value_ref (second));
  list = cvk_array_builder_end (&array);
  g_assert_true (cvk_value_get_element (list, 0) == first);
  g_assert_null (cvk_value_get_element (list, 2));

  /* Dropped with content: the leak checker watches. */
  cvk_array_builder_append (&array, cvk_value_ref (first));
  cvk_object_builder_set (&object, "left", cvk_value_ref (first));
}

static void
test_many_members (void)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_autoptr (CvkValue) value = NULL;

  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 5000; i++)
      {
        g_autofree char *name = g_strdup_printf ("member-%d", i);

        cvk_object_builder_set (&builder, name, cvk_value_new_integer (i + round));
      }
  for (int i = 0; i < 5000; i += 500)
    {
      g_autofree char *name = g_strdup_printf ("member-%d", i);

      cvk_object_builder_remove (&builder, name);
    }
  cvk_object_builder_set (&builder, "member-4999", cvk_value_new_integer (-1));
  value = cvk_object_builder_end (&builder);
  g_assert_cmpuint (cvk_value_get_length (value), ==, 4990);
  for (int i = 0; i < 4999; i++)
    {
      g_autofree char *name = g_strdup_printf ("member-%d", i);

      g_assert_cmpint (cvk_value_lookup_integer (value, name, -9), ==, i % 500 == 0 ? -9 : i + 1);
    }
  g_assert_cmpint (cvk_value_lookup_integer (value, "member-4999", 0), ==, -1);
}

static void
test_equal (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean equal;
  } cases[] = {
    { "1", "1.0", TRUE },
    { "0", "-0", TRUE },
    { "1", "true", FALSE },
    { "null", "null", TRUE },
    { "null", "false", FALSE },
    { "9007199254740993", "9007199254740992.0", FALSE },
    { "9223372036854775807", "9223372036854775808.0", FALSE },
    { "-9223372036854775808", "-9223372036854775808.0", TRUE },
    { "{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1}", TRUE },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", FALSE },
    { "{\"a\":null}", "{\"b\":null}", FALSE },
    { "[1,2]", "[2,1]", FALSE },
    { "\"a\"", "\"a\"", TRUE },
    { "\"a\"", "\"b\"", FALSE },
    { "[]", "{}", FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CvkValue) a = read_json (cases[i].a);
      g_autoptr (CvkValue) b = read_json (cases[i].b);

      g_assert_cmpint (cvk_value_equal (a, b), ==, cases[i].equal);
      g_assert_cmpint (cvk_value_equal (b, a), ==, cases[i].equal);
      if (cases[i].equal)
        g_assert_cmpuint (cvk_value_hash (a), ==, cvk_value_hash (b));
    }
}

static CvkValue *
nest (unsigned depth, int64_t core)
{
  CvkValue *value = cvk_value_new_integer (core);

  for (unsigned i = 0; i < depth; i++)
    value = i % 2 == 0 ? cvk_value_new_array (&value, 1) : cvk_value_new_object ("a", value, NULL);
  return value;
}

static void
test_deep (void)
{
  const unsigned depth = 1000000;
  g_autoptr (CvkValue) a = nest (depth, 1);
  g_autoptr (CvkValue) same = nest (depth, 1);
  g_autoptr (CvkValue) other = nest (depth, 2);
  g_autofree char *json = NULL;

  g_assert_true (cvk_value_equal (a, same));
  g_assert_false (cvk_value_equal (a, other));
  g_assert_cmpuint (cvk_value_hash (a), ==, cvk_value_hash (same));
  json = cvk_value_to_json (a, CVK_JSON_COMPACT);
  g_assert_cmpuint (strlen (json), ==, depth / 2 * 2 + depth / 2 * 6 + 1);
}

#define THREADS 4

static gpointer
use_value (gpointer user_data)
{
  const CvkValue *shared = user_data;

  for (int i = 0; i < 5000; i++)
    {
      g_auto (CvkObjectBuilder) builder = { NULL };
      g_autoptr (CvkValue) mine = NULL;

      cvk_object_builder_init_from (&builder, shared);
      cvk_object_builder_set (&builder, "mine", cvk_value_new_integer (i));
      cvk_object_builder_set (&builder, "whole", cvk_value_ref (shared));
      mine = cvk_object_builder_end (&builder);
      g_assert_true (cvk_value_get_member (mine, "list") == cvk_value_get_member (shared, "list"));
      g_assert_false (cvk_value_equal (mine, shared));
    }
  return NULL;
}

/* Copies in several threads hold references to the same children and names. */
static void
test_threads (void)
{
  g_autoptr (CvkValue) shared = read_json ("{\"list\":[1,2,3],\"name\":\"Ada\",\"mine\":null}");
  GThread *threads[THREADS] = { NULL };

  for (unsigned i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("value", use_value, shared);
  for (unsigned i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  assert_json (shared, "{\"list\":[1,2,3],\"name\":\"Ada\",\"mine\":null}");
}

static void
test_strings (void)
{
  g_autoptr (CvkValue) with_nul = cvk_value_new_string_length ("a\0b", 3);
  g_autoptr (CvkValue) other = cvk_value_new_string_length ("a\0c", 3);
  g_autoptr (CvkValue) taken = cvk_value_take_string (g_strdup ("mine"));
  g_autoptr (CvkValue) boxed = NULL;
  g_auto (GValue) gvalue = G_VALUE_INIT;

  g_assert_cmpuint (cvk_value_get_string_length (with_nul), ==, 3);
  g_assert_false (cvk_value_equal (with_nul, other));
  assert_json (with_nul, "\"a\\u0000b\"");
  g_assert_cmpstr (cvk_value_get_string (taken), ==, "mine");

  g_value_init (&gvalue, CVK_TYPE_VALUE);
  g_value_set_boxed (&gvalue, taken);
  boxed = g_value_dup_boxed (&gvalue);
  g_assert_true (boxed == taken);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/kinds", test_kinds);
  g_test_add_func ("/value/members", test_members);
  g_test_add_func ("/value/builders", test_builders);
  g_test_add_func ("/value/many-members", test_many_members);
  g_test_add_func ("/value/equal", test_equal);
  g_test_add_func ("/value/deep", test_deep);
  g_test_add_func ("/value/threads", test_threads);
  g_test_add_func ("/value/strings", test_strings);
  return g_test_run ();
}
