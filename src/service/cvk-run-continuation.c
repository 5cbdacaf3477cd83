// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-run-continuation.h"

#include <string.h>

static void
insert_pairs (GVariantDict *dict, const char *option, const CvkValue *pairs)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (size_t i = 0; pairs != NULL && i < cvk_value_get_length (pairs); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (pairs, i, &name, &value);
      g_variant_builder_add (&builder, "{ss}", name, cvk_value_get_string (value));
    }
  g_variant_dict_insert_value (dict, option, g_variant_builder_end (&builder));
}

static void
insert_all (GVariantDict *dict, GVariant *options)
{
  GVariantIter iter;
  const char *name = NULL;
  GVariant *value = NULL;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    g_variant_dict_insert_value (dict, name, value);
}

GVariant *
cvk_run_continuation_make_options (const char *run, const CvkValue *start, GVariant *options)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const CvkValue *record = cvk_value_get_member (start, "start");
  const CvkValue *bindings = cvk_value_get_member (record, "bindings");
  const CvkValue *sandbox = cvk_value_get_member (bindings, "sandbox");
  const char *path = cvk_value_lookup_string (record, "path", NULL);

  g_variant_dict_insert (&dict, "kept", "s", run);
  if (path != NULL)
    g_variant_dict_insert (&dict, "path", "s", path);
  insert_pairs (&dict, "connections", cvk_value_get_member (bindings, "slots"));
  insert_pairs (&dict, "files", cvk_value_get_member (record, "files"));
  if (sandbox != NULL && cvk_value_get_length (sandbox) > 0)
    g_variant_dict_insert (&dict, "sandbox", "b", TRUE);
  /* Who allowed the run has allowed that it comes to its end. */
  if (!g_variant_lookup (options, "pipeline", "@ay", NULL))
    g_variant_dict_insert (&dict, "once", "b", TRUE);
  insert_all (&dict, options);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

GBytes *
cvk_run_continuation_dup_pipeline (const CvkValue *start, GVariant *options)
{
  g_autoptr (GVariant) given =
    g_variant_lookup_value (options, "pipeline", G_VARIANT_TYPE_BYTESTRING);
  const char *text = cvk_value_lookup_string (start, "pipeline", "");

  return given != NULL ? g_variant_get_data_as_bytes (given) : g_bytes_new (text, strlen (text));
}
