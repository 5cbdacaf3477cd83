// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "model/cvk-review.h"

G_BEGIN_DECLS

/* What a pipeline wants, for people: plain text of bounded length without control characters,
 * whatever its author has written. Translated; main thread. */

/* What it is: a service, a server, a path, a step's title. (transfer full) */
char *cvk_want_dup_title (const CvkWant *self) G_GNUC_WARN_UNUSED_RESULT;
/* What it is for: what the steps do, each once, or their names. (transfer full) */
char *cvk_want_dup_steps (const CvkWant *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
