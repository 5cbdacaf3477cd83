// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-action-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-text.h"
#include "model/cvk-schema.h"

#define MAX_SIZE ((size_t) 4 * 1024 * 1024)
#define MAX_DEPTH 64

#define TEXT "{\"type\":\"string\",\"minLength\":1,\"x-template\":false}"
#define TEXTS "{\"type\":\"array\",\"items\":" TEXT "}"
#define NUMBER "{\"type\":\"integer\"}"
#define COUNT "{\"type\":\"integer\",\"minimum\":1}"
#define NUMBERS "{\"anyOf\":[" NUMBER ",{\"type\":\"array\",\"items\":" NUMBER "}]}"
#define FLAG "{\"type\":\"boolean\"}"
#define OBJECT "{\"type\":\"object\"}"
#define PATH "{\"type\":\"string\",\"pattern\":\"^(/[A-Za-z0-9._~-]+)+$\"}"
#define CLOSED "\"additionalProperties\":false"

/* How a field of the form for connecting looks. */
#define FIELD                                                                                      \
  "{\"type\":\"object\"," CLOSED ",\"properties\":{\"title\":" TEXT ",\"help\":" TEXT              \
  ",\"placeholder\":" TEXT "}}"
/* One way to connect in which the user gives something; @members: of that way alone. */
#define KIND(type, members)                                                                        \
  "{\"type\":\"object\"," CLOSED                                                                   \
  ",\"required\":[\"type\"],\"properties\":{\"type\":{\"const\":\"" type "\"}," members            \
  "\"id\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9][a-z0-9-]*$\"},"                             \
  "\"title\":" TEXT ",\"help\":" TEXT ",\"registration\":" TEXTS ",\"check\":" PATH                \
  ",\"details\":" OBJECT "}}"
#define KINDS                                                                                      \
  KIND ("bearer", "\"secret\":" FIELD ",")                                                         \
  "," KIND ("basic", "\"user\":" FIELD ",\"secret\":" FIELD ",") "," KIND (                        \
    "header",                                                                                      \
    "\"header\":" TEXT ",\"secret\":" FIELD                                                        \
    ",") "," KIND ("address", "\"secret\":" FIELD                                                  \
                              ",") "," KIND ("password", "\"user\":" FIELD ",\"secret\":" FIELD    \
                                                         ",") "," KIND ("none", "")
#define SIGN_IN                                                                                    \
  "{\"type\":\"object\"," CLOSED ","                                                               \
  "\"required\":[\"type\",\"pkce\"],\"properties\":{"                                              \
  "\"id\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9][a-z0-9-]*$\"},\"title\":" TEXT              \
  ",\"help\":" TEXT ",\"details\":" OBJECT ",\"secret\":" FIELD ","                                \
  "\"type\":{\"const\":\"oauth2\"},\"pkce\":{\"const\":\"S256\"},"                                 \
  "\"authorize_url\":" TEXT ",\"token_url\":" TEXT ",\"revoke_url\":" TEXT ","                     \
  "\"refresh_life_days\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":36500},"                  \
  "\"device_url\":" TEXT ",\"device_parameters\":{\"enum\":[\"form\",\"query\"]},"                 \
  "\"client_secret_in\":{\"enum\":[\"header\",\"form\"]},"                                         \
  "\"issuer\":" TEXT ",\"issuer_required\":" FLAG ","                                              \
  "\"redirect_path\":{\"enum\":[\"exact\",\"random\"]},\"registration\":" TEXTS ","                \
  "\"scopes\":" TEXTS ",\"user_path\":" TEXT "}}"

