// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-form.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-field-factory.h"
#include "desktop/forms/cvk-form-layout.h"
#include "desktop/forms/cvk-settings-path.h"

struct _CvkForm
{
  GtkBox parent_instance;

  CvkSession *session;
  char *node_id;
  CvkFieldContext *context;
  GSignalGroup *document_signals;

  char *type;        /* of the node, when the form was made; nullable */
  GPtrArray *items;  /* CvkFormItem */
  GPtrArray *fields; /* CvkField, borrowed from the widgets */
  char *last_path;   /* nullable: of the setting that was written last */
  gboolean is_writing;

  GtkWidget *groups; /* owned by the box */
};

G_DEFINE_FINAL_TYPE (CvkForm, cvk_form, GTK_TYPE_BOX)

/* --- Writing --- */

static gboolean
write_setting (CvkForm *self, const char *path, const CvkValue *value, GError **error)
{
  CvkNode *node = cvk_field_context_get_node (self->context);
  CvkHistory *history = cvk_session_get_history (self->session);
  g_autoptr (CvkCommand) command = cvk_command_new (cvk_session_get_document (self->session), NULL);
  g_autoptr (CvkValue) settings = NULL;
  g_autofree char *root = cvk_settings_path_dup_root (path);

  if (node == NULL)
    return TRUE;
  settings = cvk_settings_path_replace (node->settings, path, value);
  if (!cvk_command_set_node_field (command, self->node_id, root,
                                   cvk_value_get_member (settings, root), error))
    return FALSE;
  /* Another field of the same object is another step. */
  if (g_strcmp0 (self->last_path, path) != 0)
    cvk_history_seal (history);
  g_free (self->last_path);
  self->last_path = g_strdup (path);
  self->is_writing = TRUE;
  cvk_history_push (history, g_steal_pointer (&command));
  self->is_writing = FALSE;
  return TRUE;
}

static void
field_value_changed_cb (CvkForm *self, CvkField *field)
{
  g_autoptr (GError) error = NULL;

  if (!write_setting (self, cvk_field_get_path (field), cvk_field_get_value (field), &error))
    cvk_field_set_error (field, error->message, FALSE);
}

static void
field_edited_cb (CvkForm *self)
{
  cvk_history_seal (cvk_session_get_history (self->session));
}

/* --- Problems --- */

static void
show_problems (CvkForm *self)
{
  GPtrArray *problems = cvk_session_get_problems (self->session);
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();

  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_node (g_ptr_array_index (problems, i)), self->node_id) == 0)
      g_ptr_array_add (mine, g_ptr_array_index (problems, i));
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      g_autoptr (GPtrArray) own = g_ptr_array_new ();

      for (unsigned j = 0; j < mine->len; j++)
        {
          const char *place = cvk_problem_get_field (g_ptr_array_index (mine, j));

          if (place != NULL && cvk_settings_path_holds (cvk_field_get_path (field), place))
            g_ptr_array_add (own, g_ptr_array_index (mine, j));
        }
      cvk_field_set_problems (field, own);
    }
}

/* --- Making --- */

static CvkField *
make_field (CvkForm *self, const CvkFormItem *item)
{
  CvkField *field =
    cvk_field_factory_new (self->context, item->path, item->schema, item->is_required);

  cvk_field_set_value (field, cvk_field_context_lookup (self->context, item->path));
  g_signal_connect_object (field, "value-changed", G_CALLBACK (field_value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (field, "edited", G_CALLBACK (field_edited_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->fields, field);
  return field;
}

/* The fields of a group that is closed are made when it is opened. */
static void
open_group_cb (AdwExpanderRow *row, GParamSpec *pspec, gpointer user_data)
{
  CvkForm *self = user_data;
  const char *group = g_object_get_data (G_OBJECT (row), "cvk-group");

  if (!adw_expander_row_get_expanded (row) || group == NULL)
    return;
  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      if (item->block == 0 && g_str_equal (item->group, group))
        adw_expander_row_add_row (row, GTK_WIDGET (make_field (self, item)));
    }
  g_object_set_data (G_OBJECT (row), "cvk-group", NULL);
  show_problems (self);
}

static void
add_closed_group (CvkForm *self, AdwPreferencesGroup *list, const char *group)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 group[0] != '\0' ? _ (group) : _ ("Other"));
  g_object_set_data_full (G_OBJECT (row), "cvk-group", g_strdup (group), g_free);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (open_group_cb), self, 0);
  adw_preferences_group_add (list, row);
}

static AdwPreferencesGroup *
add_list (CvkForm *self)
{
  GtkWidget *list = adw_preferences_group_new ();

  gtk_box_append (GTK_BOX (self->groups), list);
  return ADW_PREFERENCES_GROUP (list);
}

