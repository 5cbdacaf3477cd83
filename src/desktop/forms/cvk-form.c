// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-form.h"

#include <glib/gi18n-lib.h>

#include "desktop/forms/cvk-field-factory.h"
#include "desktop/forms/cvk-form-private.h"
#include "desktop/forms/cvk-settings-path.h"

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
  cvk_history_push (history, g_steal_pointer (&command));
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

/* Those of @problems that are at @path or inside of it. (transfer container) */
static GPtrArray *
pick_problems (GPtrArray *problems, const char *path)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (unsigned i = 0; i < problems->len; i++)
    {
      const char *place = cvk_problem_get_field (g_ptr_array_index (problems, i));

      if (place != NULL && cvk_settings_path_holds (path, place))
        g_ptr_array_add (picked, g_ptr_array_index (problems, i));
    }
  return picked;
}

static void
mark_row (GtkWidget *row, gboolean has_problems)
{
  if (has_problems)
    gtk_widget_add_css_class (row, "has-problems");
  else
    gtk_widget_remove_css_class (row, "has-problems");
}

/* What a closed group hides is told by its row: how much is set, and that something is wrong. */
static void
describe_group (CvkForm *self, GtkWidget *row, const char *group, GPtrArray *problems)
{
  g_autofree char *text = NULL;
  unsigned n_set = 0, n_problems = 0;

  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);
      g_autoptr (GPtrArray) inside = NULL;

      if (item->block != 0 || (group != NULL && !g_str_equal (item->group, group)))
        continue;
      inside = pick_problems (problems, item->path);
      n_problems += inside->len;
      n_set += cvk_field_context_lookup (self->context, item->path) != NULL;
    }
  if (n_problems > 0)
    text = g_strdup_printf (ngettext ("%'u problem", "%'u problems", n_problems), n_problems);
  else if (n_set > 0)
    /* Translators: how many settings have a value. */
    text = g_strdup_printf (ngettext ("%'u set", "%'u set", n_set), n_set);
  mark_row (row, n_problems > 0);
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text != NULL ? text : "");
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : "");
}

void
cvk_form_show_problems (CvkForm *self)
{
  GPtrArray *problems = cvk_session_get_problems (self->session);
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();

  for (unsigned i = 0; i < problems->len; i++)
    if (g_strcmp0 (cvk_problem_get_node (g_ptr_array_index (problems, i)), self->node_id) == 0)
      g_ptr_array_add (mine, g_ptr_array_index (problems, i));
  for (unsigned i = 0; i < self->fields->len; i++)
    {
      CvkField *field = g_ptr_array_index (self->fields, i);
      g_autoptr (GPtrArray) own = pick_problems (mine, cvk_field_get_path (field));

      cvk_field_set_problems (field, own);
    }
  if (self->all_row != NULL)
    describe_group (self, GTK_WIDGET (self->all_row), NULL, mine);
  for (unsigned i = 0; i < self->group_rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->group_rows, i);

      describe_group (self, row, g_object_get_data (G_OBJECT (row), CVK_FORM_GROUP_KEY), mine);
    }
}

/* --- Making --- */

CvkField *
cvk_form_make_field (CvkForm *self, const CvkFormItem *item)
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

AdwPreferencesGroup *
cvk_form_add_list (CvkForm *self)
{
  GtkWidget *list = adw_preferences_group_new ();

  gtk_box_append (GTK_BOX (self->groups), list);
  return ADW_PREFERENCES_GROUP (list);
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
      cvk_form_clear (self);
      return;
    }
  cvk_field_context_set_settings (self->context, node->settings);
  items = list_items (self, node);
  if (g_strcmp0 (self->type, node->type) != 0 || !cvk_form_layout_equal (self->items, items))
    {
      cvk_form_build (self, node, g_steal_pointer (&items));
      return;
    }
  cvk_form_finish (self);
  cvk_node_options_update (self->options);
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

static CvkField *
find_field (CvkForm *self, const char *path)
{
  for (unsigned i = 0; i < self->fields->len; i++)
    if (cvk_settings_path_holds (cvk_field_get_path (g_ptr_array_index (self->fields, i)), path))
      return g_ptr_array_index (self->fields, i);
  return NULL;
}

/* A field that an expanding row is about to show takes the focus when it is there. */
static void
mapped_cb (CvkForm *self, GtkWidget *field)
{
  g_signal_handlers_disconnect_by_func (field, mapped_cb, self);
  gtk_widget_child_focus (field, GTK_DIR_TAB_FORWARD);
}

gboolean
cvk_form_focus_field (CvkForm *self, const char *path)
{
  CvkField *field;

  g_return_val_if_fail (CVK_IS_FORM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  cvk_form_finish (self);
  cvk_form_rest_reveal (self, path);
  field = find_field (self, path);
  if (field == NULL)
    return FALSE;
  if (gtk_widget_get_mapped (GTK_WIDGET (field)))
    gtk_widget_child_focus (GTK_WIDGET (field), GTK_DIR_TAB_FORWARD);
  else
    g_signal_connect_object (field, "map", G_CALLBACK (mapped_cb), self, G_CONNECT_SWAPPED);
  return TRUE;
}

/* --- Object --- */

void
cvk_form_set_client (CvkForm *self, CvkEngineClient *client)
{
  g_return_if_fail (CVK_IS_FORM (self));

  cvk_field_context_set_client (self->context, client);
}

static void
cvk_form_dispose (GObject *object)
{
  CvkForm *self = CVK_FORM (object);

  g_clear_object (&self->document_signals);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->fields != NULL)
    cvk_form_clear (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cvk_form_parent_class)->dispose (object);
}

static void
cvk_form_finalize (GObject *object)
{
  CvkForm *self = CVK_FORM (object);

  g_clear_object (&self->context);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->group_rows);
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
  self->group_rows = g_ptr_array_new ();
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
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (cvk_form_show_problems), self,
                           G_CONNECT_SWAPPED);
  notify_document_cb (self);
  return GTK_WIDGET (self);
}