/* What a connector's description may hold; "$defs" and the schemas within are JSON Schema. */
static const char description_schema[] =
  "{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"connector\",\"id\",\"title\",\"auth\",\"api\",\"actions\"],"
  "\"properties\":{"
  "\"connector\":{\"const\":1},"
  "\"id\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9][a-z0-9-]*$\"},"
  "\"title\":" TEXT ",\"help\":" TEXT ",\"icon\":" TEXT ","
  "\"family\":{\"type\":\"string\",\"pattern\":\"^[a-z0-9][a-z0-9-]*$\"},"
  "\"auth\":{\"anyOf\":[" SIGN_IN "," KINDS ",{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"type\",\"choices\"],\"properties\":{\"type\":{\"const\":\"choice\"},"
  "\"registration\":" TEXTS ",\"choices\":{\"type\":\"array\",\"minItems\":2,\"items\":{"
  "\"anyOf\":[" SIGN_IN "," KINDS "]}}}}]},"
  "\"details\":" OBJECT ","
  "\"api\":{\"type\":\"object\"," CLOSED ",\"properties\":{"
  "\"url\":" TEXT ",\"server_path\":" TEXT ","
  "\"address\":{\"type\":\"object\"," CLOSED ",\"properties\":{\"title\":" TEXT ",\"help\":" TEXT
  ",\"default\":" TEXT ",\"placeholder\":" TEXT ",\"schemes\":{\"type\":\"array\","
  "\"minItems\":1,\"items\":{\"enum\":[\"https\",\"http\"]}}}},"
  "\"headers\":{\"type\":\"object\",\"additionalProperties\":" TEXT "},"
  "\"allowed_hosts\":" TEXTS ",\"tracking_header\":" TEXT ",\"servers\":" OBJECT ","
  "\"deadline\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":600},"
  "\"budget\":{\"type\":\"integer\",\"minimum\":1024,\"maximum\":268435456}}},"
  "\"limits\":{\"type\":\"object\"," CLOSED ",\"required\":[\"plans\"],\"properties\":{"
  "\"quota\":{\"type\":\"object\"," CLOSED ",\"required\":[\"day\"],\"properties\":{"
  "\"told_by\":" TEXT ",\"none_above\":" NUMBER ","
  "\"day\":" COUNT ",\"hosts\":" TEXTS ",\"limit_after\":" TEXT "}},"
  "\"plans\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"name\",\"classes\"],\"properties\":{\"name\":" TEXT ",\"classes\":{"
  "\"type\":\"object\",\"additionalProperties\":{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"second\"],\"properties\":{\"second\":" COUNT ",\"day\":" COUNT "}}}}}}}},"
  "\"actions\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"title\",\"effect\",\"method\",\"path\",\"success\",\"settings\"],"
  "\"properties\":{\"title\":" TEXT ",\"help\":" TEXT ",\"icon\":" TEXT ","
  "\"effect\":{\"enum\":[\"read\",\"change\"]},"
  "\"method\":{\"enum\":[\"GET\",\"POST\",\"PATCH\",\"PUT\",\"DELETE\"]},"
  "\"path\":{\"type\":\"string\",\"pattern\":\"^(/|(/([A-Za-z0-9._~-]+|\\\\{[a-z_]+\\\\}))+)$\"},"
  "\"scopes\":" TEXTS ",\"rate\":{\"enum\":[\"light\",\"medium\",\"heavy\"]},"
  "\"success\":{\"type\":\"array\",\"minItems\":1,\"items\":" NUMBER "},"
  "\"counts\":" FLAG ",\"concurrency\":{\"type\":\"integer\",\"minimum\":1},\"match\":" TEXTS ","
  "\"unknown\":{\"enum\":[\"park\",\"read-back\",\"repeat\",\"reconcile\"]},"
  "\"read_back\":" TEXT ","
  "\"reconcile\":{\"type\":\"object\"," CLOSED ",\"required\":[\"list\",\"read\",\"fields\"],"
  "\"properties\":{\"list\":" TEXT ",\"read\":" TEXT ",\"settings\":" OBJECT ","
  "\"fields\":" TEXTS ",\"created\":" TEXT ",\"until\":" TEXT ",\"settle\":" COUNT ","
  "\"outage\":" COUNT ",\"unlisted\":{\"type\":\"array\",\"items\":{\"type\":\"object\"," CLOSED
  ",\"required\":[\"field\"],\"properties\":{\"field\":" TEXT
  ",\"values\":{\"type\":\"array\"}}}}}},"
  "\"result\":{\"type\":\"object\"," CLOSED ",\"properties\":{\"id\":" TEXT ",\"kind\":" TEXT ","
  "\"text\":" TEXT ",\"text_id\":" FLAG ",\"lift\":" TEXT ","
  "\"secrets\":" TEXTS "}},"
  "\"paging\":{\"type\":\"object\"," CLOSED ",\"required\":[\"items\",\"token\",\"size\"],"
  "\"properties\":{\"items\":" TEXT ",\"token\":" TEXT ",\"size\":" TEXT ",\"parameter\":" TEXT ","
  "\"default_size\":" NUMBER ",\"max_pages\":" NUMBER "}},"
  "\"gone\":{\"type\":\"object\"," CLOSED ",\"required\":[\"problem\"],"
  "\"properties\":{\"problem\":" TEXT ",\"setting\":" TEXT ",\"repeated\":" TEXTS "}},"
  "\"kind\":{\"enum\":[\"create\",\"update\",\"delete\",\"send\"]},"
  "\"subject\":{\"type\":\"object\"," CLOSED ",\"required\":[\"field\"],"
  "\"properties\":{\"field\":" TEXT ",\"id\":" TEXT ",\"read\":" TEXT "}},"
  "\"series\":{\"type\":\"object\"," CLOSED ",\"required\":[\"field\",\"values\"],"
  "\"properties\":{\"field\":" TEXT ",\"values\":{\"type\":\"array\"},\"unless\":" TEXT "}},"
  "\"body\":" OBJECT ",\"query\":{\"type\":\"object\",\"additionalProperties\":" TEXT "},"
  "\"absent\":{\"type\":\"object\"," CLOSED ",\"required\":[\"problem\"],"
  "\"properties\":{\"problem\":" TEXT ",\"adds\":" OBJECT "}},"
  "\"adds\":" OBJECT ",\"keeps_input\":" FLAG ",\"settings\":" OBJECT ",\"output\":" OBJECT "}}},"
  "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\"," CLOSED ","
  "\"required\":[\"problem\",\"message\"],\"properties\":{\"status\":" NUMBERS ",\"code\":" NUMBERS
  ",\"text\":" TEXT ",\"actions\":" TEXTS ",\"errors\":" FLAG
  ",\"limit\":{\"const\":\"daily\"},\"quota\":" FLAG ","
  "\"scopes_after\":" TEXT ",\"field\":" TEXT ",\"problem\":" TEXT ",\"message\":" TEXT "}}},"
  "\"$defs\":{\"type\":\"object\",\"additionalProperties\":" OBJECT "}"
  "}}";

