// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/forms/cvk-model-host.h"

#include "desktop/client/cvk-connection-list.h"
#include "desktop/forms/cvk-connection-read.h"

char *
cvk_model_host_dup (CvkFieldContext *context)
{
  g_autofree char *id = cvk_connection_read_dup_connection (context);
  CvkConnectionInfo *info = NULL;
  g_autoptr (GUri) uri = NULL;

  if (id != NULL)
    info = cvk_connection_list_find (CVK_CONNECTION_LIST (cvk_engine_client_get_connections (
                                       cvk_field_context_get_client (context))),
                                     id);
  if (info != NULL)
    uri = g_uri_parse (cvk_connection_info_get_api_url (info), G_URI_FLAGS_NONE, NULL);
  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

gboolean
cvk_model_host_is_local (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") ||
         g_str_equal (host, "localhost");
}
