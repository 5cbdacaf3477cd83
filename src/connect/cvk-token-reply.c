// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-token-reply.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-auth-error.h"
#include "connect/cvk-token-json.h"

#define DEFAULT_LIFE 3600
#define MAX_LIFE 10000000
#define MAX_ERROR_CODE 40
#define MAX_REFRESH_LIFE (INT64_C (100) * 366 * 24 * 60 * 60)

/* Zoom's documentation, "OAuth error messages". */
typedef struct
{
  int64_t number;
  CvkAuthError code;
  const char *message;
} ZoomError;

static const ZoomError zoom_errors[] = {
  { 4700, CVK_AUTH_ERROR_REFUSED,
    N_ ("Zoom did not accept the request (4700). In the Zoom App Marketplace, register the "
        "redirect address http://127.0.0.1/callback for the app, also in its allow list.") },
  { 4702, CVK_AUTH_ERROR_REFUSED,
    N_ ("Zoom does not know this client id (4702). Check it in the Zoom App Marketplace.") },
  { 4704, CVK_AUTH_ERROR_REFUSED,
    N_ ("Zoom did not accept the client secret (4704). Check it in the Zoom App Marketplace.") },
  { 4705, CVK_AUTH_ERROR_REFUSED,
    N_ ("The Zoom app does not allow this kind of sign-in (4705). Create a user-managed General "
        "app with “Use Public Client OAuth” switched on.") },
  { 4706, CVK_AUTH_ERROR_REFUSED,
    N_ ("Zoom misses the client's credentials (4706). Check the client id, and give the client "
        "secret if the app has one.") },
  { 4709, CVK_AUTH_ERROR_REFUSED,
    N_ ("The redirect address is not the one registered for the app (4709). Register "
        "http://127.0.0.1/callback in the Zoom App Marketplace.") },
  { 4711, CVK_AUTH_ERROR_REFUSED,
    N_ ("The permissions asked for are not those of the Zoom app (4711). Add the missing scopes to "
        "the app in the Zoom App Marketplace, then sign in again.") },
  { 4717, CVK_AUTH_ERROR_REFUSED,
    N_ ("The Zoom app is disabled (4717). Ask who manages it to activate it.") },
  { 4733, CVK_AUTH_ERROR_REFUSED,
    N_ ("The sign-in took too long, and Zoom's code expired (4733). Sign in again.") },
  { 4734, CVK_AUTH_ERROR_REFUSED,
    N_ ("Zoom did not accept the code from the browser (4734). Sign in again.") },
  { 4735, CVK_AUTH_ERROR_RECONNECT,
    N_ ("The Zoom user of this connection no longer exists (4735). Sign in as another user.") },
  { 4737, CVK_AUTH_ERROR_RECONNECT,
    N_ ("Zoom no longer knows this sign-in (4737). Sign in again.") },
  { 4738, CVK_AUTH_ERROR_DISABLED,
    N_ ("An administrator has disabled the app for this Zoom account (4738). Ask the "
        "administrator to allow it, then sign in again.") },
  { 4741, CVK_AUTH_ERROR_ELSEWHERE,
    N_ ("This Zoom account was connected again elsewhere, which ended this sign-in (4741). Sign "
        "in again to use it here.") },
};

typedef struct
{
  const char *name;
  CvkAuthError code;
  const char *message;
} StandardError;

/* RFC 6749, section 5.2; RFC 8628, section 3.5. */
static const StandardError standard_errors[] = {
  { "invalid_grant", CVK_AUTH_ERROR_RECONNECT,
    N_ ("The service no longer accepts this sign-in. Sign in again.") },
  { "invalid_client", CVK_AUTH_ERROR_REFUSED,
    N_ ("The service does not accept the client id, or the client secret. Check both where the "
        "app is registered.") },
  { "unauthorized_client", CVK_AUTH_ERROR_REFUSED,
    N_ ("The app is not allowed to sign in this way. Check the app's settings where it is "
        "registered.") },
  { "unsupported_grant_type", CVK_AUTH_ERROR_REFUSED,
    N_ ("The app is not allowed to sign in this way. Check the app's settings where it is "
        "registered.") },
  { "invalid_scope", CVK_AUTH_ERROR_REFUSED,
    N_ ("The service does not grant the permissions asked for. Add the scopes to the app where it "
        "is registered, then sign in again.") },
  { "invalid_request", CVK_AUTH_ERROR_REFUSED,
    N_ ("The service did not understand the request for a token. Sign in again; if that does not "
        "help, check the app's settings where it is registered.") },
  { "authorization_pending", CVK_AUTH_ERROR_PENDING,
    N_ ("The sign-in waits for your answer on the service's page.") },
  { "slow_down", CVK_AUTH_ERROR_SLOW_DOWN,
    N_ ("The sign-in waits for your answer on the service's page.") },
  { "expired_token", CVK_AUTH_ERROR_TIMEOUT,
    N_ ("Nobody entered the code in time, and it has expired. Sign in again to get a new one.") },
  { "access_denied", CVK_AUTH_ERROR_DECLINED,
    N_ ("The sign-in was declined on the service's page. Nothing was changed; sign in again "
        "whenever you like.") },
  { "temporarily_unavailable", CVK_AUTH_ERROR_OFFLINE,
    N_ ("The service is not available now. Try again later.") },
  { "server_error", CVK_AUTH_ERROR_OFFLINE, N_ ("The service failed. Try again later.") },
};

void
cvk_token_reply_free (CvkTokenReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->access_token, cvk_secret_unref);
  g_clear_pointer (&self->refresh_token, cvk_secret_unref);
  g_free (self->scopes);
  g_free (self->api_url);
  g_free (self);
}

