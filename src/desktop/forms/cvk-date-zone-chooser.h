// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CvkDateZoneChooser:
 *
 * A popover with all time zones of this computer and a search by city. This computer's own zone and
 * UTC come first.
 *
 * Signal "chosen" (zone): an IANA name.
 */
#define CVK_TYPE_DATE_ZONE_CHOOSER (cvk_date_zone_chooser_get_type ())
G_DECLARE_FINAL_TYPE (CvkDateZoneChooser, cvk_date_zone_chooser, CVK, DATE_ZONE_CHOOSER, GtkPopover)

GtkWidget *cvk_date_zone_chooser_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
