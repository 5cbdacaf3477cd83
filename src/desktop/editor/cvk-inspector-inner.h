// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspectorInner:
 *
 * For a node that runs another pipeline: the accounts and files that this pipeline gives to the
 * slots in there (model/cvk-inner-slots.h), to be chosen here as other nodes have theirs. It
 * follows the session, and is not to be seen while nothing is wanted. What this pipeline has no
 * slot for is the checks' business.
 */
#define CVK_TYPE_INSPECTOR_INNER (cvk_inspector_inner_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspectorInner, cvk_inspector_inner, CVK, INSPECTOR_INNER, AdwBin)

/* @client: (nullable): without one, only files can be chosen. */
GtkWidget *cvk_inspector_inner_new (CvkSession *session, CvkEngineClient *client, const char *node);
/* Chooses @file for the file slot @slot of this pipeline, on this computer. */
void cvk_inspector_inner_take_file (CvkInspectorInner *self, const char *slot, GFile *file);

G_END_DECLS
