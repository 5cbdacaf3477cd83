// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-faults.h"

#include <string.h>

#include "base/cvk-json.h"
#include "sandbox/cvk-sandbox-rates.h"

/* With its length, since it may hold U+0000 or bytes that are no text. */
#define TEXT(literal) literal, sizeof literal - 1
#define MAX_HUGE_BODY (INT64_C (256) * 1024 * 1024)

/* Whether the request does its work although the answer goes wrong. */
typedef enum
{
  EFFECT_YES,
  EFFECT_NO,
} EffectDefault;

typedef CvkSandboxReply *(*MakeReply) (CvkSandbox *sandbox,
                                       const CvkSandboxFault *fault,
                                       const CvkSandboxRequest *request,
                                       CvkSandboxReply *genuine);

typedef struct
{
  const char *name;
  EffectDefault effect;
  CvkSandboxDamage damage;
  MakeReply make; /* NULL: the genuine reply */
} FaultKind;

struct _CvkSandboxFault
{
  const FaultKind *kind;
  char *method; /* NULL: any */
  GPatternSpec *path;
  int64_t count; /* -1: for ever */
  int64_t after;
  gboolean effect;
  int64_t status;
  int64_t delay;
  int64_t bytes;
  char *location;
};

struct _CvkSandboxFaults
{
  GPtrArray *faults;
  CvkSandboxFault *used_up; /* kept until the next take */
};

static CvkSandboxReply *
make_rate_reply (CvkSandbox *sandbox,
                 const CvkSandboxFault *fault,
                 const CvkSandboxRequest *request,
                 CvkSandboxReply *genuine)
{
  CvkSandboxRateLimit limit = CVK_SANDBOX_LIMIT_SECOND;

  if (strcmp (fault->kind->name, "429-daily") == 0)
    limit = CVK_SANDBOX_LIMIT_DAY;
  else if (strcmp (fault->kind->name, "429-host") == 0)
    limit = CVK_SANDBOX_LIMIT_HOST;
  return cvk_sandbox_rates_make_refusal (sandbox, request, limit);
}

static CvkSandboxReply *
make_server_error (CvkSandbox *sandbox,
                   const CvkSandboxFault *fault,
                   const CvkSandboxRequest *request,
                   CvkSandboxReply *genuine)
{
  int status = fault->status != 0 ? (int) fault->status : atoi (fault->kind->name);

  if (status == 502)
    return cvk_sandbox_reply_new_html (502, "<html><head><title>502 Bad Gateway</title></head>"
                                            "<body><h1>502 Bad Gateway</h1></body></html>");
  return cvk_sandbox_reply_new_error (
    request, (unsigned) status, status,
    status == 503 ? "Service unavailable." : "Internal server error.", NULL);
}

static CvkSandboxReply *
make_html (CvkSandbox *sandbox,
           const CvkSandboxFault *fault,
           const CvkSandboxRequest *request,
           CvkSandboxReply *genuine)
{
  return cvk_sandbox_reply_new_html (fault->status != 0 ? (unsigned) fault->status : 200,
                                     "<!DOCTYPE html><html><body>Please sign in to the network."
                                     "</body></html>");
}

static CvkSandboxReply *
make_xml_error (CvkSandbox *sandbox,
                const CvkSandboxFault *fault,
                const CvkSandboxRequest *request,
                CvkSandboxReply *genuine)
{
  return cvk_sandbox_reply_new_xml_error (fault->status != 0 ? (unsigned) fault->status : 400, 300,
                                          "Validation Failed.", NULL);
}

static const char *
get_bearer (const CvkSandboxRequest *request)
{
  return request->authorization != NULL &&
             g_ascii_strncasecmp (request->authorization, "Bearer ", 7) == 0
           ? request->authorization + 7
           : "";
}

static CvkSandboxReply *
make_expired_token (CvkSandbox *sandbox,
                    const CvkSandboxFault *fault,
                    const CvkSandboxRequest *request,
                    CvkSandboxReply *genuine)
{
  cvk_sandbox_grants_expire (sandbox->grants, get_bearer (request));
  return cvk_sandbox_reply_new_error (request, 401, 124, "Access token is expired.", NULL);
}

static CvkSandboxReply *
make_revoked_grant (CvkSandbox *sandbox,
                    const CvkSandboxFault *fault,
                    const CvkSandboxRequest *request,
                    CvkSandboxReply *genuine)
{
  gboolean expired;
  CvkSandboxGrant *grant =
    cvk_sandbox_grants_find_access (sandbox->grants, get_bearer (request), &expired);

  if (grant != NULL)
    cvk_sandbox_grants_end (sandbox->grants, grant);
  else
    cvk_sandbox_grants_end_matching (sandbox->grants, NULL, NULL);
  if (g_str_has_prefix (request->path, "/oauth/"))
    return cvk_sandbox_reply_new_refusal ("invalid_grant", "Invalid Token!");
  return cvk_sandbox_reply_new_error (request, 401, 124, "Invalid access token.", NULL);
}

