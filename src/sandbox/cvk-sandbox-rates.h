// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/**
 * CvkSandboxRates:
 *
 * The limits of the account's plan, and the daily limit of a host.
 */
typedef enum
{
  CVK_SANDBOX_RATE_LIGHT,
  CVK_SANDBOX_RATE_MEDIUM,
} CvkSandboxRateClass;

typedef enum
{
  CVK_SANDBOX_LIMIT_SECOND,
  CVK_SANDBOX_LIMIT_DAY,
  CVK_SANDBOX_LIMIT_HOST,
} CvkSandboxRateLimit;

CvkSandboxRates *cvk_sandbox_rates_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_rates_free (CvkSandboxRates *self);
gboolean cvk_sandbox_rates_load (CvkSandbox *sandbox, GError **error);

/* Counts a call against the plan; the refusal when there are too many. (transfer full) (nullable)
 */
CvkSandboxReply *cvk_sandbox_rates_take (CvkSandbox *sandbox,
                                         const CvkSandboxRequest *request,
                                         CvkSandboxRateClass class) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the host may create or update once more today. (transfer full) (nullable) */
CvkSandboxReply *cvk_sandbox_rates_check_host (CvkSandbox *sandbox,
                                               const CvkSandboxRequest *request,
                                               const CvkSandboxUser *host)
  G_GNUC_WARN_UNUSED_RESULT;
void cvk_sandbox_rates_count_host (CvkSandbox *sandbox, const CvkSandboxUser *host);
/* How many creates and updates the host has made today. */
int64_t cvk_sandbox_rates_get_used (CvkSandbox *sandbox, const CvkSandboxUser *host);
/* Forgets all counts. */
void cvk_sandbox_rates_reset (CvkSandbox *sandbox);

void cvk_sandbox_rates_add_headers (CvkSandbox *sandbox,
                                    CvkSandboxReply *reply,
                                    CvkSandboxRateClass class);
CvkSandboxReply *cvk_sandbox_rates_make_refusal (CvkSandbox *sandbox,
                                                 const CvkSandboxRequest *request,
                                                 CvkSandboxRateLimit limit)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
