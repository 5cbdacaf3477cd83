// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-edit-dialog.h"

#include "base/cvk-json.h"
#include "desktop/runs/cvk-cell-text.h"

struct _CvkRowEditDialog
{
  AdwWindow parent_instance;

  /* Template children. */
  AdwPreferencesGroup *group;
  GtkButton *retry;

  CvkValue *item;  /* owned */
  GPtrArray *rows; /* AdwEntryRow, borrowed: one for each field of the item, in its order */
};

G_DEFINE_FINAL_TYPE (CvkRowEditDialog, cvk_row_edit_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

static char *
dup_text (const CvkValue *value)
{
  if (cvk_value_is_null (value))
    return g_strdup ("");
  return cvk_value_is_string (value) ? g_strdup (cvk_value_get_string (value))
                                     : cvk_value_to_json (value, CVK_JSON_COMPACT);
}

/* (transfer full) */
static CvkValue *
read_value (const CvkValue *before, const char *text)
{
  CvkValue *value = NULL;

  if (!cvk_value_is_string (before))
    value = cvk_value_from_json (text, -1, CVK_JSON_DATA, NULL);
  return value != NULL ? value : cvk_value_new_string (text);
}

CvkValue *
cvk_row_edit_dialog_dup_changes (CvkRowEditDialog *self)
{
  g_auto (CvkObjectBuilder) builder = { 0 };

  g_return_val_if_fail (CVK_IS_ROW_EDIT_DIALOG (self), NULL);

  cvk_object_builder_init (&builder);
  for (unsigned i = 0; i < self->rows->len; i++)
    {
      const char *text = gtk_editable_get_text (g_ptr_array_index (self->rows, i));
      const char *name = NULL;
      CvkValue *before = NULL;
      g_autofree char *old = NULL;

      cvk_value_get_member_at (self->item, i, &name, &before);
      old = dup_text (before);
      if (!g_str_equal (old, text))
        cvk_object_builder_set (&builder, name, read_value (before, text));
    }
  return cvk_object_builder_end (&builder);
}

void
cvk_row_edit_dialog_accept (CvkRowEditDialog *self)
{
  g_return_if_fail (CVK_IS_ROW_EDIT_DIALOG (self));

  g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* As it is, it would fail again. */
static void
changed_cb (CvkRowEditDialog *self)
{
  g_autoptr (CvkValue) changes = cvk_row_edit_dialog_dup_changes (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->retry), cvk_value_get_length (changes) > 0);
}

static void
add_field (CvkRowEditDialog *self, const char *name, const CvkValue *value)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *text = dup_text (value);

  /* A name of a field is data. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

/* --- The object --- */

static void
cvk_row_edit_dialog_finalize (GObject *object)
{
  CvkRowEditDialog *self = CVK_ROW_EDIT_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->item, cvk_value_unref);
  G_OBJECT_CLASS (cvk_row_edit_dialog_parent_class)->finalize (object);
}

static void
cvk_row_edit_dialog_class_init (CvkRowEditDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = cvk_row_edit_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/app/convoke/Convoke/ui/cvk-row-edit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CvkRowEditDialog, group);
  gtk_widget_class_bind_template_child (widget_class, CvkRowEditDialog, retry);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_ACCEPTED] = g_signal_new ("accepted", CVK_TYPE_ROW_EDIT_DIALOG, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_row_edit_dialog_init (CvkRowEditDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->retry, "clicked", G_CALLBACK (cvk_row_edit_dialog_accept), self,
                           G_CONNECT_SWAPPED);
}

CvkRowEditDialog *
cvk_row_edit_dialog_new (GtkWindow *parent, CvkValue *item, const char *reason)
{
  CvkRowEditDialog *self = g_object_new (CVK_TYPE_ROW_EDIT_DIALOG, "transient-for", parent, NULL);
  /* A description is markup, and the reason may hold data. */
  g_autofree char *escaped = g_markup_escape_text (reason, -1);

  self->item = cvk_value_ref (item);
  adw_preferences_group_set_description (self->group, escaped);
  for (size_t i = 0; i < cvk_value_get_length (item); i++)
    {
      const char *name = NULL;
      CvkValue *value = NULL;

      cvk_value_get_member_at (item, i, &name, &value);
      add_field (self, name, value);
    }
  changed_cb (self);
  return self;
}
