// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "base/cvk-random.h"
#include "base/cvk-secret.h"
#include "sandbox/cvk-sandbox-device.h"
#include "sandbox/cvk-sandbox-oauth.h"

/* Who asks: a confidential client by its Basic header, a public one by its id alone. */
char *
cvk_sandbox_oauth_authenticate (CvkSandbox *sandbox,
                                const CvkSandboxRequest *request,
                                GHashTable *form)
{
  const char *claimed = g_hash_table_lookup (form, "client_id");
  g_autofree char *decoded = NULL;
  size_t length;
  char *colon;

  if (request->authorization == NULL)
    return cvk_sandbox_accounts_get_client (sandbox->accounts, claimed) ==
                 CVK_SANDBOX_CLIENT_PUBLIC &&
               g_hash_table_lookup (form, "client_secret") == NULL
             ? g_strdup (claimed)
             : NULL;
  if (g_ascii_strncasecmp (request->authorization, "Basic ", 6) != 0)
    return NULL;
  decoded = (char *) g_base64_decode (request->authorization + 6, &length);
  colon = strchr (decoded, ':');
  if (strlen (decoded) != length || colon == NULL)
    return NULL;
  *colon = '\0';
  if (!cvk_sandbox_accounts_check_secret (sandbox->accounts, decoded, colon + 1) ||
      (claimed != NULL && strcmp (claimed, decoded) != 0))
    return NULL;
  return g_steal_pointer (&decoded);
}

static gboolean
check_verifier (const CvkSandboxCode *code, const char *verifier)
{
  uint8_t digest[32];
  size_t length = sizeof digest;
  g_autoptr (GChecksum) checksum = NULL;
  g_autofree char *hash = NULL;

  if (code->challenge == NULL)
    return verifier == NULL;
  if (verifier == NULL || strlen (verifier) < 43 || strlen (verifier) > 128)
    return FALSE;
  if (strcmp (code->challenge_method, "plain") == 0)
    return cvk_text_equal_constant_time (code->challenge, verifier);
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  hash = cvk_base64url_encode (digest, length);
  return cvk_text_equal_constant_time (code->challenge, hash);
}

static CvkSandboxReply *
issue (CvkSandbox *sandbox, CvkSandboxGrant *grant)
{
  g_autoptr (CvkValue) tokens = cvk_sandbox_grants_issue (sandbox->grants, grant, sandbox->origin);
  CvkSandboxReply *reply = cvk_sandbox_reply_new_json (200, tokens);

  cvk_sandbox_reply_add_header (reply, "Cache-Control", "no-store");
  return reply;
}

