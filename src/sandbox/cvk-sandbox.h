// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox-accounts.h"
#include "sandbox/cvk-sandbox-grants.h"
#include "sandbox/cvk-sandbox-message.h"
#include "sandbox/cvk-sandbox-state.h"
#include "sandbox/cvk-sandbox-time.h"

G_BEGIN_DECLS

typedef struct _CvkSandboxDevices CvkSandboxDevices;
typedef struct _CvkSandboxFaults CvkSandboxFaults;
typedef struct _CvkSandboxJournal CvkSandboxJournal;
typedef struct _CvkSandboxMeetings CvkSandboxMeetings;
typedef struct _CvkSandboxOauth CvkSandboxOauth;
typedef struct _CvkSandboxRates CvkSandboxRates;

typedef enum
{
  CVK_SANDBOX_PLAN_FREE,
  CVK_SANDBOX_PLAN_PRO,
  CVK_SANDBOX_PLAN_BUSINESS,
  CVK_SANDBOX_PLAN_UNLIMITED,
} CvkSandboxPlan;

/**
 * CvkSandbox:
 *
 * The local Zoom: what its parts share. Main thread only.
 */
typedef struct
{
  char *origin; /* http://127.0.0.1:PORT */
  CvkSandboxPlan plan;
  int64_t daily_limit; /* creates and updates of one host in a day of UTC; -1 for none */
  int64_t latency;     /* these two in milliseconds */
  int64_t list_lag;
  CvkSandboxClock clock;
  CvkSandboxState *state;
  CvkSandboxAccounts *accounts;
  CvkSandboxGrants *grants;
  CvkSandboxOauth *oauth;
  CvkSandboxDevices *devices;
  CvkSandboxMeetings *meetings;
  CvkSandboxRates *rates;
  CvkSandboxFaults *faults;
  CvkSandboxJournal *journal;
} CvkSandbox;

/* @state_path nullable. Returns: (transfer full) (nullable) */
CvkSandbox *cvk_sandbox_new (const char *state_path, CvkSandboxPlan plan, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_free (CvkSandbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSandbox, cvk_sandbox_free)

gboolean cvk_sandbox_parse_plan (const char *text, CvkSandboxPlan *plan);

/* Answers one request. (transfer full) */
CvkSandboxReply *cvk_sandbox_answer (CvkSandbox *self, const CvkSandboxRequest *request)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
