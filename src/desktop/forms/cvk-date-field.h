// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/**
 * CvkDateField:
 *
 * A date, with a time unless the schema's widget is "date": typed in words or picked from a
 * calendar. Under it stands what it really means (the time truth line).
 *
 * The value is a wall time (2026-03-03T14:00:00) where a setting "timezone" stands beside it, which
 * then says what it means; else RFC 9557 with a zone that is chosen here. What the file holds in
 * another form is kept until the user changes it.
 */
#define CVK_TYPE_DATE_FIELD (cvk_date_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkDateField, cvk_date_field, CVK, DATE_FIELD, CvkField)

G_END_DECLS
