// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/bulk/cvk-bulk-results.h"

#include "base/cvk-local-text.h"
#include "desktop/bulk/cvk-bulk-pipeline.h"
#include "desktop/runs/cvk-row-page.h"

#define PAGE_SIZE 500

/* While a run goes on, rows that came out long ago are not asked for again. */
#define LOOK_BACK 50

/* A pause between two looks, in milliseconds: people see nothing faster. */
#define PAUSE 200

struct _CvkBulkResults
{
  GObject parent_instance;

  CvkBulkSheet *sheet;
  CvkEngineClient *client;
  CvkRunModel *model;
  GCancellable *cancellable;
  GArray *inputs;   /* unsigned: the number of the row of each item at the action */
  unsigned n_out;   /* rows that have come out */
  unsigned offset;  /* of the page of them that is being loaded */
  unsigned timeout; /* until the next look */
  gboolean is_loading;
  gboolean is_stale; /* the run has gone on meanwhile */
  gboolean is_last;  /* what is loaded now is all there will be */
};

G_DEFINE_FINAL_TYPE (CvkBulkResults, cvk_bulk_results, G_TYPE_OBJECT)

static void load_inputs (CvkBulkResults *self);
static void load_outputs (CvkBulkResults *self, unsigned offset);
static void look (CvkBulkResults *self);

/* --- What came out --- */

static void
take_output (CvkBulkResults *self, const CvkValue *output)
{
  int64_t input = cvk_value_lookup_integer (output, "input", 0);
  CvkValue *problem = cvk_value_get_member (output, "problem");
  CvkValue *item = cvk_value_get_member (output, "item");
  CvkBulkRow *row = input >= 1 && input <= self->inputs->len
                      ? cvk_bulk_sheet_get_row (
                          self->sheet, g_array_index (self->inputs, unsigned, (unsigned) input - 1))
                      : NULL;
  gboolean has_failed = problem != NULL && !cvk_value_is_null (problem);
  CvkBulkState state = has_failed ? CVK_BULK_FAILED : CVK_BULK_DONE;

  if (row == NULL || row->state == state)
    return;
  row->state = state;
  row->input = (unsigned) input;
  g_clear_pointer (&row->result, cvk_value_unref);
  g_clear_pointer (&row->failure, g_free);
  if (has_failed)
    {
      g_autoptr (CvkProblem) read = cvk_problem_from_value (problem);

      row->failure = read != NULL ? cvk_local_problem (read) : NULL;
      row->is_corrected = FALSE;
    }
  else if (item != NULL)
    row->result = cvk_value_ref (item);
  cvk_bulk_row_changed (row);
}

/* A run that has ended, or waits, has no outcome for these. */
static void
settle_rows (CvkBulkResults *self)
{
  const char *state = cvk_run_model_get_state (self->model);
  gboolean is_open = g_str_equal (state, "waiting") || g_str_equal (state, "interrupted");

  for (unsigned i = 0; i < self->inputs->len; i++)
    {
      CvkBulkRow *row =
        cvk_bulk_sheet_get_row (self->sheet, g_array_index (self->inputs, unsigned, i));

      if (row == NULL || (row->state != CVK_BULK_SENT && row->state != CVK_BULK_OPEN))
        continue;
      row->state = is_open ? CVK_BULK_OPEN : CVK_BULK_NOT_RUN;
      cvk_bulk_row_changed (row);
    }
}

static void
loaded (CvkBulkResults *self)
{
  self->is_loading = FALSE;
  if (self->is_last)
    settle_rows (self);
  cvk_bulk_sheet_rows_changed (self->sheet);
  if (self->is_stale)
    look (self);
}

static void
outputs_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkResults) self = user_data;
  unsigned total = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) rows = cvk_row_page_load_finish (result, &total, &error);
  size_t count = rows != NULL ? cvk_value_get_length (rows) : 0;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error != NULL)
    g_debug ("What came of the rows is not known: %s", error->message);
  for (size_t i = 0; i < count; i++)
    take_output (self, cvk_value_get_element (rows, i));
  if (count > 0 && self->offset + count < total)
    {
      load_outputs (self, self->offset + (unsigned) count);
      return;
    }
  self->n_out = rows != NULL ? total : self->n_out;
  loaded (self);
}

