// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A name server that knows what the test says and nothing else; the default one from then on. */
void fake_resolver_install (void);
/* @addresses: separated by spaces. */
void fake_resolver_add (const char *name, const char *addresses);

G_END_DECLS
