// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-mending.h"

#include "connect/cvk-connectors.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/client/cvk-connection-info.h"
#include "desktop/connections/cvk-connect-dialog.h"
#include "desktop/runs/cvk-run-mend.h"

/* The connection that the node works with: the chosen one, else the only one that fits, as the
 * engine does it. (transfer full) (nullable) */
static CvkConnectionInfo *
find_connection (CvkSession *session, CvkEngineClient *client, const CvkNode *node)
{
  const CvkConnectionSlot *slot =
    node->slot != NULL ? cvk_document_get_slot (cvk_session_get_document (session), node->slot)
                       : NULL;
  const char *chosen =
    slot != NULL ? cvk_bindings_get_connection (cvk_bindings_get (session), slot->name) : NULL;
  GListModel *connections = cvk_engine_client_get_connections (client);
  g_autoptr (CvkConnectionInfo) only = NULL;

  for (unsigned i = 0; slot != NULL && i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CvkConnectionInfo) info = g_list_model_get_item (connections, i);

      if (g_strcmp0 (chosen, cvk_connection_info_get_id (info)) == 0)
        return g_steal_pointer (&info);
      if (cvk_connector_fits (cvk_connection_info_get_connector (info), slot->connector) &&
          only == NULL)
        only = g_steal_pointer (&info);
    }
  return g_steal_pointer (&only);
}

static void
reconnect (GtkWidget *widget, CvkEngineClient *client, CvkConnectionInfo *info)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_window_present (cvk_connect_dialog_new_to_renew (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, client, info));
}

gboolean
cvk_run_mending_do (GtkWidget *widget,
                    CvkSession *session,
                    CvkEngineClient *client,
                    const CvkProblem *problem)
{
  const char *id = cvk_problem_get_node (problem);
  const CvkNode *node =
    id != NULL ? cvk_document_get_node (cvk_session_get_document (session), id) : NULL;
  CvkRunMend mend = cvk_run_mend_choose (problem);
  CvkApiEngine *api = cvk_engine_client_peek_api (client);
  g_autoptr (CvkConnectionInfo) info = NULL;

  if (node == NULL)
    return TRUE;
  if (mend == CVK_RUN_MEND_RETRY)
    {
      gtk_widget_activate_action (widget, "run.retry", "s", id);
      return TRUE;
    }
  if (mend != CVK_RUN_MEND_RECONNECT && mend != CVK_RUN_MEND_UNLOCK)
    return FALSE;
  info = find_connection (session, client, node);
  if (info == NULL)
    return FALSE;
  if (mend == CVK_RUN_MEND_RECONNECT)
    reconnect (widget, client, info);
  else if (api != NULL)
    cvk_api_engine_call_unlock (api, cvk_connection_info_get_id (info), NULL, NULL, NULL);
  return TRUE;
}
