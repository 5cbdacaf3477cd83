// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-controller-private.h"

#include "base/cvk-json.h"
#include "desktop/runs/cvk-plan-sheet.h"
#include "model/cvk-sub-pipeline.h"

/* From the end of a rehearsal to the run of what was approved of it. */

static void
approved_cb (CvkPlanSheet *sheet, gpointer user_data)
{
  CvkRunController *self = user_data;
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkRunRequest *request;

  if (run == NULL)
    return;
  request = cvk_run_request_new (CVK_RUN_PART_ALL, NULL, NULL);
  /* Who allowed the rehearsal, once or for good, has seen what it comes to. */
  request->is_once = TRUE;
  request->approve = g_strdup (cvk_run_model_get_id (run));
  request->effects = cvk_plan_sheet_dup_numbers (sheet);
  request->spreads = cvk_plan_sheet_spreads (sheet);
  cvk_run_controller_start (self, request);
}

/* What the user calls the node, and where it is in what that runs. */
static char *
describe_place (CvkDocument *document, const char *place)
{
  g_autofree char *id = cvk_place_dup_node (place);
  g_autofree char *path = cvk_place_dup_path (place);
  const CvkNode *node = cvk_document_get_node (document, id);

  return node != NULL && node->label != NULL ? g_strconcat (node->label, path + strlen (id), NULL)
                                             : g_strdup (path);
}

static GListModel *
make_changes (CvkRunController *self, const CvkValue *plan)
{
  CvkDocument *document = cvk_session_get_document (self->session);
  GListStore *store = g_list_store_new (CVK_TYPE_PLAN_CHANGE);

  for (size_t i = 0; i < cvk_value_get_length (plan); i++)
    {
      CvkValue *effect = cvk_value_get_element (plan, i);
      g_autofree char *name =
        describe_place (document, cvk_value_lookup_string (effect, "node", ""));
      g_autoptr (CvkPlanChange) change = cvk_plan_change_new (effect, name);

      g_list_store_append (store, change);
    }
  return G_LIST_MODEL (store);
}

static void
quotas_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkPlanSheet) sheet = user_data;
  g_autoptr (GPtrArray) quotas = cvk_run_quotas_load_finish (result);

  if (gtk_widget_get_visible (GTK_WIDGET (sheet)))
    cvk_plan_sheet_set_quotas (sheet, quotas);
}

static void
plan_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  CvkRunModel *run = cvk_run_controller_get_run (self);
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  CvkPlanSheet *sheet;

  if (!cvk_api_engine_call_get_plan_finish (CVK_API_ENGINE (object), &json, result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        cvk_run_controller_explain_error (self, error);
      return;
    }
  g_autoptr (CvkValue) plan = cvk_value_from_json (json, -1, CVK_JSON_DATA, NULL);
  if (plan == NULL || !cvk_value_is_array (plan) || run == NULL || root == NULL)
    return;
  g_autoptr (GListModel) changes = make_changes (self, plan);
  sheet = cvk_plan_sheet_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, changes,
                              cvk_run_model_get_failures (run)->len);
  g_signal_connect_object (sheet, "approved", G_CALLBACK (approved_cb), self, 0);
  gtk_window_present (GTK_WINDOW (sheet));
  cvk_run_quotas_load_async (self->session, self->client, self->cancellable, quotas_cb,
                             g_object_ref (sheet));
}

void
cvk_run_controller_watch_rehearsal (CvkRunController *self)
{
  CvkRunModel *run = cvk_run_controller_get_run (self);
  CvkApiEngine *api = cvk_engine_client_peek_api (self->client);

  if (!self->rehearses || run == NULL || !cvk_run_model_has_ended (run))
    return;
  self->rehearses = FALSE;
  if (api != NULL && !g_str_equal (cvk_run_model_get_state (run), "cancelled"))
    cvk_api_engine_call_get_plan (api, cvk_run_model_get_id (run), self->cancellable, plan_cb,
                                  g_object_ref (self));
}
