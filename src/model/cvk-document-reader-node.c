// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#define G_LOG_DOMAIN "cvk-model"

#include "model/cvk-document-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/cvk-problem.h"
#include "model/cvk-document-private.h"

/* --- Settings that cannot be read in full --- */

static CvkProblem *
describe_unreadable (const GError *error)
{
  switch ((CvkJsonError) error->code)
    {
    case CVK_JSON_ERROR_NUMBER_RANGE:
      return cvk_problem_new (
        "invalid-field",
        N_ ("A number here is too large to be kept. Write it as text, in quotation marks."), NULL);
    case CVK_JSON_ERROR_DUPLICATE_MEMBER:
      return cvk_problem_new ("invalid-field",
                              N_ ("A name stands twice in the same object. Remove one of the two."),
                              NULL);
    case CVK_JSON_ERROR_NUL_CHARACTER:
      return cvk_problem_new ("invalid-field",
                              N_ ("A text here contains the character U+0000. Remove it."), NULL);
    case CVK_JSON_ERROR_SYNTAX:
    case CVK_JSON_ERROR_ENCODING:
    case CVK_JSON_ERROR_TOO_DEEP:
    case CVK_JSON_ERROR_TOO_LARGE:
    case CVK_JSON_ERROR_TYPE:
    default:
      return cvk_problem_new ("invalid-field",
                              N_ ("A text here is not valid Unicode. Write it anew."), NULL);
    }
}

/* Follows an unreadable value down to the part that is to blame. */
static CvkJsonCursor
find_culprit (CvkJsonCursor cursor)
{
  CvkJsonCursor child;
  gboolean found = TRUE;

  while (found)
    {
      found = FALSE;
      if (!cvk_json_cursor_first (cursor, &child))
        break;
      do
        {
          g_autoptr (CvkValue) value = cvk_json_cursor_to_value (child, CVK_JSON_STRICT, NULL);

          found = value == NULL;
        }
      while (!found && cvk_json_cursor_next (&child));
      if (found)
        cursor = child;
    }

  return cursor;
}

static void
add_settings_problem (CvkDocumentReader *self,
                      CvkNode *node,
                      CvkJsonCursor cursor,
                      const char *field,
                      const GError *error)
{
  CvkProblem *problem = describe_unreadable (error);
  unsigned line;
  unsigned column;

  cvk_document_reader_get_place (self, find_culprit (cursor), &line, &column);
  cvk_problem_set_node (problem, node->id);
  cvk_problem_set_field (problem, field);
  cvk_problem_set_line (problem, line, column);
  if (node->settings_problems == NULL)
    node->settings_problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);
  g_ptr_array_add (node->settings_problems, problem);
}

/* What of the settings can be read, member by member. Whether the rest matters is known when the
 * type is; until then it lives on as source text. */
static void
read_settings_in_parts (CvkDocumentReader *self,
                        CvkNode *node,
                        CvkJsonCursor cursor,
                        const GError *whole_error)
{
  g_auto (CvkObjectBuilder) settings = { NULL };
  CvkJsonCursor member;
  gboolean more = cvk_json_cursor_first (cursor, &member);

  cvk_object_builder_init (&settings);
  for (; more; more = cvk_json_cursor_next (&member))
    {
      g_autofree char *name = cvk_json_cursor_dup_name (member);
      g_autoptr (GError) error = NULL;
      CvkValue *value = cvk_json_cursor_to_value (member, CVK_JSON_STRICT, &error);

      if (value != NULL)
        cvk_object_builder_set (&settings, name, value);
      else
        add_settings_problem (self, node, member, name, error);
    }
  if (node->settings_problems == NULL)
    add_settings_problem (self, node, cursor, NULL, whole_error);
  cvk_value_unref (node->settings);
  node->settings = cvk_object_builder_end (&settings);
}

static gboolean
read_settings (CvkDocumentReader *self, CvkNode *node, CvkJsonCursor cursor, GError **error)
{
  g_autoptr (GError) json_error = NULL;
  CvkValue *settings;

  if (cvk_json_cursor_get_kind (cursor) != CVK_VALUE_OBJECT)
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be an object, in braces."), "settings");

  node->settings_source = cvk_document_reader_dup_source (cursor);
  cvk_document_reader_get_place (self, cursor, &node->settings_line, &node->settings_column);
  settings = cvk_json_cursor_to_value (cursor, CVK_JSON_STRICT, &json_error);
  if (settings == NULL)
    {
      read_settings_in_parts (self, node, cursor, json_error);
      return TRUE;
    }
  cvk_value_unref (node->settings);
  node->settings = settings;

  return TRUE;
}

/* --- The other members --- */

