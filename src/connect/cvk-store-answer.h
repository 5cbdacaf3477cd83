// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkStoreAnswer:
 *
 * Sees to it that a request to a keyring is answered once: by the keyring, by the caller who gives
 * up, or because it takes too long. The call to the keyring itself is never cancelled:
 * gnome-keyring aborts when a pending unlock is, and some versions of libsecret then never call
 * back. It is left to itself, and what it says later is dropped.
 *
 * Part of the task's data. Main thread.
 */
typedef struct
{
  gboolean is_given;
  GSource *patience;     /* nullable */
  GSource *cancel_watch; /* nullable */
} CvkStoreAnswer;

/* Seconds for what asks nobody, and for what may ask for a password. */
#define CVK_STORE_PATIENCE 15
#define CVK_STORE_PROMPT_PATIENCE 120

/* Watches over @task, into whose data @self belongs. */
void cvk_store_answer_watch (CvkStoreAnswer *self, GTask *task, unsigned patience);
/* TRUE the first time: the answer may, and has to, be given now. */
gboolean cvk_store_answer_take (CvkStoreAnswer *self);

G_END_DECLS
