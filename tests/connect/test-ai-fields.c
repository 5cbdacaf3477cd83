// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-json.h"
#include "connect/cvk-ai-fields.h"
#include "connect/cvk-text-parts.h"

#define FIELDS                                                                                     \
  "[{\"name\":\"who\",\"title\":\"The guest\",\"required\":true},{\"name\":\"seats\",\"type\":"    \
  "\"integer\"},{\"name\":\"start\",\"type\":\"date-time\"},{\"name\":\"kind\",\"type\":"          \
  "\"choice\",\"choices\":[\"call\",\"visit\"]},{\"name\":\"tags\",\"type\":\"list\"}]"

static CvkValue *
read_json (const char *text)
{
  CvkValue *value = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);

  g_assert_nonnull (value);
  return value;
}

/* A model that is made to keep to it has to give every member, and can say that there is none. */
static void
test_schema (void)
{
  g_autoptr (CvkValue) fields = read_json (FIELDS);
  g_autoptr (CvkValue) schema = cvk_ai_fields_make_schema (fields);
  const CvkValue *properties = cvk_value_get_member (schema, "properties");
  g_autofree char *kind =
    cvk_value_to_json (cvk_value_get_member (properties, "kind"), CVK_JSON_COMPACT);
  g_autofree char *required =
    cvk_value_to_json (cvk_value_get_member (schema, "required"), CVK_JSON_COMPACT);

  g_assert_cmpstr (required, ==, "[\"who\",\"seats\",\"start\",\"kind\",\"tags\"]");
  g_assert_false (cvk_value_lookup_boolean (schema, "additionalProperties", TRUE));
  g_assert_cmpstr (kind, ==,
                   "{\"type\":[\"string\",\"null\"],\"description\":\"kind\",\"enum\":[\"call\","
                   "\"visit\",null]}");
  g_assert_cmpstr (cvk_value_lookup_string (cvk_value_get_member (properties, "who"), "type", NULL),
                   ==, "string");
  g_assert_nonnull (
    strstr (cvk_value_lookup_string (cvk_value_get_member (properties, "start"), "description", ""),
            "Do not work out a date"));
}

static void
test_read (void)
{
  static const struct
  {
    const char *object;
    const char *result; /* NULL: refused */
    const char *reason; /* of a refusal: what it names */
  } rows[] = {
    { "{\"who\":\"Ann\",\"seats\":\"3\",\"start\":\"tomorrow at 15:30\",\"kind\":\"call\",\"tags\":"
      "[\"a\"],\"other\":1}",
      "{\"who\":\"Ann\",\"seats\":3,\"start\":\"2026-03-04T15:30:00+01:00[Europe/"
      "Berlin]\",\"start_certain\":true,\"start_reason\":null,\"start_words\":\"tomorrow at "
      "15:30\",\"kind\":\"call\",\"tags\":[\"a\"]}",
      NULL },
    { "{\"who\":\"Ann\",\"seats\":null,\"start\":null,\"kind\":null,\"tags\":null}",
      "{\"who\":\"Ann\",\"seats\":null,\"start\":null,\"start_certain\":false,\"start_reason\":"
      "null,\"start_words\":null,\"kind\":null,\"tags\":null}",
      NULL },
    { "{\"who\":\"Ann\",\"start\":\"some day\"}",
      "{\"who\":\"Ann\",\"seats\":null,\"start\":null,\"start_certain\":false,\"start_reason\":"
      "\"“some day” was not understood as a date. Write it like “next Tuesday at 15:30”.\","
      "\"start_words\":\"some day\",\"kind\":null,\"tags\":null}",
      NULL },
    { "{\"who\":null}", NULL, "who" },
    { "{\"seats\":3}", NULL, "who" },
    { "{\"who\":\"Ann\",\"seats\":\"three\"}", NULL, "seats" },
    { "{\"who\":\"Ann\",\"kind\":\"party\"}", NULL, "kind" },
    { "{\"who\":\"Ann\",\"tags\":\"a\"}", NULL, "tags" },
    { "{\"who\":{\"name\":\"Ann\"}}", NULL, "who" },
  };
  g_autoptr (CvkValue) fields = read_json (FIELDS);
  g_autoptr (CvkDateTime) now = cvk_date_time_parse ("2026-03-03T10:00:00+01:00", NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) object = read_json (rows[i].object);
      g_autoptr (CvkProblem) problem = NULL;
      g_autoptr (CvkValue) result =
        cvk_ai_fields_read (fields, object, now->instant, "Europe/Berlin", &problem);
      g_autofree char *json = result != NULL ? cvk_value_to_json (result, CVK_JSON_COMPACT) : NULL;

      g_assert_cmpstr (json, ==, rows[i].result);
      if (rows[i].reason != NULL)
        g_assert_cmpstr (cvk_problem_get_field (problem), ==, rows[i].reason);
    }
}

