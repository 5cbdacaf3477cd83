// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-device.h"

#include <string.h>

#include "base/cvk-random.h"
#include "sandbox/cvk-sandbox-oauth.h"
#include "sandbox/cvk-sandbox-page.h"

#define LIFETIME INT64_C (900)
#define INTERVAL 5
#define SLOWER 5
#define MAX_DEVICES 1000

/* RFC 8628, section 6.1: no vowels, so that no words come about, and nothing that looks alike. */
#define ALPHABET "BCDFGHJKLMNPQRSTVWXZ"
#define CODE_LENGTH 8

typedef enum
{
  UNDECIDED,
  ALLOWED,
  DECLINED,
} Decision;

typedef struct
{
  char *device_code;
  char *user_code; /* without the dash */
  char *ticket;    /* of the consent page */
  CvkSandboxAuthorization *authorization;
  int64_t expires;
  int64_t interval; /* seconds */
  int64_t last_asked;
  Decision decision;
  CvkSandboxUser *user;
  char **scopes; /* that were allowed */
} Device;

struct _CvkSandboxDevices
{
  GPtrArray *devices;
  int64_t interval;
};

static void
device_free (Device *device)
{
  g_free (device->device_code);
  g_free (device->user_code);
  g_free (device->ticket);
  cvk_sandbox_authorization_free (device->authorization);
  g_strfreev (device->scopes);
  g_free (device);
}

CvkSandboxDevices *
cvk_sandbox_devices_new (void)
{
  CvkSandboxDevices *self = g_new0 (CvkSandboxDevices, 1);

  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) device_free);
  self->interval = INTERVAL;
  return self;
}

void
cvk_sandbox_devices_free (CvkSandboxDevices *self)
{
  g_ptr_array_unref (self->devices);
  g_free (self);
}

void
cvk_sandbox_devices_set_interval (CvkSandboxDevices *self, int64_t interval)
{
  self->interval = interval;
}

/* --- The codes --- */

static char *
make_user_code (void)
{
  uint8_t random[CODE_LENGTH];
  char *code = g_malloc0 (CODE_LENGTH + 1);

  if (!cvk_random_fill (random, sizeof random, NULL))
    g_error ("There is no randomness.");
  for (size_t i = 0; i < CODE_LENGTH; i++)
    code[i] = ALPHABET[random[i] % strlen (ALPHABET)];
  return code;
}

/* Read aloud and typed in: case, spaces and dashes do not matter. */
static char *
normalize (const char *text)
{
  GString *code = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && code->len < 64; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (code, g_ascii_toupper (*p));
  return g_string_free (code, FALSE);
}

static Device *
find_by_user_code (CvkSandbox *sandbox, const char *text)
{
  g_autofree char *code = normalize (text);
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);

  for (unsigned i = 0; i < sandbox->devices->devices->len; i++)
    {
      Device *device = g_ptr_array_index (sandbox->devices->devices, i);

      if (strcmp (device->user_code, code) == 0 && device->expires > now &&
          device->decision == UNDECIDED)
        return device;
    }
  return NULL;
}

static Device *
find_by_ticket (CvkSandbox *sandbox, const char *ticket)
{
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);

  for (unsigned i = 0; i < sandbox->devices->devices->len; i++)
    {
      Device *device = g_ptr_array_index (sandbox->devices->devices, i);

      if (strcmp (device->ticket, ticket) == 0 && device->expires > now &&
          device->decision == UNDECIDED)
        return device;
    }
  return NULL;
}

static Device *
add_device (CvkSandbox *sandbox, const char *client_id, char **scopes)
{
  CvkSandboxDevices *self = sandbox->devices;
  Device *device = g_new0 (Device, 1);

  if (self->devices->len >= MAX_DEVICES)
    g_ptr_array_remove_index (self->devices, 0);
  device->device_code = cvk_sandbox_make_token (32);
  device->user_code = make_user_code ();
  device->ticket = cvk_sandbox_make_token (32);
  device->authorization = g_new0 (CvkSandboxAuthorization, 1);
  device->authorization->client_id = g_strdup (client_id);
  device->authorization->scopes = scopes;
  device->interval = self->interval;
  device->expires = cvk_sandbox_clock_get_now (&sandbox->clock) + LIFETIME * G_USEC_PER_SEC;
  g_ptr_array_add (self->devices, device);
  return device;
}

/* --- The device asks for them --- */

static CvkSandboxReply *
make_codes_reply (CvkSandbox *sandbox, const Device *device)
{
  g_autofree char *shown =
    g_strdup_printf ("%.4s-%s", device->user_code, device->user_code + CODE_LENGTH / 2);
  g_autofree char *url = g_strconcat (sandbox->origin, "/oauth_device", NULL);
  g_autofree char *complete = g_strconcat (url, "?user_code=", shown, NULL);
  g_autoptr (CvkValue) codes = cvk_value_new_object (
    "device_code", cvk_value_new_string (device->device_code), "user_code",
    cvk_value_new_string (shown), "verification_uri", cvk_value_new_string (url),
    "verification_uri_complete", cvk_value_new_string (complete), "expires_in",
    cvk_value_new_integer (LIFETIME), "interval", cvk_value_new_integer (device->interval), NULL);
  CvkSandboxReply *reply = cvk_sandbox_reply_new_json (200, codes);

  cvk_sandbox_reply_add_header (reply, "Cache-Control", "no-store");
  return reply;
}