static CvkSandboxReply *
make_redirect (CvkSandbox *sandbox,
               const CvkSandboxFault *fault,
               const CvkSandboxRequest *request,
               CvkSandboxReply *genuine)
{
  CvkSandboxReply *reply =
    cvk_sandbox_reply_new (fault->status != 0 ? (unsigned) fault->status : 307);

  cvk_sandbox_reply_add_header (reply, "Location", "%s",
                                fault->location != NULL ? fault->location : "http://127.0.0.1:9/");
  return reply;
}

static CvkSandboxReply *
make_text (CvkSandbox *sandbox,
           const CvkSandboxFault *fault,
           const CvkSandboxRequest *request,
           CvkSandboxReply *genuine)
{
  static const struct
  {
    const char *kind;
    const char *text;
    size_t length;
  } texts[] = {
    { "empty", TEXT ("") },
    { "not-json", TEXT ("{\"id\": 8") },
    { "null", TEXT ("null") },
    { "list", TEXT ("[]") },
    { "wrong-type", TEXT ("{\"id\": {}, \"join_url\": 5, \"access_token\": 7, \"meetings\": 3}") },
    { "duplicate-member", TEXT ("{\"id\": 81344794266, \"id\": 81344794267}") },
    { "bad-utf8", TEXT ("{\"id\": 81344794266, \"topic\": \"\xff\xfe\"}") },
    { "nul-character", TEXT ("{\"id\": 81344794266, \"topic\": \"a\\u0000b\"}") },
    { "no-id", TEXT ("{\"topic\": \"No id\"}") },
  };
  unsigned status = genuine != NULL ? genuine->status : 200;
  CvkSandboxReply *reply = cvk_sandbox_reply_new (
    fault->status != 0 ? (unsigned) fault->status : (status == 204 ? 200 : status));

  reply->type = "application/json;charset=UTF-8";
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].kind, fault->kind->name) == 0)
      g_string_append_len (reply->body, texts[i].text, (gssize) texts[i].length);
  return reply;
}

/* The genuine answer with an id that is no id. */
static CvkSandboxReply *
make_bad_id (CvkSandbox *sandbox,
             const CvkSandboxFault *fault,
             const CvkSandboxRequest *request,
             CvkSandboxReply *genuine)
{
  CvkSandboxReply *reply = cvk_sandbox_reply_new (genuine->status);
  const char *id = strstr (genuine->body->str, "\"id\":");

  reply->type = genuine->type;
  if (id == NULL)
    {
      g_string_append_len (reply->body, genuine->body->str, (gssize) genuine->body->len);
      return reply;
    }
  g_string_append_len (reply->body, genuine->body->str, id + 5 - genuine->body->str);
  g_string_append (reply->body, "18446744073709551616");
  g_string_append (reply->body, id + 5 + strcspn (id + 5, ",}"));
  return reply;
}

static CvkSandboxReply *
make_huge (CvkSandbox *sandbox,
           const CvkSandboxFault *fault,
           const CvkSandboxRequest *request,
           CvkSandboxReply *genuine)
{
  CvkSandboxReply *reply = cvk_sandbox_reply_new (200);
  int64_t bytes = fault->bytes > 0 ? fault->bytes : INT64_C (64) * 1024 * 1024;
  size_t start;

  reply->type = "application/json;charset=UTF-8";
  g_string_append (reply->body, "{\"topic\":\"");
  start = reply->body->len;
  g_string_set_size (reply->body, start + (size_t) MIN (bytes, MAX_HUGE_BODY));
  memset (reply->body->str + start, 'x', reply->body->len - start);
  g_string_append (reply->body, "\"}");
  return reply;
}

static const FaultKind kinds[] = {
  { "429-second", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_rate_reply },
  { "429-daily", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_rate_reply },
  { "429-host", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_rate_reply },
  { "500", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_server_error },
  { "502", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_server_error },
  { "503", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_server_error },
  { "504", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_server_error },
  { "html", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_html },
  { "xml-error", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_xml_error },
  { "expired-token", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_expired_token },
  { "revoked-grant", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_revoked_grant },
  { "redirect", EFFECT_NO, CVK_SANDBOX_DAMAGE_NONE, make_redirect },
  { "drop-before", EFFECT_NO, CVK_SANDBOX_DAMAGE_DROPPED, NULL },
  { "reply-lost", EFFECT_YES, CVK_SANDBOX_DAMAGE_DROPPED, NULL },
  { "slow", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, NULL },
  { "truncated", EFFECT_YES, CVK_SANDBOX_DAMAGE_TRUNCATED, NULL },
  { "chunk-broken", EFFECT_YES, CVK_SANDBOX_DAMAGE_CHUNK, NULL },
  { "gzip-broken", EFFECT_YES, CVK_SANDBOX_DAMAGE_GZIP, NULL },
  { "empty", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "not-json", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "null", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "list", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "wrong-type", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "duplicate-member", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "bad-utf8", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "nul-character", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "no-id", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_text },
  { "bad-id", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_bad_id },
  { "huge", EFFECT_YES, CVK_SANDBOX_DAMAGE_NONE, make_huge },
};