/* One that is needed has to be a date. */
static void
test_required_date (void)
{
  g_autoptr (CvkValue) fields =
    read_json ("[{\"name\":\"start\",\"type\":\"date-time\",\"required\":true}]");
  g_autoptr (CvkValue) object = read_json ("{\"start\":\"some day\"}");
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) result = cvk_ai_fields_read (fields, object, 0, "UTC", &problem);

  g_assert_null (result);
  g_assert_cmpstr (cvk_problem_get_code (problem), ==, "date-not-understood");
}

static void
test_check (void)
{
  static const struct
  {
    const char *settings;
    const char *code; /* NULL: nothing is wrong */
  } rows[] = {
    { "{\"fields\":[{\"name\":\"a\"}]}", NULL },
    { "{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
      "\"required\":[\"a\"]}}",
      NULL },
    { "{\"fields\":[{\"name\":\"a\",\"type\":\"date-time\"}],\"zone\":\"UTC\"}", NULL },
    { "{}", "missing-field" },
    { "{\"fields\":[]}", "missing-field" },
    { "{\"fields\":[{\"name\":\"a\"}],\"schema\":{\"type\":\"object\"}}", "contradiction" },
    { "{\"fields\":[{\"name\":\"a\"},{\"name\":\"a\"}]}", "duplicate-name" },
    { "{\"fields\":[{\"name\":\"a\",\"type\":\"date-time\"}]}", "missing-zone" },
    { "{\"fields\":[{\"name\":\"a\",\"type\":\"choice\"}]}", "missing-field" },
    { "{\"schema\":5}", "invalid-schema" },
    { "{\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}", "invalid-schema" },
    { "{\"schema\":{\"type\":[\"object\",\"null\"]}}", "invalid-schema" },
    { "{\"schema\":{\"type\":\"object\",\"required\":[5]}}", "invalid-schema" },
    { "{\"schema\":{\"type\":\"object\",\"properties\":[]}}", "invalid-schema" },
    { "{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}}",
      "invalid-schema" },
    { "{\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":"
      "5}}}}",
      "invalid-schema" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CvkValue) settings = read_json (rows[i].settings);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

      cvk_ai_fields_check (settings, problems);
      g_assert_cmpuint (problems->len, ==, rows[i].code != NULL ? 1 : 0);
      if (rows[i].code != NULL)
        g_assert_cmpstr (cvk_problem_get_code (g_ptr_array_index (problems, 0)), ==, rows[i].code);
    }
}

/* --- Parts of a text --- */

static void
test_parts (void)
{
  static const struct
  {
    const char *text;
    size_t size;
    const char *parts;
  } rows[] = {
    { "", 10, "" },
    { "  \n ", 10, "" },
    { "short", 10, "short" },
    { "exactly 10", 10, "exactly 10" },
    { "one two three", 10, "one two|three" },
    { "First one. Second.", 14, "First one.|Second." },
    { "aaaa\n\nbbbb cc dd", 12, "aaaa\n\nbbbb|cc dd" },
    { "aaaaaa\n\nbbbb cc dd", 12, "aaaaaa|bbbb cc dd" },
    { "ääääääääääääää", 10, "ääääääääää|ääää" },
    { "xxxxxxxxxxxx", 5, "xxxxx|xxxxx|xx" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) parts = cvk_text_split (rows[i].text, rows[i].size);
      g_autofree char *joined = NULL;

      g_ptr_array_add (parts, NULL);
      joined = g_strjoinv ("|", (char **) parts->pdata);
      g_assert_cmpstr (joined, ==, rows[i].parts);
    }
}

/* Nothing but white space is lost, and no part is longer than it may be. */
static void
test_random_parts (void)
{
  static const char *const pieces[] = { "a", "ü", " ", "\n", ". ", "\n\n", "word", "😀" };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (unsigned i = 0; i < 2000; i++)
    {
      size_t size = (size_t) g_rand_int_range (random, 1, 40);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) whole = g_string_new (NULL);
      g_autoptr (GString) wanted = g_string_new (NULL);
      g_autoptr (GPtrArray) parts = NULL;

      for (int k = g_rand_int_range (random, 0, 200); k > 0; k--)
        g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
      parts = cvk_text_split (text->str, size);
      for (unsigned k = 0; k < parts->len; k++)
        {
          const char *part = g_ptr_array_index (parts, k);

          g_assert_cmpint (g_utf8_strlen (part, -1), <=, (long) size);
          g_string_append (whole, part);
        }
      g_string_append (wanted, text->str);
      for (size_t k = 0; k < 2; k++)
        {
          g_string_replace (whole, k == 0 ? " " : "\n", "", 0);
          g_string_replace (wanted, k == 0 ? " " : "\n", "", 0);
        }
      g_assert_cmpstr (whole->str, ==, wanted->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ai-fields/schema", test_schema);
  g_test_add_func ("/ai-fields/read", test_read);
  g_test_add_func ("/ai-fields/required-date", test_required_date);
  g_test_add_func ("/ai-fields/check", test_check);
  g_test_add_func ("/text-parts/rows", test_parts);
  g_test_add_func ("/text-parts/random", test_random_parts);
  return g_test_run ();
}
