// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picked-field.h"

G_BEGIN_DECLS

/* One of the data tables of the page Tables, by its name. Under it stands which columns it has. */
#define CVK_TYPE_DATA_TABLE_FIELD (cvk_data_table_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkDataTableField,
                      cvk_data_table_field,
                      CVK,
                      DATA_TABLE_FIELD,
                      CvkPickedField)

G_END_DECLS
