// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkHistoryGroup:
 *
 * How long past runs are kept, and how large the journal may become. Both are the engine's, which
 * is asked when this is made and told a moment after a number has changed; insensitive until it has
 * answered.
 */
#define CVK_TYPE_HISTORY_GROUP (cvk_history_group_get_type ())
G_DECLARE_FINAL_TYPE (CvkHistoryGroup, cvk_history_group, CVK, HISTORY_GROUP, AdwPreferencesGroup)

/* The engine to ask. */
void cvk_history_group_set_api (CvkHistoryGroup *self, CvkApiEngine *api);

G_END_DECLS
