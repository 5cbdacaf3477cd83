// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-problem.h"

G_BEGIN_DECLS

/* One mailbox of RFC 5322, section 3.4: "Ada Lovelace <ada@example.com>". */
typedef struct
{
  char *name;    /* nullable; any text without control characters */
  char *address; /* local part in ASCII, domain as DNS has it */
} CvkMailAddress;

void cvk_mail_address_free (CvkMailAddress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkMailAddress, cvk_mail_address_free)

/**
 * cvk_mail_address_parse:
 * @text: addresses with commas or semicolons between them; may be empty
 *
 * Strict: what is left over, missing or unclear is an error and never left out, because a recipient
 * that got lost is one who does not come. No groups, comments, quoted local parts or routes.
 * Returns: (transfer full) (nullable) (element-type CvkMailAddress): NULL sets @problem.
 */
GPtrArray *cvk_mail_address_parse (const char *text, CvkProblem **problem)
  G_GNUC_WARN_UNUSED_RESULT;

/* How people read it. (transfer full) */
char *cvk_mail_address_to_text (const CvkMailAddress *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
