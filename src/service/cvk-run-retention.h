// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "service/cvk-host-runs.h"

G_BEGIN_DECLS

/**
 * CvkRunRetention:
 *
 * Lets the journal forget runs that are to be kept no longer (store/cvk-store-retention.h): when
 * one has ended or begun, but not more often than every hour, and a few at a time.
 */
#define CVK_TYPE_RUN_RETENTION (cvk_run_retention_get_type ())
G_DECLARE_FINAL_TYPE (CvkRunRetention, cvk_run_retention, CVK, RUN_RETENTION, GObject)

CvkRunRetention *cvk_run_retention_new (CvkHost *host, CvkHostRuns *runs) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
