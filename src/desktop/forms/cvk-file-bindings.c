// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-file-bindings.h"

#include "desktop/cvk-settings.h"
#include "model/cvk-file-slots.h"

#define KEY "file-bindings"
#define TYPE "a{sa{ss}}" /* URI of a pipeline to slot to path */

/* Pipelines in no file share one place, which they leave when they get a file: what was chosen for
 * one before is chosen again then. */
static char *
make_key (CvkSession *session)
{
  GFile *file = cvk_session_get_file (session);

  return file == NULL ? g_strdup ("") : g_file_get_uri (file);
}

static GVariant *
read_choices (CvkSession *session)
{
  g_autofree char *key = make_key (session);
  g_autoptr (GVariant) all = g_settings_get_value (cvk_settings_get (), KEY);
  GVariant *choices = g_variant_lookup_value (all, key, G_VARIANT_TYPE ("a{ss}"));

  if (choices == NULL && *key != '\0')
    choices = g_variant_lookup_value (all, "", G_VARIANT_TYPE ("a{ss}"));
  return choices != NULL ? choices : g_variant_ref_sink (g_variant_new ("a{ss}", NULL));
}

char *
cvk_file_bindings_dup_choice (CvkSession *session, const char *slot)
{
  g_autoptr (GVariant) choices = NULL;
  char *path = NULL;

  g_return_val_if_fail (CVK_IS_SESSION (session) && slot != NULL, NULL);

  choices = read_choices (session);
  g_variant_lookup (choices, slot, "s", &path);
  return path;
}

static GVariant *
replace_choice (GVariant *choices, const char *slot, const char *path)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  const char *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, choices);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    if (!g_str_equal (name, slot))
      g_variant_builder_add (&builder, "{ss}", name, value);
  if (path != NULL)
    g_variant_builder_add (&builder, "{ss}", slot, path);
  return g_variant_builder_end (&builder);
}

void
cvk_file_bindings_choose (CvkSession *session, const char *slot, const char *path)
{
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) choices = NULL;
  g_autofree char *key = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_if_fail (CVK_IS_SESSION (session) && slot != NULL);

  all = g_settings_get_value (cvk_settings_get (), KEY);
  choices = read_choices (session);
  key = make_key (session);
  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s@a{ss}}", &name, &value))
    {
      if (!g_str_equal (name, key))
        g_variant_builder_add (&builder, "{s@a{ss}}", name, value);
      g_variant_unref (value);
    }
  g_variant_builder_add (&builder, "{s@a{ss}}", key, replace_choice (choices, slot, path));
  g_settings_set_value (cvk_settings_get (), KEY, g_variant_builder_end (&builder));
}

char *
cvk_file_bindings_dup_path (CvkSession *session, const char *slot)
{
  g_autofree char *choice = cvk_file_bindings_dup_choice (session, slot);
  CvkFileSlot *declared = cvk_document_get_file_slot (cvk_session_get_document (session), slot);
  const char *relative = declared != NULL ? declared->default_path : slot;
  GFile *file = cvk_session_get_file (session);
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) target = NULL;

  if (choice != NULL)
    return g_steal_pointer (&choice);
  if (file == NULL || relative == NULL || *relative == '\0')
    return NULL;
  folder = g_file_get_parent (file);
  target = folder == NULL ? NULL : g_file_resolve_relative_path (folder, relative);
  return target == NULL ? NULL : g_file_get_path (target);
}

GVariant *
cvk_file_bindings_make_option (CvkSession *session)
{
  g_autoptr (GVariant) choices = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *slot;
  const char *path;

  g_return_val_if_fail (CVK_IS_SESSION (session), NULL);

  choices = read_choices (session);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, choices);
  while (g_variant_iter_next (&iter, "{&s&s}", &slot, &path))
    /* What was chosen for a node that is gone by now would be refused. */
    if (cvk_file_slots_are_used (cvk_session_get_document (session),
                                 cvk_session_get_types (session), slot))
      g_variant_builder_add (&builder, "{ss}", slot, path);
  return g_variant_builder_end (&builder);
}
