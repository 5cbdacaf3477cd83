// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/forms/cvk-field.h"

G_BEGIN_DECLS

/* A time zone, chosen by a city; the value is its IANA name. */
#define CVK_TYPE_DATE_ZONE_FIELD (cvk_date_zone_field_get_type ())
G_DECLARE_FINAL_TYPE (CvkDateZoneField, cvk_date_zone_field, CVK, DATE_ZONE_FIELD, CvkField)

G_END_DECLS
