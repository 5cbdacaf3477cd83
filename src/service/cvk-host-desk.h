// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "engine/cvk-desk.h"
#include "service/cvk-host.h"

G_BEGIN_DECLS

/**
 * CvkHostDesk:
 *
 * The desk of whoever is logged in where the host runs: notifications over the session bus, links
 * in the program that is for them, texts on the clipboard by way of a window. The bus is looked for
 * when it is needed first. While a notification has a button that leads somewhere, the host stays
 * for it, half an hour at most; then the notification goes, because its button would do nothing.
 * A text that no window has taken is offered by a notification, whose button opens one.
 */
#define CVK_TYPE_HOST_DESK (cvk_host_desk_get_type ())
G_DECLARE_FINAL_TYPE (CvkHostDesk, cvk_host_desk, CVK, HOST_DESK, GObject)

/* @host: borrowed, lives longer. */
CvkHostDesk *cvk_host_desk_new (CvkHost *host, CvkClipboard *clipboard) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