static CvkJsonCursor
find_place (const CvkJson *json, const char *path)
{
  CvkJsonCursor place = cvk_json_get_root (json);
  g_auto (GStrv) names = g_strsplit (path != NULL ? path : "", ".", -1);

  for (size_t i = 0; names[i] != NULL; i++)
    {
      CvkJsonCursor child;
      int64_t index;
      gboolean found;

      if (cvk_json_cursor_get_kind (place) == CVK_VALUE_ARRAY &&
          g_ascii_string_to_signed (names[i], 10, 0, G_MAXINT32, &index, NULL))
        {
          found = cvk_json_cursor_first (place, &child);
          while (found && index-- > 0)
            found = cvk_json_cursor_next (&child);
        }
      else
        found = cvk_json_cursor_find (place, names[i], &child);
      if (!found)
        break;
      place = child;
    }
  return place;
}

static void
set_error_at (const CvkJson *json, const char *path, const char *message, GError **error)
{
  unsigned line;
  unsigned column;

  cvk_json_cursor_get_place (find_place (json, path), &line, &column);
  g_set_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION,
               /* Translators: a place in a file, and what is wrong there. */
               _ ("The connector's description is not valid at line %u, column %u: %s"), line,
               column, message);
}

/* A description that something is silently left out of would do less than its author thinks, so an
 * unknown member is an error here. */
static gboolean
check_members (const CvkJson *json, const CvkValue *description, GError **error)
{
  static CvkValue *schema;
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_autofree char *message = NULL;

  if (schema == NULL)
    schema = cvk_value_from_json (description_schema, -1, CVK_JSON_STRICT, NULL);
  g_assert (schema != NULL);
  cvk_schema_check (schema, description, NULL, CVK_SCHEMA_DEFAULT, problems);
  if (problems->len == 0)
    return TRUE;
  message = cvk_problem_dup_message (g_ptr_array_index (problems, 0));
  set_error_at (json, cvk_problem_get_field (g_ptr_array_index (problems, 0)), message, error);
  return FALSE;
}

/* Plain http would hand a token to whoever listens; on this computer's own address it is how the
 * sandbox is reached. */
static gboolean
check_url (const CvkJson *json,
           const CvkValue *object,
           const char *path,
           const char *name,
           GError **error)
{
  g_autofree char *field = g_strconcat (path, ".", name, NULL);
  const char *url = cvk_value_lookup_string (object, name, "");
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean is_local = g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "::1") == 0;

  if (host != NULL && *host != '\0' && g_uri_get_userinfo (uri) == NULL &&
      (g_str_equal (g_uri_get_scheme (uri), "https") ||
       (is_local && g_str_equal (g_uri_get_scheme (uri), "http"))))
    return TRUE;
  set_error_at (json, field,
                _ ("An address must begin with https:// (http:// only for 127.0.0.1 and [::1]) and "
                   "name a host."),
                error);
  return FALSE;
}

