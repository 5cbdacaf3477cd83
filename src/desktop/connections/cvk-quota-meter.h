// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "base/cvk-value.h"
#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkQuotaMeter:
 *
 * How much of what a service permits in a day is used up: a bar, and the same in words. Invisible
 * for a connection whose service has no such limit, and until that is known.
 */
#define CVK_TYPE_QUOTA_METER (cvk_quota_meter_get_type ())
G_DECLARE_FINAL_TYPE (CvkQuotaMeter, cvk_quota_meter, CVK, QUOTA_METER, AdwPreferencesRow)

/* One that names its connection (data), with what is known by now; see below. (transfer floating)
 */
GtkWidget *cvk_quota_meter_new_with_name (const char *name, const CvkValue *quota, int64_t now);
/* Asks the host anew for what is left of @connection (its id). */
void cvk_quota_meter_load (CvkQuotaMeter *self, CvkEngineClient *client, const char *connection);
/* @quota: what the host's GetQuota() returns, null included; @now: microseconds since 1970. */
void cvk_quota_meter_show (CvkQuotaMeter *self, const CvkValue *quota, int64_t now);
/* What it says. (nullable) */
const char *cvk_quota_meter_get_text (CvkQuotaMeter *self);

G_END_DECLS
