// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-grants.h"

#include <string.h>

#include "base/cvk-json.h"
#include "base/cvk-random.h"

#define CODE_LIFETIME (5 * 60 * G_USEC_PER_SEC)
#define ACCESS_LIFETIME INT64_C (3599)
#define REFRESH_LIFETIME INT64_C (7776000)
#define FILLER_BYTES 380

const char *const cvk_sandbox_scopes[] = {
  "meeting:write:meeting",  "meeting:read:meeting",
  "meeting:update:meeting", "meeting:read:list_meetings",
  "meeting:delete:meeting", "user:read:user",
  "user:read:email",        NULL,
};

struct _CvkSandboxGrants
{
  CvkSandboxState *state;
  CvkSandboxClock *clock;
  CvkSandboxAccounts *accounts;
  GHashTable *grants;  /* id -> CvkSandboxGrant, which it owns */
  GHashTable *access;  /* token -> grant */
  GHashTable *refresh; /* token -> grant */
  GHashTable *codes;   /* code -> CvkSandboxCode */
};

void
cvk_sandbox_code_free (CvkSandboxCode *self)
{
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->challenge);
  g_free (self->challenge_method);
  g_strfreev (self->scopes);
  g_free (self->grant);
  g_free (self);
}

static void
free_grant (CvkSandboxGrant *grant)
{
  g_free (grant->id);
  g_free (grant->client_id);
  g_strfreev (grant->scopes);
  g_hash_table_unref (grant->access_tokens);
  g_hash_table_unref (grant->refresh_tokens);
  g_free (grant);
}

CvkSandboxGrants *
cvk_sandbox_grants_new (CvkSandboxState *state,
                        CvkSandboxClock *clock,
                        CvkSandboxAccounts *accounts)
{
  CvkSandboxGrants *self = g_new0 (CvkSandboxGrants, 1);

  self->state = state;
  self->clock = clock;
  self->accounts = accounts;
  self->grants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) free_grant);
  self->access = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->codes =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cvk_sandbox_code_free);
  return self;
}

void
cvk_sandbox_grants_free (CvkSandboxGrants *self)
{
  g_hash_table_unref (self->access);
  g_hash_table_unref (self->refresh);
  g_hash_table_unref (self->grants);
  g_hash_table_unref (self->codes);
  g_free (self);
}

/* Saving and loading */

static CvkValue *
list_texts (char **texts)
{
  CvkArrayBuilder builder;

  cvk_array_builder_init (&builder);
  for (char **text = texts; *text != NULL; text++)
    cvk_array_builder_append (&builder, cvk_value_new_string (*text));
  return cvk_array_builder_end (&builder);
}

static char **
read_texts (const CvkValue *list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (size_t i = 0; list != NULL && i < cvk_value_get_length (list); i++)
    g_strv_builder_add (builder, cvk_value_get_string (cvk_value_get_element (list, i)));
  return g_strv_builder_end (builder);
}

static CvkValue *
describe_tokens (GHashTable *tokens)
{
  CvkObjectBuilder builder;
  GHashTableIter iterator;
  gpointer token, number;

  cvk_object_builder_init (&builder);
  g_hash_table_iter_init (&iterator, tokens);
  while (g_hash_table_iter_next (&iterator, &token, &number))
    cvk_object_builder_append (&builder, token, cvk_value_new_integer (*(int64_t *) number));
  return cvk_object_builder_end (&builder);
}

static void
keep_grant (CvkSandboxGrants *self, const CvkSandboxGrant *grant)
{
  g_autoptr (CvkValue) value = cvk_value_new_object (
    "client", cvk_value_new_string (grant->client_id), "user",
    cvk_value_new_string (grant->user->id), "scopes", list_texts (grant->scopes), "access",
    describe_tokens (grant->access_tokens), "refresh", describe_tokens (grant->refresh_tokens),
    NULL);

  cvk_sandbox_state_put (self->state, "grant", grant->id, value);
}

