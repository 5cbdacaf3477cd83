// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox-api.h"

#include <string.h>

#include "base/cvk-random.h"
#include "sandbox/cvk-sandbox-meetings.h"
#include "sandbox/cvk-sandbox-rates.h"

#define MAX_PARTS 5

typedef CvkSandboxReply *(*ActOnUser) (CvkSandbox *sandbox,
                                       const CvkSandboxRequest *request,
                                       CvkSandboxUser *user);
typedef CvkSandboxReply *(*ActOnMeeting) (CvkSandbox *sandbox,
                                          const CvkSandboxRequest *request,
                                          CvkSandboxMeeting *meeting);

typedef struct
{
  const char *method;
  const char *collection;
  const char *id;     /* a fixed name in its place; NULL: any */
  const char *member; /* what follows the id; NULL: nothing */
  const char *scope;
  CvkSandboxRateClass class;
  ActOnUser act_on_user;
  ActOnMeeting act_on_meeting;
} Route;

static CvkSandboxReply *
get_user (CvkSandbox *sandbox, const CvkSandboxRequest *request, CvkSandboxUser *user)
{
  CvkObjectBuilder builder;
  g_autoptr (CvkValue) facts = NULL;

  cvk_object_builder_init_from (&builder, user->facts);
  cvk_object_builder_remove (&builder, "blocked");
  cvk_object_builder_remove (&builder, "blocked_domains");
  cvk_object_builder_remove (&builder, "may_schedule_for");
  cvk_object_builder_remove (&builder, "webinars");
  cvk_object_builder_remove (&builder, "pacs");
  facts = cvk_object_builder_end (&builder);
  return cvk_sandbox_reply_new_json (200, facts);
}

/* Whether somebody has that address; the one call that "user:read:email" is for. */
static CvkSandboxReply *
check_email (CvkSandbox *sandbox, const CvkSandboxRequest *request, CvkSandboxUser *user)
{
  const char *email = cvk_sandbox_request_get_parameter (request, "email");
  g_autoptr (CvkValue) result = NULL;

  if (email == NULL)
    return cvk_sandbox_reply_new_error (request, 400, 300, "Missing field.", NULL);
  result = cvk_value_new_object (
    "existed_email",
    cvk_value_new_boolean (cvk_sandbox_accounts_find_user (sandbox->accounts, email) != NULL),
    NULL);
  return cvk_sandbox_reply_new_json (200, result);
}

static const Route routes[] = {
  { "POST", "users", NULL, "meetings", "meeting:write:meeting", CVK_SANDBOX_RATE_MEDIUM,
    cvk_sandbox_create_meeting, NULL },
  { "GET", "users", NULL, "meetings", "meeting:read:list_meetings", CVK_SANDBOX_RATE_MEDIUM,
    cvk_sandbox_list_meetings, NULL },
  { "GET", "users", "email", NULL, "user:read:email", CVK_SANDBOX_RATE_LIGHT, check_email, NULL },
  { "GET", "users", NULL, NULL, "user:read:user", CVK_SANDBOX_RATE_LIGHT, get_user, NULL },
  { "GET", "meetings", NULL, NULL, "meeting:read:meeting", CVK_SANDBOX_RATE_LIGHT, NULL,
    cvk_sandbox_get_meeting },
  { "PATCH", "meetings", NULL, NULL, "meeting:update:meeting", CVK_SANDBOX_RATE_LIGHT, NULL,
    cvk_sandbox_update_meeting },
  { "DELETE", "meetings", NULL, NULL, "meeting:delete:meeting", CVK_SANDBOX_RATE_LIGHT, NULL,
    cvk_sandbox_delete_meeting },
};

static const Route *
find_route (const CvkSandboxRequest *request, char **parts)
{
  unsigned count = g_strv_length (parts);

  /* "", "v2", collection, id, member */
  if (count < 4 || count > MAX_PARTS || *parts[3] == '\0')
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (routes[i].method, request->method) == 0 &&
        strcmp (routes[i].collection, parts[2]) == 0 &&
        (routes[i].id == NULL || strcmp (routes[i].id, parts[3]) == 0) &&
        g_strcmp0 (routes[i].member, count == MAX_PARTS ? parts[4] : NULL) == 0)
      return &routes[i];
  return NULL;
}

static CvkSandboxGrant *
authenticate (CvkSandbox *sandbox, const CvkSandboxRequest *request, CvkSandboxReply **refusal)
{
  const char *message = "Invalid access token.";
  gboolean expired = FALSE;
  CvkSandboxGrant *grant = NULL;

  if (cvk_sandbox_request_get_parameter (request, "access_token") != NULL)
    message = "Access tokens are not supported as query parameters. Use the Authorization header.";
  else if (request->authorization == NULL)
    message = "Invalid access token. Requires an access token.";
  else if (g_ascii_strncasecmp (request->authorization, "Bearer ", 7) == 0)
    grant = cvk_sandbox_grants_find_access (sandbox->grants, request->authorization + 7, &expired);
  if (expired)
    message = "Access token is expired.";
  if (grant != NULL && !expired)
    return grant;
  *refusal = cvk_sandbox_reply_new_error (request, 401, 124, message, NULL);
  return NULL;
}

static CvkSandboxReply *
refuse_scope (const CvkSandboxRequest *request, const char *scope)
{
  g_autofree char *message =
    g_strdup_printf ("Invalid access token, does not contain scopes:[%s].", scope);

  return cvk_sandbox_reply_new_error (request, 400, 4711, message, NULL);
}

