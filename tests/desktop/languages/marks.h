// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gtk/gtk.h>

/* Looks at what is on the screen in the pseudo-locale of with-pseudo-locale, where every message
 * stands in brackets. */

/* Complaints about texts that people see or hear and that are no message: labels, placeholders,
 * tooltips, accessible names. @data: texts that are data; @parts: what only data has in it; both
 * NULL-terminated. (transfer full) (element-type utf8) */
GPtrArray *marks_list_unmarked (GtkWidget *root, const char *const *data, const char *const *parts);
/* Complaints about messages that are cut. Data may be cut, such as the name of a pipeline and what
 * stands below it; so may what is chosen from a list, which shows it in whole when it opens, and
 * the beginning of a text of several lines. (transfer full) (element-type utf8) */
GPtrArray *marks_list_cut (GtkWidget *root);
