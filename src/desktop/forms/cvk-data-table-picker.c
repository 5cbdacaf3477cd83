// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-data-table-picker.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-data-table-read.h"

struct _CvkDataTablePicker
{
  CvkPickerPopover parent_instance;
};

G_DEFINE_FINAL_TYPE (CvkDataTablePicker, cvk_data_table_picker, CVK_TYPE_PICKER_POPOVER)

/* The picker may have gone when this is called as cancelled. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) tables =
    cvk_data_table_read_finish (CVK_FIELD_CONTEXT (object), result, &error);
  g_auto (CvkArrayBuilder) entries = { 0 };
  g_autoptr (CvkValue) list = NULL;

  cvk_array_builder_init (&entries);
  for (size_t i = 0; tables != NULL && i < cvk_value_get_length (tables); i++)
    cvk_array_builder_append (
      &entries,
      cvk_value_new_object (
        "id", cvk_value_ref (cvk_value_get_member (cvk_value_get_element (tables, i), "name")),
        NULL));
  list = cvk_array_builder_end (&entries);
  cvk_picker_popover_take (user_data, list, error);
}

static void
cvk_data_table_picker_ask (CvkPickerPopover *picker,
                           CvkFieldContext *context,
                           GCancellable *cancellable)
{
  if (cvk_field_context_get_client (context) != NULL)
    cvk_data_table_read_async (context, cancellable, read_cb, picker);
  else
    cvk_picker_popover_take (picker, NULL, NULL);
}

static void
cvk_data_table_picker_class_init (CvkDataTablePickerClass *class)
{
  CvkPickerPopoverClass *picker_class = CVK_PICKER_POPOVER_CLASS (class);

  picker_class->ask = cvk_data_table_picker_ask;
  picker_class->waiting = N_ ("Looking for tables…");
  picker_class->list = N_ ("Tables");
  picker_class->filter = N_ ("Find a table");
  picker_class->nothing = N_ ("There are no tables yet. Make one on the page Tables, or enter a "
                              "name: the first row that is written makes the table.");
}

static void
cvk_data_table_picker_init (CvkDataTablePicker *self)
{
}
