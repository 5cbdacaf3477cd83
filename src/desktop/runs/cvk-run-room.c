// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/runs/cvk-run-controller-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/runs/cvk-run-quota.h"

/* Before a run that a limit of the day has no room for. How much it will change is known from the
 * rows that it is made for, or from the run that is shown; the engine counts for itself and asks
 * before it sends the first of too many. */

static void
answered_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  CvkRunController *self = user_data;

  if (self->request == NULL)
    return;
  if (g_str_equal (response, "cancel"))
    {
      cvk_run_controller_end_request (self);
      return;
    }
  self->request->spreads = g_str_equal (response, "spread");
  cvk_run_controller_send (self);
}

static void
ask (CvkRunController *self, const char *explanation)
{
  GtkRoot *root = self->widget != NULL ? gtk_widget_get_root (self->widget) : NULL;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _ ("More than today permits"), NULL));
  g_autofree char *body = g_strconcat (
    explanation, "\n\n",
    self->own_inputs != NULL
      ? _ ("Spread over days, the rest is done by itself as soon as the count begins anew.")
      : _ ("It is counted from the run that is shown. Spread over days, the rest is done by itself "
           "as soon as the count begins anew."),
    NULL);

  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_add_response (dialog, "run", _ ("_Run and Ask"));
  adw_message_dialog_add_response (dialog, "spread", _ ("_Spread over Days"));
  adw_message_dialog_set_response_appearance (dialog, "spread", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "spread");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* How many rows the pipeline was made for: each of them is one change. */
static unsigned
count_rows (const CvkValue *inputs)
{
  const char *name = NULL;
  CvkValue *rows = NULL;

  if (cvk_value_get_length (inputs) > 0)
    cvk_value_get_member_at (inputs, 0, &name, &rows);
  return rows != NULL && cvk_value_is_array (rows) ? (unsigned) cvk_value_get_length (rows) : 0;
}

/* How many items came to these nodes in the run that is shown. */
static unsigned
count_needed (CvkRunModel *run, const CvkRunQuota *quota)
{
  GHashTableIter iter;
  gpointer node = NULL;
  unsigned count = 0;

  g_hash_table_iter_init (&iter, quota->nodes);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    count += cvk_run_model_get_count (run, node, "in");
  return count;
}

static void
quotas_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunController) self = user_data;
  g_autoptr (GPtrArray) quotas = cvk_run_quotas_load_finish (result);
  CvkRunModel *run = cvk_run_controller_get_run (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->request == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  for (unsigned i = 0; (run != NULL || self->own_inputs != NULL) && i < quotas->len; i++)
    {
      const CvkRunQuota *quota = g_ptr_array_index (quotas, i);
      unsigned needed =
        self->own_inputs != NULL ? count_rows (self->own_inputs) : count_needed (run, quota);
      g_autofree char *sentence = NULL;

      if (cvk_run_quota_has_room (quota, needed))
        continue;
      sentence = cvk_run_quota_explain (quota, needed, g_get_real_time ());
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    }
  if (text->len > 0)
    ask (self, text->str);
  else
    cvk_run_controller_send (self);
}

void
cvk_run_controller_send_if_room (CvkRunController *self)
{
  const CvkRunRequest *request = self->request;

  /* A rehearsal changes nothing, its sheet has asked, and a part has done some of it already. */
  if (request->is_rehearsal || request->approve != NULL || request->part != CVK_RUN_PART_ALL ||
      (cvk_run_controller_get_run (self) == NULL && self->own_inputs == NULL))
    cvk_run_controller_send (self);
  else
    cvk_run_quotas_load_async (self->session, self->client, self->cancellable, quotas_cb,
                               g_object_ref (self));
}
