// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Loaded into the application by tests (LD_PRELOAD): lays it out from right to left, without a
 * locale that is written so, which a small system does not have. GTK takes the direction from its
 * own translation of "default:LTR" (gtk_get_locale_direction()), so that one is answered here. */

#include "config.h"

#include <dlfcn.h>
#include <glib.h>

const char *
g_dgettext (const char *domain, const char *msgid)
{
  static const char *(*next) (const char *, const char *);

  if (g_strcmp0 (msgid, "default:LTR") == 0)
    return "default:RTL";
  if (next == NULL)
    next = (const char *(*) (const char *, const char *) ) dlsym (RTLD_NEXT, "g_dgettext");
  return next (domain, msgid);
}
