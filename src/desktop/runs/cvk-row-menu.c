// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-row-menu.h"

#include "base/cvk-i18n.h"
#include "desktop/runs/cvk-cell-text.h"

static void
append_cell (GMenu *menu, const char *label, const char *text)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "rows.copy-cell", "s", text);
  g_menu_append_item (menu, item);
}

/* Names of fields are data, and their underlines no mnemonics. */
static void
append_field (GMenu *menu, const char *name, CvkValue *value)
{
  g_autofree char *text = cvk_cell_text_full (value);
  g_autoptr (GString) label = g_string_new (name);

  g_string_replace (label, "_", "__", 0);
  append_cell (menu, label->str, text);
}

GMenuModel *
cvk_row_menu_new (const char *cell, CvkRow *row, GPtrArray *names)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) cells = g_menu_new ();
  g_autoptr (GMenu) rows = g_menu_new ();
  g_autoptr (GMenu) edits = g_menu_new ();
  CvkValue *item = row != NULL ? cvk_row_get_item (row) : NULL;

  for (unsigned i = 0; item != NULL && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      CvkValue *value = cvk_value_get_member (item, name);

      if (value != NULL)
        append_field (cells, name, value);
    }
  if (row != NULL && cvk_row_can_be_edited (row))
    g_menu_append (edits, _ ("Change _Values and Retry…"), "rows.edit");
  if (g_menu_model_get_n_items (G_MENU_MODEL (edits)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (edits));
  if (cell != NULL)
    append_cell (menu, _ ("_Copy Cell"), cell);
  if (g_menu_model_get_n_items (G_MENU_MODEL (cells)) > 0)
    g_menu_append_submenu (menu, _ ("Copy _Field"), G_MENU_MODEL (cells));
  g_menu_append (rows, _ ("Copy _Rows"), "rows.copy");
  g_menu_append (rows, _ ("Copy as _JSON"), "rows.copy-json");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}