static void
add_important (CvkForm *self)
{
  unsigned n_blocks = 0;

  for (unsigned i = 0; i < self->items->len; i++)
    n_blocks = MAX (n_blocks, ((CvkFormItem *) g_ptr_array_index (self->items, i))->block);
  for (unsigned block = 1; block <= n_blocks; block++)
    {
      AdwPreferencesGroup *list = NULL;

      for (unsigned i = 0; i < self->items->len; i++)
        {
          const CvkFormItem *item = g_ptr_array_index (self->items, i);

          if (item->block != block)
            continue;
          if (list == NULL)
            list = add_list (self);
          adw_preferences_group_add (list, GTK_WIDGET (make_field (self, item)));
        }
    }
}

static void
add_rest (CvkForm *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  AdwPreferencesGroup *list = NULL;

  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      if (item->block != 0 || !g_hash_table_add (seen, item->group))
        continue;
      if (list == NULL)
        list = add_list (self);
      add_closed_group (self, list, item->group);
    }
}

static void
clear (CvkForm *self)
{
  g_ptr_array_set_size (self->fields, 0);
  if (self->groups != NULL)
    gtk_box_remove (GTK_BOX (self), self->groups);
  self->groups = NULL;
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->type, g_free);
}

static void
build (CvkForm *self, CvkNode *node, GPtrArray *items)
{
  clear (self);
  self->type = g_strdup (node->type);
  self->items = items;
  self->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self), self->groups);
  add_important (self);
  add_rest (self);
  show_problems (self);
}

static GPtrArray *
list_items (CvkForm *self, CvkNode *node)
{
  const CvkNodeType *type = cvk_field_context_get_node_type (self->context);
  g_autoptr (CvkValue) anything = cvk_value_new_object (NULL, NULL);

  return cvk_form_layout_list (type != NULL ? cvk_node_type_get_settings_schema (type) : anything,
                               node->settings);
}

/* --- Following the document --- */

static void
update (CvkForm *self)
{
  CvkNode *node = cvk_field_context_get_node (self->context);
  g_autoptr (GPtrArray) items = NULL;

  if (node == NULL)
    {
      clear (self);
      return;
    }
  cvk_field_context_set_settings (self->context, node->settings);
  items = list_items (self, node);
  if (g_strcmp0 (self->type, node->type) != 0 || !cvk_form_layout_equal (self->items, items))
    {
      build (self, node, g_steal_pointer (&items));
      return;
    }
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);

      cvk_field_set_value (field,
                           cvk_field_context_lookup (self->context, cvk_field_get_path (field)));
    }
}

static void
document_changed_cb (CvkForm *self, CvkDocumentParts parts, char **nodes)
{
  if ((parts & CVK_DOCUMENT_PART_LINKS) != 0)
    cvk_field_context_forget_upstream (self->context);
  if ((parts & CVK_DOCUMENT_PART_NODES) != 0 &&
      g_strv_contains ((const char *const *) nodes, self->node_id))
    update (self);
}

static void
notify_document_cb (CvkForm *self)
{
  g_signal_group_set_target (self->document_signals, cvk_session_get_document (self->session));
  cvk_field_context_forget_upstream (self->context);
  update (self);
}

gboolean
cvk_form_focus_field (CvkForm *self, const char *path)
{
  g_return_val_if_fail (CVK_IS_FORM (self), FALSE);

  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);

      if (cvk_settings_path_holds (cvk_field_get_path (field), path))
        return gtk_widget_child_focus (GTK_WIDGET (field), GTK_DIR_TAB_FORWARD);
    }
  return FALSE;
}

/* --- Object --- */

const char *
cvk_form_get_node_id (CvkForm *self)
{
  g_return_val_if_fail (CVK_IS_FORM (self), NULL);

  return self->node_id;
}

static void
cvk_form_dispose (GObject *object)
{
  CvkForm *self = CVK_FORM (object);

  g_clear_object (&self->document_signals);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->fields != NULL)
    clear (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_form_parent_class)->dispose (object);
}

static void
cvk_form_finalize (GObject *object)
{
  CvkForm *self = CVK_FORM (object);

  g_clear_object (&self->context);
  g_ptr_array_unref (self->fields);
  g_free (self->node_id);
  g_free (self->last_path);
  G_OBJECT_CLASS (cvk_form_parent_class)->finalize (object);
}

static void
cvk_form_class_init (CvkFormClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_form_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_form_finalize;
}

static void
cvk_form_init (CvkForm *self)
{
  self->fields = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cvk-form");
}

GtkWidget *
cvk_form_new (CvkSession *session, const char *node_id)
{
  CvkForm *self = g_object_new (CVK_TYPE_FORM, NULL);

  self->session = g_object_ref (session);
  self->node_id = g_strdup (node_id);
  self->context = cvk_field_context_new (session, node_id);
  self->document_signals = g_signal_group_new (CVK_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->document_signals, "changed",
                                  G_CALLBACK (document_changed_cb), self);
  g_signal_connect_object (session, "notify::document", G_CALLBACK (notify_document_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (show_problems), self,
                           G_CONNECT_SWAPPED);
  notify_document_cb (self);
  return GTK_WIDGET (self);
}
