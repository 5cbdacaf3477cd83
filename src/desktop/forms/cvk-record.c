// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-record.h"

#include <string.h>

#include "desktop/forms/cvk-field-factory.h"
#include "desktop/forms/cvk-field-need.h"
#include "desktop/forms/cvk-form-layout.h"

struct _CvkRecord
{
  GtkBox parent_instance;

  CvkFieldContext *context;
  CvkValue *schema;
  CvkValue *value;
  GPtrArray *names;  /* borrowed from the schema */
  GPtrArray *fields; /* CvkField, borrowed from the list; of the same index */
};

G_DEFINE_FINAL_TYPE (CvkRecord, cvk_record, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static void
keep_value (CvkRecord *self, CvkValue *value)
{
  g_clear_pointer (&self->value, cvk_value_unref);
  self->value = value;
}

/* A rule between two members is about those of the same record. */
static void
update_need (CvkRecord *self)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      const CvkValue *schema = cvk_field_get_schema (field);

      if (cvk_field_need_has_rule (schema, self->schema))
        cvk_field_set_pointless (field, cvk_field_need_find (schema, self->schema, self->value) ==
                                          CVK_FIELD_NEED_NO);
    }
}

static void
value_changed_cb (CvkRecord *self, CvkField *field)
{
  g_auto (CvkObjectBuilder) builder = { NULL };
  CvkValue *value = cvk_field_get_value (field);
  unsigned index;

  if (!g_ptr_array_find (self->fields, field, &index))
    return;
  cvk_object_builder_init_from (&builder, self->value);
  if (value != NULL)
    cvk_object_builder_set (&builder, g_ptr_array_index (self->names, index),
                            cvk_value_ref (value));
  else
    cvk_object_builder_remove (&builder, g_ptr_array_index (self->names, index));
  keep_value (self, cvk_object_builder_end (&builder));
  update_need (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
cvk_record_can_show (const CvkValue *schema, const CvkValue *value)
{
  CvkValue *properties = cvk_value_get_member (schema, "properties");

  if (!cvk_value_is_object (value))
    return FALSE;
  for (size_t i = 0; i < cvk_value_get_length (value); i++)
    {
      const char *name;
      CvkValue *member;

      cvk_value_get_member_at (value, i, &name, &member);
      if (cvk_value_get_member (properties, name) == NULL)
        return FALSE;
    }
  return TRUE;
}

void
cvk_record_set_value (CvkRecord *self, const CvkValue *value)
{
  g_return_if_fail (CVK_IS_RECORD (self));

  keep_value (self, value != NULL ? cvk_value_ref (value) : cvk_value_new_object (NULL, NULL));
  for (unsigned i = 0; i < self->fields->len; i++)
    cvk_field_set_value (g_ptr_array_index (self->fields, i),
                         cvk_value_get_member (self->value, g_ptr_array_index (self->names, i)));
  update_need (self);
}

CvkValue *
cvk_record_get_value (CvkRecord *self)
{
  g_return_val_if_fail (CVK_IS_RECORD (self), NULL);

  return self->value;
}

void
cvk_record_set_problems (CvkRecord *self, const char *path, GPtrArray *problems)
{
  g_return_if_fail (CVK_IS_RECORD (self));

  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      g_autoptr (GPtrArray) own = g_ptr_array_new ();
      g_autofree char *place =
        g_strdup_printf ("%s.%s", path, (char *) g_ptr_array_index (self->names, i));
      size_t length = strlen (place);

      for (unsigned j = 0; j < problems->len; j++)
        {
          const char *other = cvk_problem_get_field (g_ptr_array_index (problems, j));

          if (other != NULL && strncmp (other, place, length) == 0 &&
              strchr (".[", other[length]) != NULL)
            g_ptr_array_add (own, g_ptr_array_index (problems, j));
        }
      cvk_field_set_problems (field, own);
    }
}

CvkField *
cvk_record_get_field (CvkRecord *self, const char *name)
{
  g_return_val_if_fail (CVK_IS_RECORD (self), NULL);

  for (unsigned i = 0; i < self->fields->len; i++)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      return g_ptr_array_index (self->fields, i);
  return NULL;
}

/* --- Object --- */

static void
cvk_record_finalize (GObject *object)
{
  CvkRecord *self = CVK_RECORD (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->value, cvk_value_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->schema, cvk_value_unref);
  g_ptr_array_unref (self->fields);
  G_OBJECT_CLASS (cvk_record_parent_class)->finalize (object);
}

static void
cvk_record_class_init (CvkRecordClass *class)
{
  G_OBJECT_CLASS (class)->finalize = cvk_record_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_RECORD, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_record_init (CvkRecord *self)
{
  self->fields = g_ptr_array_new ();
  self->value = cvk_value_new_object (NULL, NULL);
}

/* Where the field around takes no expressions, nothing inside does. */
static CvkValue *
dup_member_schema (CvkField *parent, CvkValue *schema)
{
  g_auto (CvkObjectBuilder) builder = { NULL };

  if (cvk_field_takes_expressions (parent))
    return cvk_value_ref (schema);
  cvk_object_builder_init_from (&builder, schema);
  cvk_object_builder_set (&builder, "x-template", cvk_value_new_boolean (FALSE));
  return cvk_object_builder_end (&builder);
}

GtkWidget *
cvk_record_new (CvkField *parent, const char *path, const CvkValue *schema)
{
  CvkFieldContext *context = cvk_field_get_context (parent);
  CvkRecord *self = g_object_new (CVK_TYPE_RECORD, NULL);
  CvkValue *properties = cvk_value_get_member (schema, "properties");
  GtkWidget *list = gtk_list_box_new ();

  self->context = g_object_ref (context);
  self->schema = cvk_value_ref (schema);
  self->names = cvk_form_layout_list_members (schema);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "cvk-record");
  gtk_widget_set_hexpand (list, TRUE);
  for (unsigned i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      g_autofree char *place = g_strdup_printf ("%s.%s", path, name);
      g_autoptr (CvkValue) member =
        dup_member_schema (parent, cvk_value_get_member (properties, name));
      CvkField *field =
        cvk_field_factory_new (context, place, member, cvk_form_layout_is_required (schema, name));

      g_signal_connect_object (field, "value-changed", G_CALLBACK (value_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (self->fields, field);
      gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (field));
    }
  gtk_box_append (GTK_BOX (self), list);
  update_need (self);
  return GTK_WIDGET (self);
}
