// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-slices.h"
#include "desktop/forms/cvk-form-private.h"

/* (nullable): NULL after the last item of the last block. */
static const CvkFormItem *
next_important (CvkForm *self)
{
  unsigned n_blocks = 0;

  for (unsigned i = 0; i < self->items->len; i++)
    n_blocks = MAX (n_blocks, ((CvkFormItem *) g_ptr_array_index (self->items, i))->block);
  for (; self->block <= n_blocks; self->block++, self->next_item = 0, self->is_begun = FALSE)
    while (self->next_item < self->items->len)
      {
        const CvkFormItem *item = g_ptr_array_index (self->items, self->next_item++);

        if (item->block == self->block)
          return item;
      }
  return NULL;
}

/* Returns: whether there was one to make. */
static gboolean
make_next_field (CvkForm *self)
{
  const CvkFormItem *item = next_important (self);

  if (item == NULL)
    return FALSE;
  if (!self->is_begun)
    {
      self->list = cvk_form_add_list (self);
      if (!item->is_known)
        adw_preferences_group_set_title (self->list, _ ("Not Known to This Version"));
    }
  self->is_begun = TRUE;
  adw_preferences_group_add (self->list, GTK_WIDGET (cvk_form_make_field (self, item)));
  return TRUE;
}

static gboolean
make_step (gpointer owner)
{
  CvkForm *self = owner;

  if (make_next_field (self))
    return TRUE;
  self->making_source = 0;
  self->options = CVK_NODE_OPTIONS (cvk_node_options_new (self->session, self->node_id));
  gtk_box_append (GTK_BOX (self->groups), GTK_WIDGET (self->options));
  cvk_form_rest_add_row (self, self->list);
  cvk_form_show_problems (self);
  return FALSE;
}

void
cvk_form_finish (CvkForm *self)
{
  if (self->making_source == 0)
    return;
  g_source_remove (self->making_source);
  while (make_step (self))
    ;
}

void
cvk_form_build (CvkForm *self, CvkNode *node, GPtrArray *items)
{
  cvk_form_clear (self);
  self->type = g_strdup (node->type);
  self->items = items;
  self->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (self), self->groups);
  self->block = 1;
  self->next_item = 0;
  self->is_begun = FALSE;
  self->making_source = cvk_slices_begin (make_step, self);
  /* There is something that can take the focus at once. */
  (void) make_next_field (self);
}

void
cvk_form_clear (CvkForm *self)
{
  g_clear_handle_id (&self->making_source, g_source_remove);
  g_ptr_array_set_size (self->fields, 0);
  g_ptr_array_set_size (self->group_rows, 0);
  if (self->groups != NULL)
    gtk_box_remove (GTK_BOX (self), self->groups);
  self->groups = NULL;
  self->list = NULL;
  self->all_row = NULL;
  self->all_arrow = NULL;
  self->rest = NULL;
  self->search = NULL;
  self->nothing_found = NULL;
  self->is_searching = FALSE;
  self->options = NULL;
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->type, g_free);
}

gboolean
cvk_form_dismantle (CvkForm *self)
{
  GtkWidget *field, *list;

  g_return_val_if_fail (CVK_IS_FORM (self), FALSE);

  g_clear_handle_id (&self->making_source, g_source_remove);
  g_signal_group_set_target (self->document_signals, NULL);
  g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->fields->len == 0)
    {
      cvk_form_clear (self);
      return FALSE;
    }
  field = g_ptr_array_remove_index (self->fields, self->fields->len - 1);
  list = gtk_widget_get_ancestor (field, ADW_TYPE_EXPANDER_ROW);
  if (list != NULL)
    adw_expander_row_remove (ADW_EXPANDER_ROW (list), field);
  else
    adw_preferences_group_remove (
      ADW_PREFERENCES_GROUP (gtk_widget_get_ancestor (field, ADW_TYPE_PREFERENCES_GROUP)), field);
  return TRUE;
}
