// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkNodeOptions:
 *
 * What every node has besides the settings of its type: its name, what happens when it fails, how
 * long it may take, whether it is left out, and pinned data. Follows the document.
 */
#define CVK_TYPE_NODE_OPTIONS (cvk_node_options_get_type ())
G_DECLARE_FINAL_TYPE (CvkNodeOptions, cvk_node_options, CVK, NODE_OPTIONS, AdwPreferencesGroup)

GtkWidget *cvk_node_options_new (CvkSession *session, const char *node_id)
  G_GNUC_WARN_UNUSED_RESULT;
/* Shows what the document says now. */
void cvk_node_options_update (CvkNodeOptions *self);

G_END_DECLS
