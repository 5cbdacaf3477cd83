// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "base/cvk-i18n.h"
#include "service/cvk-address.h"
#include "service/cvk-host-runs.h"

static const GDBusErrorEntry error_names[] = {
  { CVK_SERVICE_ERROR_NEEDS_REVIEW, CVK_ENGINE_ERROR_PREFIX "NeedsReview" },
  { CVK_SERVICE_ERROR_NOT_FOUND, CVK_ENGINE_ERROR_PREFIX "NotFound" },
};

GQuark
cvk_service_error_quark (void)
{
  static size_t quark;

  g_dbus_error_register_error_domain ("cvk-service-error", &quark, error_names,
                                      G_N_ELEMENTS (error_names));
  return (GQuark) quark;
}

GError *
cvk_service_error_new_needs_review (void)
{
  return g_error_new_literal (CVK_SERVICE_ERROR, CVK_SERVICE_ERROR_NEEDS_REVIEW,
                              _ ("Nobody has allowed this pipeline to run on this computer yet. "
                                 "Look at what it does, then run it again and allow it."));
}
