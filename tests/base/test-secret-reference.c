// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-json.h"
#include "base/cvk-secret-reference.h"

static void
test_parse (void)
{
  g_autofree char *text = cvk_secret_reference_make ("zoom", "meeting", "85746065043", "start_url");
  g_autofree char *odd = cvk_secret_reference_make ("zoom", "a/b", "x y", "ü");
  g_auto (CvkSecretReference) reference = { NULL };
  static const char *const others[] = { "",
                                        "convoke-secret:",
                                        "convoke-secret:zoom/meeting/1",
                                        "convoke-secret:zoom/meeting/1/",
                                        "convoke-secret:zoom//1/start_url",
                                        "convoke-secret:zoom/meeting/1/start_url ",
                                        " convoke-secret:zoom/meeting/1/start_url",
                                        "convoke-secret:zoom/meeting/1/start_url/x" };

  g_assert_true (cvk_secret_reference_parse (text, &reference));
  g_assert_cmpstr (reference.connector, ==, "zoom");
  g_assert_cmpstr (reference.kind, ==, "meeting");
  g_assert_cmpstr (reference.id, ==, "85746065043");
  g_assert_cmpstr (reference.field, ==, "start_url");
  g_assert_true (cvk_secret_reference_parse (odd, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (cvk_secret_reference_parse (others[i], NULL));
}

static void
test_mask (void)
{
  static const struct
  {
    const char *text;
    const char *masked;
  } rows[] = {
    { "", "" },
    { "nothing here", "nothing here" },
    { "convoke-secret:zoom/meeting/1/start_url", "••••••••" },
    { "Start: convoke-secret:zoom/meeting/1/start_url, soon", "Start: ••••••••, soon" },
    { "convoke-secret:convoke-secret:zoom/meeting/1/start_url", "convoke-secret:••••••••" },
    { "convoke-secret:z/m/1/s convoke-secret:z/m/2/s", "•••••••• ••••••••" },
    { "convoke-secret:z/m/1/s/t", "••••••••/t" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = cvk_secret_reference_mask (rows[i].text);

      g_assert_cmpstr (masked, ==, rows[i].masked);
      g_assert_cmpint (cvk_secret_reference_is_in (rows[i].text), ==,
                       g_strcmp0 (rows[i].text, masked) != 0);
    }
}

static void
test_mask_value (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) plain =
    cvk_value_from_json ("{\"a\":[1,\"x\",null,true]}", -1, CVK_JSON_STRICT, &error);
  g_autoptr (CvkValue) secret = cvk_value_from_json (
    "{\"a\":[1,{\"b\":\"convoke-secret:z/m/1/s\"}],\"c\":\"d\"}", -1, CVK_JSON_STRICT, &error);
  g_autoptr (CvkValue) same = NULL;
  g_autoptr (CvkValue) masked = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  same = cvk_secret_reference_mask_value (plain);
  g_assert_true (same == plain);
  masked = cvk_secret_reference_mask_value (secret);
  json = cvk_value_to_json (masked, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==, "{\"a\":[1,{\"b\":\"••••••••\"}],\"c\":\"d\"}");
}

static void
test_replace_and_hide (void)
{
  const char *reference = "convoke-secret:zoom/meeting/1/start_url";
  const char *link = "https://zoom.us/s/1?zak=eyJhbGciOiJIUzI1NiJ9.x";
  g_autoptr (CvkValue) value = cvk_value_from_json (
    "{\"a\":[\"x convoke-secret:zoom/meeting/1/start_url, convoke-secret:zoom/user/1/host_key\"],"
    "\"b\":\"no\"}",
    -1, CVK_JSON_STRICT, NULL);
  g_autoptr (GHashTable) links =
    cvk_secret_reference_collect (value, CVK_SECRET_REFERENCE_START_LINK);
  g_autoptr (GHashTable) all = cvk_secret_reference_collect (value, NULL);
  g_autoptr (GHashTable) secrets =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_secret_unref);
  g_autoptr (CvkValue) replaced = NULL;
  g_autoptr (CvkValue) hidden = NULL;
  g_autoptr (CvkValue) token = NULL;
  g_autoptr (CvkValue) hidden_token = NULL;
  g_autofree char *json = NULL;
  g_autofree char *token_json = NULL;

  g_assert_cmpuint (g_hash_table_size (links), ==, 1);
  g_assert_true (g_hash_table_contains (links, reference));
  g_assert_cmpuint (g_hash_table_size (all), ==, 2);
  g_hash_table_insert (secrets, g_strdup (reference), cvk_secret_new (link, -1));
  replaced = cvk_secret_reference_replace_value (value, secrets);
  json = cvk_value_to_json (replaced, CVK_JSON_COMPACT);
  g_assert_cmpstr (json, ==,
                   "{\"a\":[\"x https://zoom.us/s/1?zak=eyJhbGciOiJIUzI1NiJ9.x, "
                   "convoke-secret:zoom/user/1/host_key\"],\"b\":\"no\"}");
  hidden = cvk_secret_reference_hide_value (replaced, secrets);
  g_assert_true (cvk_value_equal (hidden, value));
  /* A service may have written the address in another way, but not what matters in it. */
  token = cvk_value_new_string ("zak%3DeyJhbGciOiJIUzI1NiJ9.x!");
  hidden_token = cvk_secret_reference_hide_value (token, secrets);
  token_json = cvk_value_to_json (hidden_token, CVK_JSON_COMPACT);
  g_assert_cmpstr (token_json, ==, "\"zak%3Dconvoke-secret:zoom/meeting/1/start_url!\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret-reference/parse", test_parse);
  g_test_add_func ("/secret-reference/mask", test_mask);
  g_test_add_func ("/secret-reference/mask-value", test_mask_value);
  g_test_add_func ("/secret-reference/replace-and-hide", test_replace_and_hide);
  return g_test_run ();
}
