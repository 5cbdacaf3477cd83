// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "connect/cvk-fake-portal.h"

/* A portal that runs, and behind which nobody gives out keys. */
int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  CvkFakePortal portal = { .version = 0 };

  cvk_fake_portal_start (&portal);
  g_main_loop_run (loop);
  return 0;
}
