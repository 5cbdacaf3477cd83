// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspectorItems:
 *
 * The items of the last run at the inputs or the outputs of one node, one at a time, as a tree of
 * fields. Pinned items are shown while there is no run.
 */
#define CVK_TYPE_INSPECTOR_ITEMS (cvk_inspector_items_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspectorItems, cvk_inspector_items, CVK, INSPECTOR_ITEMS, AdwBin)

/* @client: (nullable) */
GtkWidget *cvk_inspector_items_new (CvkSession *session,
                                    CvkEngineClient *client,
                                    const char *node,
                                    gboolean is_output);

G_END_DECLS
