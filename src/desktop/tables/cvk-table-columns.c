// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/tables/cvk-table-columns.h"

#include <glib/gi18n-lib.h>

GStrv
cvk_table_columns_list (const CvkValue *table)
{
  const CvkValue *columns = cvk_value_get_member (table, "columns");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (size_t i = 0; columns != NULL && i < cvk_value_get_length (columns); i++)
    g_strv_builder_add (names, cvk_value_get_string (cvk_value_get_element (columns, i)));
  return g_strv_builder_end (names);
}

const char *
cvk_table_columns_get_key (const CvkValue *table)
{
  return cvk_value_lookup_string (table, "key", NULL);
}

/* --- Changes --- */

/* @old: (nullable): in its place stands @name, or nothing when that is NULL; without @old, @name
 * comes behind the others. */
static CvkValue *
make_names (const CvkValue *table, const char *old, const char *name)
{
  g_auto (GStrv) columns = cvk_table_columns_list (table);
  g_auto (CvkArrayBuilder) names = { 0 };

  cvk_array_builder_init (&names);
  for (size_t i = 0; columns[i] != NULL; i++)
    if (g_strcmp0 (columns[i], old) != 0)
      cvk_array_builder_append (&names, cvk_value_new_string (columns[i]));
    else if (name != NULL)
      cvk_array_builder_append (&names, cvk_value_new_string (name));
  if (old == NULL && name != NULL)
    cvk_array_builder_append (&names, cvk_value_new_string (name));
  return cvk_array_builder_end (&names);
}

/* Takes @names and @renames (nullable). */
static CvkValue *
make_change (CvkValue *names, const char *key, CvkValue *renames)
{
  g_auto (CvkObjectBuilder) change = { 0 };

  cvk_object_builder_init (&change);
  cvk_object_builder_append (&change, "op", cvk_value_new_string ("columns"));
  cvk_object_builder_append (&change, "columns", names);
  cvk_object_builder_append (&change, "key", cvk_value_new_string (key));
  if (renames != NULL)
    cvk_object_builder_append (&change, "renames", renames);
  return cvk_object_builder_end (&change);
}

CvkValue *
cvk_table_columns_add (const CvkValue *table, const char *name)
{
  return make_change (make_names (table, NULL, name), cvk_table_columns_get_key (table), NULL);
}

CvkValue *
cvk_table_columns_rename (const CvkValue *table, const char *column, const char *name)
{
  const char *key = cvk_table_columns_get_key (table);

  return make_change (make_names (table, column, name), g_strcmp0 (key, column) == 0 ? name : key,
                      cvk_value_new_object (column, cvk_value_new_string (name), NULL));
}

CvkValue *
cvk_table_columns_remove (const CvkValue *table, const char *column)
{
  const char *key = cvk_table_columns_get_key (table);

  return make_change (make_names (table, column, NULL), g_strcmp0 (key, column) == 0 ? NULL : key,
                      NULL);
}

CvkValue *
cvk_table_columns_set_key (const CvkValue *table, const char *column)
{
  return make_change (make_names (table, NULL, NULL), column, NULL);
}

/* --- Menus --- */

/* An underscore of the name is no mnemonic. */
static void
append (GMenu *menu, const char *name, const char *action)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

static void
fill (GMenu *menu, GStrv columns, const char *action)
{
  g_menu_remove_all (menu);
  for (size_t i = 0; columns[i] != NULL; i++)
    append (menu, columns[i], action);
}

void
cvk_table_column_menus_init (CvkTableColumnMenus *self)
{
  self->menu = g_menu_new ();
  self->renames = g_menu_new ();
  self->removals = g_menu_new ();
  self->keys = g_menu_new ();
  g_menu_append (self->menu, _ ("Add Column"), "tables.add-column");
  g_menu_append_submenu (self->menu, _ ("Rename Column"), G_MENU_MODEL (self->renames));
  g_menu_append_submenu (self->menu, _ ("Delete Column"), G_MENU_MODEL (self->removals));
  /* Translators: the column whose values tell the rows of a table apart. */
  g_menu_append_submenu (self->menu, _ ("Key Column"), G_MENU_MODEL (self->keys));
}

void
cvk_table_column_menus_clear (CvkTableColumnMenus *self)
{
  g_clear_object (&self->menu);
  g_clear_object (&self->renames);
  g_clear_object (&self->removals);
  g_clear_object (&self->keys);
}

void
cvk_table_column_menus_follow (CvkTableColumnMenus *self, const CvkValue *table)
{
  g_auto (GStrv) columns = cvk_table_columns_list (table);
  g_autoptr (GMenuItem) none = g_menu_item_new (_ ("None"), NULL);

  fill (self->renames, columns, "tables.rename-column");
  fill (self->removals, columns, "tables.delete-column");
  fill (self->keys, columns, "tables.key");
  g_menu_item_set_action_and_target (none, "tables.key", "s", "");
  g_menu_prepend_item (self->keys, none);
}

GMenuModel *
cvk_table_columns_make_column_menu (const char *column)
{
  static const struct
  {
    const char *label;
    const char *action;
  } entries[] = {
    { N_ ("Rename Column…"), "tables.rename-column" },
    { N_ ("Tell Rows Apart by This Column"), "tables.key" },
    { N_ ("Delete Column"), "tables.delete-column" },
  };
  GMenu *menu = g_menu_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (entries[i].label), NULL);

      g_menu_item_set_action_and_target (item, entries[i].action, "s", column);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}