static void
free_fault (CvkSandboxFault *fault)
{
  g_free (fault->method);
  g_free (fault->location);
  g_clear_pointer (&fault->path, g_pattern_spec_free);
  g_free (fault);
}

CvkSandboxFaults *
cvk_sandbox_faults_new (void)
{
  CvkSandboxFaults *self = g_new0 (CvkSandboxFaults, 1);

  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) free_fault);
  return self;
}

void
cvk_sandbox_faults_free (CvkSandboxFaults *self)
{
  g_ptr_array_unref (self->faults);
  g_clear_pointer (&self->used_up, free_fault);
  g_free (self);
}

static const FaultKind *
find_kind (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (name != NULL && strcmp (kinds[i].name, name) == 0)
      return &kinds[i];
  return NULL;
}

gboolean
cvk_sandbox_faults_add (CvkSandboxFaults *self, const CvkValue *value, char **message)
{
  const char *name = cvk_value_lookup_string (value, "kind", NULL);
  const FaultKind *kind = find_kind (name);
  const CvkValue *match = cvk_value_get_member (value, "match");
  CvkSandboxFault *fault;

  if (kind == NULL)
    {
      *message = g_strdup_printf ("There is no fault “%s”.", name != NULL ? name : "");
      return FALSE;
    }
  fault = g_new0 (CvkSandboxFault, 1);
  fault->kind = kind;
  fault->method = g_strdup (cvk_value_lookup_string (match, "method", NULL));
  fault->path = g_pattern_spec_new (cvk_value_lookup_string (match, "path", "*"));
  fault->count = cvk_value_lookup_integer (value, "count", 1);
  fault->after = cvk_value_lookup_integer (value, "after", 0);
  fault->effect = cvk_value_lookup_boolean (value, "effect", kind->effect == EFFECT_YES);
  fault->status = cvk_value_lookup_integer (value, "status", 0);
  fault->delay = cvk_value_lookup_integer (value, "delay", strcmp (name, "slow") == 0 ? 5000 : 0);
  fault->delay = CLAMP (fault->delay, 0, 3600 * 1000);
  fault->bytes = cvk_value_lookup_integer (value, "bytes", 0);
  fault->location = g_strdup (cvk_value_lookup_string (value, "location", NULL));
  if (fault->status != 0 && (fault->status < 200 || fault->status > 599))
    {
      free_fault (fault);
      *message = g_strdup ("The status must be between 200 and 599.");
      return FALSE;
    }
  g_ptr_array_add (self->faults, fault);
  return TRUE;
}

void
cvk_sandbox_faults_clear (CvkSandboxFaults *self)
{
  g_ptr_array_set_size (self->faults, 0);
}

static gboolean
matches (const CvkSandboxFault *fault, const CvkSandboxRequest *request)
{
  return (fault->method == NULL || strcmp (fault->method, request->method) == 0) &&
         g_pattern_spec_match_string (fault->path, request->path);
}

const CvkSandboxFault *
cvk_sandbox_faults_take (CvkSandboxFaults *self, const CvkSandboxRequest *request)
{
  for (unsigned i = 0; i < self->faults->len; i++)
    {
      CvkSandboxFault *fault = g_ptr_array_index (self->faults, i);

      if (!matches (fault, request))
        continue;
      if (fault->after > 0)
        {
          fault->after--;
          continue;
        }
      if (fault->count < 0 || --fault->count > 0)
        return fault;
      g_clear_pointer (&self->used_up, free_fault);
      self->used_up = g_ptr_array_steal_index (self->faults, i);
      return self->used_up;
    }
  return NULL;
}

CvkSandboxReply *
cvk_sandbox_faults_answer (CvkSandbox *sandbox,
                           const CvkSandboxFault *fault,
                           const CvkSandboxRequest *request)
{
  g_autoptr (CvkSandboxReply) genuine = NULL;

  if (fault == NULL || fault->effect)
    genuine = cvk_sandbox_answer (sandbox, request);
  if (fault == NULL || (fault->kind->make == NULL && genuine != NULL))
    return g_steal_pointer (&genuine);
  if (fault->kind->make == NULL)
    return cvk_sandbox_reply_new (500);
  if (genuine == NULL)
    genuine = cvk_sandbox_reply_new (200);
  return fault->kind->make (sandbox, fault, request, genuine);
}

CvkSandboxDamage
cvk_sandbox_fault_get_damage (const CvkSandboxFault *self)
{
  return self->kind->damage;
}

int64_t
cvk_sandbox_fault_get_delay (const CvkSandboxFault *self)
{
  return self->delay;
}
