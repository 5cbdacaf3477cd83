// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Reading and changing one place deep in the settings of a node. A path names members, joined by
 * dots ("settings.waiting_room"); the names are those of a schema and hold no dots themselves.
 */

/* (transfer none) (nullable): NULL when absent. @settings is nullable. */
CvkValue *cvk_settings_path_lookup (const CvkValue *settings, const char *path);
/* @settings with @value (nullable: removed) at @path. Objects on the way are made; one that is left
 * empty by removing goes too. (transfer full) */
CvkValue *cvk_settings_path_replace (const CvkValue *settings,
                                     const char *path,
                                     const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* The first name of @path. (transfer full) */
char *cvk_settings_path_dup_root (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @place ("a.b[0].c") is @path ("a.b") or inside of it. */
gboolean cvk_settings_path_holds (const char *path, const char *place);

G_END_DECLS
