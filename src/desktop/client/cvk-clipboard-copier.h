// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "desktop/client/cvk-engine-client.h"

G_BEGIN_DECLS

/**
 * CvkClipboardCopier:
 *
 * Puts on the clipboard of the default display what pipelines want there, for the host, which has
 * no display, and tells it so. Under Wayland only the program in front may change the clipboard:
 * there a text waits until one of its windows is, and the host tells the user meanwhile.
 */
#define CVK_TYPE_CLIPBOARD_COPIER (cvk_clipboard_copier_get_type ())
G_DECLARE_FINAL_TYPE (CvkClipboardCopier, cvk_clipboard_copier, CVK, CLIPBOARD_COPIER, GObject)

CvkClipboardCopier *cvk_clipboard_copier_new (CvkEngineClient *client) G_GNUC_WARN_UNUSED_RESULT;

/* A window has come to the front: looks whether a text waits, if the host has said so. */
void cvk_clipboard_copier_look (CvkClipboardCopier *self);

G_END_DECLS