static void
load_outputs (CvkBulkResults *self, unsigned offset)
{
  g_autoptr (CvkRowQuery) query =
    cvk_row_query_new (cvk_run_model_get_id (self->model), CVK_BULK_ACTION, "out");

  self->offset = offset;
  query->is_whole = TRUE;
  cvk_row_page_load_async (self->client, query, offset, PAGE_SIZE, self->cancellable, outputs_cb,
                           g_object_ref (self));
}

/* --- What went in --- */

static void
take_input (CvkBulkResults *self, const CvkValue *input)
{
  unsigned number =
    (unsigned) cvk_value_lookup_integer (cvk_value_get_member (input, "item"), CVK_BULK_NUMBER, 0);
  CvkBulkRow *row = cvk_bulk_sheet_get_row (self->sheet, number);

  g_array_append_val (self->inputs, number);
  if (row == NULL || row->state == CVK_BULK_SENT)
    return;
  row->state = CVK_BULK_SENT;
  cvk_bulk_row_changed (row);
}

static void
inputs_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkBulkResults) self = user_data;
  unsigned total = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CvkValue) rows = cvk_row_page_load_finish (result, &total, &error);
  size_t count = rows != NULL ? cvk_value_get_length (rows) : 0;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  for (size_t i = 0; i < count; i++)
    take_input (self, cvk_value_get_element (rows, i));
  if (count > 0 && self->inputs->len < total)
    load_inputs (self);
  else
    load_outputs (self, self->is_last || self->n_out < LOOK_BACK ? 0 : self->n_out - LOOK_BACK);
}

static void
load_inputs (CvkBulkResults *self)
{
  g_autoptr (CvkRowQuery) query =
    cvk_row_query_new (cvk_run_model_get_id (self->model), CVK_BULK_ACTION, "in");

  query->is_whole = TRUE;
  cvk_row_page_load_async (self->client, query, self->inputs->len, PAGE_SIZE, self->cancellable,
                           inputs_cb, g_object_ref (self));
}

/* --- When --- */

static void
look (CvkBulkResults *self)
{
  self->is_loading = TRUE;
  self->is_stale = FALSE;
  self->is_last = cvk_run_model_has_ended (self->model);
  load_inputs (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  CvkBulkResults *self = user_data;

  self->timeout = 0;
  if (self->is_loading)
    self->is_stale = TRUE;
  else
    look (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (CvkBulkResults *self)
{
  if (*cvk_run_model_get_state (self->model) == '\0' || cvk_run_model_is_rehearsal (self->model))
    return;
  if (self->timeout == 0)
    self->timeout = g_timeout_add (PAUSE, timeout_cb, self);
}

/* --- The object --- */

static void
cvk_bulk_results_dispose (GObject *object)
{
  CvkBulkResults *self = CVK_BULK_RESULTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  G_OBJECT_CLASS (cvk_bulk_results_parent_class)->dispose (object);
}

static void
cvk_bulk_results_finalize (GObject *object)
{
  CvkBulkResults *self = CVK_BULK_RESULTS (object);

  g_clear_object (&self->sheet);
  g_clear_object (&self->client);
  g_clear_object (&self->model);
  g_clear_object (&self->cancellable);
  g_array_unref (self->inputs);
  G_OBJECT_CLASS (cvk_bulk_results_parent_class)->finalize (object);
}

static void
cvk_bulk_results_class_init (CvkBulkResultsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = cvk_bulk_results_dispose;
  G_OBJECT_CLASS (class)->finalize = cvk_bulk_results_finalize;
}

static void
cvk_bulk_results_init (CvkBulkResults *self)
{
  self->inputs = g_array_new (FALSE, FALSE, sizeof (unsigned));
  self->cancellable = g_cancellable_new ();
}

CvkBulkResults *
cvk_bulk_results_new (CvkBulkSheet *sheet, CvkEngineClient *client, CvkRunModel *model)
{
  CvkBulkResults *self = g_object_new (CVK_TYPE_BULK_RESULTS, NULL);

  self->sheet = g_object_ref (sheet);
  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  return self;
}
