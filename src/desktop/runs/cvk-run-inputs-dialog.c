// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-inputs-dialog.h"

#include <glib/gi18n-lib.h>

#include "desktop/connections/cvk-quota-meter.h"
#include "desktop/forms/cvk-field-factory.h"

struct _CvkRunInputsDialog
{
  AdwWindow parent_instance;

  /* Template children. */
  AdwPreferencesGroup *group;
  GtkButton *run;

  GPtrArray *fields; /* CvkField, owned by the group */
};

G_DEFINE_FINAL_TYPE (CvkRunInputsDialog, cvk_run_inputs_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

/* --- What is asked for --- */

/* The declared fields of a node; (transfer none) (nullable). */
static CvkValue *
get_fields (const CvkNode *node)
{
  CvkValue *fields = g_str_equal (node->type, "input") && !node->muted
                       ? cvk_value_get_member (node->settings, "fields")
                       : NULL;

  return fields != NULL && cvk_value_is_array (fields) ? fields : NULL;
}

gboolean
cvk_run_inputs_are_needed (CvkDocument *document)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkValue *fields = get_fields (g_ptr_array_index (nodes, i));

      if (fields != NULL && cvk_value_get_length (fields) > 0)
        return TRUE;
    }
  return FALSE;
}

static CvkValue *
make_choices (const CvkValue *field)
{
  CvkValue *choices = cvk_value_get_member (field, "choices");
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (size_t i = 0;
       choices != NULL && cvk_value_is_array (choices) && i < cvk_value_get_length (choices); i++)
    {
      CvkValue *choice = cvk_value_get_element (choices, i);
      CvkValue *inner = cvk_value_get_member (choice, "value");

      cvk_array_builder_append (&builder, cvk_value_ref (inner != NULL ? inner : choice));
    }
  return cvk_array_builder_end (&builder);
}

/* The form's words for the types of an input. (transfer full) */
static CvkValue *
make_schema (const CvkValue *field)
{
  const char *type = cvk_value_lookup_string (field, "type", "text");
  const char *name = cvk_value_lookup_string (field, "name", "");
  const char *title = cvk_value_lookup_string (field, "title", "");
  CvkValue *fallback = cvk_value_get_member (field, "default");
  g_auto (CvkObjectBuilder) schema = { 0 };

  cvk_object_builder_init (&schema);
  cvk_object_builder_set (&schema, "title", cvk_value_new_string (*title != '\0' ? title : name));
  cvk_object_builder_set (&schema, "x-template", cvk_value_new_boolean (FALSE));
  if (fallback != NULL)
    cvk_object_builder_set (&schema, "default", cvk_value_ref (fallback));
  if (g_str_equal (type, "integer") || g_str_equal (type, "number") ||
      g_str_equal (type, "boolean"))
    cvk_object_builder_set (&schema, "type", cvk_value_new_string (type));
  else if (!g_str_equal (type, "json"))
    cvk_object_builder_set (&schema, "type", cvk_value_new_string ("string"));
  if (g_str_equal (type, "date-time") || g_str_equal (type, "duration"))
    cvk_object_builder_set (&schema, "format", cvk_value_new_string (type));
  if (g_str_equal (type, "choice"))
    cvk_object_builder_set (&schema, "enum", make_choices (field));
  return cvk_object_builder_end (&schema);
}

static void
add_field (CvkRunInputsDialog *self,
           CvkFieldContext *context,
           const CvkValue *declared,
           const CvkValue *last)
{
  const char *name = cvk_value_lookup_string (declared, "name", NULL);
  g_autoptr (CvkValue) schema = NULL;
  const CvkValue *value = NULL;
  CvkField *field;

  if (name == NULL)
    return;
  schema = make_schema (declared);
  field = cvk_field_factory_new (context, name, schema,
                                 cvk_value_lookup_boolean (declared, "required", FALSE));
  value = cvk_value_get_member (last, name);
  if (value == NULL)
    value = cvk_value_get_member (declared, "default");
  if (value != NULL && !cvk_value_is_null (value))
    cvk_field_set_value (field, value);
  adw_preferences_group_add (self->group, GTK_WIDGET (field));
  g_ptr_array_add (self->fields, field);
}

