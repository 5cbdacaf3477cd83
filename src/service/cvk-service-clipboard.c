// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-service"

#include "config.h"

#include "service/cvk-service-private.h"

/* What pipelines want on the clipboard, for a window to put there. */

static gboolean
take_clipboard_cb (CvkApiEngine *api, GDBusMethodInvocation *invocation, gpointer user_data)
{
  CvkService *self = user_data;
  CvkClipboard *clipboard = cvk_host_get_clipboard (self->host);
  const char *id = cvk_clipboard_get_id (clipboard);

  cvk_host_touch (self->host);
  cvk_api_engine_complete_take_clipboard (api, invocation, id != NULL ? id : "",
                                          id != NULL ? cvk_clipboard_get_text (clipboard) : "");
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
clipboard_taken_cb (CvkApiEngine *api,
                    GDBusMethodInvocation *invocation,
                    const char *id,
                    gpointer user_data)
{
  CvkService *self = user_data;

  cvk_clipboard_take (cvk_host_get_clipboard (self->host), id);
  cvk_api_engine_complete_clipboard_taken (api, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
changed_cb (CvkService *self, CvkClipboard *clipboard)
{
  if (cvk_clipboard_get_id (clipboard) != NULL)
    cvk_api_engine_emit_desk_changed (self->api);
}

void
cvk_service_connect_clipboard_methods (CvkService *self)
{
  g_signal_connect_object (self->api, "handle-take-clipboard", G_CALLBACK (take_clipboard_cb), self,
                           0);
  g_signal_connect_object (self->api, "handle-clipboard-taken", G_CALLBACK (clipboard_taken_cb),
                           self, 0);
  g_signal_connect_object (cvk_host_get_clipboard (self->host), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
}
