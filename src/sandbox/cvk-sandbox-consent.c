// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include <string.h>

#include "sandbox/cvk-sandbox-oauth.h"
#include "sandbox/cvk-sandbox-page.h"

#define TICKET_LIFETIME (10 * 60 * G_USEC_PER_SEC)
#define MAX_TICKETS 1000

/* A consent page that was shown and not answered yet. */
typedef struct
{
  CvkSandboxAuthorization *authorization;
  int64_t expires;
} Ticket;

struct _CvkSandboxOauth
{
  GHashTable *tickets;
};

static void
free_ticket (Ticket *ticket)
{
  cvk_sandbox_authorization_free (ticket->authorization);
  g_free (ticket);
}

CvkSandboxOauth *
cvk_sandbox_oauth_new (void)
{
  CvkSandboxOauth *self = g_new0 (CvkSandboxOauth, 1);

  self->tickets =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_ticket);
  return self;
}

void
cvk_sandbox_oauth_free (CvkSandboxOauth *self)
{
  g_hash_table_unref (self->tickets);
  g_free (self);
}

static gboolean
is_old_ticket (gpointer id, gpointer ticket, gpointer now)
{
  return ((Ticket *) ticket)->expires <= *(int64_t *) now;
}

static CvkSandboxReply *
show_page (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  CvkSandboxReply *refusal;
  CvkSandboxAuthorization *authorization =
    cvk_sandbox_authorization_read (sandbox, request->query, request->repeated, &refusal);
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  g_autofree char *id = NULL;
  Ticket *ticket;

  if (authorization == NULL)
    return refusal;
  g_hash_table_foreach_remove (sandbox->oauth->tickets, is_old_ticket, &now);
  if (g_hash_table_size (sandbox->oauth->tickets) >= MAX_TICKETS)
    g_hash_table_remove_all (sandbox->oauth->tickets);
  id = cvk_sandbox_make_token (32);
  ticket = g_new0 (Ticket, 1);
  ticket->authorization = authorization;
  ticket->expires = now + TICKET_LIFETIME;
  g_hash_table_insert (sandbox->oauth->tickets, g_strdup (id), ticket);
  return cvk_sandbox_page_new_consent (sandbox, authorization, "/oauth/authorize", id);
}

/* The form repeats "scope", so it is read here again, name by name. */
char **
cvk_sandbox_oauth_read_scopes (const CvkSandboxRequest *request,
                               const CvkSandboxAuthorization *authorization)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *form =
    g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  g_auto (GStrv) pairs = g_strsplit (form, "&", -1);
  g_autoptr (GStrvBuilder) ticked = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      gboolean repeated;
      g_autoptr (GHashTable) one = cvk_sandbox_parse_form (*pair, strlen (*pair), &repeated);
      const char *scope = one != NULL ? g_hash_table_lookup (one, "scope") : NULL;

      if (scope != NULL)
        g_strv_builder_add (ticked, scope);
    }
  chosen = g_strv_builder_end (ticked);
  for (char **scope = authorization->scopes; *scope != NULL; scope++)
    if (g_strv_contains ((const char *const *) chosen, *scope))
      g_strv_builder_add (builder, *scope);
  return g_strv_builder_end (builder);
}

gboolean
cvk_sandbox_oauth_is_own_form (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  return request->origin == NULL || strcmp (request->origin, sandbox->origin) == 0 ||
         strcmp (request->origin, "null") == 0;
}

static CvkSandboxReply *
take_answer (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  gboolean repeated;
  g_autoptr (GHashTable) form = cvk_sandbox_parse_form (
    g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body), &repeated);
  const char *id = form != NULL ? g_hash_table_lookup (form, "ticket") : NULL;
  const char *action = form != NULL ? g_hash_table_lookup (form, "action") : NULL;
  int64_t now = cvk_sandbox_clock_get_now (&sandbox->clock);
  g_autofree char *key = NULL;
  Ticket *ticket = NULL;
  CvkSandboxReply *reply;

  if (!cvk_sandbox_oauth_is_own_form (sandbox, request))
    return cvk_sandbox_page_new_refusal (4700, "This form was sent by another site.");
  if (id == NULL ||
      !g_hash_table_steal_extended (sandbox->oauth->tickets, id, (gpointer *) &key,
                                    (gpointer *) &ticket) ||
      ticket->expires <= now)
    {
      g_clear_pointer (&ticket, free_ticket);
      return cvk_sandbox_page_new_refusal (4700, "This page has expired. Start again from the "
                                                 "application.");
    }
  if (action != NULL && g_ascii_strcasecmp (action, "allow") == 0)
    {
      CvkSandboxUser *user =
        cvk_sandbox_accounts_find_user (sandbox->accounts, g_hash_table_lookup (form, "user"));
      g_auto (GStrv) scopes = cvk_sandbox_oauth_read_scopes (request, ticket->authorization);
      g_autofree char *code = NULL;

      if (user == NULL)
        user = cvk_sandbox_accounts_find_user (sandbox->accounts, NULL);
      code = cvk_sandbox_authorization_grant (sandbox, ticket->authorization, user, scopes);
      reply = cvk_sandbox_authorization_redirect (ticket->authorization, "code", code);
    }
  else
    reply = cvk_sandbox_authorization_redirect (ticket->authorization, "error", "access_denied");
  free_ticket (ticket);
  return reply;
}

CvkSandboxReply *
cvk_sandbox_oauth_authorize (CvkSandbox *sandbox, const CvkSandboxRequest *request)
{
  if (strcmp (request->method, "GET") == 0)
    return show_page (sandbox, request);
  if (strcmp (request->method, "POST") == 0)
    return take_answer (sandbox, request);
  return cvk_sandbox_reply_new (405);
}