static gboolean
is_employee (const CvkSandboxRequest *request, const CvkSandboxUser *user, const char *number)
{
  return g_strcmp0 (cvk_sandbox_request_get_parameter (request, "search_by_unique_id"), "true") ==
           0 &&
         *number != '\0' &&
         strcmp (cvk_value_lookup_string (user->facts, "employee_unique_id", ""), number) == 0;
}

static CvkSandboxReply *
refuse_user (const CvkSandboxRequest *request,
             const CvkSandboxUser *user,
             const CvkSandboxUser *other,
             const char *name)
{
  const char *account = cvk_value_lookup_string (user->facts, "account_id", "");
  g_autofree char *message = NULL;

  if (other != NULL &&
      strcmp (cvk_value_lookup_string (other->facts, "account_id", ""), account) != 0)
    {
      message = g_strdup_printf ("User does not belong to this account: %s.", account);
      return cvk_sandbox_reply_new_error (request, 400, 1010, message, NULL);
    }
  message = g_strdup_printf ("User does not exist: %s.", name);
  return cvk_sandbox_reply_new_error (request, 404, 1001, message, NULL);
}

static CvkSandboxReply *
act_on_user (CvkSandbox *sandbox,
             const CvkSandboxRequest *request,
             const Route *route,
             CvkSandboxUser *user,
             const char *id)
{
  g_autofree char *name = g_uri_unescape_string (id, NULL);
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : id, -1);
  const CvkSandboxUser *other = cvk_sandbox_accounts_find_user (sandbox->accounts, valid);

  /* A token of a user acts for that user alone. */
  if (route->id != NULL || strcmp (valid, "me") == 0 || other == user ||
      (route->member == NULL && is_employee (request, user, valid)))
    return route->act_on_user (sandbox, request, user);
  return refuse_user (request, user, other, valid);
}

static CvkSandboxReply *
act_on_meeting (CvkSandbox *sandbox,
                const CvkSandboxRequest *request,
                const Route *route,
                CvkSandboxUser *user,
                const char *id)
{
  g_autofree char *message = NULL;
  CvkSandboxMeeting *meeting;
  int64_t number;

  if (!g_ascii_string_to_signed (id, 10, 0, INT64_MAX, &number, NULL))
    return cvk_sandbox_reply_new_error (request, 400, 300, "Invalid meeting id.", NULL);
  if (strcmp (request->method, "DELETE") == 0 &&
      number == cvk_value_lookup_integer (user->facts, "pmi", 0))
    return cvk_sandbox_reply_new_error (request, 400, 3018, "You are not allowed to delete PMI.",
                                        NULL);
  if (strcmp (request->method, "DELETE") == 0 && cvk_sandbox_user_has_pac (user, id))
    return cvk_sandbox_reply_new_error (request, 400, 3037, "You are not allowed to delete PAC.",
                                        NULL);
  if (cvk_sandbox_user_has_webinar (user, id))
    return cvk_sandbox_reply_new_error (request, 400, 3000, "Cannot access webinar info.", NULL);
  meeting = cvk_sandbox_meetings_find (sandbox, number);
  if (meeting != NULL && cvk_sandbox_user_may_schedule_for (user, meeting->host))
    return route->act_on_meeting (sandbox, request, meeting);
  message = g_strdup_printf ("Meeting does not exist: %" G_GINT64_FORMAT ".", number);
  return cvk_sandbox_reply_new_error (request, 404, 3001, message, NULL);
}

static CvkSandboxReply *
answer_route (CvkSandbox *sandbox,
              const CvkSandboxRequest *request,
              const Route *route,
              const char *id)
{
  CvkSandboxReply *refusal = NULL;
  CvkSandboxGrant *grant = authenticate (sandbox, request, &refusal);
  CvkSandboxReply *reply;

  if (grant == NULL)
    return refusal;
  refusal = cvk_sandbox_rates_take (sandbox, request, route->class);
  if (refusal != NULL)
    return refusal;
  if (!cvk_sandbox_grant_has_scope (grant, route->scope))
    reply = refuse_scope (request, route->scope);
  else if (grant->user->blocked && strcmp (route->scope, "user:read:user") != 0)
    reply = cvk_sandbox_reply_new_error (request, 400, 3161,
                                         "Your user account is not allowed meeting hosting and "
                                         "scheduling capabilities.",
                                         NULL);
  else if (route->act_on_user != NULL)
    reply = act_on_user (sandbox, request, route, grant->user, id);
  else
    reply = act_on_meeting (sandbox, request, route, grant->user, id);
  if (reply->status != 429)
    cvk_sandbox_rates_add_headers (sandbox, reply, route->class);
  return reply;
}

static void
add_tracking_id (CvkSandboxReply *reply)
{
  uint8_t bytes[16];
  g_autoptr (GString) hex = g_string_new (NULL);

  if (!cvk_random_fill (bytes, sizeof bytes, NULL))
    return;
  for (size_t i = 0; i < sizeof bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  cvk_sandbox_reply_add_header (reply, "x-zm-trackingid", "v=2.0;clid=us05;rid=WEB_%s", hex->str);
}

CvkSandboxReply *
cvk_sandbox_api_answer (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  g_auto (GStrv) parts = g_strsplit (request->path, "/", MAX_PARTS + 1);
  const Route *route = find_route (request, parts);
  CvkSandboxReply *reply;

  if (route == NULL)
    reply = cvk_sandbox_reply_new_error (request, 404, 2300, "This API endpoint is not recognized.",
                                         NULL);
  else
    reply = answer_route (sandbox, request, route, parts[3]);
  add_tracking_id (reply);
  return reply;
}
