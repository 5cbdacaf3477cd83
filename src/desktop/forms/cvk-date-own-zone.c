// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-date-own-zone.h"

#include "base/cvk-datetime.h"
#include "desktop/cvk-settings.h"
#include "desktop/forms/cvk-time-zone-names.h"

char *
cvk_date_dup_own_zone (void)
{
  g_autofree char *chosen = g_settings_get_string (cvk_settings_get (), "time-zone");

  if (*chosen != '\0' && cvk_time_zone_is_known (chosen))
    return g_steal_pointer (&chosen);
  return cvk_time_zone_dup_own ();
}
