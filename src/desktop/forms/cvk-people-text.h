// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists of e-mail addresses, as they are pasted from mails and spreadsheets. */

/* Whether @text is an address as people have them: one @, a host with a dot, no spaces. */
gboolean cvk_people_is_address (const char *text);
/* The addresses and other words in @text, without names, angle brackets and repetitions: "Ana Lind
 * <ana@school.example>; bo@school.example" gives two. What is no address is kept as written, so
 * that it can be shown as wrong. (transfer full) */
GStrv cvk_people_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