static void
set_untrusted (GError **error)
{
  g_set_error_literal (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_PROTOCOL,
                       _ ("The service's answer to the request for a token makes no sense. Check "
                          "the server's address and whether something between here and there "
                          "changes answers, then try again."));
}

static void
set_zoom_error (int64_t number, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (zoom_errors); i++)
    if (zoom_errors[i].number == number)
      {
        g_set_error_literal (error, CVK_AUTH_ERROR, zoom_errors[i].code,
                             _ (zoom_errors[i].message));
        return;
      }
}

/* What registered codes look like. Anything else may be anything, such as the token that was sent,
 * and would be shown. */
static gboolean
is_error_code (const char *name)
{
  return strlen (name) <= MAX_ERROR_CODE &&
         strspn (name, "abcdefghijklmnopqrstuvwxyz_") == strlen (name);
}

static gboolean
set_standard_error (const char *name, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (standard_errors); i++)
    if (g_str_equal (standard_errors[i].name, name))
      {
        g_set_error_literal (error, CVK_AUTH_ERROR, standard_errors[i].code,
                             _ (standard_errors[i].message));
        return TRUE;
      }
  if (!is_error_code (name))
    return FALSE;
  g_set_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
               _ ("The service refused to give a token (“%s”). Check the app's settings where it "
                  "is registered."),
               name);
  return TRUE;
}

static void
read_refusal (unsigned status, const char *text, size_t length, GError **error)
{
  g_autoptr (CvkJson) json = cvk_token_json_parse (text, length);
  g_autofree char *name = NULL;
  GError *refusal = NULL;
  int64_t number = 0;

  if (json != NULL && (cvk_token_json_get_integer (json, "code", &number) ||
                       cvk_token_json_get_integer (json, "errorCode", &number)))
    set_zoom_error (number, &refusal);
  if (refusal == NULL && json != NULL)
    {
      name = cvk_token_json_get_string (json, "error");
      if (name != NULL && *name != '\0')
        set_standard_error (name, &refusal);
    }

  if (refusal != NULL)
    g_propagate_error (error, refusal);
  else if (status == 401 || status == 400)
    g_set_error (error, CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                 _ ("The service refused to give a token (HTTP %u) without saying why. Check the "
                    "client id and the server's address."),
                 status);
  else
    set_untrusted (error);
}

static gboolean
is_bearer (CvkJson *json)
{
  g_autofree char *type = cvk_token_json_get_string (json, "token_type");

  return type != NULL && g_ascii_strcasecmp (type, "bearer") == 0;
}

/* RFC 6749, section 3.3: words of visible ASCII, each followed by one space at most. */
static gboolean
is_scope_list (const char *scopes)
{
  for (const char *p = scopes; *p != '\0'; p++)
    if (!g_ascii_isprint (*p) || *p == '"' || *p == '\\')
      return FALSE;
  return TRUE;
}

/* In no standard, and named so by Keycloak and by others; what makes no sense is not told. */
static int64_t
read_refresh_life (CvkJson *json)
{
  int64_t seconds = 0;

  if (!cvk_token_json_get_integer (json, "refresh_token_expires_in", &seconds))
    cvk_token_json_get_integer (json, "refresh_expires_in", &seconds);
  return seconds > 0 && seconds <= MAX_REFRESH_LIFE ? seconds : 0;
}

static gboolean
read_optional_members (CvkTokenReply *self, CvkJson *json)
{
  self->expires_in = DEFAULT_LIFE;
  self->is_open_ended = !cvk_token_json_has (json, "expires_in");
  if (!self->is_open_ended &&
      (!cvk_token_json_get_integer (json, "expires_in", &self->expires_in) ||
       self->expires_in < 1 || self->expires_in > MAX_LIFE))
    return FALSE;

  self->refresh_life = read_refresh_life (json);
  self->refresh_token = cvk_token_json_get_secret (json, "refresh_token");
  if (self->refresh_token == NULL && cvk_token_json_has (json, "refresh_token"))
    return FALSE;

  self->scopes = cvk_token_json_get_string (json, "scope");
  if (self->scopes != NULL ? !is_scope_list (self->scopes) : cvk_token_json_has (json, "scope"))
    return FALSE;

  self->api_url = cvk_token_json_get_string (json, "api_url");
  return self->api_url != NULL || !cvk_token_json_has (json, "api_url");
}

static CvkTokenReply *
read_success (const char *text, size_t length, GError **error)
{
  g_autoptr (CvkTokenReply) self = g_new0 (CvkTokenReply, 1);
  g_autoptr (CvkJson) json = cvk_token_json_parse (text, length);

  if (json != NULL && is_bearer (json) && read_optional_members (self, json))
    self->access_token = cvk_token_json_get_secret (json, "access_token");
  if (self->access_token != NULL)
    return g_steal_pointer (&self);
  /* Some services refuse with a success. */
  if (json != NULL && cvk_token_json_has (json, "error"))
    read_refusal (200, text, length, error);
  else
    set_untrusted (error);
  return NULL;
}

CvkTokenReply *
cvk_token_reply_parse (unsigned status, GBytes *body, GError **error)
{
  CvkTokenReply *self = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);

  if (status == 200)
    self = read_success (text, length, error);
  else if (status == 429 || status >= 500)
    g_set_error (error, CVK_AUTH_ERROR,
                 status == 429 ? CVK_AUTH_ERROR_BUSY : CVK_AUTH_ERROR_OFFLINE,
                 _ ("The service cannot give a token now (HTTP %u). Try again later."), status);
  else if (status >= 400)
    read_refusal (status, text, length, error);
  else
    /* Redirects too: a token request goes to nobody but the endpoint (RFC 9700, section 4.12). */
    set_untrusted (error);
  cvk_wipe ((void *) text, length);
  cvk_wipe_traces ();
  return self;
}
