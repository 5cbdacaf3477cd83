// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkFileSlotField:
 *
 * A file that a node reads or writes, by a file slot or a path beside the pipeline; typed, chosen,
 * or dragged here. Under it stands what is in it. What lies elsewhere is bound on this computer
 * (desktop/forms/cvk-file-bindings.h): the pipeline gets its name only.
 */
#define CVK_TYPE_FILE_SLOT_FIELD (cvk_file_slot_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkFileSlotField, cvk_file_slot_field, CVK, FILE_SLOT_FIELD, CvkField)

/* As if the user had chosen it. */
void cvk_file_slot_field_take_file (CvkFileSlotField *self, GFile *file);

G_END_DECLS