static void
keep_code (CvkSandboxGrants *self, const char *id, const CvkSandboxCode *code)
{
  g_autoptr (CvkValue) value = cvk_value_new_object (
    "client", cvk_value_new_string (code->client_id), "redirect",
    cvk_value_new_string (code->redirect_uri), "challenge", cvk_value_new_string (code->challenge),
    "method", cvk_value_new_string (code->challenge_method), "scopes", list_texts (code->scopes),
    "user", cvk_value_new_string (code->user->id), "expires", cvk_value_new_integer (code->expires),
    "grant", cvk_value_new_string (code->grant), NULL);

  cvk_sandbox_state_put (self->state, "code", id, value);
}

static void
add_token (GHashTable *all,
           CvkSandboxGrant *grant,
           GHashTable *tokens,
           const char *token,
           int64_t number)
{
  g_hash_table_insert (all, g_strdup (token), grant);
  g_hash_table_insert (tokens, g_strdup (token), g_memdup2 (&number, sizeof number));
}

static CvkSandboxGrant *
add_grant (CvkSandboxGrants *self, const char *id, const char *client_id, CvkSandboxUser *user)
{
  CvkSandboxGrant *grant = g_new0 (CvkSandboxGrant, 1);

  grant->id = g_strdup (id);
  grant->client_id = g_strdup (client_id);
  grant->user = user;
  grant->access_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  grant->refresh_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->grants, grant->id, grant);
  return grant;
}

static void
load_tokens (GHashTable *all, CvkSandboxGrant *grant, GHashTable *tokens, const CvkValue *value)
{
  for (size_t i = 0; value != NULL && i < cvk_value_get_length (value); i++)
    {
      const char *token;
      CvkValue *number;

      cvk_value_get_member_at (value, i, &token, &number);
      add_token (all, grant, tokens, token, cvk_value_get_integer (number));
    }
}

static void
load_grant_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxGrants *self = user_data;
  const char *client = cvk_value_lookup_string (value, "client", NULL);
  CvkSandboxUser *user =
    cvk_sandbox_accounts_find_user (self->accounts, cvk_value_lookup_string (value, "user", ""));
  CvkSandboxGrant *grant;

  if (client == NULL || user == NULL)
    return;
  grant = add_grant (self, id, client, user);
  grant->scopes = read_texts (cvk_value_get_member (value, "scopes"));
  load_tokens (self->access, grant, grant->access_tokens, cvk_value_get_member (value, "access"));
  load_tokens (self->refresh, grant, grant->refresh_tokens,
               cvk_value_get_member (value, "refresh"));
}

static void
load_code_cb (const char *id, const CvkValue *value, gpointer user_data)
{
  CvkSandboxGrants *self = user_data;
  g_autoptr (CvkSandboxCode) code = g_new0 (CvkSandboxCode, 1);

  code->client_id = g_strdup (cvk_value_lookup_string (value, "client", ""));
  code->redirect_uri = g_strdup (cvk_value_lookup_string (value, "redirect", ""));
  code->challenge = g_strdup (cvk_value_lookup_string (value, "challenge", NULL));
  code->challenge_method = g_strdup (cvk_value_lookup_string (value, "method", NULL));
  code->scopes = read_texts (cvk_value_get_member (value, "scopes"));
  code->user =
    cvk_sandbox_accounts_find_user (self->accounts, cvk_value_lookup_string (value, "user", ""));
  code->expires = cvk_value_lookup_integer (value, "expires", 0);
  code->grant = g_strdup (cvk_value_lookup_string (value, "grant", NULL));
  if (code->user != NULL)
    g_hash_table_insert (self->codes, g_strdup (id), g_steal_pointer (&code));
}

gboolean
cvk_sandbox_grants_load (CvkSandboxGrants *self, GError **error)
{
  return cvk_sandbox_state_load (self->state, "grant", load_grant_cb, self, error) &&
         cvk_sandbox_state_load (self->state, "code", load_code_cb, self, error);
}

/* Codes */

static void
drop_old_codes (CvkSandboxGrants *self, int64_t now)
{
  GHashTableIter iterator;
  gpointer id, code;

  g_hash_table_iter_init (&iterator, self->codes);
  while (g_hash_table_iter_next (&iterator, &id, &code))
    if (((CvkSandboxCode *) code)->expires <= now)
      {
        cvk_sandbox_state_put (self->state, "code", id, NULL);
        g_hash_table_iter_remove (&iterator);
      }
}