static gboolean
read_on_error (CvkNode *node, CvkJsonCursor cursor, GError **error)
{
  g_autofree char *text = NULL;

  if (!cvk_document_reader_read_string (cursor, "on_error", &text, error))
    return FALSE;
  if (strcmp (text, "stop") != 0 && strcmp (text, "continue") != 0)
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“on_error” must be “stop” or “continue”."));
  node->on_error = strcmp (text, "stop") == 0 ? CVK_ON_ERROR_STOP : CVK_ON_ERROR_CONTINUE;

  return TRUE;
}

static gboolean
read_timeout (CvkNode *node, CvkJsonCursor cursor, GError **error)
{
  g_autoptr (CvkValue) value = cvk_document_reader_read_value (cursor, error);

  if (value == NULL)
    return FALSE;
  if (!cvk_value_is_integer (value) || cvk_value_get_integer (value) < 0 ||
      cvk_value_get_integer (value) > CVK_NODE_MAX_TIMEOUT)
    return cvk_document_reader_fail (
      cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
      _ ("“timeout” must be a whole number of seconds, at most a year."));
  node->timeout = cvk_value_get_integer (value);

  return TRUE;
}

static gboolean
read_muted (CvkNode *node, CvkJsonCursor cursor, GError **error)
{
  g_autoptr (CvkValue) value = cvk_document_reader_read_value (cursor, error);

  if (value == NULL)
    return FALSE;
  if (!cvk_value_is_boolean (value))
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be true or false."), "muted");
  node->muted = cvk_value_get_boolean (value);

  return TRUE;
}

static gboolean
read_pinned (CvkNode *node, CvkJsonCursor cursor, GError **error)
{
  CvkJsonCursor item;
  gboolean more;

  if (cvk_json_cursor_get_kind (cursor) != CVK_VALUE_ARRAY)
    return cvk_document_reader_fail (cursor, error, CVK_DOCUMENT_ERROR_FORMAT,
                                     _ ("“%s” must be a list, in square brackets."), "pinned");
  for (more = cvk_json_cursor_first (cursor, &item); more; more = cvk_json_cursor_next (&item))
    if (cvk_json_cursor_get_kind (item) != CVK_VALUE_OBJECT)
      return cvk_document_reader_fail (item, error, CVK_DOCUMENT_ERROR_FORMAT,
                                       _ ("An item must be an object, in braces."));
  node->pinned = cvk_document_reader_read_value (cursor, error);

  return node->pinned != NULL;
}

static gboolean
read_known_member (CvkDocumentReader *self,
                   CvkNode *node,
                   const char *name,
                   CvkJsonCursor value,
                   GError **error)
{
  if (strcmp (name, "type") == 0)
    return cvk_document_reader_read_string (value, name, &node->type, error);
  if (strcmp (name, "label") == 0)
    return cvk_document_reader_read_string (value, name, &node->label, error);
  if (strcmp (name, "slot") == 0)
    return cvk_document_reader_read_string (value, name, &node->slot, error);
  if (strcmp (name, "settings") == 0)
    return read_settings (self, node, value, error);
  if (strcmp (name, "on_error") == 0)
    return read_on_error (node, value, error);
  if (strcmp (name, "timeout") == 0)
    return read_timeout (node, value, error);
  if (strcmp (name, "muted") == 0)
    return read_muted (node, value, error);
  if (strcmp (name, "pinned") == 0)
    return read_pinned (node, value, error);
  cvk_document_reader_keep_unknown (&node->unknown, name, value);

  return TRUE;
}

static gboolean
read_node_member (CvkDocumentReader *self,
                  const char *name,
                  CvkJsonCursor value,
                  gpointer target,
                  GError **error)
{
  CvkNode *node = target;

  if (read_known_member (self, node, name, value, error))
    return TRUE;
  if (error != NULL)
    cvk_document_error_set_node (*error, node->id, name);
  return FALSE;
}

gboolean
cvk_document_reader_read_node (CvkDocumentReader *self,
                               const char *name,
                               CvkJsonCursor value,
                               gpointer target,
                               GError **error)
{
  g_autoptr (CvkNode) node = NULL;

  if (!cvk_document_reader_check_id (value, name, error))
    return FALSE;

  node = cvk_node_new (name, NULL);
  cvk_document_reader_get_place (self, value, &node->line, &node->column);
  if (!cvk_document_reader_read_members (self, value, name, read_node_member, node, error))
    return FALSE;
  if (node->type == NULL || *node->type == '\0')
    {
      cvk_document_reader_fail (value, error, CVK_DOCUMENT_ERROR_FORMAT,
                                _ ("The node “%s” has no “type”."), name);
      if (error != NULL)
        cvk_document_error_set_node (*error, name, "type");
      return FALSE;
    }
  node->source = cvk_document_reader_dup_source (value);
  cvk_document_take_node (self->document, g_steal_pointer (&node));

  return TRUE;
}
