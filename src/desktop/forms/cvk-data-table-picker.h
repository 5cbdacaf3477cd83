// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picker-popover.h"

G_BEGIN_DECLS

/* The data tables that there are. */
#define CVK_TYPE_DATA_TABLE_PICKER (cvk_data_table_picker_get_type ())
G_DECLARE_FINAL_TYPE (CvkDataTablePicker,
                      cvk_data_table_picker,
                      CVK,
                      DATA_TABLE_PICKER,
                      CvkPickerPopover)

G_END_DECLS
