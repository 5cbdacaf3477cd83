// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-connector-private.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-sign-in-facts.h"

/* For a server on this computer, which knows no registered applications. */
#define LOCAL_CLIENT_ID "convoke"

#define DAY (INT64_C (24) * 60 * 60)

typedef struct
{
  char *base; /* without a slash at the end */
  char *host;
  gboolean is_local;
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->host, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

/* RFC 8252, section 8.3: plain http stays within the computer. Names would have to be resolved. */
static gboolean
is_local_host (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1");
}

static gboolean
parse_server (const char *text, Server *server)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  size_t length = strlen (text);

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL || !g_str_is_ascii (text) ||
      strpbrk (text, " \t\r\n\\\"<>") != NULL || strchr (host, '%') != NULL)
    return FALSE;
  server->is_local = is_local_host (host);
  if (!g_str_equal (scheme, "https") && !(server->is_local && g_str_equal (scheme, "http")))
    return FALSE;
  while (length > 0 && text[length - 1] == '/')
    length--;
  server->base = g_strndup (text, length);
  server->host = g_strdup (host);
  return TRUE;
}

static const char *
join (GStringChunk *arena, const char *base, const char *path)
{
  g_autofree char *url = g_strconcat (base, path, NULL);

  return g_string_chunk_insert (arena, url);
}

static const char *
keep (GStringChunk *arena, const char *text)
{
  return text != NULL ? g_string_chunk_insert (arena, text) : NULL;
}

static void
fill_standard (const CvkValue *facts, GStringChunk *arena, CvkSignInRequest *request)
{
  g_auto (GStrv) hosts = cvk_connector_dup_texts (cvk_value_get_member (facts, "allowed_hosts"));

  request->authorize_url = join (arena, cvk_value_lookup_string (facts, "authorize_url", ""), "");
  request->token_url = join (arena, cvk_value_lookup_string (facts, "token_url", ""), "");
  request->revoke_url = join (arena, cvk_value_lookup_string (facts, "revoke_url", ""), "");
  request->api_url = join (arena, cvk_value_lookup_string (facts, "api_url", ""), "");
  request->allowed_hosts = cvk_sign_in_request_keep_texts (arena, (const char *const *) hosts);
  /* Another server calls itself something else. */
  request->issuer = keep (arena, cvk_value_lookup_string (facts, "issuer", NULL));
  request->issuer_is_needed = cvk_value_lookup_boolean (facts, "issuer_required", FALSE);
}

/* How the service wants to be asked, whichever of its servers it is. */
static void
fill_manner (const CvkValue *facts, GStringChunk *arena, CvkSignInRequest *request)
{
  g_auto (GStrv) scopes = cvk_connector_dup_texts (cvk_value_get_member (facts, "scopes"));

  request->scopes = cvk_sign_in_request_keep_texts (arena, (const char *const *) scopes);
  request->user_path = join (arena, cvk_value_lookup_string (facts, "user_path", ""), "");
  request->port = (uint16_t) CLAMP (cvk_value_lookup_integer (facts, "port", 0), 0, G_MAXUINT16);
  request->random_path =
    g_str_equal (cvk_value_lookup_string (facts, "redirect_path", "exact"), "random");
  request->device_url = keep (arena, cvk_value_lookup_string (facts, "device_url", NULL));
  request->device_in_query =
    g_str_equal (cvk_value_lookup_string (facts, "device_parameters", "form"), "query");
  request->secret_in_form =
    g_str_equal (cvk_value_lookup_string (facts, "client_secret_in", "header"), "form");
}

static void
fill_name (const CvkValue *facts, GStringChunk *arena, CvkSignInRequest *request)
{
  request->name = keep (arena, cvk_value_lookup_string (facts, "name", NULL));
  request->standard_name = keep (arena, cvk_value_lookup_string (facts, "standard_name", NULL));
  request->choice = keep (arena, cvk_value_lookup_string (facts, "choice", NULL));
  request->details = cvk_value_get_member (facts, "given");
}

