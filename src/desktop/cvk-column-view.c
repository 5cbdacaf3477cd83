// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-column-view.h"

void
cvk_column_view_fill (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  unsigned n_columns = g_list_model_get_n_items (columns);
  g_autoptr (GtkColumnViewColumn) last = NULL;

  if (n_columns == 0)
    return;
  last = g_list_model_get_item (columns, n_columns - 1);
  gtk_column_view_column_set_expand (last, TRUE);
}
