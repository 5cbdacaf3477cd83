// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

/* Loaded into a test program (LD_PRELOAD): takes the locale of the environment before main(), as
 * Convoke's programs do. */

#include <locale.h>

__attribute__ ((constructor)) static void
use_locale (void)
{
  setlocale (LC_ALL, "");
}
