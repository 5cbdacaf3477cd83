// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-settings.h"

#include "base/cvk-programs.h"

static GSettings *
make_settings (void)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GError) error = NULL;

  if (!cvk_program_is_uninstalled ())
    return g_settings_new (CVK_APPLICATION_ID);
  source = g_settings_schema_source_new_from_directory (
    CVK_BUILDDIR "/data", g_settings_schema_source_get_default (), FALSE, &error);
  if (source == NULL)
    g_error ("The settings of the build tree are not there: %s", error->message);
  schema = g_settings_schema_source_lookup (source, CVK_APPLICATION_ID, FALSE);
  if (schema == NULL)
    g_error ("The settings of the build tree do not know " CVK_APPLICATION_ID);
  return g_settings_new_full (schema, NULL, NULL);
}

GSettings *
cvk_settings_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = make_settings ();
  return settings;
}
