// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkInspectorMany:
 *
 * Several things are selected, or one that is no node: how many of which kind, and what can be done
 * to all of them, by the actions of the editor ("edit.mute").
 */
#define CVK_TYPE_INSPECTOR_MANY (cvk_inspector_many_get_type ())
G_DECLARE_FINAL_TYPE (CvkInspectorMany, cvk_inspector_many, CVK, INSPECTOR_MANY, AdwBin)

/* @session: (nullable) */
void cvk_inspector_many_set_session (CvkInspectorMany *self, CvkSession *session);

G_END_DECLS
