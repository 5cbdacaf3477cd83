// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CvkSecret:
 *
 * A text that must not leak: kept in pages that are locked where the system allows it and left out
 * of core dumps, wiped when the last reference goes. Never copied into a plain string by this
 * type; who peeks must not keep the pointer beyond the secret.
 */
typedef struct _CvkSecret CvkSecret;

#define CVK_TYPE_SECRET (cvk_secret_get_type ())
GType cvk_secret_get_type (void);

CvkSecret *cvk_secret_new (const char *text, gssize length) G_GNUC_WARN_UNUSED_RESULT;
/* Wipes and frees @text. */
CvkSecret *cvk_secret_take (char *text) G_GNUC_WARN_UNUSED_RESULT;
CvkSecret *cvk_secret_ref (CvkSecret *self);
void cvk_secret_unref (CvkSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSecret, cvk_secret_unref)

/* (transfer none), zero-terminated. */
const char *cvk_secret_peek (const CvkSecret *self);
size_t cvk_secret_get_length (const CvkSecret *self);
/* In time that does not depend on the content. */
gboolean cvk_secret_equal (const CvkSecret *a, const CvkSecret *b);
gboolean cvk_text_equal_constant_time (const char *a, const char *b);
/* Wipes a buffer so that the compiler cannot leave it out. */
void cvk_wipe (void *buffer, size_t length);
/* Wipes and frees; sets to NULL. */
void cvk_wipe_string (char **text);
/* Wipes what functions that have returned left behind in this thread: their part of the stack, and
 * what the last copies left in wide registers, which a new thread would inherit. To be called when
 * something with a secret is over; costs a few microseconds. */
void cvk_wipe_traces (void);

G_END_DECLS
