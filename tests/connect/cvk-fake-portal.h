// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

/* org.freedesktop.portal.Secret on the session bus, as xdg-desktop-portal has it. */
typedef struct
{
  unsigned version;  /* 0: the portal runs, but nobody is there to give keys */
  unsigned response; /* 0 is a key, 1 the user's refusal, 2 another failure */
  char key;          /* the byte that the key consists of */
  unsigned requests; /* so far */

  /* private */
  GDBusConnection *connection;
  char *caller;
  char *request;
  unsigned source;
} CvkFakePortal;

void cvk_fake_portal_start (CvkFakePortal *self);
void cvk_fake_portal_stop (CvkFakePortal *self);
