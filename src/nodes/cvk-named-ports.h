// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Ports that the settings name in the list @member; without one, the port @only. An element that is
 * no name keeps its place under that one. (transfer full) */
GStrv cvk_named_ports_list (const CvkValue *settings, const char *member, const char *only)
  G_GNUC_WARN_UNUSED_RESULT;
/* Adds what is wrong with these names: reserved ones, and those that stand there twice. */
void cvk_named_ports_check (const CvkValue *settings, const char *member, GPtrArray *problems);

G_END_DECLS
