// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include <string.h>

#include "base/cvk-json.h"
#include "connect/cvk-action-private.h"
#include "connect/cvk-sign-in-facts.h"
#include "model/cvk-schema.h"

static const CvkAction *
get_action (const char *id)
{
  const CvkAction *action = cvk_connector_get_action (cvk_connector_get ("zoom"), id);

  g_assert_nonnull (action);
  return action;
}

static CvkValue *
get_properties (const CvkAction *action, const char *part)
{
  CvkValue *schema = cvk_value_get_member (action->description, part);

  return cvk_value_get_member (schema, "properties");
}

static void
test_built_in (void)
{
  static const char *const ids[] = { "zoom",
                                     "zoom.create-meeting",
                                     "zoom.get-meeting",
                                     "zoom.update-meeting",
                                     "zoom.list-meetings",
                                     "zoom.delete-meeting",
                                     "zoom.get-user" };
  const CvkConnector *zoom = cvk_connector_get ("zoom");
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();

  g_assert_nonnull (zoom);
  g_assert_true (zoom == cvk_connector_get ("zoom"));
  g_assert_null (cvk_connector_get ("meet"));
  g_assert_cmpstr (cvk_connector_list ()[0], ==, "zoom");
  cvk_connector_register (zoom, types);
  for (size_t i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const CvkNodeType *type = cvk_node_types_lookup (types, ids[i]);

      g_assert_nonnull (type);
      g_assert_cmpstr (type->connector, ==, "zoom");
      g_assert_cmpint (type->is_incomplete, ==, i == 0);
      g_assert_nonnull (cvk_node_type_get_settings_schema (type));
    }
}

/* Seed, "Action-to-Scope Mapping". */
static void
test_scopes (void)
{
  static const struct
  {
    const char *action;
    const char *scope;
  } rows[] = {
    { "create-meeting", "meeting:write:meeting" },
    { "get-meeting", "meeting:read:meeting" },
    { "update-meeting", "meeting:update:meeting" },
    { "list-meetings", "meeting:read:list_meetings" },
    { "delete-meeting", "meeting:delete:meeting" },
    { "get-user", "user:read:user" },
  };
  const CvkConnector *zoom = cvk_connector_get ("zoom");
  const char *const *scopes = cvk_connector_get_scopes (zoom);

  g_assert_cmpuint (g_strv_length ((GStrv) scopes), ==, 7);
  g_assert_true (g_strv_contains (scopes, "user:read:email"));
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (cvk_connector_get_action_scopes (zoom, rows[i].action)[0], ==,
                       rows[i].scope);
      g_assert_true (g_strv_contains (scopes, rows[i].scope));
    }
  g_assert_null (cvk_connector_get_action_scopes (zoom, "nothing"));
}

/* Which fields belong to creating only, and which to changing only. */
static void
test_fields_by_action (void)
{
  static const struct
  {
    const char *path;
    gboolean create;
    gboolean update;
  } rows[] = {
    { "topic", TRUE, TRUE },
    { "default_password", TRUE, FALSE },
    { "settings.properties.additional_data_center_regions", TRUE, FALSE },
    { "settings.properties.custom_keys", FALSE, TRUE },
    { "settings.properties.enforce_login", FALSE, TRUE },
    { "settings.properties.enforce_login_domains", TRUE, TRUE },
    { "settings.properties.waiting_room_options.properties.mode", TRUE, TRUE },
    { "recurrence.properties.end_date_time", TRUE, TRUE },
    { "user_id", TRUE, FALSE },
    { "occurrence_id", FALSE, TRUE },
  };
  CvkValue *create = get_properties (get_action ("create-meeting"), "settings");
  CvkValue *update = get_properties (get_action ("update-meeting"), "settings");

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].path);
      g_assert_cmpint (cvk_value_get_path (create, rows[i].path) != NULL, ==, rows[i].create);
      g_assert_cmpint (cvk_value_get_path (update, rows[i].path) != NULL, ==, rows[i].update);
    }
}

