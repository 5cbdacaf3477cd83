// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-sandbox"

#include "config.h"

#include "sandbox/cvk-sandbox.h"

#include <string.h>

#include "sandbox/cvk-sandbox-api.h"
#include "sandbox/cvk-sandbox-device.h"
#include "sandbox/cvk-sandbox-faults.h"
#include "sandbox/cvk-sandbox-journal.h"
#include "sandbox/cvk-sandbox-meetings.h"
#include "sandbox/cvk-sandbox-oauth.h"
#include "sandbox/cvk-sandbox-page.h"
#include "sandbox/cvk-sandbox-rates.h"

#define DAILY_LIMIT 100

gboolean
cvk_sandbox_parse_plan (const char *text, CvkSandboxPlan *plan)
{
  static const char *const names[] = { "free", "pro", "business", "unlimited" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0)
      {
        *plan = (CvkSandboxPlan) i;
        return TRUE;
      }
  return FALSE;
}

CvkSandbox *
cvk_sandbox_new (const char *state_path, CvkSandboxPlan plan, GError **error)
{
  g_autoptr (CvkSandbox) self = g_new0 (CvkSandbox, 1);

  self->state = cvk_sandbox_state_open (state_path, error);
  if (self->state == NULL)
    return NULL;
  self->plan = plan;
  self->daily_limit = plan == CVK_SANDBOX_PLAN_UNLIMITED ? -1 : DAILY_LIMIT;
  self->accounts = cvk_sandbox_accounts_new (self->state);
  self->grants = cvk_sandbox_grants_new (self->state, &self->clock, self->accounts);
  self->oauth = cvk_sandbox_oauth_new ();
  self->devices = cvk_sandbox_devices_new ();
  self->meetings = cvk_sandbox_meetings_new ();
  self->rates = cvk_sandbox_rates_new ();
  self->faults = cvk_sandbox_faults_new ();
  self->journal = cvk_sandbox_journal_new (self->state, &self->clock);
  if (!cvk_sandbox_accounts_load (self->accounts, plan != CVK_SANDBOX_PLAN_FREE, error) ||
      !cvk_sandbox_grants_load (self->grants, error) || !cvk_sandbox_meetings_load (self, error) ||
      !cvk_sandbox_rates_load (self, error) || !cvk_sandbox_journal_load (self->journal, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cvk_sandbox_free (CvkSandbox *self)
{
  g_clear_pointer (&self->state, cvk_sandbox_state_close);
  g_clear_pointer (&self->journal, cvk_sandbox_journal_free);
  g_clear_pointer (&self->faults, cvk_sandbox_faults_free);
  g_clear_pointer (&self->rates, cvk_sandbox_rates_free);
  g_clear_pointer (&self->meetings, cvk_sandbox_meetings_free);
  g_clear_pointer (&self->devices, cvk_sandbox_devices_free);
  g_clear_pointer (&self->oauth, cvk_sandbox_oauth_free);
  g_clear_pointer (&self->grants, cvk_sandbox_grants_free);
  g_clear_pointer (&self->accounts, cvk_sandbox_accounts_free);
  g_free (self->origin);
  g_free (self);
}

CvkSandboxReply *
cvk_sandbox_answer (CvkSandbox *self, const CvkSandboxRequest *request)
{
  if (g_str_has_prefix (request->path, "/v2/"))
    return cvk_sandbox_api_answer (self, request);
  if (strcmp (request->path, "/oauth/authorize") == 0)
    return cvk_sandbox_oauth_authorize (self, request);
  if (strcmp (request->path, "/oauth/token") == 0)
    return cvk_sandbox_oauth_token (self, request);
  if (strcmp (request->path, "/oauth/revoke") == 0)
    return cvk_sandbox_oauth_revoke (self, request);
  if (strcmp (request->path, "/oauth/devicecode") == 0)
    return cvk_sandbox_devices_authorize (self, request);
  if (strcmp (request->path, "/oauth_device") == 0)
    return cvk_sandbox_devices_show (self, request);
  return cvk_sandbox_reply_new (404);
}
