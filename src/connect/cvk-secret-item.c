// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-secret-item.h"

#include "base/cvk-i18n.h"
#include "connect/cvk-token-store.h"

#define VERSION "1"

/* Items are not looked for by the name of the schema: of a keyring that has been locked since its
 * daemon started, GNOME's says "Generic", and what is locked would look as if it were not there. */
static const SecretSchema schema = {
  CVK_APPLICATION_ID ".Connection",
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "version", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

const SecretSchema *
cvk_secret_item_get_schema (void)
{
  return &schema;
}

GHashTable *
cvk_secret_item_make_attributes (const char *connection)
{
  return secret_attributes_build (&schema, "application", CVK_APPLICATION_ID, "connection",
                                  connection, "version", VERSION, NULL);
}

gboolean
cvk_secret_item_is_service_missing (const GError *error)
{
  static const GDBusError codes[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,      G_DBUS_ERROR_NAME_HAS_NO_OWNER,
    G_DBUS_ERROR_SPAWN_EXEC_FAILED,    G_DBUS_ERROR_SPAWN_CHILD_EXITED,
    G_DBUS_ERROR_SPAWN_FAILED,         G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
    G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
  };

  for (size_t i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

GError *
cvk_secret_item_new_locked_error (void)
{
  return g_error_new_literal (CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_LOCKED,
                              _ ("The keyring is locked. Unlock it, then try again."));
}

GError *
cvk_secret_item_new_absent_error (void)
{
  return g_error_new_literal (
    CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_ABSENT,
    _ ("The keyring holds no sign-in for this connection. Sign in again."));
}

GError *
cvk_secret_item_translate_error (const GError *error)
{
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return cvk_secret_item_new_locked_error ();
  if (cvk_secret_item_is_service_missing (error))
    return g_error_new_literal (
      CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_NO_SERVICE,
      _ ("There is no keyring to keep the sign-in in: no program on the session bus "
         "offers the Secret Service. Start one, for example GNOME Keyring, or keep the "
         "sign-in in memory for this session."));
  return g_error_new (CVK_TOKEN_STORE_ERROR, CVK_TOKEN_STORE_ERROR_FAILED,
                      _ ("The keyring failed (%s). Check that it works, then try again."),
                      error->message);
}
