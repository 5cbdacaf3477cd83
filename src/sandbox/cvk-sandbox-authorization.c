// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "sandbox/cvk-sandbox-oauth.h"
#include "sandbox/cvk-sandbox-page.h"

#define MAX_PARAMETER 2048

void
cvk_sandbox_authorization_free (CvkSandboxAuthorization *self)
{
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->state);
  g_free (self->challenge);
  g_free (self->challenge_method);
  g_strfreev (self->scopes);
  g_free (self);
}

/* Loopback by its numeric name and plain http for native clients with PKCE, https for all. */
static gboolean
check_redirect (const char *text, gboolean native)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  const char *host;

  if (uri == NULL || g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (*c <= ' ' || *c >= 0x7f || *c == '"' || *c == '<' || *c == '>')
      return FALSE;
  host = g_uri_get_host (uri);
  if (host == NULL || *host == '\0' || g_ascii_strcasecmp (host, "localhost") == 0)
    return FALSE;
  if (strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  return native && strcmp (g_uri_get_scheme (uri), "http") == 0 &&
         (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "::1") == 0);
}

/* base64url of a SHA-256, or a plain verifier: 43 to 128 unreserved characters (RFC 7636, 4.2). */
static gboolean
check_challenge (const char *challenge, const char *method)
{
  size_t length = strlen (challenge);

  if (strcmp (method, "S256") != 0 && strcmp (method, "plain") != 0)
    return FALSE;
  return length >= 43 && length <= 128 &&
         strspn (challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") ==
           length;
}

char **
cvk_sandbox_authorization_choose_scopes (const char *scope, const char *optional)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text =
    g_strjoin (" ", scope != NULL ? scope : "", optional != NULL ? optional : "", NULL);
  g_auto (GStrv) asked = g_strsplit (g_strstrip (text), " ", -1);

  if (*text == '\0')
    return g_strdupv ((char **) cvk_sandbox_scopes);
  for (char **each = asked; *each != NULL; each++)
    if (**each != '\0' && !g_strv_contains (cvk_sandbox_scopes, *each))
      return NULL;
  for (const char *const *each = cvk_sandbox_scopes; *each != NULL; each++)
    if (g_strv_contains ((const char *const *) asked, *each))
      g_strv_builder_add (builder, *each);
  return g_strv_builder_end (builder);
}

static CvkSandboxReply *
make_redirect_refusal (const char *redirect_uri)
{
  g_autofree char *message =
    g_strdup_printf ("Invalid redirect: %.200s (4,700)", redirect_uri != NULL ? redirect_uri : "");

  return cvk_sandbox_page_new_refusal (4700, message);
}

/* Errors that the client may be told, because its redirect is known to be right. */
static const char *
find_fault (const CvkSandboxAuthorization *self, const char *response_type, gboolean public)
{
  if (response_type == NULL)
    return "invalid_request";
  if (strcmp (response_type, "code") != 0)
    return "unsupported_response_type";
  if (self->challenge == NULL && (public || self->challenge_method != NULL))
    return "invalid_request";
  if (self->challenge != NULL &&
      !check_challenge (self->challenge,
                        self->challenge_method != NULL ? self->challenge_method : "plain"))
    return "invalid_request";
  if (self->scopes == NULL)
    return "invalid_scope";
  return NULL;
}

CvkSandboxAuthorization *
cvk_sandbox_authorization_read (CvkSandbox *sandbox,
                                GHashTable *parameters,
                                gboolean repeated,
                                CvkSandboxReply **refusal)
{
  g_autoptr (CvkSandboxAuthorization) self = g_new0 (CvkSandboxAuthorization, 1);
  CvkSandboxClientKind kind;
  const char *fault;

  self->client_id = g_strdup (g_hash_table_lookup (parameters, "client_id"));
  self->redirect_uri = g_strdup (g_hash_table_lookup (parameters, "redirect_uri"));
  self->state = g_strdup (g_hash_table_lookup (parameters, "state"));
  self->challenge = g_strdup (g_hash_table_lookup (parameters, "code_challenge"));
  self->challenge_method = g_strdup (g_hash_table_lookup (parameters, "code_challenge_method"));
  self->scopes = cvk_sandbox_authorization_choose_scopes (
    g_hash_table_lookup (parameters, "scope"), g_hash_table_lookup (parameters, "optional_scope"));
  kind = cvk_sandbox_accounts_get_client (sandbox->accounts, self->client_id);
  *refusal = NULL;
  if (repeated)
    *refusal = cvk_sandbox_page_new_refusal (4700, "A parameter was given twice. (4,700)");
  else if (kind == CVK_SANDBOX_CLIENT_UNKNOWN)
    *refusal = cvk_sandbox_page_new_refusal (4702, "Invalid client_id. (4,702)");
  else if (kind == CVK_SANDBOX_CLIENT_UNAPPROVED)
    *refusal =
      cvk_sandbox_page_new_refusal (4700, "You cannot authorize the app. Ask your administrator "
                                          "to approve it.");
  else if (self->redirect_uri == NULL || strlen (self->redirect_uri) > MAX_PARAMETER ||
           !check_redirect (self->redirect_uri, self->challenge != NULL))
    *refusal = make_redirect_refusal (self->redirect_uri);
  else if (self->state != NULL && strlen (self->state) > MAX_PARAMETER)
    *refusal = cvk_sandbox_page_new_refusal (4700, "The state is too long. (4,700)");
  if (*refusal != NULL)
    return NULL;
  fault = find_fault (self, g_hash_table_lookup (parameters, "response_type"),
                      kind == CVK_SANDBOX_CLIENT_PUBLIC);
  if (fault != NULL)
    {
      *refusal = cvk_sandbox_authorization_redirect (self, "error", fault);
      return NULL;
    }
  return g_steal_pointer (&self);
}

char *
cvk_sandbox_authorization_grant (CvkSandbox *sandbox,
                                 const CvkSandboxAuthorization *self,
                                 CvkSandboxUser *user,
                                 char **scopes)
{
  CvkSandboxCode *code = g_new0 (CvkSandboxCode, 1);

  code->client_id = g_strdup (self->client_id);
  code->redirect_uri = g_strdup (self->redirect_uri);
  code->challenge = g_strdup (self->challenge);
  code->challenge_method =
    g_strdup (self->challenge_method != NULL ? self->challenge_method : "plain");
  code->scopes = g_strdupv (scopes);
  code->user = user;
  return cvk_sandbox_grants_add_code (sandbox->grants, code);
}

CvkSandboxReply *
cvk_sandbox_authorization_redirect (const CvkSandboxAuthorization *self,
                                    const char *name,
                                    const char *value)
{
  CvkSandboxReply *reply = cvk_sandbox_reply_new (302);
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);
  g_autofree char *state =
    self->state != NULL ? g_uri_escape_string (self->state, NULL, FALSE) : NULL;

  cvk_sandbox_reply_add_header (reply, "Location", "%s%c%s=%s%s%s", self->redirect_uri,
                                strchr (self->redirect_uri, '?') != NULL ? '&' : '?', name, escaped,
                                state != NULL ? "&state=" : "", state != NULL ? state : "");
  cvk_sandbox_page_add_headers (reply, NULL);
  return reply;
}
