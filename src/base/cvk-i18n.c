// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "base/cvk-i18n.h"

#include <locale.h>

#include "base/cvk-programs.h"

void
cvk_i18n_init (void)
{
  /* An unknown locale leaves the program in "C", in English. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE,
                  cvk_program_is_uninstalled () ? CVK_BUILDDIR "/po" : CVK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