/* A server that the description knows (Zoom for Government) has its API elsewhere. */
static void
fill_server (const CvkConnector *self,
             const Server *server,
             GStringChunk *arena,
             CvkSignInRequest *request)
{
  CvkValue *api = cvk_value_get_member (self->description, "api");
  const char *known =
    cvk_value_lookup_string (cvk_value_get_member (api, "servers"), server->base, NULL);
  const char *hosts[] = { server->host, NULL };

  request->authorize_url = join (arena, server->base, "/oauth/authorize");
  request->token_url = join (arena, server->base, "/oauth/token");
  request->revoke_url = join (arena, server->base, "/oauth/revoke");
  if (request->device_url != NULL)
    request->device_url = join (arena, server->base, "/oauth/devicecode");
  if (known != NULL)
    {
      g_auto (GStrv) allowed =
        cvk_connector_dup_texts (cvk_value_get_member (api, "allowed_hosts"));

      request->api_url = g_string_chunk_insert (arena, known);
      request->allowed_hosts =
        cvk_sign_in_request_keep_texts (arena, (const char *const *) allowed);
      return;
    }
  request->api_url = join (arena, server->base, cvk_value_lookup_string (api, "server_path", ""));
  request->allowed_hosts = cvk_sign_in_request_keep_texts (arena, hosts);
}

/* (transfer full) */
static CvkProblem *
make_client_problem (const CvkConnector *self, const CvkValue *way)
{
  CvkProblem *problem;

  if (cvk_value_get_member (way, "details") == NULL)
    return cvk_problem_new (
      "no-client-id",
      N_ ("This build of Convoke has no client id for {service}. Register an application of "
          "your own as “convokectl connect {connector} --help” says and give its id with "
          "--client-id, or try the sandbox with --sandbox."),
      "service", self->title, "connector", self->id, NULL);
  problem = cvk_problem_new ("no-client-id",
                             N_ ("The client id is missing. Register an application at the "
                                 "service, with the redirect address "
                                 "http://127.0.0.1/callback, and give its client id."),
                             NULL);
  cvk_problem_set_field (problem, "client_id");
  return problem;
}

gboolean
cvk_connector_fill_sign_in (const CvkConnector *self,
                            const CvkValue *facts,
                            const char *server_text,
                            const char *client_id,
                            GStringChunk *arena,
                            CvkSignInRequest *request,
                            CvkProblem **problem)
{
  g_auto (Server) server = { NULL };

  *request = (CvkSignInRequest){ 0 };
  if (server_text != NULL && !parse_server (server_text, &server))
    {
      *problem = cvk_problem_new (
        "server-not-allowed",
        N_ ("“{server}” cannot be used as a server. Its address begins with https://; http:// "
            "works only for 127.0.0.1 and [::1]."),
        "server", server_text, NULL);
      return FALSE;
    }
  if (client_id == NULL || *client_id == '\0')
    client_id = cvk_value_lookup_string (facts, "client_id",
                                         server.is_local ? LOCAL_CLIENT_ID : self->client_id);
  if (server_text == NULL)
    *problem = cvk_sign_in_facts_check (facts);
  if (*problem == NULL && client_id == NULL)
    *problem = make_client_problem (self, facts);
  if (*problem != NULL)
    return FALSE;

  request->connector = g_string_chunk_insert (arena, self->id);
  request->client_id = g_string_chunk_insert (arena, client_id);
  request->refresh_life = cvk_value_lookup_integer (facts, "refresh_life_days", 0) * DAY;
  fill_manner (facts, arena, request);
  fill_name (facts, arena, request);
  if (server_text != NULL)
    fill_server (self, &server, arena, request);
  else
    fill_standard (facts, arena, request);
  return TRUE;
}

gboolean
cvk_connector_fill_reconnect (const CvkConnector *self,
                              CvkConnection *connection,
                              GStringChunk *arena,
                              CvkSignInRequest *request)
{
  g_autoptr (CvkValue) record = cvk_connection_to_record (connection);
  g_autoptr (CvkProblem) problem = NULL;
  g_autoptr (CvkValue) facts = NULL;

  gboolean is_whole = cvk_sign_in_request_read (request, record, arena);

  request->details = cvk_connection_get_details (connection);
  if (is_whole)
    return TRUE;
  if (self != NULL)
    facts = cvk_sign_in_facts_new (self, NULL, &problem);
  if (facts == NULL)
    return FALSE;
  fill_manner (facts, arena, request);
  /* Its addresses are those of the record, and this one would be another server's. */
  request->device_url = NULL;
  return TRUE;
}
