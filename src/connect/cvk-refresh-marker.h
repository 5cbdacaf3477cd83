// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * What is known of a refresh token that may have been used, in the file "refreshing" of the
 * account's folder (cvk-account-folder.h).
 *
 * Services that rotate retire a refresh token when they answer. Whoever dies between the answer and
 * the keyring has lost the new one, and nothing brings it back: the next try ends in a refusal.
 * The file is on the disk before the request leaves and is taken away after the keyring has the
 * new token, so that the refusal can be explained.
 */
typedef enum
{
  CVK_REFRESH_MARKER_NONE,
  CVK_REFRESH_MARKER_SENDING, /* left behind: whoever wrote it has not come to an end */
  CVK_REFRESH_MARKER_LOST,    /* no answer came, and the service may have seen the request */
} CvkRefreshMarker;

/* @state: not NONE; @wall: microseconds since 1970, for people who look. (transfer full) */
GBytes *cvk_refresh_marker_write (CvkRefreshMarker state, int64_t generation, int64_t wall)
  G_GNUC_WARN_UNUSED_RESULT;
/* NONE when it is of another generation, or cannot be read. @content: nullable. */
CvkRefreshMarker cvk_refresh_marker_read (GBytes *content, int64_t generation);
/* Why the service refuses, when it does; to be put in place of @refusal's message when that does
 * not know better. */
void cvk_refresh_marker_explain (CvkRefreshMarker state, GError *refusal);

G_END_DECLS
