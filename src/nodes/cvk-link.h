// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* Whether a pipeline may have @link opened: a page (https, http), a new mail (mailto) or a meeting
 * in Zoom's own program (zoommtg). All other schemes start programs with what somebody else chose.
 * FALSE sets @problem. */
gboolean cvk_link_check (const char *link, CvkProblem **problem);

G_END_DECLS
