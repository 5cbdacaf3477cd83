// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-passcode-rules.h"

#include <glib/gi18n-lib.h>
#include <stdint.h>
#include <string.h>

#include "base/cvk-random.h"

/* Without l, I, O, 0, 1: passcodes are read out and typed. 56 and 8 of them. */
static const char letters[] = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
static const char digits[] = "23456789";

CvkPasscodeVerdict
cvk_passcode_judge (const char *passcode)
{
  gboolean has_letter = FALSE;
  gboolean has_other = FALSE;
  size_t length;

  g_return_val_if_fail (passcode != NULL, CVK_PASSCODE_EMPTY);

  length = strlen (passcode);
  if (length == 0)
    return CVK_PASSCODE_EMPTY;
  for (const char *at = passcode; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr ("@-_*", *at) == NULL)
        return CVK_PASSCODE_SIGN;
      has_letter |= g_ascii_isalpha (*at) != 0;
      has_other |= g_ascii_isalpha (*at) == 0;
    }
  if (length > CVK_PASSCODE_MAX_LENGTH)
    return CVK_PASSCODE_LONG;
  if (length < CVK_PASSCODE_USUAL_LENGTH)
    return CVK_PASSCODE_SHORT;
  return has_letter && has_other ? CVK_PASSCODE_GOOD : CVK_PASSCODE_PLAIN;
}

const char *
cvk_passcode_explain (CvkPasscodeVerdict verdict)
{
  switch (verdict)
    {
    case CVK_PASSCODE_SHORT:
      return _ ("Shorter than account rules usually allow: use six characters or more.");
    case CVK_PASSCODE_PLAIN:
      return _ ("Some accounts ask for letters and digits.");
    case CVK_PASSCODE_LONG:
      return _ ("Zoom takes at most ten characters.");
    case CVK_PASSCODE_SIGN:
      return _ ("Zoom takes letters, digits and the signs @ - _ * only.");
    case CVK_PASSCODE_GOOD:
    case CVK_PASSCODE_EMPTY:
    default:
      return NULL;
    }
}

gboolean
cvk_passcode_is_refused (CvkPasscodeVerdict verdict)
{
  return verdict == CVK_PASSCODE_LONG || verdict == CVK_PASSCODE_SIGN;
}

/* Every sign is equally likely: bytes beyond the last whole round are thrown away. */
static gboolean
pick (const char *signs, char *sign, GError **error)
{
  size_t count = strlen (signs);
  uint8_t byte;

  do
    if (!cvk_random_fill (&byte, sizeof byte, error))
      return FALSE;
  while (byte >= 256 / count * count);
  *sign = signs[byte % count];
  return TRUE;
}

char *
cvk_passcode_generate (unsigned length, GError **error)
{
  g_autofree char *all = g_strconcat (letters, digits, NULL);
  char passcode[CVK_PASSCODE_MAX_LENGTH + 1] = "";

  g_return_val_if_fail (length >= 2 && length <= CVK_PASSCODE_MAX_LENGTH, NULL);

  /* Drawn again as a whole until both kinds are there: putting one in would favour its place. */
  do
    for (unsigned i = 0; i < length; i++)
      if (!pick (all, &passcode[i], error))
        return NULL;
  while (strpbrk (passcode, letters) == NULL || strpbrk (passcode, digits) == NULL);
  return g_strdup (passcode);
}
