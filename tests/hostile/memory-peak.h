// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* By how much this process grows, at its peak, between the two; in KiB. */
size_t memory_peak_begin (void);
size_t memory_peak_end (size_t begun);

G_END_DECLS
