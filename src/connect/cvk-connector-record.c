// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include <string.h>

#include "base/cvk-datetime.h"
#include "base/cvk-i18n.h"
#include "base/cvk-random.h"
#include "connect/cvk-connection-private.h"
#include "connect/cvk-connector-private.h"
#include "model/cvk-schema.h"

#define ID_BYTES 12

/* --- Ways to connect --- */

const CvkValue *
cvk_connector_find_way (const CvkConnector *self, const char *choice)
{
  CvkValue *auth = cvk_value_get_member (self->description, "auth");
  CvkValue *choices = cvk_value_get_member (auth, "choices");

  if (choices == NULL)
    return auth;
  for (size_t i = 0; i < cvk_value_get_length (choices); i++)
    {
      CvkValue *way = cvk_value_get_element (choices, i);

      if (choice == NULL || g_str_equal (cvk_value_lookup_string (way, "id", ""), choice))
        return way;
    }
  return NULL;
}

CvkValue *
cvk_connector_get_auth (const CvkConnector *self)
{
  return cvk_value_get_member (self->description, "auth");
}

CvkValue *
cvk_connector_get_address (const CvkConnector *self)
{
  return cvk_value_get_member (cvk_value_get_member (self->description, "api"), "address");
}

CvkValue *
cvk_connector_get_details_schema (const CvkConnector *self, const CvkValue *way)
{
  CvkValue *own = cvk_value_get_member (way, "details");

  return own != NULL ? own : cvk_value_get_member (self->description, "details");
}

CvkAuthKind
cvk_connector_get_way_kind (const CvkValue *way)
{
  CvkAuthKind kind = CVK_AUTH_KIND_NONE;

  cvk_auth_kind_from_string (cvk_value_lookup_string (way, "type", ""), &kind);
  return kind;
}

gboolean
cvk_connector_is_sign_in (const CvkConnector *self)
{
  CvkValue *auth = cvk_connector_get_auth (self);

  return cvk_connector_get_way_kind (auth) == CVK_AUTH_KIND_OAUTH2 &&
         cvk_connector_get_address (self) == NULL &&
         cvk_connector_get_details_schema (self, auth) == NULL;
}

const char *
cvk_connector_get_check (const CvkConnector *self, CvkConnection *connection)
{
  const CvkValue *way = cvk_connector_find_way (self, connection->choice);

  return way != NULL ? cvk_value_lookup_string (way, "check", NULL) : NULL;
}

/* --- Addresses --- */

static CvkProblem *
make_address_problem (const char *address, const char *message)
{
  CvkProblem *problem = cvk_problem_new ("invalid-address", message, "address", address, NULL);

  cvk_problem_set_field (problem, "address");
  return problem;
}

/* A secret goes there, so plain http stays within the computer unless the connector has none. */
static gboolean
is_scheme_allowed (const CvkConnector *self, GUri *uri)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  CvkValue *schemes = cvk_value_get_member (cvk_value_get_member (api, "address"), "schemes");
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  for (size_t i = 0; schemes != NULL && i < cvk_value_get_length (schemes); i++)
    if (g_str_equal (cvk_value_get_string (cvk_value_get_element (schemes, i)), scheme))
      return TRUE;
  return g_str_equal (scheme, "https") ||
         (g_str_equal (scheme, "http") &&
          (g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1")));
}

/* The address without a slash at the end; NULL sets @problem. */
static char *
read_address (const CvkConnector *self, const char *text, CvkProblem **problem)
{
  g_autofree char *address = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = cvk_connection_parse_url (address);

  if (uri == NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      *problem = make_address_problem (
        text, N_ ("“{address}” is no address that can be used: it begins with https://, names a "
                  "host, and holds no user name, no “?” and no “#”."));
      return NULL;
    }
  if (!is_scheme_allowed (self, uri))
    {
      *problem =
        make_address_problem (text, N_ ("“{address}” would send what is secret unencrypted. Use an "
                                        "address that begins with https://; http:// works only "
                                        "for 127.0.0.1 and [::1]."));
      return NULL;
    }
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';
  return g_steal_pointer (&address);
}

/* Scheme and host of an address that is a secret as a whole. The problem repeats none of it. */
static char *
read_secret_address (const CvkConnector *self, const CvkSecret *secret, CvkProblem **problem)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  g_autoptr (GUri) uri = cvk_connection_parse_url (cvk_secret_peek (secret));
  g_auto (GStrv) hosts = cvk_connector_dup_texts (cvk_value_get_member (api, "allowed_hosts"));
  g_autoptr (GUri) origin = NULL;

  if (uri == NULL || !is_scheme_allowed (self, uri) ||
      (hosts != NULL && hosts[0] != NULL &&
       !cvk_connection_is_allowed_host (g_uri_get_host (uri), (const char *const *) hosts)))
    {
      *problem = cvk_problem_new (
        "invalid-address",
        N_ ("This is not an address that {service} gives out. Copy the whole address, which begins "
            "with https://, from where the webhook was made."),
        "service", self->title, NULL);
      cvk_problem_set_field (*problem, "secret");
      return NULL;
    }
  origin = g_uri_build (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                        g_uri_get_port (uri), "", NULL, NULL);
  return g_uri_to_string (origin);
}

