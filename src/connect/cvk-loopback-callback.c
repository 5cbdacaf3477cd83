// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-loopback-callback.h"

#include <string.h>

#include "base/cvk-i18n.h"
#include "base/cvk-text.h"
#include "connect/cvk-auth-error.h"

#define MAX_SHOWN 200

/* Percent and plus decoding (application/x-www-form-urlencoded), in place. */
static gboolean
decode (char *text)
{
  char *target = text;

  for (const char *p = text; *p != '\0'; p++, target++)
    {
      if (*p == '+')
        *target = ' ';
      else if (*p != '%')
        *target = *p;
      else if (g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          *target = (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
          p += 2;
        }
      else
        return FALSE;
      if ((unsigned char) *target < 0x20 || *target == 0x7f)
        return FALSE;
    }
  *target = '\0';
  return g_utf8_validate (text, -1, NULL);
}

static const char **
find_parameter (CvkLoopbackCallback *callback, const char *name)
{
  if (g_str_equal (name, "state"))
    return &callback->state;
  if (g_str_equal (name, "code"))
    return &callback->code;
  if (g_str_equal (name, "error"))
    return &callback->error;
  if (g_str_equal (name, "error_description"))
    return &callback->error_description;
  if (g_str_equal (name, "iss"))
    return &callback->issuer;
  return NULL;
}

gboolean
cvk_loopback_callback_parse (char *query, CvkLoopbackCallback *callback)
{
  *callback = (CvkLoopbackCallback){ 0 };
  for (char *next = query; next != NULL;)
    {
      char *name = next;
      char *value;
      const char **parameter;

      next = strchr (name, '&');
      if (next != NULL)
        *next++ = '\0';
      value = strchr (name, '=');
      if (value != NULL)
        *value++ = '\0';
      else
        value = name + strlen (name);
      if (!decode (name) || !decode (value))
        return FALSE;
      parameter = find_parameter (callback, name);
      if (parameter == NULL)
        continue;
      if (*parameter != NULL)
        return FALSE;
      *parameter = value;
    }
  return TRUE;
}

static char *
make_showable (const char *text)
{
  g_autofree char *shown = cvk_text_for_terminal (text, FALSE);

  return cvk_text_shorten (shown, MAX_SHOWN);
}

GError *
cvk_loopback_callback_make_error (const CvkLoopbackCallback *callback)
{
  g_autofree char *name = make_showable (callback->error);
  g_autofree char *description = NULL;

  if (g_str_equal (name, "access_denied"))
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_DECLINED,
                                _ ("The sign-in was declined in the browser. Nothing was changed; "
                                   "sign in again whenever you like."));
  if (g_str_equal (name, "server_error") || g_str_equal (name, "temporarily_unavailable"))
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_OFFLINE,
                                _ ("The service could not sign you in just now. Try again later."));
  if (*name == '\0')
    return g_error_new_literal (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                                _ ("The service refused the sign-in without saying why. Check the "
                                   "app's settings where it is registered, then sign in again."));
  if (callback->error_description == NULL || *callback->error_description == '\0')
    return g_error_new (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                        _ ("The service refused the sign-in (“%s”). Check the app's settings where "
                           "it is registered, then sign in again."),
                        name);
  description = make_showable (callback->error_description);
  return g_error_new (CVK_AUTH_ERROR, CVK_AUTH_ERROR_REFUSED,
                      /* Translators: a code of OAuth, and the words of the service. */
                      _ ("The service refused the sign-in (“%s”) and says: “%s” Check the app's "
                         "settings where it is registered, then sign in again."),
                      name, description);
}
