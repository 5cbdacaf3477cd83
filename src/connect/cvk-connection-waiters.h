// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tasks that wait in line. One whose cancellable fires leaves by itself, with that error. Zero is
 * an empty line; it must be empty when it goes. */
typedef struct
{
  GQueue waiters;
} CvkWaiters;

/* @task: (transfer full) */
void cvk_waiters_push (CvkWaiters *self, GTask *task);
/* The one who has waited longest. (transfer full) (nullable) */
GTask *cvk_waiters_pop (CvkWaiters *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
