// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-data-table-field.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-data-table-picker.h"
#include "desktop/forms/cvk-data-table-read.h"

struct _CvkDataTableField
{
  CvkPickedField parent_instance;

  CvkValue *tables;          /* nullable: as far as they are known */
  GCancellable *cancellable; /* nullable: of the question under way */
};

G_DEFINE_FINAL_TYPE (CvkDataTableField, cvk_data_table_field, CVK_TYPE_PICKED_FIELD)

/* --- What is known of it --- */

/* (transfer none) (nullable) */
static const CvkValue *
find_table (CvkDataTableField *self, const char *name)
{
  for (size_t i = 0; i < cvk_value_get_length (self->tables); i++)
    {
      const CvkValue *table = cvk_value_get_element (self->tables, i);

      if (g_str_equal (cvk_value_lookup_string (table, "name", ""), name))
        return table;
    }
  return NULL;
}

static char *
describe_table (const CvkValue *table)
{
  const CvkValue *columns = cvk_value_get_member (table, "columns");
  int64_t n_rows = cvk_value_lookup_integer (table, "rows", 0);
  g_autofree char *rows = g_strdup_printf (
    ngettext ("%'lld row", "%'lld rows", (unsigned long) n_rows), (long long) n_rows);
  g_autoptr (GString) text = g_string_new (rows);

  for (size_t i = 0; columns != NULL && i < cvk_value_get_length (columns); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? " · " : ", ",
                            cvk_value_get_string (cvk_value_get_element (columns, i)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
cvk_data_table_field_describe (CvkPickedField *field, const char *text)
{
  CvkDataTableField *self = CVK_DATA_TABLE_FIELD (field);
  const CvkNodeType *type =
    cvk_field_context_get_node_type (cvk_field_get_context (CVK_FIELD (field)));
  const CvkValue *table = NULL;

  if (self->tables == NULL || *text == '\0')
    return NULL;
  table = find_table (self, text);
  if (table != NULL)
    return describe_table (table);
  return type != NULL && g_str_equal (type->id, "table.write")
           ? g_strdup (_ ("There is no such table yet. The first row makes it."))
           : g_strdup (_ ("There is no such table yet, so it has no rows."));
}

/* --- Asking --- */

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  CvkDataTableField *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) tables =
    cvk_data_table_read_finish (CVK_FIELD_CONTEXT (object), result, &error);

  /* The field may have gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (tables == NULL || !cvk_value_is_array (tables))
    return;
  g_clear_pointer (&self->tables, cvk_value_unref);
  self->tables = g_steal_pointer (&tables);
  cvk_picked_field_describe (CVK_PICKED_FIELD (self));
}

static void
stop_asking (CvkDataTableField *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask (CvkDataTableField *self)
{
  CvkFieldContext *context = cvk_field_get_context (CVK_FIELD (self));

  stop_asking (self);
  if (cvk_field_context_get_client (context) == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  cvk_data_table_read_async (context, self->cancellable, read_cb, self);
}

/* Runs write while nobody looks. */
static void
cvk_data_table_field_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cvk_data_table_field_parent_class)->map (widget);
  ask (CVK_DATA_TABLE_FIELD (widget));
}

/* The engine may come later than the form. */
static void
context_changed_cb (CvkDataTableField *self)
{
  if (self->tables == NULL && self->cancellable == NULL)
    ask (self);
}

static void
cvk_data_table_field_build (CvkField *field)
{
  CVK_FIELD_CLASS (cvk_data_table_field_parent_class)->build (field);
  g_signal_connect_object (cvk_field_get_context (field), "changed",
                           G_CALLBACK (context_changed_cb), field, G_CONNECT_SWAPPED);
}

/* --- Object --- */

static void
cvk_data_table_field_dispose (GObject *object)
{
  CvkDataTableField *self = CVK_DATA_TABLE_FIELD (object);

  stop_asking (self);
  g_clear_pointer (&self->tables, cvk_value_unref);
  G_OBJECT_CLASS (cvk_data_table_field_parent_class)->dispose (object);
}

static void
cvk_data_table_field_class_init (CvkDataTableFieldClass *class)
{
  CvkPickedFieldClass *picked_class = CVK_PICKED_FIELD_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = cvk_data_table_field_dispose;
  CVK_FIELD_CLASS (class)->build = cvk_data_table_field_build;
  GTK_WIDGET_CLASS (class)->map = cvk_data_table_field_map;
  picked_class->get_picker_type = cvk_data_table_picker_get_type;
  picked_class->icon = "cvk-tables-symbolic";
  picked_class->label = N_ ("Pick a Table");
  picked_class->describe = cvk_data_table_field_describe;
}

static void
cvk_data_table_field_init (CvkDataTableField *self)
{
}
