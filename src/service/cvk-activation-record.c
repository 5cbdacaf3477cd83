// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-activation-record.h"

CvkDocument *
cvk_activation_read_document (const CvkValue *record, CvkProblem **problem)
{
  const char *text = cvk_value_lookup_string (record, "pipeline", "");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CvkDocument *document = cvk_document_new_from_bytes (bytes, &error);

  if (document == NULL)
    *problem = cvk_document_problem_new (error);
  return document;
}

/* Name -> the text that @read finds in the member; without one the member is left out. */
static GHashTable *
dup_table (const CvkValue *record, const char *member, const char *inner)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  CvkValue *bindings = cvk_value_get_member (record, "bindings");
  CvkValue *object = cvk_value_get_member (bindings, member);

  if (object == NULL || !cvk_value_is_object (object))
    return table;
  for (size_t i = 0; i < cvk_value_get_length (object); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;
      const char *text = NULL;

      cvk_value_get_member_at (object, i, &name, &value);
      if (inner != NULL)
        text = cvk_value_lookup_string (value, inner, NULL);
      else if (cvk_value_is_string (value))
        text = cvk_value_get_string (value);
      if (text != NULL)
        g_hash_table_insert (table, g_strdup (name), g_strdup (text));
    }
  return table;
}

GHashTable *
cvk_activation_dup_slots (const CvkValue *record)
{
  return dup_table (record, "connections", "id");
}

GHashTable *
cvk_activation_dup_files (const CvkValue *record)
{
  return dup_table (record, "files", NULL);
}

static GVariant *
table_to_variant (GHashTable *table)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add (&builder, "{ss}", key, value);
  return g_variant_builder_end (&builder);
}

GVariantDict *
cvk_activation_dup_run_options (const CvkValue *record)
{
  g_autoptr (GHashTable) slots = cvk_activation_dup_slots (record);
  g_autoptr (GHashTable) files = cvk_activation_dup_files (record);
  GVariantDict *options = g_variant_dict_new (NULL);

  g_variant_dict_insert (options, "path", "s", cvk_value_lookup_string (record, "path", ""));
  g_variant_dict_insert_value (options, "connections", table_to_variant (slots));
  g_variant_dict_insert_value (options, "files", table_to_variant (files));
  return options;
}

CvkValue *
cvk_activation_date_occurrence (const CvkValue *occurrence, int64_t now, const char *reason)
{
  g_auto (CvkObjectBuilder) object = { 0 };

  cvk_object_builder_init_from (&object, occurrence);
  cvk_object_builder_set (&object, "noted", cvk_value_new_integer (now));
  if (reason != NULL && g_str_equal (cvk_value_lookup_string (occurrence, "state", ""), "queued"))
    {
      cvk_object_builder_set (&object, "state", cvk_value_new_string ("skipped"));
      cvk_object_builder_set (&object, "reason", cvk_value_new_string (reason));
      cvk_object_builder_set (&object, "items", cvk_value_new_null ());
    }
  return cvk_object_builder_end (&object);
}

CvkValue *
cvk_activation_place_next (const CvkValue *record, const char *node, const CvkValue *next)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  cvk_object_builder_init_from (&builder, next);
  cvk_object_builder_set (&builder, "activation",
                          cvk_value_new_string (cvk_value_lookup_string (record, "id", "")));
  cvk_object_builder_set (&builder, "path",
                          cvk_value_new_string (cvk_value_lookup_string (record, "path", "")));
  cvk_object_builder_set (&builder, "name",
                          cvk_value_new_string (cvk_value_lookup_string (record, "name", NULL)));
  cvk_object_builder_set (&builder, "node", cvk_value_new_string (node));
  return cvk_object_builder_end (&builder);
}
