// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-settings-path.h"

#include <string.h>

CvkValue *
cvk_settings_path_lookup (const CvkValue *settings, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  CvkValue *value = (CvkValue *) settings;

  for (unsigned i = 0; names[i] != NULL && value != NULL; i++)
    value = cvk_value_get_member (value, names[i]);
  return value;
}

static CvkValue *
replace (const CvkValue *object, char **names, const CvkValue *value)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  g_autoptr (CvkValue) member = NULL;

  if (names[0] == NULL)
    return value != NULL ? cvk_value_ref (value) : NULL;
  member =
    replace (object != NULL ? cvk_value_get_member (object, names[0]) : NULL, names + 1, value);
  cvk_object_builder_init_from (&builder,
                                object != NULL && cvk_value_is_object (object) ? object : NULL);
  if (member == NULL || (value == NULL && names[1] != NULL && cvk_value_get_length (member) == 0))
    cvk_object_builder_remove (&builder, names[0]);
  else
    cvk_object_builder_set (&builder, names[0], g_steal_pointer (&member));
  return cvk_object_builder_end (&builder);
}

CvkValue *
cvk_settings_path_replace (const CvkValue *settings, const char *path, const CvkValue *value)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  return replace (settings, names, value);
}

char *
cvk_settings_path_dup_root (const char *path)
{
  return g_strndup (path, strcspn (path, "."));
}

gboolean
cvk_settings_path_holds (const char *path, const char *place)
{
  size_t length = strlen (path);

  return strncmp (path, place, length) == 0 &&
         (place[length] == '\0' || place[length] == '.' || place[length] == '[');
}
