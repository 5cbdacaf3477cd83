// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-clock.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkClipboard:
 *
 * A text on its way to the clipboard of the desk, which only a window can reach. It is kept until a
 * window has taken it, a minute at most: it may be meant for nobody else. A later text takes the
 * place of an earlier one, as on any clipboard; who waits for the earlier one waits for it.
 *
 * Signals:
 * "changed" (): there is a text, another one, or none any more.
 * "untaken" (): no window has taken the text within three seconds. Who listens tells the user of
 * it, and then calls cvk_clipboard_settle().
 */
#define CVK_TYPE_CLIPBOARD (cvk_clipboard_get_type ())
G_DECLARE_FINAL_TYPE (CvkClipboard, cvk_clipboard, CVK, CLIPBOARD, GObject)

CvkClipboard *cvk_clipboard_new (CvkClock *clock) G_GNUC_WARN_UNUSED_RESULT;

/* Takes @task, which returns a boolean when the text was taken, or as it is settled. */
void cvk_clipboard_offer (CvkClipboard *self, const char *text, GTask *task);
/* (nullable): there is none */
const char *cvk_clipboard_get_id (CvkClipboard *self);
const char *cvk_clipboard_get_text (CvkClipboard *self);
/* It is on the clipboard now. Does nothing when @id is not the text that is there. */
void cvk_clipboard_take (CvkClipboard *self, const char *id);
/* Ends the waiting for the text @id, if it is still there: the user knows of it, or, with @error
 * (nullable), cannot, and then it is dropped. */
void cvk_clipboard_settle (CvkClipboard *self, const char *id, const GError *error);

G_END_DECLS
