// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/cvk-secret.h"

G_BEGIN_DECLS

/* The answer of a device authorization endpoint (RFC 8628, section 3.2). */
typedef struct
{
  CvkSecret *device_code;
  char *user_code;        /* what the user enters; visible ASCII */
  char *verification_url; /* where; an address that a browser may be sent to */
  int64_t expires_in;     /* seconds */
  int64_t interval;       /* seconds between two questions */
} CvkDeviceCode;

void cvk_device_code_free (CvkDeviceCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkDeviceCode, cvk_device_code_free)

/* Reads the answer strictly; an error is CVK_AUTH_ERROR, as of cvk_token_reply_parse(). @body is
 * overwritten with zeros, so it must be in memory of its own. (transfer full) (nullable) */
CvkDeviceCode *cvk_device_code_parse (unsigned status, GBytes *body, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
