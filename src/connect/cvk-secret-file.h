// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/**
 * CvkSecretFile:
 *
 * The encrypted file in which libsecret keeps the secrets of a sandboxed application; its key comes
 * from the portal. Blocking, so one worker thread at a time has it. libsecret reads the file once
 * and then trusts its memory (before 0.21) or looks at the second of the last change (since), while
 * several engines of one application share it: here nothing happens without a lock, and what
 * somebody else has written is read again.
 */
typedef struct _CvkSecretFile CvkSecretFile;

/* Whether libsecret would take the file as soon as the portal has a key for it. */
gboolean cvk_secret_file_is_wanted (void);
/* Whether the key comes from the portal, and not from whoever set SECRET_BACKEND. */
gboolean cvk_secret_file_needs_portal (void);

CvkSecretFile *cvk_secret_file_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_secret_file_free (CvkSecretFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkSecretFile, cvk_secret_file_free)

/* Errors are libsecret's. The portal may ask for a password. */
/* (transfer full) (nullable): NULL without an error when there is no such item. */
SecretValue *cvk_secret_file_load (CvkSecretFile *self, const char *connection, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean cvk_secret_file_save (CvkSecretFile *self,
                               const char *connection,
                               const char *label,
                               SecretValue *value,
                               GError **error);
/* What is not there counts as removed. */
gboolean cvk_secret_file_remove (CvkSecretFile *self, const char *connection, GError **error);

G_END_DECLS