char *
cvk_sandbox_grants_add_code (CvkSandboxGrants *self, CvkSandboxCode *code)
{
  int64_t now = cvk_sandbox_clock_get_now (self->clock);
  g_autofree char *id = cvk_sandbox_make_token (33);

  drop_old_codes (self, now);
  code->expires = now + CODE_LIFETIME;
  g_hash_table_insert (self->codes, g_strdup (id), code);
  keep_code (self, id, code);
  return g_steal_pointer (&id);
}

CvkSandboxCode *
cvk_sandbox_grants_find_code (CvkSandboxGrants *self, const char *code)
{
  drop_old_codes (self, cvk_sandbox_clock_get_now (self->clock));
  return g_hash_table_lookup (self->codes, code);
}

CvkSandboxGrant *
cvk_sandbox_grants_redeem (CvkSandboxGrants *self, const char *id)
{
  CvkSandboxCode *code = g_hash_table_lookup (self->codes, id);
  g_autofree char *grant_id = cvk_sandbox_make_token (16);
  CvkSandboxGrant *grant;

  cvk_sandbox_grants_end_matching (self, code->client_id, code->user);
  grant = add_grant (self, grant_id, code->client_id, code->user);
  grant->scopes = g_strdupv (code->scopes);
  code->grant = g_strdup (grant->id);
  keep_code (self, id, code);
  return grant;
}

/* Grants */

CvkSandboxGrant *
cvk_sandbox_grants_find (CvkSandboxGrants *self, const char *id)
{
  return g_hash_table_lookup (self->grants, id);
}

CvkSandboxGrant *
cvk_sandbox_grants_find_refresh (CvkSandboxGrants *self, const char *token)
{
  return g_hash_table_lookup (self->refresh, token);
}

gboolean
cvk_sandbox_grants_can_refresh (CvkSandboxGrants *self,
                                const CvkSandboxGrant *grant,
                                const char *token)
{
  const int64_t *expiry = g_hash_table_lookup (grant->refresh_tokens, token);

  return expiry != NULL && *expiry > cvk_sandbox_clock_get_now (self->clock);
}

CvkSandboxGrant *
cvk_sandbox_grants_find_access (CvkSandboxGrants *self, const char *token, gboolean *expired)
{
  CvkSandboxGrant *grant = g_hash_table_lookup (self->access, token);

  if (grant != NULL)
    {
      const int64_t *expiry = g_hash_table_lookup (grant->access_tokens, token);

      *expired = *expiry <= cvk_sandbox_clock_get_now (self->clock);
    }
  return grant;
}

static void
forget_tokens (GHashTable *all, GHashTable *tokens)
{
  GHashTableIter iterator;
  gpointer token;

  g_hash_table_iter_init (&iterator, tokens);
  while (g_hash_table_iter_next (&iterator, &token, NULL))
    g_hash_table_remove (all, token);
}

void
cvk_sandbox_grants_end (CvkSandboxGrants *self, CvkSandboxGrant *grant)
{
  forget_tokens (self->access, grant->access_tokens);
  forget_tokens (self->refresh, grant->refresh_tokens);
  cvk_sandbox_state_put (self->state, "grant", grant->id, NULL);
  g_hash_table_remove (self->grants, grant->id);
}

unsigned
cvk_sandbox_grants_end_matching (CvkSandboxGrants *self,
                                 const char *client_id,
                                 const CvkSandboxUser *user)
{
  g_autoptr (GList) grants = g_hash_table_get_values (self->grants);
  unsigned count = 0;

  for (GList *link = grants; link != NULL; link = link->next)
    {
      CvkSandboxGrant *grant = link->data;

      if ((client_id == NULL || strcmp (grant->client_id, client_id) == 0) &&
          (user == NULL || grant->user == user))
        {
          cvk_sandbox_grants_end (self, grant);
          count++;
        }
    }
  return count;
}

void
cvk_sandbox_grants_expire (CvkSandboxGrants *self, const char *token)
{
  GHashTableIter iterator;
  gpointer each, grant;

  g_hash_table_iter_init (&iterator, self->access);
  while (g_hash_table_iter_next (&iterator, &each, &grant))
    if (token == NULL || strcmp (each, token) == 0)
      {
        CvkSandboxGrant *owner = grant;

        *(int64_t *) g_hash_table_lookup (owner->access_tokens, each) = 0;
        keep_grant (self, owner);
      }
}

