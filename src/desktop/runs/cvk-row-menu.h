// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

#include "desktop/runs/cvk-row.h"

G_BEGIN_DECLS

/* What can be done with a row of a table: copying one of its cells ("rows.copy-cell" with the
 * text), the rows that are selected ("rows.copy"), or these as JSON ("rows.copy-json"), and, when
 * it failed, trying it again with other values ("rows.edit"). @cell: (nullable): the text of the
 * cell that the pointer is at. @row: (nullable): the row that is meant, whose cells
 * @names (element-type utf8) can be chosen from. (transfer full) */
GMenuModel *cvk_row_menu_new (const char *cell, CvkRow *row, GPtrArray *names)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
