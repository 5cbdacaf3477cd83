// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/cvk-json.h"
#include "desktop/cvk-file-choice.h"
#include "desktop/runs/cvk-csv-export.h"
#include "desktop/runs/cvk-row-columns.h"
#include "desktop/runs/cvk-run-panel-private.h"

/* While a run goes on, rows are looked at again this often. */
#define REFRESH_MILLISECONDS 500

/* What names the columns, and what the raw view shows. */
#define SAMPLE_SIZE 100

/* What lies under the line when there is something to see: some five rows. */
#define CONTENT_HEIGHT 190

static const char *const view_names[] = { "table", "tree", "raw" };

/* --- Pages of the stack --- */

static void
show_message (CvkRunPanel *self, const char *text)
{
  gtk_label_set_label (self->message, text);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

/* The panel is low until something has run, and keeps its height from then on, also while an answer
 * that is coming needs some of it. */
static void
make_room (CvkRunPanel *self, gboolean is_needed)
{
  int answer = gtk_widget_get_visible (self->answer_box) ? CVK_RUN_PANEL_ANSWER_HEIGHT : 0;

  gtk_widget_set_size_request (GTK_WIDGET (self->stack), -1,
                               is_needed ? CONTENT_HEIGHT - answer : -1);
}

/* The items that have been loaded, at most so many. (transfer full) */
static CvkValue *
collect_items (CvkRunPanel *self, unsigned count)
{
  unsigned n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_auto (CvkArrayBuilder) builder = { 0 };

  cvk_array_builder_init (&builder);
  for (unsigned i = 0; i < n_rows && i < count; i++)
    {
      g_autoptr (CvkRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (cvk_row_get_item (row) != NULL)
        cvk_array_builder_append (&builder, cvk_value_ref (cvk_row_get_item (row)));
    }
  return cvk_array_builder_end (&builder);
}

static CvkValue *
get_output_schema (CvkRunPanel *self)
{
  const CvkNode *node =
    cvk_document_get_node (cvk_session_get_document (self->session), self->node);
  const CvkRunStep *inner =
    self->inside != NULL ? cvk_run_model_get_step (self->run, self->inside) : NULL;
  const char *name = inner != NULL ? inner->type : node != NULL ? node->type : NULL;
  const CvkNodeType *type =
    name != NULL ? cvk_node_types_lookup (cvk_session_get_types (self->session), name) : NULL;

  return type != NULL ? cvk_node_type_get_output_schema (type) : NULL;
}

/* Rounds have numbers where a sub-pipeline runs for one item after another. */
static gboolean
has_rounds (CvkRunPanel *self)
{
  g_autoptr (CvkRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), 0);

  return row != NULL && cvk_row_get_round (row) > 0;
}

static unsigned
count_failed (CvkRunPanel *self)
{
  return cvk_run_model_get_count (self->run, cvk_run_panel_get_place (self), "failed");
}

static void
update_columns (CvkRunPanel *self)
{
  g_autoptr (CvkValue) items = collect_items (self, SAMPLE_SIZE);
  g_autoptr (GPtrArray) names = cvk_row_columns_choose (
    items, g_str_equal (self->port, "out") ? get_output_schema (self) : NULL);
  gboolean has_problems = count_failed (self) > 0 &&
                          (g_str_equal (self->port, "out") || g_str_equal (self->port, "failed"));

  cvk_row_table_set_columns (self->table, names, has_problems, has_rounds (self));
}

static void
update_raw (CvkRunPanel *self)
{
  g_autoptr (CvkValue) items = collect_items (self, SAMPLE_SIZE);
  g_autofree char *json = cvk_value_to_json (items, CVK_JSON_PRETTY);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->raw), json, -1);
}

static const char *
describe_nothing (CvkRunPanel *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->filter)) != '\0')
    return _ ("No item contains this text.");
  if (g_str_equal (self->port, "in"))
    return _ ("No items came in.");
  return _ ("No items came out here.");
}

static void
show_view (CvkRunPanel *self)
{
  const char *name = view_names[MIN (gtk_drop_down_get_selected (self->views), 2)];

  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    {
      show_message (self, cvk_row_list_is_loading (self->rows) ? "" : describe_nothing (self));
      return;
    }
  if (g_str_equal (name, "table"))
    update_columns (self);
  if (g_str_equal (name, "raw"))
    update_raw (self);
  cvk_row_table_set_list (self->table, g_str_equal (name, "table") ? self->rows : NULL);
  cvk_row_tree_set_list (self->tree, g_str_equal (name, "tree") ? self->rows : NULL);
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* --- Which rows --- */

static gboolean
is_query_new (CvkRunPanel *self, const CvkRowQuery *query)
{
  const CvkRowQuery *old = cvk_row_list_get_query (self->rows);

  return old == NULL || !g_str_equal (old->run, query->run) ||
         !g_str_equal (old->node, query->node) || !g_str_equal (old->port, query->port) ||
         !g_str_equal (old->sort, query->sort) || !g_str_equal (old->filter, query->filter);
}

static void
query_rows (CvkRunPanel *self)
{
  const char *place = cvk_run_panel_get_place (self);
  g_autoptr (CvkRowQuery) query =
    cvk_row_query_new (cvk_run_model_get_id (self->run), place, self->port);

  g_free (query->sort);
  g_free (query->filter);
  query->sort = g_strdup (self->sort != NULL ? self->sort : "");
  query->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->filter)));
  if (!is_query_new (self, query))
    return;
  self->shown_items = cvk_run_model_get_count (self->run, place, self->port);
  cvk_row_list_set_query (self->rows, query);
}

