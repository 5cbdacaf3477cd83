// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <stdint.h>

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CvkHttpTap:
 *
 * Stands between a GFilterInputStream and what that reads from, passes everything on and remembers
 * how it ended. Pollable, as what it stands in front of has to be.
 */
#define CVK_TYPE_HTTP_TAP (cvk_http_tap_get_type ())
G_DECLARE_FINAL_TYPE (CvkHttpTap, cvk_http_tap, CVK, HTTP_TAP, GInputStream)

/* Puts a tap in front of @stream's base stream. (transfer full) (nullable): NULL when that cannot
 * be polled. */
CvkHttpTap *cvk_http_tap_new (GFilterInputStream *stream) G_GNUC_WARN_UNUSED_RESULT;
/* Takes it out again: the connection below outlives the answer. */
void cvk_http_tap_remove (CvkHttpTap *self);

/* Whether somebody read on and found that nothing more will come. */
gboolean cvk_http_tap_has_ended (CvkHttpTap *self);
uint64_t cvk_http_tap_count (CvkHttpTap *self);
/* The last four bytes that passed, the latest as the highest. */
uint32_t cvk_http_tap_get_last (CvkHttpTap *self);

G_END_DECLS
