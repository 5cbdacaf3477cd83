// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Passcodes of Zoom meetings.
 *
 * At most ten characters; Zoom's texts for creating and for updating name different sets of signs,
 * so the narrow one is used: letters, digits, @ - _ *. An account may ask for more than that; six
 * characters with a letter and a digit satisfy the usual settings.
 */
#define CVK_PASSCODE_MAX_LENGTH 10
#define CVK_PASSCODE_USUAL_LENGTH 6

typedef enum
{
  CVK_PASSCODE_GOOD,
  CVK_PASSCODE_EMPTY,
  CVK_PASSCODE_SHORT, /* shorter than accounts usually ask for */
  CVK_PASSCODE_PLAIN, /* letters only or digits only */
  CVK_PASSCODE_LONG,
  CVK_PASSCODE_SIGN, /* a sign that Zoom refuses */
} CvkPasscodeVerdict;

CvkPasscodeVerdict cvk_passcode_judge (const char *passcode);
/* A sentence about it, nullable when there is nothing to say; translated. */
const char *cvk_passcode_explain (CvkPasscodeVerdict verdict);
/* Whether Zoom would refuse it in any account. */
gboolean cvk_passcode_is_refused (CvkPasscodeVerdict verdict);
/* Letters and digits that nobody mixes up, from getrandom(2); at least one of each. @length from 2
 * to CVK_PASSCODE_MAX_LENGTH. (transfer full) (nullable) */
char *cvk_passcode_generate (unsigned length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
