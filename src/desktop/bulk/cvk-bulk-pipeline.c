// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-pipeline.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "connect/cvk-connectors.h"
#include "model/cvk-command.h"
#include "model/cvk-history.h"

#define DISTANCE 280

CvkValue *
cvk_bulk_settings_set (const CvkValue *settings, const char *path, CvkValue *value)
{
  const char *dot = strchr (path, '.');
  g_autofree char *name = dot != NULL ? g_strndup (path, (size_t) (dot - path)) : g_strdup (path);
  g_auto (CvkObjectBuilder) builder = { 0 };
  CvkValue *inner = cvk_value_get_member (settings, name);

  cvk_object_builder_init_from (&builder, settings);
  if (dot != NULL)
    cvk_object_builder_set (
      &builder, name,
      cvk_bulk_settings_set (inner != NULL && cvk_value_is_object (inner) ? inner : NULL, dot + 1,
                             value));
  else if (value != NULL)
    cvk_object_builder_set (&builder, name, cvk_value_ref (value));
  else
    cvk_object_builder_remove (&builder, name);
  return cvk_object_builder_end (&builder);
}

static CvkValue *
make_action_settings (GPtrArray *fields, const CvkValue *fixed)
{
  CvkValue *settings = fixed != NULL ? cvk_value_ref (fixed) : cvk_value_new_object (NULL, NULL);

  for (unsigned i = 0; i < fields->len; i++)
    {
      const CvkBulkField *field = g_ptr_array_index (fields, i);
      g_autofree char *text = g_strdup_printf ("{{ item.%s }}", field->name);
      g_autoptr (CvkValue) expression = cvk_value_new_string (text);
      g_autoptr (CvkValue) before = settings;

      settings = cvk_bulk_settings_set (before, field->path, expression);
    }
  return settings;
}

static CvkValue *
make_input_settings (const CvkValue *rows)
{
  g_autoptr (CvkValue) field = cvk_value_new_object (
    "name", cvk_value_new_string ("rows"), "type", cvk_value_new_string ("json"), "title",
    cvk_value_new_string (_ ("Rows")), "required", cvk_value_new_boolean (TRUE), NULL);
  g_auto (CvkObjectBuilder) builder = { 0 };
  CvkValue *elements[1];

  cvk_object_builder_init_from (&builder, field);
  if (rows != NULL)
    cvk_object_builder_set (&builder, "default", cvk_value_ref (rows));
  elements[0] = cvk_object_builder_end (&builder);
  return cvk_value_new_object ("fields", cvk_value_new_array (elements, 1), NULL);
}

static void
add_node (CvkCommand *command, const char *id, const char *type, double x, CvkValue *settings)
{
  g_autoptr (CvkValue) owned = settings;
  g_autoptr (GError) error = NULL;

  if (cvk_command_add_node (command, id, type, x, 0, &error) == NULL ||
      !cvk_command_set_node_settings (command, id, owned, &error))
    g_error ("%s", error->message);
}

static void
add_action (CvkCommand *command, const CvkNodeType *type, CvkValue *settings)
{
  add_node (command, CVK_BULK_ACTION, type->id, 2 * DISTANCE, settings);
  cvk_command_set_node_on_error (command, CVK_BULK_ACTION, CVK_ON_ERROR_CONTINUE, NULL);
  if (type->connector == NULL)
    return;
  cvk_command_set_slot (command, type->connector, type->connector, NULL, NULL);
  cvk_command_set_node_slot (command, CVK_BULK_ACTION, type->connector, NULL);
}

CvkDocument *
cvk_bulk_pipeline_new (const CvkNodeType *type,
                       GPtrArray *fields,
                       const CvkValue *fixed,
                       const CvkValue *rows)
{
  CvkDocument *document = cvk_document_new ();
  g_autoptr (CvkHistory) history = cvk_history_new (document);
  CvkCommand *command = cvk_command_new (document, NULL);
  /* Translators: the name of a pipeline that does something for each row of a table. %s: the title
   * of an action. */
  g_autofree char *name = g_strdup_printf (_ ("%s from a table"), _ (type->title));

  cvk_command_set_name (command, name);
  add_node (command, CVK_BULK_INPUT, "input", 0, make_input_settings (rows));
  add_node (command, "each", "split", DISTANCE,
            cvk_value_new_object ("field", cvk_value_new_string ("rows"), NULL));
  add_action (command, type, make_action_settings (fields, fixed));
  cvk_command_add_link (command, CVK_BULK_INPUT ".out -> each.in", NULL);
  cvk_command_add_link (command, "each.out -> " CVK_BULK_ACTION ".in", NULL);
  cvk_history_push (history, command);
  return document;
}
