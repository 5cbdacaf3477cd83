// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/* Output ports that the settings name: the list @member of objects with a "name", and "else" behind
 * them. One without a usable name keeps its place, so that port numbers are numbers of elements.
 * (transfer full) */
GStrv cvk_path_names_list (const CvkValue *settings, const char *member) G_GNUC_WARN_UNUSED_RESULT;
/* Adds what is wrong with these names: reserved ones, and those that stand there twice. */
void cvk_path_names_check (const CvkValue *settings, const char *member, GPtrArray *problems);

G_END_DECLS
