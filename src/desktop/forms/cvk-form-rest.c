// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "desktop/forms/cvk-form-private.h"
#include "desktop/forms/cvk-settings-path.h"

/* Whether the fields of a closed group were made. */
#define MADE_KEY "cvk-made"

/* The fields of a group that is closed are made when it is opened. */
static void
open_group_cb (CvkForm *self, GParamSpec *pspec, AdwExpanderRow *row)
{
  const char *group = g_object_get_data (G_OBJECT (row), CVK_FORM_GROUP_KEY);

  if (!adw_expander_row_get_expanded (row) || g_object_get_data (G_OBJECT (row), MADE_KEY) != NULL)
    return;
  g_object_set_data (G_OBJECT (row), MADE_KEY, row);
  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      if (item->block == 0 && g_str_equal (item->group, group))
        adw_expander_row_add_row (row, GTK_WIDGET (cvk_form_make_field (self, item)));
    }
  cvk_form_show_problems (self);
}

static void
add_closed_group (CvkForm *self, AdwPreferencesGroup *list, const char *group)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 group[0] != '\0' ? _ (group) : _ ("Other"));
  g_object_set_data_full (G_OBJECT (row), CVK_FORM_GROUP_KEY, g_strdup (group), g_free);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (open_group_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->group_rows, row);
  adw_preferences_group_add (list, row);
}

/* --- Search --- */

static gboolean
holds (const char *text, const char *word)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, word) != NULL;
}

/* By its title, its group, and what services call it. Every word has to be somewhere. */
static gboolean
matches (const CvkFormItem *item, GStrv words)
{
  const char *title = cvk_value_lookup_string (item->schema, "title", NULL);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !holds (item->path, *word) &&
        !holds (title != NULL ? _ (title) : NULL, *word) &&
        !holds (*item->group != '\0' ? _ (item->group) : NULL, *word))
      return FALSE;
  return TRUE;
}

/* Groups with something that was found open, the others go. */
static gboolean
search_group (CvkForm *self, AdwExpanderRow *row, GStrv words)
{
  const char *group = g_object_get_data (G_OBJECT (row), CVK_FORM_GROUP_KEY);
  gboolean is_found = FALSE;

  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      is_found |= item->block == 0 && g_str_equal (item->group, group) && matches (item, words);
    }
  gtk_widget_set_visible (GTK_WIDGET (row), is_found);
  adw_expander_row_set_expanded (row, is_found && words[0] != NULL);
  return is_found;
}

static void
search_fields (CvkForm *self, GStrv words)
{
  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      for (unsigned j = 0; item->block == 0 && j < self->fields->len; j++)
        {
          CvkField *field = g_ptr_array_index (self->fields, j);

          if (g_str_equal (cvk_field_get_path (field), item->path))
            cvk_field_set_left_out (field, !matches (item, words));
        }
    }
}

static void
search_cb (CvkForm *self)
{
  g_autofree char *text =
    g_strstrip (g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gboolean is_found = FALSE;

  /* The entry tells late, and may do so when the text was taken out again. */
  if (words[0] == NULL && !self->is_searching)
    return;
  self->is_searching = words[0] != NULL;
  for (unsigned i = 0; i < self->group_rows->len; i++)
    is_found |= search_group (self, g_ptr_array_index (self->group_rows, i), words);
  search_fields (self, words);
  gtk_widget_set_visible (self->nothing_found, !is_found);
}

static void
add_search (CvkForm *self)
{
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Find a setting"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a setting"), -1);
  gtk_widget_set_margin_bottom (self->search, 12);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  self->nothing_found = gtk_label_new (_ ("No setting is called like that."));
  gtk_widget_add_css_class (self->nothing_found, "dim-label");
  gtk_widget_set_visible (self->nothing_found, FALSE);
  gtk_box_append (GTK_BOX (self->rest), self->search);
}

/* --- All settings --- */

static void
open_rest (CvkForm *self)
{
  AdwPreferencesGroup *list = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->rest != NULL)
    return;
  self->rest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  list = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  add_search (self);
  gtk_box_append (GTK_BOX (self->rest), GTK_WIDGET (list));
  gtk_box_append (GTK_BOX (self->rest), self->nothing_found);
  for (unsigned i = 0; i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      if (item->block == 0 && g_hash_table_add (seen, item->group))
        add_closed_group (self, list, item->group);
    }
  gtk_box_insert_child_after (GTK_BOX (self->groups), self->rest,
                              gtk_widget_get_prev_sibling (GTK_WIDGET (self->options)));
  cvk_form_show_problems (self);
}

static void
all_activated_cb (CvkForm *self)
{
  gboolean is_open = self->rest != NULL && gtk_widget_get_visible (self->rest);

  open_rest (self);
  gtk_widget_set_visible (self->rest, !is_open);
  gtk_image_set_from_icon_name (self->all_arrow, is_open ? "go-next-symbolic" : "go-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->all_row), GTK_ACCESSIBLE_STATE_EXPANDED,
                               !is_open, -1);
}

/* One row that leads to what is not important. */
void
cvk_form_rest_add_row (CvkForm *self, AdwPreferencesGroup *list)
{
  g_autofree char *title = g_strdup_printf (
    ngettext ("All %'u setting", "All %'u settings", self->items->len), self->items->len);
  gboolean is_needed = FALSE;

  for (unsigned i = 0; i < self->items->len; i++)
    is_needed |= ((CvkFormItem *) g_ptr_array_index (self->items, i))->block == 0;
  if (!is_needed)
    return;
  self->all_row = ADW_ACTION_ROW (adw_action_row_new ());
  self->all_arrow = GTK_IMAGE (gtk_image_new_from_icon_name ("go-next-symbolic"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->all_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->all_row), title);
  adw_action_row_add_suffix (self->all_row, GTK_WIDGET (self->all_arrow));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->all_row), TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->all_row), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE,
                               -1);
  g_signal_connect_object (self->all_row, "activated", G_CALLBACK (all_activated_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (list != NULL ? list : cvk_form_add_list (self),
                             GTK_WIDGET (self->all_row));
}

void
cvk_form_rest_reveal (CvkForm *self, const char *path)
{
  for (unsigned i = 0; self->items != NULL && i < self->items->len; i++)
    {
      const CvkFormItem *item = g_ptr_array_index (self->items, i);

      if (item->block != 0 || !cvk_settings_path_holds (item->path, path))
        continue;
      if (self->rest == NULL || !gtk_widget_get_visible (self->rest))
        all_activated_cb (self);
      gtk_editable_set_text (GTK_EDITABLE (self->search), "");
      search_cb (self);
      for (unsigned j = 0; j < self->group_rows->len; j++)
        {
          GObject *row = g_ptr_array_index (self->group_rows, j);

          if (g_str_equal (g_object_get_data (row, CVK_FORM_GROUP_KEY), item->group))
            adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
        }
    }
}