static void
add_fields (CvkRunInputsDialog *self, CvkDocument *document, const CvkValue *last)
{
  GPtrArray *nodes = cvk_document_get_nodes (document);
  g_autoptr (CvkFieldContext) context = cvk_field_context_new (NULL, NULL);

  for (unsigned i = 0; i < nodes->len; i++)
    {
      const CvkValue *fields = get_fields (g_ptr_array_index (nodes, i));

      for (size_t k = 0; fields != NULL && k < cvk_value_get_length (fields); k++)
        add_field (self, context, cvk_value_get_element (fields, k), last);
    }
}

void
cvk_run_inputs_dialog_show_quotas (CvkRunInputsDialog *self, GPtrArray *quotas)
{
  g_return_if_fail (CVK_IS_RUN_INPUTS_DIALOG (self));

  for (unsigned i = 0; i < quotas->len; i++)
    {
      const CvkRunQuota *quota = g_ptr_array_index (quotas, i);

      adw_preferences_group_add (
        self->group, cvk_quota_meter_new_with_name (quota->name, quota->value, g_get_real_time ()));
    }
}

/* --- The answer --- */

static gboolean
is_empty (const CvkValue *value)
{
  return value == NULL || cvk_value_is_null (value) ||
         (cvk_value_is_string (value) && cvk_value_get_string_length (value) == 0);
}

CvkValue *
cvk_run_inputs_dialog_dup_values (CvkRunInputsDialog *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  g_return_val_if_fail (CVK_IS_RUN_INPUTS_DIALOG (self), NULL);

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      CvkValue *value = cvk_field_get_value (field);

      if (!is_empty (value))
        cvk_object_builder_set (&builder, cvk_field_get_path (field), cvk_value_ref (value));
    }
  return cvk_object_builder_end (&builder);
}

/* The first that is missing gets the focus. */
static gboolean
check (CvkRunInputsDialog *self)
{
  CvkField *first = NULL;

  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      g_autoptr (GPtrArray) problems =
        g_ptr_array_new_with_free_func ((GDestroyNotify) cvk_problem_unref);

      if (cvk_field_get_required (field) && is_empty (cvk_field_get_value (field)))
        g_ptr_array_add (problems, cvk_problem_new ("missing-input",
                                                    N_ ("The pipeline needs a value here."), NULL));
      cvk_field_set_problems (field, problems);
      if (problems->len > 0 && first == NULL)
        first = field;
    }
  if (first != NULL)
    gtk_widget_child_focus (GTK_WIDGET (first), GTK_DIR_TAB_FORWARD);
  return first == NULL;
}

void
cvk_run_inputs_dialog_accept (CvkRunInputsDialog *self)
{
  g_return_if_fail (CVK_IS_RUN_INPUTS_DIALOG (self));

  if (!check (self))
    return;
  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- The object --- */

static void
cvk_run_inputs_dialog_finalize (GObject *object)
{
  CvkRunInputsDialog *self = CVK_RUN_INPUTS_DIALOG (object);

  g_ptr_array_unref (self->fields);
  G_OBJECT_CLASS (cvk_run_inputs_dialog_parent_class)->finalize (object);
}

static void
cvk_run_inputs_dialog_class_init (CvkRunInputsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_run_inputs_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-run-inputs-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRunInputsDialog, group);
  gtk_widget_class_bind_template_child (widget_class, CvkRunInputsDialog, run);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", CVK_TYPE_RUN_INPUTS_DIALOG,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_run_inputs_dialog_init (CvkRunInputsDialog *self)
{
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->run, "clicked", G_CALLBACK (cvk_run_inputs_dialog_accept), self,
                           G_CONNECT_SWAPPED);
}

CvkRunInputsDialog *
cvk_run_inputs_dialog_new (GtkWindow *parent, CvkDocument *document, const CvkValue *last)
{
  CvkRunInputsDialog *self =
    g_object_new (CVK_TYPE_RUN_INPUTS_DIALOG, "transient-for", parent, NULL);

  add_fields (self, document, last);
  return self;
}
