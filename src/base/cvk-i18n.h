// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib/gi18n-lib.h>

/* Binds the text domain, in the build tree to the translations there; every program calls it first.
 */
void cvk_i18n_init (void);
