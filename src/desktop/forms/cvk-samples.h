// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkSamples:
 *
 * The first item that each node put out in the run that the session shows, asked for when somebody
 * wants it; before there was one, that of the file which the node reads. Forms of one session share
 * it.
 *
 * Signal "changed" (): an item has come, or another run is shown.
 */
#define CVK_TYPE_SAMPLES (cvk_samples_get_type ())
G_DECLARE_FINAL_TYPE (CvkSamples, cvk_samples, CVK, SAMPLES, GObject)

/* The one of @session, which keeps it. (transfer none) */
CvkSamples *cvk_samples_of_session (CvkSession *session, CvkEngineClient *client);

/* NULL when there is none, and while it is being asked for. (transfer none) (nullable) */
CvkValue *cvk_samples_lookup (CvkSamples *self, const char *node_id);

G_END_DECLS