/* Everything a form shows has a title; a choice has as many labels as values. */
static void
check_texts (const CvkValue *schema, const char *path)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  CvkValue *choices = cvk_value_get_member (schema, "enum");

  if (choices != NULL)
    g_assert_cmpuint (cvk_value_get_length (choices), ==,
                      cvk_value_get_length (cvk_value_get_member (schema, "x-labels")));
  if (cvk_value_get_member (schema, "items") != NULL)
    check_texts (cvk_value_get_member (schema, "items"), path);
  for (size_t i = 0; properties != NULL && i < cvk_value_get_length (properties); i++)
    {
      const char *name;
      CvkValue *field;
      g_autofree char *place = NULL;

      cvk_value_get_member_at (properties, i, &name, &field);
      place = g_strconcat (path, ".", name, NULL);
      g_test_message ("%s", place);
      g_assert_nonnull (cvk_value_lookup_string (field, "title", NULL));
      g_assert_nonnull (cvk_value_lookup_string (field, "description", NULL));
      g_assert_cmpint (cvk_value_lookup_integer (field, "x-order", 1), >, 0);
      check_texts (field, place);
    }
}

static void
test_texts (void)
{
  const CvkConnector *zoom = cvk_connector_get ("zoom");

  for (unsigned i = 0; i < zoom->actions->len; i++)
    {
      const CvkAction *action = g_ptr_array_index (zoom->actions, i);

      g_assert_nonnull (action->operations.type.help);
      check_texts (action->operations.type.settings_schema, action->id);
      g_assert_nonnull (action->operations.type.output_schema);
    }
}