void
cvk_run_panel_show_rows (CvkRunPanel *self)
{
  gboolean has_steps = g_strcmp0 (self->port, CVK_RUN_PANEL_STEPS) == 0;
  gboolean has_rows = self->run != NULL && self->node != NULL && self->port != NULL && !has_steps &&
                      cvk_run_model_has_items (self->run);

  gtk_widget_set_visible (self->tools, has_rows);
  make_room (self, self->run != NULL && cvk_run_model_has_items (self->run));
  if (has_rows)
    {
      query_rows (self);
      show_view (self);
      return;
    }
  gtk_search_bar_set_search_mode (self->filter_bar, FALSE);
  cvk_row_list_set_query (self->rows, NULL);
  if (self->run == NULL || *cvk_run_model_get_state (self->run) == '\0')
    show_message (self, _ ("What happens when the pipeline runs is shown here."));
  else if (!cvk_run_model_has_items (self->run))
    show_message (self, _ ("The items of this run are not kept any more. Run the pipeline again to "
                           "see what goes through it."));
  else if (has_steps)
    {
      cvk_run_overview_set_node (self->steps, self->node);
      gtk_stack_set_visible_child_name (self->stack, "steps");
    }
  else if (self->node == NULL)
    gtk_stack_set_visible_child_name (self->stack, "overview");
  else
    show_message (self, _ ("This step was not in the pipeline when it ran."));
}

static gboolean
refresh_cb (gpointer user_data)
{
  CvkRunPanel *self = user_data;
  unsigned items;

  self->refresh_source = 0;
  if (self->run == NULL || self->node == NULL || self->port == NULL)
    return G_SOURCE_REMOVE;
  items = cvk_run_model_get_count (self->run, cvk_run_panel_get_place (self), self->port) +
          count_failed (self);
  if (items == self->shown_items)
    return G_SOURCE_REMOVE;
  self->shown_items = items;
  cvk_row_list_refresh (self->rows);
  return G_SOURCE_REMOVE;
}

void
cvk_run_panel_refresh_rows (CvkRunPanel *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MILLISECONDS, refresh_cb, self);
}

/* --- Saving --- */

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CvkRunPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (cvk_csv_export_finish (result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   _ ("The items were not saved"), NULL);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_csv (gpointer owner, GFile *file)
{
  CvkRunPanel *self = owner;
  const CvkRowQuery *query = cvk_row_list_get_query (self->rows);

  if (query != NULL)
    cvk_csv_export_async (self->client, query, file, self->cancellable, saved_cb,
                          g_object_ref (self));
}

void
cvk_run_panel_save_csv (CvkRunPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog;
  g_autofree char *name = NULL;

  if (cvk_row_list_get_query (self->rows) == NULL)
    return;
  name = g_strdup_printf ("%s.csv", cvk_run_panel_get_place (self));
  g_strdelimit (name, "/", '-');
  dialog =
    gtk_file_chooser_native_new (_ ("Save as CSV"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  cvk_file_choice_ask (dialog, self, save_csv);
}

/* --- Signals --- */

static void
sort_changed_cb (CvkRunPanel *self, const char *sort)
{
  g_free (self->sort);
  self->sort = g_strdup (sort);
  cvk_run_panel_show_rows (self);
}

static void
filter_changed_cb (CvkRunPanel *self)
{
  if (self->node != NULL)
    cvk_run_panel_show_rows (self);
}

static void
view_changed_cb (CvkRunPanel *self)
{
  if (self->node != NULL)
    cvk_run_panel_show_rows (self);
}

static void
loaded_cb (CvkRunPanel *self)
{
  if (self->node != NULL && self->port != NULL && cvk_row_list_get_query (self->rows) != NULL)
    show_view (self);
}

void
cvk_run_panel_connect_rows (CvkRunPanel *self)
{
  self->rows = cvk_row_list_new (self->client);
  g_signal_connect_object (self->rows, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "sort-changed", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "search-changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->views, "notify::selected", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
