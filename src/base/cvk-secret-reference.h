// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-secret.h"
#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * Secret references:
 *
 * What stands in an item instead of a text that is a secret (a meeting's start link lets whoever
 * has it in as the host). A reference is plain text, so it goes through templates, files and the
 * journal like any other; it names the service, the kind of thing, its id and the field, and
 * nothing from which the secret could be made. Who shows or writes text masks it first; a step that
 * is told to write the secret fetches it anew with the connection that the reference came by.
 */
#define CVK_SECRET_REFERENCE_MASK "••••••••"
/* The field of the one kind of secret that a step may be told to write. */
#define CVK_SECRET_REFERENCE_START_LINK "start_url"

typedef struct
{
  char *connector; /* "zoom" */
  char *kind;      /* "meeting" */
  char *id;        /* "85746065043" */
  char *field;     /* "start_url" */
} CvkSecretReference;

void cvk_secret_reference_clear (CvkSecretReference *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkSecretReference, cvk_secret_reference_clear)

/* Letters, digits, "-" and "_" in the parts; anything else becomes "_". (transfer full) */
char *cvk_secret_reference_make (const char *connector,
                                 const char *kind,
                                 const char *id,
                                 const char *field) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the whole @text is one reference; fills in @reference (nullable). */
gboolean cvk_secret_reference_parse (const char *text, CvkSecretReference *reference);
/* Whether there is a reference anywhere in @text. */
gboolean cvk_secret_reference_is_in (const char *text);
/* @text with dots in place of every reference. (transfer full) */
char *cvk_secret_reference_mask (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The same for every text in @value; shares what holds none. (transfer full) */
CvkValue *cvk_secret_reference_mask_value (const CvkValue *value) G_GNUC_WARN_UNUSED_RESULT;
/* Every reference in the texts of @value, once; only those with @field unless that is NULL.
 * (transfer full) (element-type utf8): a set */
GHashTable *cvk_secret_reference_collect (const CvkValue *value, const char *field)
  G_GNUC_WARN_UNUSED_RESULT;
/* @value with what @secrets (reference -> CvkSecret) has for references in their place; others stay
 * references. For what leaves at once: nothing wipes the copy. (transfer full) */
CvkValue *cvk_secret_reference_replace_value (const CvkValue *value, GHashTable *secrets)
  G_GNUC_WARN_UNUSED_RESULT;
/* The other way round, for an answer that repeats what it was told: texts of @value get references
 * in place of these secrets, and of what a secret has behind its last "=", which is all of a link
 * that matters. (transfer full) */
CvkValue *cvk_secret_reference_hide_value (const CvkValue *value, GHashTable *secrets)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