CvkSandboxReply *
cvk_sandbox_devices_authorize (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  gboolean repeated = request->repeated;
  g_autoptr (GHashTable) form = NULL;
  g_autofree char *client_id = NULL;
  char **scopes;

  if (strcmp (request->method, "POST") != 0)
    {
      CvkSandboxReply *reply = cvk_sandbox_reply_new (405);

      cvk_sandbox_reply_add_header (reply, "Allow", "POST");
      return reply;
    }
  if (g_bytes_get_size (request->body) > 0)
    form = cvk_sandbox_parse_form (g_bytes_get_data (request->body, NULL),
                                   g_bytes_get_size (request->body), &repeated);
  else
    form = g_hash_table_ref (request->query);
  if (form == NULL || repeated)
    return cvk_sandbox_reply_new_refusal ("invalid_request", "Bad Request");
  client_id = cvk_sandbox_oauth_authenticate (sandbox, request, form);
  if (client_id == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_client", "Invalid client_id or client_secret");
  scopes = cvk_sandbox_authorization_choose_scopes (g_hash_table_lookup (form, "scope"), NULL);
  if (scopes == NULL)
    return cvk_sandbox_reply_new_refusal ("invalid_scope", "Invalid scope");
  return make_codes_reply (sandbox, add_device (sandbox, client_id, scopes));
}

char *
cvk_sandbox_devices_take (CvkSandbox *sandbox,
                          const char *client_id,
                          const char *device_code,
                          const char **refusal)
{
  GPtrArray *devices = sandbox->devices->devices;
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  Device *device = NULL;
  char *code = NULL;

  for (unsigned i = 0; device == NULL && device_code != NULL && i < devices->len; i++)
    {
      Device *each = g_ptr_array_index (devices, i);

      if (strcmp (each->device_code, device_code) == 0 &&
          strcmp (each->authorization->client_id, client_id) == 0)
        device = each;
    }
  *refusal = NULL;
  if (device == NULL)
    *refusal = "invalid_grant";
  else if (device->expires <= now)
    *refusal = "expired_token";
  else if (device->last_asked != 0 && now - device->last_asked < device->interval * G_USEC_PER_SEC)
    {
      *refusal = "slow_down";
      device->interval += SLOWER;
    }
  else if (device->decision == UNDECIDED)
    *refusal = "authorization_pending";
  else if (device->decision == DECLINED)
    *refusal = "access_denied";
  if (device != NULL)
    device->last_asked = now;
  if (*refusal != NULL)
    return NULL;
  code =
    cvk_sandbox_authorization_grant (sandbox, device->authorization, device->user, device->scopes);
  g_ptr_array_remove (devices, device);
  return code;
}

/* --- The user enters one of them --- */

static CvkSandboxReply *
take_decision (CvkSandbox *sandbox, const CvkSandboxRequest *request, GHashTable *form)
{
  Device *device = find_by_ticket (sandbox, g_hash_table_lookup (form, "ticket"));
  const char *action = g_hash_table_lookup (form, "action");

  if (device == NULL)
    return cvk_sandbox_page_new_refusal (4700, "This page has expired. Start again from the "
                                               "application.");
  if (action == NULL || g_ascii_strcasecmp (action, "allow") != 0)
    {
      device->decision = DECLINED;
      return cvk_sandbox_page_new_note ("Declined", "The device gets no access.");
    }
  device->decision = ALLOWED;
  device->user =
    cvk_sandbox_accounts_find_user (sandbox->accounts, g_hash_table_lookup (form, "user"));
  if (device->user == NULL)
    device->user = cvk_sandbox_accounts_find_user (sandbox->accounts, NULL);
  device->scopes = cvk_sandbox_oauth_read_scopes (request, device->authorization);
  return cvk_sandbox_page_new_note ("Allowed", "Go back to the device: it goes on by itself.");
}

CvkSandboxReply *
cvk_sandbox_devices_show (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  gboolean repeated;
  g_autoptr (GHashTable) form = NULL;
  const char *user_code;
  Device *device;

  if (strcmp (request->method, "GET") == 0)
    return cvk_sandbox_page_new_device (g_hash_table_lookup (request->query, "user_code"), FALSE);
  if (strcmp (request->method, "POST") != 0)
    return cvk_sandbox_reply_new (405);
  if (!cvk_sandbox_oauth_is_own_form (sandbox, request))
    return cvk_sandbox_page_new_refusal (4700, "This form was sent by another site.");
  form = cvk_sandbox_parse_form (g_bytes_get_data (request->body, NULL),
                                 g_bytes_get_size (request->body), &repeated);
  if (form != NULL && g_hash_table_contains (form, "ticket"))
    return take_decision (sandbox, request, form);
  user_code = form != NULL ? g_hash_table_lookup (form, "user_code") : NULL;
  device = user_code != NULL ? find_by_user_code (sandbox, user_code) : NULL;
  if (device == NULL)
    return cvk_sandbox_page_new_device (user_code, TRUE);
  return cvk_sandbox_page_new_consent (sandbox, device->authorization, "/oauth_device",
                                       device->ticket);
}