static void
test_damaged_descriptions (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *message;
  } rows[] = {
    { "\"connector\": 1", "\"connector\": 2", "line 2, column " },
    { "\"connector\": 1", "\"connector\": 1 1", "line 2" },
    { "\"connector\": 1", "\"connector\": 1, \"other\": 1", "other" },
    { "\"title\": \"Zoom\",", "", "title" },
    { "\"pkce\": \"S256\"", "\"pkce\": \"plain\"", "pkce" },
    { "https://zoom.us/oauth/token", "http://zoom.us/oauth/token", "https://" },
    { "https://zoom.us/oauth/token", "https://a@zoom.us/oauth/token", "https://" },
    { "https://api.zoom.us/v2", "file:///etc", "https://" },
    { "https://zoom.us/oauth/devicecode", "http://zoom.us/oauth/devicecode", "https://" },
    { "\"device_parameters\": \"query\"", "\"device_parameters\": \"body\"", "device_parameters" },
    { "\"redirect_path\": \"exact\"", "\"redirect_path\": \"any\"", "redirect_path" },
    { "\"redirect_path\"", "\"issuer\": \"zoom\", \"redirect_path\"", "https://" },
    { "\"redirect_path\"", "\"issuer_required\": true, \"redirect_path\"", "issuer" },
    { "\"authorize_url\": \"https://zoom.us/oauth/authorize\",", "", "“authorize_url” is missing" },
    { "\"server_path\": \"/v2\",", "", "“server_path”" },
    { "\"create-meeting\": {", "\"Create_Meeting\": {", "small letters, digits and dashes" },
    { "\"method\": \"POST\"", "\"method\": \"post\"", "method" },
    { "\"path\": \"/users/{user_id}/meetings\"", "\"path\": \"/users/{nobody}/meetings\"", "path" },
    { "\"path\": \"/users/{user_id}/meetings\"", "\"path\": \"//evil/{user_id}\"", "path" },
    { "#/$defs/meeting\"", "#/$defs/nothing\"", "nothing" },
    { "\"meeting\": {", "\"meeting\": { \"$include\": \"#/$defs/meeting\",", "includes itself" },
    { "\"read_back\": \"get-meeting\"", "\"read_back\": \"nothing\"", "line " },
    { "\"effect\": \"change\"", "\"effect\": \"perhaps\"", "effect" },
  };
  g_autofree char *path =
    g_build_filename (g_getenv ("CVK_TEST_SOURCE_ROOT"), "src", "connectors", "zoom.json", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *place = strstr (text, rows[i].from);
      g_autofree char *before = NULL;
      g_autofree char *damaged = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (place);
      before = g_strndup (text, place - text);
      damaged = g_strconcat (before, rows[i].to, place + strlen (rows[i].from), NULL);
      bytes = g_bytes_new (damaged, strlen (damaged));
      g_assert_null (cvk_connector_new_from_bytes (bytes, &error));
      g_assert_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

/* Another description of the same format: a service that is not Zoom. */
static void
test_other_description (void)
{
  static const char text[] =
    "{\"connector\":1,\"id\":\"desk\",\"title\":\"Desk\",\"auth\":{\"type\":\"oauth2\","
    "\"authorize_url\":\"https://desk.example/a\",\"token_url\":\"https://desk.example/t\","
    "\"revoke_url\":\"https://desk.example/r\",\"pkce\":\"S256\",\"scopes\":[],"
    "\"issuer\":\"https://desk.example\",\"issuer_required\":true,"
    "\"redirect_path\":\"random\",\"device_url\":\"https://desk.example/d\","
    "\"user_path\":\"/me\"},\"api\":{\"url\":\"https://desk.example/v1\",\"server_path\":\"/v1\","
    "\"allowed_hosts\":[\"desk.example\"]},\"actions\":{\"book\":{\"title\":\"Book\","
    "\"effect\":\"change\",\"method\":\"POST\",\"path\":\"/desks/{desk}\",\"success\":[201],"
    "\"settings\":{\"type\":\"object\",\"properties\":{\"desk\":{\"type\":\"string\","
    "\"title\":\"Desk\",\"x-in\":\"path\"}}}}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkConnector) desk = cvk_connector_new_from_bytes (bytes, &error);
  g_autoptr (CvkNodeTypes) types = cvk_node_types_new ();
  g_autoptr (GStringChunk) arena = g_string_chunk_new (64);
  g_autoptr (CvkValue) facts = NULL;
  CvkSignInRequest request;
  CvkProblem *problem = NULL;

  g_assert_no_error (error);
  cvk_connector_register (desk, types);
  g_assert_nonnull (cvk_node_types_lookup (types, "desk.book"));
  g_assert_true (cvk_node_types_lookup (types, "desk")->is_incomplete);

  facts = cvk_sign_in_facts_new (desk, NULL, &problem);
  g_assert_nonnull (facts);
  g_assert_true (cvk_connector_fill_sign_in (desk, facts, NULL, "me", arena, &request, &problem));
  g_assert_cmpstr (request.issuer, ==, "https://desk.example");
  g_assert_true (request.issuer_is_needed && request.random_path);
  g_assert_cmpstr (request.device_url, ==, "https://desk.example/d");
  g_assert_false (request.device_in_query);
  /* Another server has another name. */
  g_assert_true (cvk_connector_fill_sign_in (desk, facts, "https://other.example", "me", arena,
                                             &request, &problem));
  g_assert_null (request.issuer);
  g_assert_false (request.issuer_is_needed);
  g_assert_cmpstr (request.device_url, ==, "https://other.example/oauth/devicecode");
}

/* What the user leaves to the issuer is no answer, and the word for that means nothing elsewhere.
 */
static void
test_left_to_issuer (void)
{
  static const char text[] =
    "{\"choice\":\"oauth2\",\"address\":\"https://a.example\",\"details\":{\"client_id\":\"desk\","
    "\"issuer\":\"https://a.example\",\"scopes\":\"told\",\"client_secret_in\":\"told\"}}";
  g_autoptr (CvkValue) answers = cvk_value_from_json (text, -1, CVK_JSON_STRICT, NULL);
  CvkProblem *problem = NULL;
  g_autoptr (CvkValue) facts =
    cvk_sign_in_facts_new (cvk_connector_get ("http"), answers, &problem);
  CvkValue *scopes = cvk_value_get_member (facts, "scopes");

  g_assert_nonnull (facts);
  g_assert_null (cvk_value_get_member (facts, "client_secret_in"));
  g_assert_cmpuint (cvk_value_get_length (scopes), ==, 1);
  g_assert_cmpstr (cvk_value_get_string (cvk_value_get_element (scopes, 0)), ==, "told");
}

/* What somebody needs to bring an app of their own. */
static void
test_describe (void)
{
  const CvkConnector *zoom = cvk_connector_get ("zoom");
  g_autoptr (CvkValue) description = cvk_connector_describe (zoom);
  CvkValue *steps = cvk_value_get_member (description, "registration");

  g_assert_cmpstr (cvk_value_lookup_string (description, "redirect_uri", NULL), ==,
                   "http://127.0.0.1/callback");
  g_assert_cmpuint (cvk_value_get_length (cvk_value_get_member (description, "scopes")), ==, 7);
  g_assert_true (cvk_value_lookup_boolean (description, "device", FALSE));
  g_assert_cmpuint (cvk_value_get_length (steps), >, 5);
  for (size_t i = 0; i < cvk_value_get_length (steps); i++)
    g_assert_true (g_str_has_suffix (cvk_value_get_string (cvk_value_get_element (steps, i)), "."));
}

static void
test_sign_in (void)
{
  static const struct
  {
    const char *server;
    const char *client_id;
    const char *problem; /* or */
    const char *token_url;
    const char *api_url;
    const char *host;
  } rows[] = {
    { NULL, "abc", NULL, "https://zoom.us/oauth/token", "https://api.zoom.us/v2", "zoom.us" },
    { "http://127.0.0.1:4000", NULL, NULL, "http://127.0.0.1:4000/oauth/token",
      "http://127.0.0.1:4000/v2", "127.0.0.1" },
    { "http://[::1]:4000/", NULL, NULL, "http://[::1]:4000/oauth/token", "http://[::1]:4000/v2",
      "::1" },
    { "https://zoom.example/base/", "abc", NULL, "https://zoom.example/base/oauth/token",
      "https://zoom.example/base/v2", "zoom.example" },
    { "https://zoomgov.com", "abc", NULL, "https://zoomgov.com/oauth/token",
      "https://api.zoomgov.com/v2", "zoom.us" },
    { "http://localhost:4000", "abc", "server-not-allowed" },
    { "http://zoom.us", "abc", "server-not-allowed" },
    { "http://127.0.0.1.example:4000", "abc", "server-not-allowed" },
    { "https://a@zoom.us", "abc", "server-not-allowed" },
    { "https://zoom.us?x", "abc", "server-not-allowed" },
    { "https://zoom.us/ x", "abc", "server-not-allowed" },
    { "file:///tmp", "abc", "server-not-allowed" },
    { "zoom.us", "abc", "server-not-allowed" },
    { "", "abc", "server-not-allowed" },
    { "https://zoom.example", NULL, "no-client-id" },
  };
  const CvkConnector *zoom = cvk_connector_get ("zoom");

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GStringChunk) arena = g_string_chunk_new (64);
      CvkSignInRequest request;
      CvkProblem *problem = NULL;
      g_autoptr (CvkValue) facts = cvk_sign_in_facts_new (zoom, NULL, &problem);
      gboolean filled = cvk_connector_fill_sign_in (zoom, facts, rows[i].server, rows[i].client_id,
                                                    arena, &request, &problem);

      g_test_message ("%s", rows[i].server);
      g_assert_cmpint (filled, ==, rows[i].problem == NULL);
      if (!filled)
        {
          g_assert_cmpstr (cvk_problem_get_code (problem), ==, rows[i].problem);
          cvk_problem_unref (problem);
          continue;
        }
      g_assert_cmpstr (request.token_url, ==, rows[i].token_url);
      g_assert_cmpstr (request.api_url, ==, rows[i].api_url);
      g_assert_cmpstr (request.allowed_hosts[0], ==, rows[i].host);
      g_assert_cmpuint (g_strv_length ((GStrv) request.scopes), ==, 7);
      g_assert_cmpstr (request.user_path, ==, "/users/me");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connector/built-in", test_built_in);
  g_test_add_func ("/connector/scopes", test_scopes);
  g_test_add_func ("/connector/fields-by-action", test_fields_by_action);
  g_test_add_func ("/connector/texts", test_texts);
  g_test_add_func ("/connector/damaged-descriptions", test_damaged_descriptions);
  g_test_add_func ("/connector/other-description", test_other_description);
  g_test_add_func ("/connector/left-to-issuer", test_left_to_issuer);
  g_test_add_func ("/connector/describe", test_describe);
  g_test_add_func ("/connector/sign-in", test_sign_in);
  return g_test_run ();
}
