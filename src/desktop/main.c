// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "base/cvk-i18n.h"
#include "desktop/cvk-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (CvkApplication) application = NULL;

  cvk_i18n_init ();
  application = cvk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
