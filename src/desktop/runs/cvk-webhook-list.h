// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <adwaita.h>

#include "desktop/client/cvk-engine-client.h"
#include "desktop/editor/cvk-session.h"

G_BEGIN_DECLS

/**
 * CvkWebhookList:
 *
 * Where the webhooks of a pipeline can be called while it is active: each address, to be copied or
 * exchanged for another one, and, where Zoom signs what it sends, the place for the secret token
 * that proves it. The token goes to the keyring and is never shown again. Invisible while nothing
 * can be called.
 */
#define CVK_TYPE_WEBHOOK_LIST (cvk_webhook_list_get_type ())
G_DECLARE_FINAL_TYPE (CvkWebhookList, cvk_webhook_list, CVK, WEBHOOK_LIST, GtkBox)

/* @node: (nullable): of that node only. (transfer floating) */
GtkWidget *cvk_webhook_list_new (CvkSession *session, CvkEngineClient *client, const char *node);

G_END_DECLS
