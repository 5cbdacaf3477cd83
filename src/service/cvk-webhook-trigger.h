// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-trigger.h"

G_BEGIN_DECLS

/**
 * CvkWebhookTrigger:
 *
 * A trigger.webhook: there is nothing to call before it is active. What it is sent is answered when
 * it is on the disk, and not before; the same event sent again is answered and begins nothing. Its
 * memory is {"path", "port"}, so that the address stays.
 */
#define CVK_TYPE_WEBHOOK_TRIGGER (cvk_webhook_trigger_get_type ())
G_DECLARE_FINAL_TYPE (CvkWebhookTrigger, cvk_webhook_trigger, CVK, WEBHOOK_TRIGGER, GObject)

CvkTrigger *cvk_webhook_trigger_new (const CvkTriggerContext *context, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