char *
cvk_connector_find_api_url (const CvkConnector *self,
                            CvkAuthKind kind,
                            const CvkValue *answers,
                            const CvkSecret *secret,
                            CvkProblem **problem)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  CvkValue *address = cvk_value_get_member (api, "address");
  const char *given = cvk_value_lookup_string (answers, "address", "");

  if (kind == CVK_AUTH_KIND_ADDRESS)
    return read_secret_address (self, secret, problem);
  if (address != NULL && *given == '\0')
    given = cvk_value_lookup_string (address, "default", "");
  if (address != NULL)
    return read_address (self, given, problem);
  return g_strdup (cvk_value_lookup_string (api, "url", ""));
}

/* --- The rest of the answers --- */

static CvkProblem *
make_missing_problem (const char *field, const char *message)
{
  CvkProblem *problem = cvk_problem_new ("incomplete", message, NULL);

  cvk_problem_set_field (problem, field);
  return problem;
}

/* RFC 9110, section 5.6.2. What HTTP or we set ourselves is not the user's. */
static gboolean
is_header_name (const char *text)
{
  static const char *const own[] = { "host",       "content-length", "transfer-encoding",
                                     "connection", "content-type",   NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (*text == '\0' || g_strv_contains (own, lower))
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_visible (const CvkSecret *secret)
{
  for (const char *p = cvk_secret_peek (secret); *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

/* NULL: nothing is wrong with it. */
static CvkProblem *
check_secret (CvkAuthKind kind, const CvkSecret *secret)
{
  gboolean is_password = kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD;

  if (!cvk_auth_kind_has_given_secret (kind))
    return NULL;
  if (secret == NULL)
    return make_missing_problem ("secret", N_ ("The key, password or address is missing."));
  if (is_password || is_visible (secret))
    return NULL;
  return make_missing_problem ("secret",
                               N_ ("The key holds spaces or characters that no key has. Copy it "
                                   "again."));
}

CvkProblem *
cvk_connector_check_details (const CvkConnector *self, const CvkValue *way, CvkValue *details)
{
  CvkValue *schema = cvk_connector_get_details_schema (self, way);
  g_autoptr (GPtrArray) problems =
    g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

  if (schema == NULL)
    return cvk_value_get_length (details) == 0
             ? NULL
             : make_missing_problem ("details", N_ ("This service takes no further details."));
  cvk_schema_check (schema, details, NULL, CVK_SCHEMA_DEFAULT, problems);
  return problems->len > 0 ? cvk_problem_ref (g_ptr_array_index (problems, 0)) : NULL;
}

static CvkProblem *
check_answers (CvkAuthKind kind, const CvkValue *way, const char *user, const char *header)
{
  if (kind == CVK_AUTH_KIND_OAUTH2)
    return cvk_problem_new ("sign-in-needed",
                            N_ ("This service is connected by signing in, not with a key."), NULL);
  if ((kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD) && *user == '\0')
    return make_missing_problem ("user", N_ ("The user name is missing."));
  /* RFC 7617, section 2: it ends where the password begins. */
  if (kind == CVK_AUTH_KIND_BASIC && strchr (user, ':') != NULL)
    return make_missing_problem ("user", N_ ("A user name cannot hold a colon here."));
  if (kind == CVK_AUTH_KIND_HEADER && !is_header_name (header))
    return make_missing_problem ("header",
                                 N_ ("The header's name is missing or cannot be used. It has "
                                     "letters, digits and dashes, such as X-Api-Key."));
  return NULL;
}

/* --- The record --- */

static char *
make_id (const CvkConnector *self)
{
  uint8_t random[ID_BYTES];
  GString *id = g_string_new (self->id);

  if (!cvk_random_fill (random, sizeof random, NULL))
    g_error ("The system gives no random numbers");
  g_string_append_c (id, '-');
  for (size_t i = 0; i < sizeof random; i++)
    g_string_append_printf (id, "%02x", random[i]);
  return g_string_free (id, FALSE);
}

char *
cvk_connector_choose_name (const CvkConnector *self, const CvkValue *answers, const char *api_url)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  const char *name = cvk_value_lookup_string (answers, "name", "");
  const char *user = cvk_value_lookup_string (answers, "user", "");
  g_autoptr (GUri) uri = *api_url != '\0' ? g_uri_parse (api_url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (*name != '\0')
    return g_strdup (name);
  if (*user != '\0')
    return g_strdup (user);
  if (cvk_value_get_member (api, "address") != NULL && uri != NULL &&
      cvk_value_get_member (answers, "address") != NULL)
    return g_strdup (g_uri_get_host (uri));
  return g_strdup (self->title);
}

static CvkValue *
copy_hosts (const CvkConnector *self)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  CvkValue *hosts = cvk_value_get_member (api, "allowed_hosts");

  return hosts != NULL ? cvk_value_ref (hosts) : cvk_value_new_array (NULL, 0);
}

CvkValue *
cvk_connector_make_record (const CvkConnector *self,
                           const CvkValue *answers,
                           const CvkSecret *secret,
                           int64_t now,
                           CvkProblem **problem)
{
  const char *choice = cvk_value_lookup_string (answers, "choice", NULL);
  const CvkValue *way = cvk_connector_find_way (self, choice);
  CvkAuthKind kind = way != NULL ? cvk_connector_get_way_kind (way) : CVK_AUTH_KIND_NONE;
  const char *user = cvk_value_lookup_string (answers, "user", "");
  const char *header = cvk_value_lookup_string (answers, "header", "");
  CvkValue *given = cvk_value_get_member (answers, "details");
  g_autoptr (CvkValue) details = given != NULL && cvk_value_is_object (given)
                                   ? cvk_value_ref (given)
                                   : cvk_value_new_object (NULL, NULL);
  g_autofree char *api_url = NULL;
  g_auto (CvkObjectBuilder) record = { 0 };

  if (way != NULL && cvk_value_get_member (way, "header") != NULL)
    header = cvk_value_lookup_string (way, "header", "");
  if (way == NULL)
    *problem = make_missing_problem ("choice", N_ ("There is no such way to connect."));
  else
    *problem = check_answers (kind, way, user, header);
  if (*problem == NULL)
    *problem = check_secret (kind, secret);
  if (*problem == NULL)
    *problem = cvk_connector_check_details (self, way, details);
  if (*problem == NULL)
    api_url = cvk_connector_find_api_url (self, kind, answers, secret, problem);
  if (api_url == NULL)
    return NULL;

  g_autofree char *id = make_id (self);
  cvk_object_builder_init (&record);
  cvk_object_builder_append (&record, "id", cvk_value_new_string (id));
  cvk_object_builder_append (&record, "item", cvk_value_new_string (id));
  cvk_object_builder_append (&record, "connector", cvk_value_new_string (self->id));
  cvk_object_builder_append (&record, "kind",
                             cvk_value_new_string (cvk_auth_kind_to_string (kind)));
  cvk_object_builder_append (
    &record, "name", cvk_value_take_string (cvk_connector_choose_name (self, answers, api_url)));
  cvk_object_builder_append (&record, "api_url", cvk_value_new_string (api_url));
  cvk_object_builder_append (&record, "allowed_hosts", copy_hosts (self));
  cvk_object_builder_append (&record, "scopes", cvk_value_new_array (NULL, 0));
  cvk_object_builder_append (&record, "created",
                             cvk_value_take_string (cvk_instant_to_utc_string (now)));
  cvk_object_builder_append (&record, "details", g_steal_pointer (&details));
  if (kind == CVK_AUTH_KIND_HEADER)
    cvk_object_builder_append (&record, "header", cvk_value_new_string (header));
  if (kind == CVK_AUTH_KIND_BASIC || kind == CVK_AUTH_KIND_PASSWORD)
    cvk_object_builder_append (&record, "user", cvk_value_new_string (user));
  if (cvk_value_get_member (way, "id") != NULL)
    cvk_object_builder_append (&record, "choice", cvk_value_ref (cvk_value_get_member (way, "id")));
  return cvk_object_builder_end (&record);
}