void
cvk_sandbox_grants_set_scopes (CvkSandboxGrants *self, char **scopes)
{
  GHashTableIter iterator;
  gpointer value;

  g_hash_table_iter_init (&iterator, self->grants);
  while (g_hash_table_iter_next (&iterator, NULL, &value))
    {
      CvkSandboxGrant *grant = value;

      g_strfreev (grant->scopes);
      grant->scopes = g_strdupv (scopes);
      keep_grant (self, grant);
    }
}

gboolean
cvk_sandbox_grant_has_scope (const CvkSandboxGrant *self, const char *scope)
{
  return g_strv_contains ((const char *const *) self->scopes, scope);
}

/* Tokens */

char *
cvk_sandbox_make_jwt (const CvkValue *claims)
{
  static const char header[] = "{\"alg\":\"HS512\",\"v\":\"2.0\",\"typ\":\"JWT\"}";
  g_autofree char *payload = cvk_value_to_json (claims, CVK_JSON_COMPACT);
  g_autofree char *first = cvk_base64url_encode ((const uint8_t *) header, strlen (header));
  g_autofree char *second = cvk_base64url_encode ((const uint8_t *) payload, strlen (payload));
  g_autofree char *signature = cvk_sandbox_make_token (64);

  return g_strconcat (first, ".", second, ".", signature, NULL);
}

static char *
make_access_token (const CvkSandboxGrant *grant, int64_t now, int64_t expires)
{
  /* Real tokens are about a thousand characters long; short ones would hide a length limit. */
  g_autofree char *filler = cvk_sandbox_make_token (FILLER_BYTES);
  g_autoptr (CvkValue) claims = cvk_value_new_object (
    "ver", cvk_value_new_integer (8), "auid", cvk_value_new_string (filler), "iss",
    cvk_value_new_string (grant->client_id), "uid", cvk_value_new_string (grant->user->id), "nbf",
    cvk_value_new_integer (now), "exp", cvk_value_new_integer (expires), NULL);

  return cvk_sandbox_make_jwt (claims);
}

static void
drop_expired_access (CvkSandboxGrants *self, CvkSandboxGrant *grant, int64_t now)
{
  GHashTableIter iterator;
  gpointer token, expiry;

  g_hash_table_iter_init (&iterator, grant->access_tokens);
  while (g_hash_table_iter_next (&iterator, &token, &expiry))
    if (*(int64_t *) expiry != 0 && *(int64_t *) expiry <= now - G_TIME_SPAN_DAY)
      {
        g_hash_table_remove (self->access, token);
        g_hash_table_iter_remove (&iterator);
      }
}

CvkValue *
cvk_sandbox_grants_issue (CvkSandboxGrants *self, CvkSandboxGrant *grant, const char *origin)
{
  int64_t now = cvk_sandbox_clock_get_now (self->clock);
  int64_t expires = now + ACCESS_LIFETIME * G_USEC_PER_SEC;
  int64_t seconds = now / G_USEC_PER_SEC;
  g_autofree char *access = make_access_token (grant, seconds, seconds + ACCESS_LIFETIME);
  g_autofree char *refresh = make_access_token (grant, seconds, seconds + REFRESH_LIFETIME);
  g_autofree char *scope = g_strjoinv (" ", grant->scopes);
  GHashTableIter iterator;
  gpointer expiry;

  drop_expired_access (self, grant, now);
  g_hash_table_iter_init (&iterator, grant->refresh_tokens);
  while (g_hash_table_iter_next (&iterator, NULL, &expiry))
    *(int64_t *) expiry = 0;
  add_token (self->access, grant, grant->access_tokens, access, expires);
  add_token (self->refresh, grant, grant->refresh_tokens, refresh,
             now + REFRESH_LIFETIME * G_USEC_PER_SEC);
  keep_grant (self, grant);
  return cvk_value_new_object (
    "access_token", cvk_value_new_string (access), "token_type", cvk_value_new_string ("bearer"),
    "refresh_token", cvk_value_new_string (refresh), "expires_in",
    cvk_value_new_integer (ACCESS_LIFETIME), "scope", cvk_value_new_string (scope), "api_url",
    cvk_value_new_string (origin), NULL);
}
