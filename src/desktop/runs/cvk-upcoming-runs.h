// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkUpcomingRuns:
 *
 * When the clock starts an active pipeline the next ten times, as the host knows it: asked anew
 * each time it comes into view. Meant for popovers.
 */
#define CVK_TYPE_UPCOMING_RUNS (cvk_upcoming_runs_get_type ())
G_DECLARE_FINAL_TYPE (CvkUpcomingRuns, cvk_upcoming_runs, CVK, UPCOMING_RUNS, GtkBox)

GtkWidget *cvk_upcoming_runs_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;

/* @activation: (nullable): the id of the activation. */
void cvk_upcoming_runs_set_activation (CvkUpcomingRuns *self, const char *activation);

G_END_DECLS