static gboolean
check_path_fields (const CvkJson *json,
                   const CvkValue *description,
                   const char *id,
                   const CvkValue *action,
                   GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (CvkValue) settings = NULL;
  g_autofree char *place = g_strdup_printf ("actions.%s.path", id);
  g_auto (GStrv) parts = g_strsplit (cvk_value_lookup_string (action, "path", ""), "/", -1);

  settings =
    cvk_connector_expand (cvk_value_get_member (action, "settings"), description, id, &cause);
  if (settings == NULL)
    {
      set_error_at (json, place, cause->message, error);
      return FALSE;
    }
  for (size_t i = 0; parts[i] != NULL; i++)
    {
      CvkValue *properties = cvk_value_get_member (settings, "properties");
      g_autofree char *name = NULL;
      CvkValue *field;

      if (parts[i][0] != '{')
        continue;
      name = g_strndup (parts[i] + 1, strlen (parts[i]) - 2);
      field = cvk_value_get_member (properties, name);
      if (g_strcmp0 (cvk_value_lookup_string (field, "x-in", ""), "path") == 0)
        continue;
      set_error_at (json, place, _ ("The path names a field that is not among the settings."),
                    error);
      return FALSE;
    }
  return TRUE;
}

/* Settings that the body asks for and nobody can fill in. */
static gboolean
check_body (const CvkJson *json,
            const CvkValue *description,
            const char *id,
            const CvkValue *action,
            GError **error)
{
  CvkValue *body = cvk_value_get_member (action, "body");
  g_autoptr (CvkValue) settings = NULL;
  g_autofree char *place = g_strdup_printf ("actions.%s.body", id);
  g_autofree char *message = NULL;
  const char *unknown;

  if (body == NULL)
    return TRUE;
  settings =
    cvk_connector_expand (cvk_value_get_member (action, "settings"), description, id, error);
  if (settings == NULL)
    return FALSE;
  unknown = cvk_action_find_unknown_setting (body, cvk_value_get_member (settings, "properties"));
  if (unknown == NULL)
    return TRUE;
  message = g_strdup_printf (_ ("The body names “%s”, which is not among the settings."), unknown);
  set_error_at (json, place, message, error);
  return FALSE;
}

static gboolean
has_action (const CvkValue *actions, const char *name)
{
  return name == NULL || cvk_value_get_member (actions, name) != NULL;
}

static gboolean
check_actions (const CvkJson *json, const CvkValue *description, GError **error)
{
  CvkValue *actions = cvk_value_get_member (description, "actions");

  for (size_t i = 0; i < cvk_value_get_length (actions); i++)
    {
      const char *id;
      CvkValue *action;
      g_autofree char *place = NULL;

      cvk_value_get_member_at (actions, i, &id, &action);
      place = g_strconcat ("actions.", id, NULL);
      if (!cvk_text_is_id (id))
        {
          set_error_at (json, place,
                        _ ("The id of an action has small letters, digits and dashes only."),
                        error);
          return FALSE;
        }
      if (!has_action (actions, cvk_value_lookup_string (action, "read_back", NULL)) ||
          !has_action (actions, cvk_value_lookup_string (cvk_value_get_member (action, "reconcile"),
                                                         "list", NULL)) ||
          !has_action (actions, cvk_value_lookup_string (cvk_value_get_member (action, "reconcile"),
                                                         "read", NULL)))
        {
          set_error_at (json, place, _ ("The action to read back with does not exist."), error);
          return FALSE;
        }
      if (!check_path_fields (json, description, id, action, error) ||
          !check_body (json, description, id, action, error))
        return FALSE;
    }
  return TRUE;
}

/* What a sign-in cannot do without and nobody says later: neither the user (“details”) nor, of
 * addresses, the server itself (“issuer”). (nullable) */
static const char *
find_missing (const CvkValue *auth)
{
  static const char *const needed[] = { "authorize_url", "token_url", "revoke_url", "scopes",
                                        "user_path" };
  CvkValue *asked = cvk_value_get_member (cvk_value_get_member (auth, "details"), "properties");
  gboolean is_told = cvk_value_get_member (auth, "issuer") != NULL;

  if (asked != NULL)
    return NULL;
  for (size_t i = is_told ? 3 : 0; i < G_N_ELEMENTS (needed); i++)
    if (cvk_value_get_member (auth, needed[i]) == NULL)
      return needed[i];
  return NULL;
}

