// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-picked-field.h"

G_BEGIN_DECLS

/* One meeting of a series, by the id that Zoom gives it: the moment for which it was planned first,
 * in milliseconds. Under it stands that moment as a date. */
#define CVK_TYPE_OCCURRENCE_FIELD (cvk_occurrence_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkOccurrenceField,
                      cvk_occurrence_field,
                      CVK,
                      OCCURRENCE_FIELD,
                      CvkPickedField)

G_END_DECLS
