// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-choice-list.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"

struct _CvkChoiceList
{
  GPtrArray *values;  /* CvkValue; NULL: absent */
  GPtrArray *labels;  /* char *, NULL-terminated */
  CvkValue *standard; /* nullable */
};

static void
clear_value (gpointer value)
{
  if (value != NULL)
    cvk_value_unref (value);
}

static void
add (CvkChoiceList *self, CvkValue *value, const char *label)
{
  g_ptr_array_add (self->values, value);
  g_ptr_array_add (self->labels, g_strdup (label));
}

/* Characters that show nothing have names. */
static char *
dup_label (const CvkValue *value, const CvkValue *labels, size_t index)
{
  const CvkValue *label = labels != NULL ? cvk_value_get_element (labels, index) : NULL;

  if (label != NULL && cvk_value_is_string (label))
    return g_strdup (_ (cvk_value_get_string (label)));
  if (!cvk_value_is_string (value))
    return cvk_value_to_json (value, CVK_JSON_COMPACT);
  return g_strdup (cvk_value_get_string (value));
}

static void
add_values (CvkChoiceList *self, const CvkValue *values, const CvkValue *labels)
{
  for (size_t i = 0; values != NULL && i < cvk_value_get_length (values); i++)
    {
      CvkValue *value = cvk_value_get_element (values, i);
      g_autofree char *label = dup_label (value, labels, i);

      add (self, cvk_value_ref (value), label);
    }
}

CvkChoiceList *
cvk_choice_list_new (const CvkValue *schema, gboolean is_required, const char *absent)
{
  CvkChoiceList *self = g_new0 (CvkChoiceList, 1);
  const CvkValue *labels = cvk_value_get_member (schema, "x-labels");
  CvkValue *standard = cvk_value_get_member (schema, "default");

  self->values = g_ptr_array_new_with_free_func (clear_value);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->standard = standard != NULL ? cvk_value_ref (standard) : NULL;
  if (self->standard == NULL)
    add (self, NULL, is_required ? _ ("Choose…") : absent);
  add_values (self, cvk_value_get_member (schema, "enum"), labels);
  add_values (self, cvk_value_get_member (schema, "x-suggestions"), labels);
  g_ptr_array_add (self->labels, NULL);
  return self;
}

void
cvk_choice_list_free (CvkChoiceList *self)
{
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->labels);
  clear_value (self->standard);
  g_free (self);
}

unsigned
cvk_choice_list_get_length (CvkChoiceList *self)
{
  return self->values->len;
}

const char *const *
cvk_choice_list_get_labels (CvkChoiceList *self)
{
  return (const char *const *) self->labels->pdata;
}

CvkValue *
cvk_choice_list_get_value (CvkChoiceList *self, unsigned index)
{
  return g_ptr_array_index (self->values, index);
}

unsigned
cvk_choice_list_find (CvkChoiceList *self, const CvkValue *value)
{
  if (value == NULL)
    value = self->standard;
  for (unsigned i = 0; i < self->values->len; i++)
    {
      const CvkValue *choice = g_ptr_array_index (self->values, i);

      if (choice == value || (choice != NULL && value != NULL && cvk_value_equal (choice, value)))
        return i;
    }
  return G_MAXUINT;
}
