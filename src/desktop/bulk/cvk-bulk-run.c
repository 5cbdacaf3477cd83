// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-run.h"

#include <string.h>

#include "desktop/bulk/cvk-bulk-pipeline.h"
#include "desktop/bulk/cvk-bulk-results.h"
#include "desktop/client/cvk-bindings.h"
#include "desktop/runs/cvk-run-controller.h"

struct _CvkBulkRun
{
  GObject parent_instance;

  CvkBulkSheet *sheet;
  CvkEngineClient *client;
  GtkWidget *widget;            /* weak */
  char *connection;             /* nullable */
  CvkSession *session;          /* nullable: of the last run */
  CvkRunController *controller; /* nullable */
  CvkBulkResults *results;      /* nullable: of the run that is followed */
};

G_DEFINE_FINAL_TYPE (CvkBulkRun, cvk_bulk_run, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static unsigned signals[N_SIGNALS];

CvkRunModel *
cvk_bulk_run_get_model (CvkBulkRun *self)
{
  g_return_val_if_fail (CVK_IS_BULK_RUN (self), NULL);

  return self->controller != NULL ? cvk_run_controller_get_run (self->controller) : NULL;
}

gboolean
cvk_bulk_run_is_busy (CvkBulkRun *self)
{
  g_return_val_if_fail (CVK_IS_BULK_RUN (self), FALSE);

  return self->controller != NULL && cvk_run_controller_is_busy (self->controller);
}

static void
changed_cb (CvkBulkRun *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A run came of what was asked for. One that only rehearses leaves no trace in the rows. */
static void
run_cb (CvkBulkRun *self)
{
  CvkRunModel *model = cvk_bulk_run_get_model (self);

  g_clear_object (&self->results);
  if (model == NULL)
    return;
  self->results = cvk_bulk_results_new (self->sheet, self->client, model);
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/* It was made for one run; nothing of it is to come back as unsaved work. */
static void
drop_session (CvkBulkRun *self)
{
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->session, self);
  cvk_session_discard (self->session);
  g_clear_object (&self->session);
}

void
cvk_bulk_run_forget (CvkBulkRun *self)
{
  g_return_if_fail (CVK_IS_BULK_RUN (self));

  g_clear_object (&self->results);
  g_clear_object (&self->controller);
  drop_session (self);
  changed_cb (self);
}

void
cvk_bulk_run_set_connection (CvkBulkRun *self, const char *connection)
{
  g_return_if_fail (CVK_IS_BULK_RUN (self));

  g_free (self->connection);
  self->connection = g_strdup (connection);
}

static void
begin_pipeline (CvkBulkRun *self, CvkValue *rows)
{
  const CvkNodeType *type = cvk_bulk_sheet_get_action (self->sheet);
  g_autoptr (CvkValue) inputs = cvk_value_new_object ("rows", rows, NULL);

  cvk_bulk_run_forget (self);
  self->session = cvk_session_new (cvk_bulk_pipeline_new (
    type, cvk_bulk_sheet_get_filled (self->sheet), cvk_bulk_sheet_get_fixed (self->sheet), NULL));
  if (type->connector != NULL && self->connection != NULL)
    cvk_bindings_set_connection (cvk_bindings_get (self->session), type->connector,
                                 self->connection);
  self->controller = cvk_run_controller_new (self->session, self->client);
  cvk_run_controller_set_inputs (self->controller, inputs);
  cvk_run_controller_attach (self->controller, self->widget);
  g_signal_connect_object (self->session, "notify::run", G_CALLBACK (run_cb), self,
                           G_CONNECT_SWAPPED);
  /* Whether something is on its way is seen by whether it can be begun. */
  g_signal_connect_object (cvk_run_controller_get_actions (self->controller),
                           "action-enabled-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
cvk_bulk_run_start (CvkBulkRun *self, gboolean rehearses)
{
  CvkValue *rows;

  g_return_if_fail (CVK_IS_BULK_RUN (self));

  if (cvk_bulk_run_is_busy (self))
    return;
  rows = cvk_bulk_sheet_dup_rows (self->sheet);
  if (cvk_value_get_length (rows) == 0)
    {
      cvk_value_unref (rows);
      return;
    }
  begin_pipeline (self, rows);
  g_action_group_activate_action (cvk_run_controller_get_actions (self->controller),
                                  rehearses ? "rehearse" : "start", NULL);
}

void
cvk_bulk_run_retry (CvkBulkRun *self)
{
  g_autofree char *edits = NULL;

  g_return_if_fail (CVK_IS_BULK_RUN (self));

  if (self->controller == NULL || cvk_bulk_run_is_busy (self))
    return;
  edits = cvk_bulk_sheet_dup_edits (self->sheet);
  g_action_group_activate_action (cvk_run_controller_get_actions (self->controller), "retry-edited",
                                  g_variant_new ("(ss)", CVK_BULK_ACTION, edits));
}

void
cvk_bulk_run_stop (CvkBulkRun *self)
{
  g_return_if_fail (CVK_IS_BULK_RUN (self));

  if (self->controller != NULL)
    g_action_group_activate_action (cvk_run_controller_get_actions (self->controller), "stop",
                                    NULL);
}

/* --- The object --- */

static void
cvk_bulk_run_dispose (GObject *object)
{
  CvkBulkRun *self = CVK_BULK_RUN (object);

  g_clear_object (&self->results);
  g_clear_object (&self->controller);
  drop_session (self);
  g_clear_weak_pointer (&self->widget);
  G_OBJECT_CLASS (cvk_bulk_run_parent_class)->dispose (object);
}

static void
cvk_bulk_run_finalize (GObject *object)
{
  CvkBulkRun *self = CVK_BULK_RUN (object);

  g_clear_object (&self->sheet);
  g_clear_object (&self->client);
  g_free (self->connection);
  G_OBJECT_CLASS (cvk_bulk_run_parent_class)->finalize (object);
}

static void
cvk_bulk_run_class_init (CvkBulkRunClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_bulk_run_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_run_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CVK_TYPE_BULK_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cvk_bulk_run_init (CvkBulkRun *self)
{
}

CvkBulkRun *
cvk_bulk_run_new (CvkBulkSheet *sheet, CvkEngineClient *client, GtkWidget *widget)
{
  CvkBulkRun *self = g_object_new (CVK_TYPE_BULK_RUN, NULL);

  self->sheet = g_object_ref (sheet);
  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->widget, widget);
  return self;
}
