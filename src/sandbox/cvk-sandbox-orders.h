// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "sandbox/cvk-sandbox.h"

G_BEGIN_DECLS

/* Carries out one line of the control protocol and appends the lines that answer it. */
void cvk_sandbox_obey (CvkSandbox *sandbox, const char *line, size_t length, GString *answer);

G_END_DECLS