static CvkSandboxReply *
redeem_code (CvkSandbox *sandbox, const char *client_id, GHashTable *form)
{
  const char *text = g_hash_table_lookup (form, "code");
  const char *redirect_uri = g_hash_table_lookup (form, "redirect_uri");
  const CvkSandboxCode *code =
    text != NULL ? cvk_sandbox_grants_find_code (sandbox->grants, text) : NULL;

  if (text == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Bad Request");
  if (code == NULL || strcmp (code->client_id, client_id) != 0)
    return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid authorization code");
  if (code->grant != NULL)
    {
      CvkSandboxGrant *grant = cvk_sandbox_grants_find (sandbox->grants, code->grant);

      /* A code that comes twice was stolen: RFC 6749, section 4.1.2. */
      if (grant != NULL)
        cvk_sandbox_grants_end (sandbox->grants, grant);
      return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid authorization code");
    }
  if (redirect_uri == NULL || strcmp (redirect_uri, code->redirect_uri) != 0)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Redirect URI mismatch.");
  if (!check_verifier (code, g_hash_table_lookup (form, "code_verifier")))
    return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid authorization code");
  return issue (sandbox, cvk_sandbox_grants_redeem (sandbox->grants, text));
}

/* The user has said yes or no on another device (RFC 8628, section 3.5). */
static CvkSandboxReply *
redeem_device (CvkSandbox *sandbox, const char *client_id, GHashTable *form)
{
  const char *refusal;
  g_autofree char *code = cvk_sandbox_devices_take (
    sandbox, client_id, g_hash_table_lookup (form, "device_code"), &refusal);

  if (code == NULL)
    return cvk_sandbox_reply_new_refusal (refusal, "The device has no token yet.");
  return issue (sandbox, cvk_sandbox_grants_redeem (sandbox->grants, code));
}

static CvkSandboxReply *
refresh_tokens (CvkSandbox *sandbox, const char *client_id, GHashTable *form)
{
  const char *token = g_hash_table_lookup (form, "refresh_token");
  CvkSandboxGrant *grant;

  if (token == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Bad Request");
  grant = cvk_sandbox_grants_find_refresh (sandbox->grants, token);
  if (grant == NULL || strcmp (grant->client_id, client_id) != 0)
    return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid Token!");
  if (!cvk_sandbox_grants_can_refresh (sandbox->grants, grant, token))
    {
      /* Somebody else has it, too: nobody may go on with this grant (RFC 9700, 4.14.2). */
      cvk_sandbox_grants_end (sandbox->grants, grant);
      return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid Token!");
    }
  return issue (sandbox, grant);
}

/* NULL, and @refusal set, when it is no proper form. */
static GHashTable *
read_form (const CvkSandboxRequest *request, CvkSandboxReply **refusal)
{
  gboolean repeated = FALSE;
  g_autoptr (GHashTable) form = NULL;

  *refusal = NULL;
  if (strcmp (request->method, "POST") != 0)
    {
      *refusal = cvk_sandbox_reply_new (405);
      cvk_sandbox_reply_add_header (*refusal, "Allow", "POST");
      return NULL;
    }
  if (request->type != NULL &&
      g_ascii_strcasecmp (request->type, "application/x-www-form-urlencoded") == 0)
    form = cvk_sandbox_parse_form (g_bytes_get_data (request->body, NULL),
                                   g_bytes_get_size (request->body), &repeated);
  if (form == NULL || repeated)
    {
      *refusal = cvk_sandbox_reply_new_refusal ("invalid_request", "Bad Request");
      return NULL;
    }
  return g_steal_pointer (&form);
}

CvkSandboxReply *
cvk_sandbox_oauth_token (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  CvkSandboxReply *refusal;
  g_autoptr (GHashTable) form = read_form (request, &refusal);
  g_autofree char *client_id = NULL;
  const char *type;

  if (form == NULL)
    return refusal;
  type = g_hash_table_lookup (form, "grant_type");
  if (type == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Missing grant type");
  client_id = cvk_sandbox_oauth_authenticate (sandbox, request, form);
  if (client_id == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_client", "Invalid client_id or client_secret");
  if (strcmp (type, "authorization_code") == 0)
    return redeem_code (sandbox, client_id, form);
  if (strcmp (type, "urn:ietf:params:oauth:grant-type:device_code") == 0)
    return redeem_device (sandbox, client_id, form);
  if (strcmp (type, "refresh_token") == 0)
    return refresh_tokens (sandbox, client_id, form);
  return cvk_sandbox_reply_new_refusal ("unsupported_grant_type", "unsupported grant type");
}

CvkSandboxReply *
cvk_sandbox_oauth_revoke (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  CvkSandboxReply *refusal;
  g_autoptr (GHashTable) form = read_form (request, &refusal);
  g_autofree char *client_id = NULL;
  g_autoptr (CvkValue) success = NULL;
  const char *token;
  CvkSandboxGrant *grant;
  gboolean expired;

  if (form == NULL)
    return refusal;
  token = g_hash_table_lookup (form, "token");
  if (token == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Bad Request");
  client_id = cvk_sandbox_oauth_authenticate (sandbox, request, form);
  if (client_id == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_client", "Invalid client_id or client_secret");
  grant = cvk_sandbox_grants_find_access (sandbox->grants, token, &expired);
  if (grant == NULL)
    grant = cvk_sandbox_grants_find_refresh (sandbox->grants, token);
  if (grant == NULL || strcmp (grant->client_id, client_id) != 0)
    return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid Token!");
  cvk_sandbox_grants_end (sandbox->grants, grant);
  success = cvk_value_new_object ("status", cvk_value_new_string ("success"), NULL);
  return cvk_sandbox_reply_new_json (200, success);
}
