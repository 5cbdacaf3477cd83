// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/cvk-application-private.h"

/* What the shell's search finds is opened in a window, and run only from there. */

static void
open_cb (CvkApplication *self, GFile *file)
{
  g_application_open (G_APPLICATION (self), &file, 1, "");
}

static void
show_cb (CvkApplication *self)
{
  g_application_activate (G_APPLICATION (self));
}

void
cvk_application_init_search (CvkApplication *self)
{
  self->search = cvk_search_provider_new ();
  g_signal_connect_object (self->search, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "run", G_CALLBACK (cvk_application_open_to_run), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
}