/* @path: of the way, "auth" or one of the choices. */
static gboolean
check_sign_in (const CvkJson *json, const CvkValue *auth, const char *path, GError **error)
{
  static const char *const names[] = { "authorize_url", "token_url", "revoke_url", "device_url",
                                       "issuer" };
  const char *missing = find_missing (auth);
  g_autofree char *message = NULL;
  g_autofree char *place = NULL;

  if (missing != NULL)
    {
      message =
        g_strdup_printf (_ ("“%s” is missing, and no “details” ask the user for it."), missing);
      set_error_at (json, path, message, error);
      return FALSE;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (cvk_value_get_member (auth, names[i]) != NULL &&
        !check_url (json, auth, path, names[i], error))
      return FALSE;
  if (cvk_value_lookup_boolean (auth, "issuer_required", FALSE) &&
      cvk_value_get_member (auth, "issuer") == NULL)
    {
      place = g_strconcat (path, ".issuer_required", NULL);
      set_error_at (json, place,
                    _ ("An issuer that has to be there needs a name: “issuer” is missing."), error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_choices (const CvkJson *json, const CvkValue *choices, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      CvkValue *choice = cvk_value_get_element (choices, i);
      const char *id = cvk_value_lookup_string (choice, "id", NULL);
      g_autofree char *place = g_strdup_printf ("auth.choices.%zu", i);

      if (id == NULL || cvk_value_get_member (choice, "title") == NULL ||
          !g_hash_table_add (ids, (gpointer) id))
        {
          set_error_at (json, place,
                        _ ("Each way to connect needs an “id” of its own and a “title”."), error);
          return FALSE;
        }
      if (cvk_connector_get_way_kind (choice) == CVK_AUTH_KIND_OAUTH2 &&
          !check_sign_in (json, choice, place, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_auth (const CvkJson *json, const CvkValue *auth, GError **error)
{
  const char *type = cvk_value_lookup_string (auth, "type", "");

  if (g_str_equal (type, "oauth2"))
    return check_sign_in (json, auth, "auth", error);
  if (g_str_equal (type, "choice"))
    return check_choices (json, cvk_value_get_member (auth, "choices"), error);
  return TRUE;
}

/* Where requests go: to a host of the file, or to one that the user names when connecting. */
static gboolean
check_api (const CvkJson *json, const CvkValue *description, GError **error)
{
  CvkValue *api = cvk_value_get_member (description, "api");
  const char *type =
    cvk_value_lookup_string (cvk_value_get_member (description, "auth"), "type", "");
  CvkValue *address = cvk_value_get_member (api, "address");

  if (g_str_equal (type, "oauth2") && address == NULL &&
      (cvk_value_get_member (api, "server_path") == NULL ||
       cvk_value_get_member (api, "allowed_hosts") == NULL))
    {
      set_error_at (json, "api",
                    _ ("A service that one signs in to needs “url”, “server_path” and "
                       "“allowed_hosts”."),
                    error);
      return FALSE;
    }
  if (address != NULL && cvk_value_get_member (address, "default") != NULL &&
      !check_url (json, address, "api.address", "default", error))
    return FALSE;
  if (cvk_value_get_member (api, "url") != NULL ||
      (g_str_equal (type, "oauth2") && address == NULL))
    return check_url (json, api, "api", "url", error);
  if (address != NULL || g_str_equal (type, "address") || g_str_equal (type, "password"))
    return TRUE;
  set_error_at (json, "api",
                _ ("The service's address is missing: “url”, or “address” for one that "
                   "the user gives."),
                error);
  return FALSE;
}

CvkValue *
cvk_connector_read_description (GBytes *source, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (CvkJson) json = cvk_json_parse (source, MAX_DEPTH, MAX_SIZE, &cause);
  g_autoptr (CvkValue) description = NULL;

  if (json != NULL)
    description = cvk_json_cursor_to_value (cvk_json_get_root (json), CVK_JSON_STRICT, &cause);
  if (description == NULL)
    {
      g_set_error (error, CVK_CONNECTOR_ERROR, CVK_CONNECTOR_ERROR_DESCRIPTION,
                   _ ("The connector's description is not valid JSON: %s"), cause->message);
      return NULL;
    }
  if (!check_members (json, description, error))
    return NULL;
  if (!check_auth (json, cvk_value_get_member (description, "auth"), error) ||
      !check_api (json, description, error) || !check_actions (json, description, error))
    return NULL;
  return g_steal_pointer (&description);
}
