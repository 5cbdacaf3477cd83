// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-editing-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What all operations need. */

const char *
cvk_editing_get_node_name (CvkSession *self, const CvkNode *node)
{
  const CvkNodeType *type;

  g_return_val_if_fail (CVK_IS_SESSION (self) && node != NULL, NULL);

  if (node->label != NULL)
    return node->label;
  type = cvk_node_types_lookup (cvk_session_get_types (self), node->type);
  return type != NULL ? _ (type->title) : node->type;
}

gboolean
cvk_editing_push (CvkSession *self, CvkCommand *command)
{
  CvkHistory *history = cvk_session_get_history (self);
  gboolean is_empty = cvk_command_is_empty (command);

  cvk_history_seal (history);
  cvk_history_push (history, command);
  cvk_history_seal (history);
  return !is_empty;
}

CvkAnnotation *
cvk_editing_find_annotation (GPtrArray *annotations, const char *id)
{
  for (unsigned i = 0; i < annotations->len; i++)
    {
      CvkAnnotation *annotation = g_ptr_array_index (annotations, i);

      if (g_str_equal (annotation->id, id))
        return annotation;
    }
  return NULL;
}

const char **
cvk_editing_list_selected (CvkSession *self, CvkSelectionKind kind)
{
  GPtrArray *ids = cvk_selection_list (cvk_session_get_selection (self), kind);
  const char **list = g_new0 (const char *, ids->len + 1);

  for (unsigned i = 0; i < ids->len; i++)
    list[i] = g_ptr_array_index (ids, i);
  return list;
}

char *
cvk_editing_make_annotation_id (GPtrArray *annotations, const char *base)
{
  char *id = g_strdup (base);

  for (unsigned i = 2; cvk_editing_find_annotation (annotations, id) != NULL; i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", base, i);
    }
  return id;
}

CvkValue *
cvk_editing_with_member (const CvkValue *object, const char *name, CvkValue *member)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  cvk_object_builder_init_from (&builder, object);
  if (member != NULL)
    cvk_object_builder_set (&builder, name, member);
  else
    cvk_object_builder_remove (&builder, name);
  return cvk_object_builder_end (&builder);
}

double
cvk_editing_snap (double position)
{
  return round (position / CVK_EDITING_GRID) * CVK_EDITING_GRID;
}

double
cvk_editing_get_number (const CvkValue *object, const char *name, double fallback)
{
  CvkValue *number = cvk_value_get_member (object, name);

  return number != NULL && cvk_value_is_number (number) ? cvk_value_get_double (number) : fallback;
}

CvkValue *
cvk_editing_new_number (double number)
{
  /* Whole numbers are written as such, as in the layout. */
  if (fabs (number) < 1e15 && number == round (number))
    return cvk_value_new_integer ((int64_t) number);
  return cvk_value_new_double (number);
}
