// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CvkStatusRow:
 *
 * One row of the menu of the tray icon, with the rows below it. Filled in by its maker, then given
 * to a CvkStatusMenu and left alone. Labels are plain text: no markup, and an underscore is an
 * underscore. Reference counted, main thread.
 */
typedef struct _CvkStatusRow CvkStatusRow;

typedef enum
{
  CVK_STATUS_TOGGLE_NONE,
  CVK_STATUS_TOGGLE_OFF,
  CVK_STATUS_TOGGLE_ON,
} CvkStatusToggle;

/* @key: what the row is, unique in its menu; it keeps the row's number on the bus the same while
 * the label changes. @label: (nullable): NULL for a line between rows. @action: (nullable): what is
 * said when it is clicked; NULL for a row that only tells something. */
CvkStatusRow *cvk_status_row_new (const char *key, const char *label, const char *action)
  G_GNUC_WARN_UNUSED_RESULT;
CvkStatusRow *cvk_status_row_ref (CvkStatusRow *self);
void cvk_status_row_unref (CvkStatusRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkStatusRow, cvk_status_row_unref)

void cvk_status_row_set_toggle (CvkStatusRow *self, CvkStatusToggle toggle);
/* Makes @self a submenu. @child: (transfer full). Returns: @child (transfer none) */
CvkStatusRow *cvk_status_row_append (CvkStatusRow *self, CvkStatusRow *child);

const char *cvk_status_row_get_key (const CvkStatusRow *self);
/* (nullable) */
const char *cvk_status_row_get_action (const CvkStatusRow *self);
/* (transfer none) (element-type CvkStatusRow) */
GPtrArray *cvk_status_row_get_children (const CvkStatusRow *self);
/* Same rows at the same places; how they look is not compared. */
gboolean cvk_status_row_has_shape_of (const CvkStatusRow *self, const CvkStatusRow *other);
/* The row in the words of com.canonical.dbusmenu, a{sv}; what has its default is left out.
 * (transfer full) */
GVariant *cvk_status_row_dup_properties (const CvkStatusRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
